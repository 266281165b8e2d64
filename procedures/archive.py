"""The only writer of the archive: keeps every state of the site that the public could see, byte for byte.

New York Education Law § 6530(27), as professional publications sum it up: an exact copy of each advertisement is
kept for one year after it last appeared. So whatever changes what the public sees runs inside `recording`: the change
and its exact copy are one transaction, or neither of them is. The bytes are written before the rows that name them
(`archive_store`); a process that is killed in between leaves bytes that nobody names, and the site as it was.

Kept are all live pages and the list of procedures. `/consultation/` is not: it carries a token of each visitor's own.
A file that a page refers to and that is not there is recorded with an empty digest: the public got nothing either.
"""

import errno
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from practice_site import full_disk, shared_parts
from procedures import archive_files, drawing
from procedures.drawing import LIST_PATH
from procedures.models import ArchiveHead, ArchiveRecord, Publication
from procedures.navigation import LivePage, find_live_pages

Reason = ArchiveRecord.Reason
SMALLEST_STEP = timedelta(microseconds=1)  # what the database can tell apart
_is_recording = ContextVar("archive_is_recording", default=False)


class NotArchived(shared_parts.NotChanged):
    """The exact copy could not be kept, so nothing may change; the text says why and what to do, in words for staff."""


@dataclass(frozen=True)
class _Site:
    """What stands on the site at one moment."""

    moment: datetime
    live_pages: list[LivePage]
    publications: dict[str, int]  # path → number of the publication that stands there

    @classmethod
    def at(cls, moment: datetime) -> "_Site":
        publications = Publication.objects.live_at(moment).values_list("path", "pk")
        return cls(moment, find_live_pages(moment), dict(publications))

    @property
    def listing(self) -> list[LivePage]:
        """What menus and lists say, on every page."""
        return [replace(page, live_from=None) for page in self.live_pages]


@dataclass(frozen=True)
class _Copy:
    """What a reader gets at a path. No HTML: nothing stands there."""

    version_hash: str = ""
    html: str = ""


@contextmanager
def recording(reason: str):
    """Whatever the block inside changes of what the public sees is archived with it, or not done at all.

    Holds the lock of the archive, so that two changes come one after the other. Inside another `recording` the outer
    one does the work. Raises `NotArchived` when the exact copy cannot be kept; then everything is rolled back.
    """
    if _is_recording.get():
        yield
        return
    token = _is_recording.set(True)
    try:
        with _full_database_in_words(), transaction.atomic():
            with _problems_in_words():
                head = locked_head()
                _catch_up(head, timezone.now())
                before = _Site.at(head.caught_up_to)
            yield
            with _problems_in_words():
                _record_change(head, before, _Site.at(timezone.now()), reason)
                head.save()
    finally:
        _is_recording.reset(token)


def catch_up(now: datetime | None = None) -> int:
    """Record what began or ended by itself since the last look. Returns the number of new records."""
    with _full_database_in_words(), _problems_in_words(), transaction.atomic():
        head = locked_head()
        known = head.number
        _catch_up(head, now or timezone.now())
        head.save()
        return head.number - known


def record_site(reason: str = Reason.NEW_RELEASE) -> int:
    """Record every page that is not as it was recorded last. Returns the number of new records."""
    with _full_database_in_words(), _problems_in_words(), transaction.atomic():
        head = locked_head()
        known = head.number
        _catch_up(head, timezone.now())
        _record(head, _Site.at(head.caught_up_to), reason)
        head.save()
        return head.number - known


def record_hash(record: ArchiveRecord) -> str:
    """The link of the chain: SHA-256 of the record and of the hash before it.

    Hashed is JSON in UTF-8, its names in the order of the alphabet, without white space, letters as they are:
    files, html_hash, number, path, previous_hash, reason, recorded_at, shown_from, version_hash. Moments are UTC and
    written like 2026-12-07T13:00:00.000000+00:00.
    """
    data = {
        "number": record.number,
        "shown_from": _written(record.shown_from),
        "recorded_at": _written(record.recorded_at),
        "path": record.path,
        "reason": str(record.reason),
        "version_hash": record.version_hash,
        "html_hash": record.html_hash,
        "files": record.files,
        "previous_hash": record.previous_hash,
    }
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def locked_head() -> ArchiveHead:
    """The end of the chain, locked until the transaction ends."""
    return ArchiveHead.objects.select_for_update().get_or_create(pk=1)[0]


def _catch_up(head: ArchiveHead, now: datetime) -> None:
    """Bring the chain up to `now`. At the very first time, keep what stands on the site; before, nobody looked."""
    if head.caught_up_to is None:
        _record(head, _Site.at(now), Reason.NEW_RELEASE)
    else:
        for moment in _moments(head.caught_up_to, now):
            _record_change(head, _Site.at(moment - SMALLEST_STEP), _Site.at(moment), Reason.SCHEDULE)
    head.caught_up_to = now


