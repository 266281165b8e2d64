"""Which pages are live, by one query for each request: menus, lists and links inside texts all read from it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from practice_site.dashboard import NavigationItem, register_navigation
from practice_site.frame import Link, register_menu
from procedures.models import Page, Publication


@dataclass(frozen=True)
class LivePage:
    """What lists and menus say about a page that is live now."""

    id: int
    kind: str
    path: str
    title: str
    summary: str
    nav_title: str
    nav_order: int | None
    noindex: bool
    live_from: datetime


def live_pages(request) -> list[LivePage]:
    """All live pages in site order, read once for each request."""
    if not hasattr(request, "live_pages"):
        request.live_pages = find_live_pages(timezone.now())
    return request.live_pages


def find_live_pages(now: datetime) -> list[LivePage]:
    """All pages live at `now` in site order: home, procedures, others; inside each as the menu has them."""
    rows = Publication.objects.live_at(now).values_list("path", "live_from", "listing")
    pages = [LivePage(path=path, live_from=live_from, **listing) for path, live_from, listing in rows]
    kinds = {kind: place for place, kind in enumerate(Page.Kind.values)}
    return sorted(
        pages,
        key=lambda page: (kinds[page.kind], page.nav_order is None, page.nav_order or 0, page.title.lower(), page.path),
    )


def paths_by_id(pages: list[LivePage]) -> dict[int, str]:
    return {page.id: page.path for page in pages}


def procedures_among(pages: list[LivePage]) -> list[LivePage]:
    return [page for page in pages if page.kind == Page.Kind.PROCEDURE]


def menu_links(request) -> list[Link]:
    """The main menu in its own order, then the rest for the footer."""
    pages = [page for page in live_pages(request) if page.kind != Page.Kind.HOME]
    in_menu = sorted((page for page in pages if page.nav_title), key=lambda page: (page.nav_order or 0, page.title))
    rest = [page for page in pages if not page.nav_title]
    return [Link(page.nav_title, page.path) for page in in_menu] + [
        Link(page.title, page.path, is_footer_only=True) for page in rest
    ]


def register() -> None:
    register_menu(menu_links, order=10)
    register_navigation(NavigationItem("Pages", "admin:procedures_page_changelist", "procedures.view_page", order=20))
    register_navigation(
        NavigationItem("Pictures", "admin:procedures_image_changelist", "procedures.view_image", order=30)
    )
