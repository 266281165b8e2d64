"""The only writer of versions and publications: freezes a page and says when it is live.

Every verb that touches what the public sees runs in one transaction with its exact copy (`archive.recording`), which
takes the lock of the archive first, so that two people who publish at the same moment do so one after the other.
All moments are aware datetimes; `live_until` None means until further notice.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from practice_site.local_time import in_words
from procedures import archive, publish_checks, snapshots
from procedures.models import ImageFile, Page, PageVersion, Publication, PublicationWish
from procedures.models.archive import ArchiveRecord
from procedures.navigation import find_live_pages

NOTHING_CHANGED = "Nothing has changed since this page was published."
Reason = ArchiveRecord.Reason


class NotPublished(Exception):
    """The wish could not be carried out; the text says why and what to do, in words for staff."""


@dataclass(frozen=True)
class Span:
    """From when until when something stands on the site."""

    start: datetime
    end: datetime | None = None


def publish(page: Page, *, author, note: str = "") -> Publication:
    """Freeze the saved working copy of `page` and make it live at its address from now on.

    A working copy that equals the newest version gets no second version of the same words. A planned end stays
    planned, and a version that is planned for later takes over when its time comes. Warnings need a person: without
    an `author`, only errors count.
    Raises `NotPublished` when the very same thing is live already, when the publish check finds something open,
    when another page stands at the address, or when the exact copy cannot be kept.
    """
    with _changing_the_site(Reason.PUBLISHED):
        page = _locked(page)
        now = timezone.now()
        live = Publication.objects.live_at(now).filter(page=page).select_related("version").first()
        if live and _shows(live, page):
            raise NotPublished(NOTHING_CHANGED)
        end = live.live_until if live else None
        following = Publication.objects.upcoming(now).filter(page=page).first()
        if following and (end is None or end > following.live_from):
            end = following.live_from
        publication = _publish(page, Span(now, end), author, note)
        if following and end == following.live_from:
            following.follows = publication
            following.save(update_fields=["follows"])
        return publication


def schedule(
    page: Page, *, author, live_from: datetime, live_until: datetime | None = None, note: str = ""
) -> Publication:
    """Freeze the saved working copy and plan it for `live_from`. Raises `NotPublished`, as `publish` does."""
    with _changing_the_site(Reason.PUBLISHED):
        page = _locked(page)
        if live_from <= timezone.now():
            raise NotPublished(f"{in_words(live_from)} has passed. Choose a later time, or publish now.")
        return _publish(page, Span(live_from, live_until), author, note)


def reschedule(publication: Publication, *, live_from: datetime, live_until: datetime | None = None) -> Publication:
    """Move a planned publication to another time. Raises `NotPublished`; then the old plan stands."""
    with _changing_the_site(Reason.PUBLISHED):
        planned = _planned(publication)
        if live_from <= timezone.now():
            raise NotPublished(f"{in_words(live_from)} has passed. Choose a later time, or publish now.")
        _take_back(planned)
        return _place(planned.version, planned.path, Span(live_from, live_until), planned.created_by)


def cancel(publication: Publication) -> None:
    """Take back a planned publication. Its version stays. Raises `NotPublished` once it has begun."""
    with _changing_the_site(Reason.PUBLISHED):
        _take_back(_planned(publication))


def unpublish(page: Page) -> None:
    """Take `page` off the site now; plans for later stay. Raises `NotPublished` when it is not live."""
    with _changing_the_site(Reason.UNPUBLISHED):
        now = timezone.now()
        if not Publication.objects.live_at(now).filter(page=_locked(page)).update(live_until=now):
            raise NotPublished("This page is not live.")


def end_at(page: Page, live_until: datetime | None) -> Publication:
    """Plan when the live version leaves the site; None takes the plan back. Raises `NotPublished`."""
    with _changing_the_site(Reason.UNPUBLISHED):
        now = timezone.now()
        page = _locked(page)
        live = Publication.objects.live_at(now).filter(page=page).first()
        if live is None:
            raise NotPublished("This page is not live.")
        if live_until is not None and live_until <= now:
            raise NotPublished(f"{in_words(live_until)} has passed. Choose a later time, or unpublish now.")
        following = Publication.objects.upcoming(now).filter(page=page, follows=live).first()
        if following and live.live_until == following.live_from:
            raise NotPublished(
                f"Version {following.version.number} takes over on {in_words(following.live_from)}. "
                "Change or cancel that plan first."
            )
        _refuse_overlap(page, live.path, Span(live.live_from, live_until), besides=live)
        live.live_until = live_until
        live.save(update_fields=["live_until"])
        return live


def freeze(page: Page, *, author, note: str = "") -> PageVersion:
    """A version of the saved working copy that is not published: to share it, or because someone approved it."""
    with transaction.atomic():
        return _version_for(_locked(page), author, note)


def publish_together(pages: list[Page], *, note: str) -> None:
    """Publish pages that link to each other as one change, by the program and not by a person."""
    with _changing_the_site(Reason.PUBLISHED):
        now = timezone.now()
        for page in pages:
            _place(_version_for(_locked(page), None, note), page.path, Span(now), None)


@transaction.atomic
def record_edit(page: Page, *, editor) -> None:
    """Note who changed the working copy and what it holds now. Called after the page and all blocks were saved."""
    page.refresh_from_db()
    digest = snapshots.content_hash(snapshots.take(page))
    if digest != page.working_hash:
        Page.objects.filter(pk=page.pk).update(working_hash=digest, edited_at=timezone.now(), edited_by=editor)
        page.working_hash = digest


@contextmanager
def _changing_the_site(reason: Reason):
    try:
        with archive.recording(reason):
            yield
    except archive.NotArchived as refusal:
        raise NotPublished(str(refusal)) from refusal


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update().get(pk=page.pk)


def _planned(publication: Publication) -> Publication:
    planned = Publication.objects.upcoming().filter(pk=publication.pk).select_related("version", "follows").first()
    if planned is None:
        raise NotPublished("This plan has begun or was cancelled already. Load the page anew to see how it stands.")
    return planned


def _shows(publication: Publication, page: Page) -> bool:
    digest = snapshots.content_hash(snapshots.take(page))
    version = publication.version
    return version.content_hash == digest and version.is_intact and publication.path == page.path


def _publish(page: Page, span: Span, author, note: str) -> Publication:
    snapshot = snapshots.take(page)
    _refuse_open_findings(page, snapshot, span.start, author)
    version = _version_for(page, author, note, snapshot)
    publication = _place(version, page.path, span, author)
    Page.objects.filter(pk=page.pk).update(working_hash=version.content_hash)
    PublicationWish.objects.filter(page=page, closed_at=None).update(closed_at=timezone.now(), closed_by=author)
    return publication


def _refuse_open_findings(page: Page, snapshot: dict, at: datetime, author) -> None:
    live_pages = find_live_pages(at)
    findings = publish_checks.open_findings(page, snapshot, live_pages)
    if author is None:
        findings = [finding for finding in findings if finding.is_error]
    if findings:
        raise NotPublished(publish_checks.in_one_sentence(findings))


def _version_for(page: Page, author, note: str, snapshot: dict | None = None) -> PageVersion:
    snapshot = snapshot or snapshots.take(page)
    digest = snapshots.content_hash(snapshot)
    newest = page.versions.order_by("-number").first()
    if newest and newest.content_hash == digest and newest.is_intact:
        return newest
    version = PageVersion.objects.create(
        page=page,
        number=newest.number + 1 if newest else 1,
        snapshot=snapshot,
        content_hash=digest,
        note=note,
        author=author,
        author_name=str(author) if author else "The site itself",
    )
    version.image_files.set(ImageFile.objects.filter(digest__in=snapshots.image_digests(snapshot)))
    return version


def _place(version: PageVersion, path: str, span: Span, author) -> Publication:
    """Put a version on the page's time line, cutting short what is live when it begins."""
    page = version.page
    if span.end is not None and span.end <= span.start:
        raise NotPublished("The page would leave the site before it is there. Choose a later end, or leave it blank.")
    covering = Publication.objects.live_at(span.start).filter(page=page).first()
    is_planned = span.start > timezone.now()
    _refuse_overlap(page, path, span, besides=covering)
    if covering:
        Publication.objects.filter(pk=covering.pk).update(live_until=span.start)
    return Publication.objects.create(
        page=page,
        version=version,
        path=path,
        live_from=span.start,
        live_until=span.end,
        listing=snapshots.listing(version.snapshot),
        follows=covering if is_planned else None,
        followed_until=covering.live_until if is_planned and covering else None,
        created_by=author,
    )


