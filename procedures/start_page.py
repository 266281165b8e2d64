"""What this wing adds to the staff's start page: wishes, plans, unpublished changes, figures without a source."""

from django.urls import reverse
from django.utils import timezone

from practice_site.dashboard import Blank, Panel, register_blanks, register_panel
from procedures import preview_links
from procedures.models import KeyFigure, Page, Publication, PublicationWish


def wishes_for_publication(request) -> dict | None:
    """What colleagues ask for, for people who may publish."""
    if not request.user.has_perm("procedures.publish_page"):
        return None
    wishes = list(PublicationWish.objects.filter(closed_at=None).select_related("page", "asked_by"))
    return {"wishes": wishes} if wishes else None


def what_is_coming(request) -> dict | None:
    """Planned beginnings and ends, the next one first."""
    if not request.user.has_perm("procedures.view_page"):
        return None
    now = timezone.now()
    planned = list(Publication.objects.upcoming(now).select_related("page", "version"))
    ending = Publication.objects.filter(live_until__gt=now).select_related("page", "version")
    replaced = {(each.page_id, each.live_from) for each in planned}
    ends = [each for each in ending if (each.page_id, each.live_until) not in replaced]
    coming = [{"at": each.live_from, "publication": each, "is_end": False} for each in planned]
    coming += [{"at": each.live_until, "publication": each, "is_end": True} for each in ends]
    return {"coming": sorted(coming, key=lambda entry: entry["at"])} if coming else None


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
    register_panel(Panel("admin/start/wishes.html", wishes_for_publication, place="side", order=5))
    answers = preview_links.recent_answers
    register_panel(Panel("admin/start/preview_answers.html", answers, place="side", order=6))
    register_panel(Panel("admin/start/coming.html", what_is_coming, place="side", order=8))
    register_panel(Panel("admin/start/unpublished_changes.html", unpublished_changes, place="side", order=10))
    register_blanks(figures_without_source)
