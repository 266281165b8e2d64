"""The only writer of versions and publications: freezes a page and says when it is live.

Every verb runs in one transaction and first locks the page's row, so that two people who publish
at the same moment do so one after the other.
"""

from django.db import transaction
from django.utils import timezone

from procedures import snapshots
from procedures.models import Page, PageVersion, Publication


class NotPublished(Exception):
    """The wish could not be carried out; the text says why and what to do, in words for staff."""


@transaction.atomic
def publish(page: Page, *, author, note: str = "") -> Publication:
    """Freeze the saved working copy of `page` and make it live at its address from now on.

    A working copy that equals the newest version gets no second version of the same words.
    Raises `NotPublished` when the very same thing is live already, or when another page stands at the address.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    now = timezone.now()
    snapshot = snapshots.take(page)
    digest = snapshots.content_hash(snapshot)
    live = Publication.objects.live_at(now).filter(page=page).select_related("version").first()
    if live and live.version.content_hash == digest and live.path == page.path:
        raise NotPublished("Nothing has changed since this page was published.")
    if Publication.objects.live_at(now).filter(path=page.path).exclude(page=page).exists():
        raise NotPublished("Another page is live at this address. Unpublish it first, or change the address.")
    version = _version_for(page, snapshot, digest, author, note)
    _end_open_publications(page, now)
    Page.objects.filter(pk=page.pk).update(working_hash=digest)
    return Publication.objects.create(page=page, version=version, path=page.path, live_from=now, created_by=author)


@transaction.atomic
def unpublish(page: Page) -> None:
    """Take `page` off the site now. Raises `NotPublished` when it is not live."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    if not _end_open_publications(page, timezone.now()):
        raise NotPublished("This page is not live.")


@transaction.atomic
def record_edit(page: Page, *, editor) -> None:
    """Note who changed the working copy and what it holds now. Called after the page and all blocks were saved."""
    page.refresh_from_db()
    digest = snapshots.content_hash(snapshots.take(page))
    if digest != page.working_hash:
        Page.objects.filter(pk=page.pk).update(working_hash=digest, edited_at=timezone.now(), edited_by=editor)


def _version_for(page: Page, snapshot: dict, digest: str, author, note: str) -> PageVersion:
    newest = page.versions.order_by("-number").first()
    if newest and newest.content_hash == digest:
        return newest
    return PageVersion.objects.create(
        page=page,
        number=newest.number + 1 if newest else 1,
        snapshot=snapshot,
        content_hash=digest,
        note=note,
        author=author,
        author_name=str(author) if author else "Starter content",
    )


def _end_open_publications(page: Page, now) -> int:
    return Publication.objects.live_at(now).filter(page=page).update(live_until=now)
