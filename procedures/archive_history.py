"""What the archive says of a day or of a path: reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, Q, Window
from django.db.models.functions import Lead

from procedures.drawing import LIST_PAGE, LIST_PATH
from procedures.models import ArchiveRecord, PageVersion

VERSION_FIELDS = ("content_hash", "number", "snapshot__page__title")


@dataclass(frozen=True)
class Shown:
    """One state of one path. `until` is None while it lasts; the version is unknown where none stands behind it."""

    record: ArchiveRecord
    until: datetime | None
    version_number: int | None
    title: str


def shown_between(start: datetime, end: datetime) -> list[Shown]:
    """What could be seen at any moment from `start` until before `end`, by path and time. Three queries."""
    following = Window(Lead("shown_from"), partition_by=F("path"), order_by=["number"])
    records = list(
        ArchiveRecord.objects.filter(shown_from__lt=end)
        .annotate(next_from=following)
        .filter(Q(next_from=None) | Q(next_from__gt=start))
        .order_by("path", "number")
        .defer("files")
    )
    lasting = {record.path for record in records if record.next_from is None}
    ends = dict(
        ArchiveRecord.objects.filter(path__in=lasting, shown_from__gte=end)
        .order_by()
        .values_list("path")
        .annotate(Min("shown_from"))
    )
    # A state that was replaced in the moment in which it began could be seen by nobody.
    seen = [record for record in records if record.html_hash and record.next_from != record.shown_from]
    return _with_versions((record, record.next_from or ends.get(record.path)) for record in seen)


def states_of(path: str) -> list[Shown]:
    """Every state of the path, the newest first, also those in which nothing stood there. Two queries."""
    records = list(ArchiveRecord.objects.filter(path=path).order_by("number").defer("files"))
    ends = [*(record.shown_from for record in records[1:]), None]
    return _with_versions(zip(records, ends, strict=False))[::-1]


def _with_versions(states: Iterable[tuple[ArchiveRecord, datetime | None]]) -> list[Shown]:
    states = list(states)
    hashes = {record.version_hash for record, _ in states} - {""}
    rows = PageVersion.objects.filter(content_hash__in=hashes).order_by("-pk")
    versions = {digest: (number, title) for digest, number, title in rows.values_list(*VERSION_FIELDS)}
    return [_shown(record, until, versions) for record, until in states]


def _shown(record: ArchiveRecord, until: datetime | None, versions: dict) -> Shown:
    number, title = versions.get(record.version_hash, (None, ""))
    return Shown(record, until, number, title or (LIST_PAGE["title"] if record.path == LIST_PATH else ""))
