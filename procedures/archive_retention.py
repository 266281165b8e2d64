"""How long the archive keeps what it holds: bytes may go a year after they last appeared, records never.

New York Education Law § 6530(27), as CONTENT.md sums it up: an exact copy of each advertisement is kept for one year
after it last appeared. Nothing is purged by itself; `purge` is the only way in which bytes leave the archive.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from procedures import archive, archive_store
from procedures.models import ArchiveRecord

KEPT_AFTER_LAST_APPEARANCE = timedelta(days=366)  # no year is longer
STILL_SHOWN = None


def last_appearances() -> dict[str, datetime | None]:
    """For each digest that a record names, when it was last to be seen; `STILL_SHOWN` while it is. One pass."""
    ends: dict[str, datetime | None] = {}
    shown_now: dict[str, ArchiveRecord] = {}
    for record in ArchiveRecord.objects.order_by("number").iterator(chunk_size=500):
        if before := shown_now.get(record.path):
            for digest in digests_of(before):
                ends[digest] = max(ends.get(digest, record.shown_from), record.shown_from)
        shown_now[record.path] = record
    return ends | {digest: STILL_SHOWN for record in shown_now.values() for digest in digests_of(record)}


def last_appearance(digest: str) -> datetime | None:
    """When these bytes were last to be seen; `STILL_SHOWN` while they are. Raises `KeyError` if they never were."""
    return last_appearances()[digest]


def may_be_purged(end: datetime | None, now: datetime) -> bool:
    """Whether bytes whose last appearance ended at `end` need not be kept at `now` any more."""
    return end is not STILL_SHOWN and end + KEPT_AFTER_LAST_APPEARANCE < now


def purge(now: datetime | None = None) -> int:
    """Remove the bytes that nobody has seen for more than a year. Returns how many files went.

    The records stay, so the chain holds; `verify_archive` counts what is gone and proves that its time had passed.
    """
    now = now or timezone.now()
    gone = 0
    with transaction.atomic():
        archive.locked_head()  # nobody publishes meanwhile, so nothing of this comes back
        for digest, end in last_appearances().items():
            if may_be_purged(end, now) and archive_store.has(digest):
                archive_store.remove(digest)
                gone += 1
    return gone


def digests_of(record: ArchiveRecord) -> set[str]:
    """Everything the record names: the HTML and the files that it refers to."""
    return {record.html_hash, *(digest for _, digest in record.files)} - {""}
