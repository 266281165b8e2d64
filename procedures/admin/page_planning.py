"""When readers see a page: what is live, what is coming, and the forms that plan it."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from practice_site.accounts.permissions import demand
from practice_site.local_time import in_words
from procedures import publishing
from procedures.admin.editor_part import EditorPart
from procedures.admin.plan_forms import EndForm, NewPlanForm, PlanForm
from procedures.models import Page, Publication

ACTS = {"plan": NewPlanForm, "end": EndForm}


class PlanningPart(EditorPart):
    """The screen "When readers see it", for people who may publish."""

    def get_urls(self):
        read_and_send = require_http_methods(["GET", "HEAD", "POST"])
        screens = {
            "plan/": (read_and_send(self.plan_view), "plan"),
            "plan/<int:pk>/": (read_and_send(self.change_plan_view), "change_plan"),
            "plan/<int:pk>/cancel/": (require_POST(self.cancel_plan_view), "cancel_plan"),
            "plan/stay/": (require_POST(self.stay_view), "stay"),
        }
        paths = [
            path(f"<int:page_id>/{address}", self._screen(view), name=f"procedures_page_{name}")
            for address, (view, name) in screens.items()
        ]
        return [*paths, *super().get_urls()]

    def _screen(self, view):
        @wraps(view)
        def guarded(request, page_id, **kwargs):
            demand(request, "procedures.publish_page")
            page = Page.objects.with_state().filter(pk=page_id).first()
            if page is None:
                raise Http404
            return view(request, page, **kwargs)

        return self.admin_site.admin_view(guarded)

    def plan_view(self, request, page):
        """The page's time line with two forms: publish the draft at a time, and take the page off at a time."""
        act = request.POST.get("act")
        forms = {name: form(request.POST if act == name else None, prefix=name) for name, form in ACTS.items()}
        if act in forms and forms[act].is_valid():
            outcome = self._plan_draft if act == "plan" else self._plan_end
            if self._done(request, forms[act], lambda data: outcome(request, page, data)):
                return HttpResponseRedirect(_plan_url(page))
        return self._draw(request, page, "plan.html", forms)

    def change_plan_view(self, request, page, pk):
        publication = get_object_or_404(Publication.objects.upcoming().select_related("version"), page=page, pk=pk)
        start = {"live_from": publication.live_from, "live_until": publication.live_until}
        form = PlanForm(request.POST or None, initial=start, prefix="change")
        if form.is_valid() and self._done(request, form, lambda data: _move(publication, data)):
            return HttpResponseRedirect(_plan_url(page))
        return self._draw(request, page, "change_plan.html", {"change": form}, publication=publication)

    def cancel_plan_view(self, request, page, pk):
        publication = Publication.objects.filter(page=page, pk=pk).select_related("version").first()
        self._say(request, lambda: _cancel(publication))
        return HttpResponseRedirect(_plan_url(page))

    def stay_view(self, request, page):
        self._say(request, lambda: _stay(page))
        return HttpResponseRedirect(_plan_url(page))

    def _plan_draft(self, request, page, data) -> str:
        planned = publishing.schedule(page, author=request.user, **data)
        when = in_words(planned.live_from)
        return f"Version {planned.version.number} goes live on {when}. Until then, readers see no change."

    def _plan_end(self, request, page, data) -> str:
        publishing.end_at(page, data["live_until"])
        return f"The page leaves the site on {in_words(data['live_until'])}."

    def _done(self, request, form, act) -> bool:
        """Whether the act could be done; a refusal stands above the form, with everything kept."""
        try:
            self.message_user(request, act(form.cleaned_data), messages.SUCCESS)
        except publishing.NotPublished as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def _draw(self, request, page, template, forms, **more):
        now_live = page.publications.live_now().select_related("version").first()
        coming = page.publications.upcoming().select_related("version", "created_by")
        context = self.admin_site.each_context(request) | {
            "title": "When readers see it",
            "screen_name": "When readers see it",
            "opts": self.opts,
            "original": page,
            "live": now_live,
            "live_gives_way": now_live and any(each.live_from == now_live.live_until for each in coming),
            "coming": coming,
            "forms": forms,
            "has_errors": any(form.errors for form in forms.values()),
            **more,
        }
        return TemplateResponse(request, f"admin/procedures/page/{template}", context)


def _plan_url(page) -> str:
    return reverse("admin:procedures_page_plan", args=[page.pk])


def _move(publication, data) -> str:
    moved = publishing.reschedule(publication, **data)
    return f"Version {moved.version.number} goes live on {in_words(moved.live_from)} now."


def _cancel(publication) -> str:
    if publication is None:
        raise publishing.NotPublished("This plan was cancelled already.")
    publishing.cancel(publication)
    return f"The plan for version {publication.version.number} was cancelled. The version itself is kept."


def _stay(page) -> str:
    publishing.end_at(page, None)
    return "The page stays on the site until you change something."
