"""The check before publishing, in the editor: what is open, where it is, and the ticks that let warnings stand."""

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from practice_site.accounts import sessions
from procedures import publish_checks, snapshots
from procedures.admin import checks_panel, typed_page
from procedures.admin.editor_part import EditorPart
from procedures.models import Page
from procedures.navigation import find_live_pages

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
TICKED, LISTED = "accept_warning", "_listed_warning"


class ChecksPart(EditorPart):
    """Lists what the check found in the saved working copy and, while someone types, in what is typed."""

    def get_urls(self):
        view = sessions.in_background(require_POST(self.admin_site.admin_view(self.checks_view)))
        return [path("<int:page_id>/checks/", view, name="procedures_page_checks"), *super().get_urls()]

    def checks_view(self, request, page_id: int):
        """The list of findings in what is typed in the whole form of the editor. Saves nothing, ticks neither."""
        page = self.get_object(request, str(page_id))
        if page is None:
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        request.FILES.clear()  # a file that was only chosen is not taken in
        form, formsets = typed_page.read_forms(self, request, page)
        panel = _panel(request, page, typed_page.snapshot_of(form, formsets), formsets)
        return render(request, "admin/procedures/page/checks_list.html", panel)

    def render_change_form(self, request, context, **kwargs):
        """The panel needs the forms of the blocks: a finding leads to the block's place in the editor."""
        page = context.get("original")
        if page and self.has_change_permission(request, page):
            formsets = [entry.formset for entry in context["inline_admin_formsets"]]
            is_typed = request.method == "POST"  # a refused form comes back with what was typed
            form = context["adminform"].form
            snapshot = typed_page.snapshot_of(form, formsets) if is_typed else snapshots.take(page)
            context |= _panel(request, page, snapshot, formsets)
            context["checks_url"] = reverse("admin:procedures_page_checks", args=[page.pk])
        return super().render_change_form(request, context, **kwargs)

    def store_ticks(self, request, page: Page) -> None:
        """Remember the ticks of the form that was just saved; a listed warning without its tick counts again."""
        ticked, listed = _fingerprints(request, TICKED), _fingerprints(request, LISTED)
        if listed - ticked:
            publish_checks.take_back(page, listed - ticked)
        if ticked:
            publish_checks.accept(page, ticked, by=request.user)


def _fingerprints(request, name: str) -> set[str]:
    return {value for value in request.POST.getlist(name) if FINGERPRINT.fullmatch(value)}


def _panel(request, page: Page, snapshot: dict, formsets) -> dict:
    findings = publish_checks.all_findings(snapshot, find_live_pages(timezone.now()))
    listed, ticked = _fingerprints(request, LISTED), _fingerprints(request, TICKED)
    accepted = (publish_checks.accepted_fingerprints(page) - listed) | ticked
    grade = publish_checks.reading_grade(snapshot)
    return checks_panel.panel(findings, accepted, checks_panel.places_of(formsets), grade)