def _moments(start: datetime, end: datetime) -> list[datetime]:
    """When something began or ended after `start`, up to and with `end`."""
    begun = Q(live_from__gt=start, live_from__lte=end)
    ended = Q(live_until__gt=start, live_until__lte=end)
    rows = Publication.objects.filter(begun | ended).values_list("live_from", "live_until")
    return sorted({moment for row in rows for moment in row if moment and start < moment <= end})


def _record_change(head: ArchiveHead, before: _Site, after: _Site, reason: str) -> None:
    paths = before.publications.keys() | after.publications.keys()
    changed = {path for path in paths if before.publications.get(path) != after.publications.get(path)}
    if reason == Reason.SHARED_PARTS or before.listing != after.listing:
        _record(head, after, Reason.SHARED_PARTS, own=dict.fromkeys(changed, reason), since=_since(before, after))
    elif changed:
        _record(head, after, reason, paths=changed, since=_since(before, after))
    head.caught_up_to = after.moment


def _since(before: _Site, after: _Site) -> datetime:
    """The last moment, up to that of `after`, at which what differs began or ended."""
    numbers = {number for _, number in before.publications.items() ^ after.publications.items()}
    rows = Publication.objects.filter(pk__in=numbers).values_list("live_from", "live_until") if numbers else []
    moments = [moment for row in rows for moment in row if moment and moment <= after.moment]
    return max(moments, default=after.moment)


def _record(
    head: ArchiveHead,
    site: _Site,
    reason: str,
    *,
    paths: set[str] | None = None,
    own: dict[str, str] | None = None,
    since: datetime | None = None,
) -> None:
    """Add a record for each of `paths` (None: for every path) at which the public sees something new.

    `own` gives the paths that have a reason of their own. A site on which nothing ever stood has nothing to keep.
    """
    if not head.number and not site.publications:
        return
    last = _last_records(paths)
    keeper = archive_files.Keeper()
    rows: list[ArchiveRecord] = []
    standing = set()
    for path, copy in _copies(site, paths):
        standing.add(path)
        known = last.get(path)
        html_hash = keeper.keep_text(copy.html) if copy.html else ""
        if html_hash == (known.html_hash if known else ""):
            continue
        files = keeper.keep_files(copy.html) if copy.html else []
        rows.append(ArchiveRecord(path=path, version_hash=copy.version_hash, html_hash=html_hash, files=files))
    rows += [ArchiveRecord(path=path) for path, known in last.items() if known.html_hash and path not in standing]
    keeper.finish()
    for row in rows:
        row.reason = (own or {}).get(row.path, reason)
        row.shown_from = since or site.moment
    _append(head, rows)


def _append(head: ArchiveHead, rows: list[ArchiveRecord]) -> None:
    recorded_at = timezone.now()
    for row in rows:
        row.recorded_at = recorded_at
        row.number, row.previous_hash = head.number + 1, head.record_hash
        row.record_hash = record_hash(row)
        head.number, head.record_hash = row.number, row.record_hash
    ArchiveRecord.objects.bulk_create(rows, batch_size=200)


def _last_records(paths: set[str] | None) -> dict[str, ArchiveRecord]:
    """The newest record of each path, of all paths if None."""
    records = ArchiveRecord.objects.order_by()
    if paths is not None:
        records = records.filter(path__in=paths)
    newest = records.values("path").annotate(newest=Max("number")).values("newest")
    return {record.path: record for record in ArchiveRecord.objects.filter(pk__in=newest).defer("files")}


def _copies(site: _Site, paths: set[str] | None) -> Iterator[tuple[str, _Copy]]:
    """What readers get at these paths (all of them if None). A version that is not what was frozen is never shown."""
    publications = Publication.objects.live_at(site.moment).select_related("version")
    if paths is not None:
        publications = publications.filter(path__in=paths)
    for publication in publications.order_by("path").iterator(chunk_size=50):
        version, path = publication.version, publication.path
        if not version.is_intact:
            yield path, _Copy()
            continue
        drawn = drawing.draw_page(path, version.snapshot, site.live_pages, published_at=publication.live_from)
        yield path, _Copy(version.content_hash, drawn.html)
    if paths is None:
        yield LIST_PATH, _Copy(html=drawing.draw_procedure_list(site.live_pages).html)


@contextmanager
def _problems_in_words():
    try:
        yield
    except OSError as problem:
        raise NotArchived(_sentence(problem)) from problem


@contextmanager
def _full_database_in_words():
    """A disk that is full stops the database as it stops our files, sometimes only at the end of the transaction."""
    try:
        yield
    except DatabaseError as problem:
        if not full_disk.is_behind(problem):
            raise
        raise NotArchived(_sentence(OSError(errno.ENOSPC, ""))) from problem


def _sentence(problem: OSError) -> str:
    is_full = full_disk.is_behind(problem)
    why = "the disk is full" if is_full else f"its files cannot be written ({problem.strerror or problem})"
    what_to_do = "make room on the disk" if is_full else "look at the folder “archive” in the data folder"
    return (
        f"The exact copy that the law asks for could not be kept: {why}. Nothing was changed, and the site stands as "
        f"it was. Ask whoever looks after the server to {what_to_do}, then try once more."
    )
