"""What this wing adds to the staff's start page: pages with unpublished changes, and figures without a source."""

from django.urls import reverse

from practice_site.dashboard import Blank, Panel, register_blanks, register_panel
from procedures.models import KeyFigure, Page


def unpublished_changes(request) -> dict | None:
    if not request.user.has_perm("procedures.view_page"):
        return None
    pages = Page.objects.with_state().in_site_order().select_related("edited_by")
    waiting = [page for page in pages if page.state in {Page.State.CHANGED, Page.State.NEVER_PUBLISHED}]
    return {"pages": waiting}


def figures_without_source(request) -> list[Blank]:
    if not request.user.has_perm("procedures.change_page"):
        return []
    figures = KeyFigure.objects.filter(source="").select_related("parent").order_by("parent", "ordering")
    return [
        Blank(
            f"Source for “{figure.number}”",
            reverse("admin:procedures_page_change", args=[figure.parent_id]),
            f"On the page “{figure.parent}”. The site shows no source until then.",
        )
        for figure in figures
    ]


def register() -> None:
    register_panel(Panel("admin/start/unpublished_changes.html", unpublished_changes, place="side", order=10))
    register_blanks(figures_without_source)
