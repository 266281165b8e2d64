"""Links that show a draft to someone without an account: made, copied, taken back, and what their readers answered."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from practice_site.local_time import in_words
from procedures import preview_links
from procedures.admin.editor_part import EditorPart
from procedures.models import Page, PreviewLink, Publication
from procedures.models.preview_link import DEFAULT_DAYS, LONGEST_DAYS


class ShareForm(forms.Form):
    """Who gets the link, what it shows, and for how long."""

    THIS, NEWEST = "this", "newest"

    label = forms.CharField(
        label="For whom",
        max_length=80,
        help_text="For your own list, and in the bar above the draft. For example “Dr. Miller” or “Counsel”.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Say who gets this link, so that you find it in the list."},
    )
    shows = forms.ChoiceField(
        label="What it shows",
        choices=[
            (THIS, "This draft, exactly as it is saved now"),
            (NEWEST, "Always the newest saved draft"),
        ],
        initial=THIS,
        widget=forms.RadioSelect,
        help_text="An approval counts for exactly one version, whichever you choose.",
    )
    days = forms.IntegerField(
        label="Days until it ends",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=DEFAULT_DAYS,
        help_text=f"From 1 to {LONGEST_DAYS}. After that, and once you take it back, the link opens nothing.",
    )


class SharingPart(EditorPart):
    """Links that show a draft to someone without an account."""

    def get_urls(self):
        wrap, share = self.admin_site.admin_view, require_http_methods(["GET", "HEAD", "POST"])(self.share)
        return [
            path("<int:page_id>/share/", wrap(share), name="procedures_page_share"),
            path(
                "<int:page_id>/share/<int:link_id>/take-back/",
                wrap(require_POST(self.take_back_link)),
                name="procedures_page_take_back_link",
            ),
            *super().get_urls(),
        ]

    def editor_context(self, request, page) -> dict:
        """Who approved exactly this draft."""
        approvals = preview_links.approvals_of_draft(page) if page else []
        return super().editor_context(request, page) | {"approvals": approvals}

    def share(self, request, page_id: int):
        return _share(request, self, self._page_to_share(request, page_id))

    def take_back_link(self, request, page_id: int, link_id: int):
        return _take_back(request, self._page_to_share(request, page_id), link_id)

    def _page_to_share(self, request, page_id: int) -> Page:
        page = self.get_object(request, str(page_id))
        if page is None:
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        return page


def _share(request, model_admin, page: Page):
    form = ShareForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        link = preview_links.share(
            page,
            by=request.user,
            label=form.cleaned_data["label"],
            follows_draft=form.cleaned_data["shows"] == ShareForm.NEWEST,
            days=form.cleaned_data["days"],
        )
        words = f"The link for {link.label} works until {in_words(link.expires_at)}. Copy it below and send it."
        messages.success(request, words)
        return _back_to_the_list(page)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Share the draft of {page}",
        "screen_name": "Share the draft",
        "opts": model_admin.opts,
        "original": page,
        "form": form,
        "links": _listed(page),
    }
    return render(request, "admin/procedures/page/share.html", context)


def _take_back(request, page: Page, link_id: int):
    link = page.preview_links.filter(pk=link_id).first()
    if link is None:
        raise Http404
    preview_links.revoke(link, by=request.user)
    messages.success(request, f"The link for {link.label} was taken back. It opens nothing any more.")
    return _back_to_the_list(page)


def _back_to_the_list(page: Page) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:procedures_page_share", args=[page.pk]), status=303)


def _listed(page: Page) -> list[dict]:
    """All links of the page, the newest first, each with its state and with what its readers said."""
    now = timezone.now()
    links = page.preview_links.select_related("version", "created_by", "revoked_by")
    published = set(Publication.objects.filter(page=page, live_from__lte=now).values_list("version_id", flat=True))
    is_live = Publication.objects.live_at(now).filter(page=page).exists()
    return [
        {
            "link": link,
            "is_open": link.is_open_at(now),
            "state": _state_of(link, now),
            "leads_to_site": is_live and link.version_id in published,
            "url": settings.SITE_URL + reverse("procedures:shared_draft", args=[preview_links.token_of(link)]),
            "comments": [_told(entry, page) for entry in link.comments.all()],
            "approvals": [_told(entry, page) for entry in link.approvals.all()],
        }
        for link in links.prefetch_related("comments", "approvals__version")
    ]


def _state_of(link: PreviewLink, now) -> dict:
    if link.revoked_at:
        by = f" by {link.revoked_by}" if link.revoked_by else ""
        return {"name": "unpublished", "words": f"Taken back on {in_words(link.revoked_at)}{by}"}
    if link.expires_at <= now:
        return {"name": "unpublished", "words": f"Ended on {in_words(link.expires_at)}"}
    return {"name": "live", "words": f"Open until {in_words(link.expires_at)}"}


def _told(entry, page: Page) -> dict:
    return {"entry": entry, "when": in_words(entry.created_at), "is_present": entry.content_hash == page.working_hash}
