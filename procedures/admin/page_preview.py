"""Preview of the typed page, beside the form or in a new tab: drawn as readers would see it, and never saved."""

import re
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from practice_site.accounts import sessions
from practice_site.response_headers import FRAMED_FOR_STAFF
from procedures import picture_sizes, preview_links, snapshots
from procedures.admin import typed_page
from procedures.admin.editor_part import EditorPart
from procedures.models import Page

SCRIPT = re.compile(r'<script type="module"[^>]*></script>')
SAVED = "This is the saved draft."
AS_TYPED = "As typed, also before saving."


class _ReadOnly(QueryDict):
    """What was sent, for readers alone: eleven formsets that copy 600 fields each would take a seventh of the time."""

    @classmethod
    def of(cls, post: QueryDict):
        fields = cls(mutable=True)
        for name, values in post.lists():
            fields.setlist(name, values)
        return fields

    def copy(self):
        return self


class PreviewPart(EditorPart):
    """Preview of the typed page, beside the form or in a new tab."""

    def get_urls(self):
        return [
            path("preview/", self._framed(self.preview_of_new), name="procedures_page_preview_new"),
            path("<int:page_id>/preview/", self._framed(self.preview), name="procedures_page_preview"),
            *super().get_urls(),
        ]

    def editor_context(self, request, page) -> dict:
        name = "admin:procedures_page_preview"
        preview_url = reverse(name, args=[page.pk]) if page else reverse(f"{name}_new")
        return super().editor_context(request, page) | {"preview_url": preview_url}

    def preview(self, request, page_id: int):
        """GET draws the saved draft, POST what is typed in the whole form of the editor."""
        page = self.get_object(request, str(page_id))
        if page is None:
            raise Http404
        if request.method == "POST":
            return self._draw_typed(request, page, self.has_change_permission(request, page))
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return _draw(request, page, snapshots.take(page), SAVED)

    def preview_of_new(self, request):
        """A page that was never saved has no draft to get; only what is typed can be drawn."""
        if request.method != "POST":
            raise Http404
        return self._draw_typed(request, None, self.has_add_permission(request))

    def _draw_typed(self, request, page: Page | None, is_allowed: bool):
        if not is_allowed:
            raise PermissionDenied
        request.FILES.clear()  # a file that was only chosen is not taken in: looking changes nothing
        request.POST = _ReadOnly.of(request.POST)
        form, formsets = typed_page.read_forms(self, request, page)
        snapshot = typed_page.snapshot_of(form, formsets)
        _make_sizes(snapshot)
        return _draw(request, page, snapshot, _words(typed_page.open_fields(form, formsets)))

    def _framed(self, view):
        """For staff, also inside a frame of ours. Whoever is signed out gets a sentence, not the sign-in page.

        Without a CSRF check, because drawing changes nothing and a form stays open across a new sign-in.
        """
        for_staff = self.admin_site.admin_view(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view)))

        @sessions.in_background
        @wraps(for_staff)
        def answer(request, *args, **kwargs):
            if request.method == "POST" and not self.admin_site.has_permission(request):
                response = render(request, "admin/procedures/page/preview_signed_out.html", status=403)
            else:
                response = for_staff(request, *args, **kwargs)
            response.area = FRAMED_FOR_STAFF
            return response

        return answer


def _draw(request, page: Page | None, snapshot: dict, words: str) -> HttpResponse:
    banner = render_to_string("includes/preview_banner.html", {"words": words})
    drawn = preview_links.draw_draft(page, snapshot, banner)
    request.inline_style_hash = drawn.style_hash
    # No script runs in the editor's frame; the browser would only complain of each one.
    is_framed = "in_frame" in request.POST or "in_frame" in request.GET
    return HttpResponse(SCRIPT.sub("", drawn.html) if is_framed else drawn.html)


def _words(open_fields: int) -> str:
    if open_fields == 0:
        return AS_TYPED
    return f"As typed. {'One field still needs' if open_fields == 1 else f'{open_fields} fields still need'} mending."


def _make_sizes(snapshot: dict) -> None:
    """A layout or focal point that was chosen just now has no files yet. Their names tell their content."""
    for block in snapshot["blocks"]:
        if block["type"] == "picture":
            picture_sizes.make_sizes_of(block)
