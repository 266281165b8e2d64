"""The list of versions, comparing two of them, looking at one, and restoring one."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practice_site.response_headers import PUBLIC_PAGE_FOR_STAFF
from procedures import drawing, publishing, restoring, snapshots
from procedures.admin.editor_part import EditorPart
from procedures.admin.version_rows import DAMAGED, draft_row, version_rows
from procedures.compared_fields import kind_in_words
from procedures.comparison import compare
from procedures.models import Page, PageVersion
from procedures.navigation import find_live_pages

ROWS_ON_A_SCREEN = 50
DRAFT, LIVE = "draft", "live"


@dataclass(frozen=True)
class Side:
    """One side of a comparison: `value` as the address says it, and what to call it inside a sentence."""

    value: str
    name: str
    snapshot: dict
    version: PageVersion | None = None

    @property
    def is_intact(self) -> bool:
        return self.version is None or self.version.is_intact


class VersionsPart(EditorPart):
    """The list of versions, comparing two of them, looking at one, and restoring one."""

    def get_urls(self):
        screens = {
            "": (require_safe(self.versions_view), "versions"),
            "<int:number>/page/": (require_safe(self.version_page_view), "version_page"),
            "<int:number>/restore/": (require_POST(self.restore_view), "restore"),
        }
        paths = [
            path(f"<int:page_id>/versions/{address}", self.admin_site.admin_view(view), name=f"procedures_page_{name}")
            for address, (view, name) in screens.items()
        ]
        return [*paths, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """The versions are the history of a page; Django's own log knows less."""
        return HttpResponseRedirect(reverse("admin:procedures_page_versions", args=[object_id]))

    def versions_view(self, request, page_id: int):
        """GET `a` and `b` choose the two sides of the comparison: "draft", "live" or a number."""
        page = self._page_to_see(request, page_id)
        draft = snapshots.take(page)
        live = _live_version(page)
        shown = Paginator(page.versions.all(), ROWS_ON_A_SCREEN).get_page(request.GET.get("p"))
        sides = _sides(page, draft, live, request.GET)
        context = self.admin_site.each_context(request) | {
            "title": "Versions",
            "screen_name": "Versions",
            "opts": self.opts,
            "original": page,
            "rows": [draft_row(page, draft, live), *version_rows(shown, timezone.now())],
            "shown": shown,
            "sides": sides,
            "may_restore": self.has_change_permission(request, page),
            **_compared(sides),
        }
        return TemplateResponse(request, "admin/procedures/page/versions.html", context)

    def version_page_view(self, request, page_id: int, number: int):
        """One version as a page, as it would stand on the site today."""
        page = self._page_to_see(request, page_id)
        version = get_object_or_404(page.versions, number=number)
        if not version.is_intact:
            self.message_user(request, f"Version {number} is damaged. {DAMAGED}", messages.ERROR)
            return HttpResponseRedirect(_versions_url(page))
        kinds = sorted(map(kind_in_words, snapshots.unknown_kinds(version.snapshot)))
        banner = render_to_string("includes/version_banner.html", {"version": version, "unknown_kinds": kinds})
        pages = find_live_pages(timezone.now())
        drawn = drawing.draw_page(version.snapshot["page"]["path"], version.snapshot, pages, banner=banner)
        request.inline_style_hash = drawn.style_hash
        response = HttpResponse(drawn.html)
        response.area = PUBLIC_PAGE_FOR_STAFF
        return response

    def restore_view(self, request, page_id: int, number: int):
        """Put one version into the working copy, and lead to the editor."""
        page = self._page_to_see(request, page_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        version = get_object_or_404(page.versions, number=number)
        try:
            with transaction.atomic():
                kept = _keep_draft(page, version, request.user)
                notices = restoring.restore(version, editor=request.user)
        except restoring.NotRestored as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(_versions_url(page))
        words = f"Version {number} is in the working copy now. Readers see no change until you publish."
        self.message_user(request, f"{words} {_kept_in_words(kept)}".strip(), messages.SUCCESS)
        for notice in notices:
            self.message_user(request, notice, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:procedures_page_change", args=[page.pk]))

    def _page_to_see(self, request, page_id: int) -> Page:
        page = Page.objects.with_state().select_related("edited_by", "share_image__file").filter(pk=page_id).first()
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page


def _versions_url(page: Page) -> str:
    return reverse("admin:procedures_page_versions", args=[page.pk])


def _live_version(page: Page) -> PageVersion | None:
    live = page.publications.live_now().select_related("version").first()
    return live and live.version


def _sides(page: Page, draft: dict, live: PageVersion | None, wanted) -> list[Side]:
    """The two sides, older first; what was not chosen well is what readers see (else the newest), and the draft."""
    working_copy = Side(DRAFT, "the working copy", draft)
    numbers = {int(value) for name in "ab" if (value := wanted.get(name, "")).isdecimal() and len(value) < 9}
    chosen = {str(version.number): _side(version) for version in page.versions.filter(number__in=numbers)}
    chosen |= {DRAFT: working_copy} | ({LIVE: _side(live)} if live else {})
    older = chosen.get(wanted.get("a")) or chosen.get(LIVE) or _newest(page)
    return [older, chosen.get(wanted.get("b"), working_copy)] if older else []


def _side(version: PageVersion) -> Side:
    return Side(str(version.number), f"version {version.number}", version.snapshot, version)


def _newest(page: Page) -> Side | None:
    version = page.versions.order_by("-number").first()
    return version and _side(version)


def _compared(sides: list[Side]) -> dict:
    """The comparison of two sides and its heading; or why they cannot be compared."""
    if not sides:
        return {}
    older, newer = sides
    heading = f"{older.name[0].upper()}{older.name[1:]} and {newer.name}"
    if damaged := next((side for side in sides if not side.is_intact), None):
        return {"heading": heading, "problem": f"{damaged.name[0].upper()}{damaged.name[1:]} is damaged. {DAMAGED}"}
    names = dict(Page.objects.values_list("pk", "title"))
    return {"heading": heading, "comparison": compare(older.snapshot, newer.snapshot, names=names)}


def _keep_draft(page: Page, version: PageVersion, author) -> PageVersion | None:
    """A draft whose words stand in no version would be lost by restoring; it becomes a version first."""
    digest = snapshots.content_hash(snapshots.take(page))
    if page.versions.filter(content_hash=digest).exists():
        return None
    return publishing.freeze(page, author=author, note=f"Working copy before version {version.number} was restored")


def _kept_in_words(kept: PageVersion | None) -> str:
    return f"The words that stood there are kept as version {kept.number}." if kept else ""