def _take_back(planned: Publication) -> None:
    """Drop a plan and close the gap: what stood before gets its end back, or lasts until what was planned next."""
    before = planned.follows
    stood_until_then = before is not None and before.live_until == planned.live_from
    end = planned.followed_until
    following = Publication.objects.filter(follows=planned).first()
    planned.delete()
    if following and stood_until_then and planned.live_until == following.live_from:
        following.follows, following.followed_until = before, end
        following.save(update_fields=["follows", "followed_until"])
        end = following.live_from
    if stood_until_then:
        Publication.objects.filter(pk=before.pk).update(live_until=end)


def _refuse_overlap(page: Page, path: str, span: Span, *, besides: Publication | None) -> None:
    at_that_time = Publication.objects.overlapping(span.start, span.end)
    if besides:
        at_that_time = at_that_time.exclude(pk=besides.pk)
    own = at_that_time.filter(page=page).select_related("version").first()
    if own:
        raise NotPublished(
            f"Version {own.version.number} is planned from {in_words(own.live_from)}"
            f"{f' until {in_words(own.live_until)}' if own.live_until else ''}. "
            "Change or cancel that plan first, or choose another time."
        )
    other = at_that_time.filter(path=path).exclude(page=page).select_related("page").first()
    if other:
        when = "is live" if other.live_from <= timezone.now() else f"is planned from {in_words(other.live_from)}"
        raise NotPublished(
            f"Another page {when} at this address: “{other.page}”. Unpublish it first, or change the address."
        )
