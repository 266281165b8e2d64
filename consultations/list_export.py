"""A list of requests as CSV, without a word that a patient typed: what came when, and how it went.

RFC 4180, in UTF-8 with the mark that makes spreadsheets read it as such. A cell that a spreadsheet would take for a
formula gets an apostrophe before it (owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from consultations.models import ConsultationRequest, RequestPhoto

BATCH = 500
LINES_AT_ONCE = 100
BYTE_ORDER_MARK = "\ufeff"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = [
    "Reference",
    "Received",
    "Came by",
    "State",
    "Closed because",
    "Owner",
    "Answered after (working minutes)",
    "Booked on",
    "Photos",
]
NAMES_OF_OWNER = ("owner__full_name", "owner__email")  # the first that is not blank
REST = ("answered_after", "first_booked_at", "photo_count")
WORDS = {
    "source": dict(ConsultationRequest.Source.choices),
    "status": dict(ConsultationRequest.Status.choices),
    "closed_reason": dict(ConsultationRequest.ClosedReason.choices),
}


def lines_of(requests: QuerySet) -> Iterator[bytes]:
    """The file, some lines after the others, in the order of `requests`; a few hundred rows are in memory at a time."""
    writer = csv.writer(_Line())
    ready = [BYTE_ORDER_MARK + writer.writerow(HEADINGS)]
    for row in _rows(requests):
        ready.append(writer.writerow([as_cell(value) for value in _in_words(row)]))
        if len(ready) >= LINES_AT_ONCE:
            yield "".join(ready).encode()
            ready.clear()
    yield "".join(ready).encode()


def as_cell(value) -> str:
    """What stands in a cell; nothing that a spreadsheet would reckon with."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _rows(requests: QuerySet) -> Iterable[dict]:
    photos = RequestPhoto.objects.filter(request=OuterRef("pk")).order_by().values("request")
    return (
        requests.annotate(photo_count=Subquery(photos.values(count=Count("pk"))))
        .values("reference", "created_at", *WORDS, *NAMES_OF_OWNER, *REST)
        .iterator(chunk_size=BATCH)
    )


def _in_words(row: dict) -> list:
    source, status, closed_reason = (WORDS[name].get(row[name], row[name]) for name in WORDS)
    booked = row["first_booked_at"]
    return [
        row["reference"],
        _clock(row["created_at"]),
        source,
        status,
        closed_reason,
        next(filter(None, (row[name] for name in NAMES_OF_OWNER)), ""),
        row["answered_after"],
        booked and _clock(booked)[:10],
        row["photo_count"] or 0,
    ]


def _clock(moment: datetime) -> str:
    """New York time, as every spreadsheet reads it."""
    return timezone.localtime(moment, timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M")


class _Line:
    """What `csv` writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line
