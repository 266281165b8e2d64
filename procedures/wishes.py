"""The verbs of asking: someone who may not publish asks for it, someone who may answers."""

from django.db import transaction
from django.utils import timezone

from procedures.models import Page, PublicationWish


@transaction.atomic
def ask(page: Page, *, by, note: str = "") -> PublicationWish:
    """Ask for the publication of the saved working copy. A page has one open wish: a newer one takes its place."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    PublicationWish.objects.filter(page=page, closed_at=None).update(closed_at=timezone.now(), closed_by=by)
    return PublicationWish.objects.create(page=page, content_hash=page.working_hash, asked_by=by, note=note)


def close(page: Page, *, by) -> bool:
    """Close the page's open wish without publishing. Returns whether there was one."""
    return bool(
        PublicationWish.objects.filter(page=page, closed_at=None).update(closed_at=timezone.now(), closed_by=by)
    )
