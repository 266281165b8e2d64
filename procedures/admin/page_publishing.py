"""What happens after a draft was saved: publish it, ask for it, go on to another screen, take the page off the site."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from procedures import publishing, wishes
from procedures.admin.editor_part import EditorPart
from procedures.models import Publication

SAVED = "The draft was saved. Readers do not see it until you publish."
NEEDS_A_COLLEAGUE = (
    "Saved. You may edit pages, but publishing needs a colleague. Ask for it with “Ask for publication”."
)
MAY_PUBLISH = "procedures.publish_page"


class PublishingPart(EditorPart):
    """Every button of the editor saves the draft first, then does what it says."""

    def editor_context(self, request, page):
        live = page and page.publications.live_now().select_related("version").first()
        return super().editor_context(request, page) | {
            "live_version": live,
            "live_is_damaged": bool(live) and not live.version.is_intact,
            "planned": page.publications.upcoming().select_related("version").first() if page else None,
            "open_wish": page and page.wishes.filter(closed_at=None).select_related("asked_by").first(),
            "may_publish": request.user.has_perm(MAY_PUBLISH),
        }

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_saving(request, obj)

    def response_change(self, request, obj):
        return self._after_saving(request, obj)

    def _after_saving(self, request, page):
        self.store_ticks(request, page)
        needs_permission = {"_publish": self._publish, "_unpublish": self._unpublish, "_close_wish": self._close_wish}
        pressed = next((name for name in request.POST if name in needs_permission), None)
        if pressed and not request.user.has_perm(MAY_PUBLISH):
            self.message_user(request, NEEDS_A_COLLEAGUE, messages.WARNING)
        elif pressed:
            self._say(request, lambda: needs_permission[pressed](request, page))
        elif "_ask" in request.POST:
            self._say(request, lambda: self._ask(request, page))
        else:
            self.message_user(request, self._saved_words(page), messages.SUCCESS)
        return HttpResponseRedirect(self._next_screen(request, page))

    def _next_screen(self, request, page) -> str:
        screens = {"_plan": "procedures_page_plan", "_share": "procedures_page_share"}
        name = next((screens[name] for name in screens if name in request.POST), "procedures_page_change")
        return reverse(f"admin:{name}", args=[page.pk])

    def _say(self, request, act) -> None:
        try:
            self.message_user(request, act(), messages.SUCCESS)
        except publishing.NotPublished as refusal:
            self.message_user(request, str(refusal), messages.WARNING)

    def _saved_words(self, page) -> str:
        live_path = Publication.objects.live_now().filter(page=page).values_list("path", flat=True).first()
        if not live_path or live_path == page.path:
            return SAVED
        return (
            f"{SAVED} Its address changes from {live_path} to {page.path} then; "
            "the old one will lead readers to the new one for good."
        )

    def _publish(self, request, page):
        before = Publication.objects.live_now().filter(page=page).values_list("path", flat=True).first()
        publication = publishing.publish(page, author=request.user, note=request.POST.get("publish_note", "")[:200])
        words = format_html(
            'Version {} is live now. <a href="{}">View on site</a>', publication.version.number, publication.path
        )
        if before and before != publication.path:
            words += format_html(" Readers who follow the old address {} are led to {}.", before, publication.path)
        return words

    def _unpublish(self, request, page):
        publishing.unpublish(page)
        return "The page is no longer on the site. The draft stays here."

    def _ask(self, request, page):
        wishes.ask(page, by=request.user, note=request.POST.get("ask_note", "")[:300])
        return "The draft was saved. Everyone who may publish now sees on the start page that you ask for it."

    def _close_wish(self, request, page):
        wishes.close(page, by=request.user)
        return "The wish for publication was closed. The draft stays as it is."
