"""How the practice is doing, in numbers: counted from requests and from the tombstones of those that were erased.

Erasing changes no number, except how many stand where now. Spam, what waits in quarantine, and requests that were
joined with another one do not count. `small_groups` says what is not told. Every query reads one stretch of an index:
twelve weeks, ninety days or twelve months.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from consultations.capped_counts import capped_count, capped_counts
from consultations.models import ConsultationRequest, Tombstone
from consultations.reply_clock import in_hours
from consultations.small_groups import LEAST, Group, merged, told, total_words
from practice_site.local_time import start_of

Status = ConsultationRequest.Status
Source = ConsultationRequest.Source
Reason = ConsultationRequest.ClosedReason

WEEKS, DAYS, MONTHS = 12, 90, 12
NOT_COUNTED = Q(status=Status.QUARANTINED) | Q(closed_reason__in=[Reason.SPAM, Reason.DUPLICATE])
TO_TENS = 10  # minutes: an answer's time is told no finer


@dataclass(frozen=True)
class Period:
    """A week or a month, by its first day, and what was counted in it."""

    first_day: date
    count: int
    groups: list[Group]

    @property
    def told(self) -> int | None:
        return told(self.count)

    @property
    def words(self) -> str:
        return Group("", self.told).words


@dataclass(frozen=True)
class Replies:
    """How long patients waited for their first answer, in working minutes; None where too few had one."""

    half_within: int | None
    nine_in_ten_within: int | None

    @property
    def half_in_words(self) -> str:
        return _in_words(self.half_within)

    @property
    def nine_in_ten_in_words(self) -> str:
        return _in_words(self.nine_in_ten_within)


def weeks() -> list[Period]:
    """Requests in each of the last twelve whole weeks from Monday on, by the way they came. Two queries."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    starts = [monday - timedelta(weeks=WEEKS - number) for number in range(WEEKS)]
    counts = _counted("created_at", "received_on", [*starts, monday], "source")
    return [
        _week(start, {source: counts[number, source] for source in Source.values})
        for number, start in enumerate(starts)
    ]


def months() -> list[Period]:
    """First visits that were booked in each of the last twelve months, this one included. Two queries."""
    starts = _months_until(timezone.localdate())
    counts = _counted("first_booked_at", "booked_on", starts, "status")
    sums = Counter()
    for (number, _), count in counts.items():
        sums[number] += count
    return [Period(start, sums[number], []) for number, start in enumerate(starts[:-1])]


def booked_this_month() -> Period:
    """First visits that were booked since the first of the month. Two queries."""
    first = timezone.localdate().replace(day=1)
    counts = _counted("first_booked_at", "booked_on", [first, _next_month(first)], "status")
    return Period(first, sum(counts.values()), [])


def replies() -> Replies:
    """First answers of the last ninety days. Two queries."""
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    counts = _counted("first_answered_at", "answered_on", [first, today + timedelta(days=1)], "answered_after")
    minutes = Counter()
    for (_, after), count in counts.items():
        if after is not None:
            minutes[after] += count
    return Replies(_within(minutes, 50, LEAST), _within(minutes, 90, 2 * LEAST))


def reasons() -> list[Group]:
    """Why requests of the last twelve months were closed. Two queries."""
    starts = _months_until(timezone.localdate())
    counts = _counted("created_at", "received_on", [starts[0], starts[-1]], "closed_reason", Q(status=Status.CLOSED))
    known = {(value, label): counts[0, value] for value, label in Reason.choices}
    known[Reason.OTHER.value, Reason.OTHER.label] += counts[0, ""]  # closed before reasons were asked for
    shown = [(label, count) for (value, label), count in known.items() if value not in (Reason.SPAM, Reason.DUPLICATE)]
    return merged(shown, other="Other reasons, together")


def stages() -> list[Group]:
    """How many requests stand where now. One query; each stage is counted no further than `capped_counts` does."""
    shown = [status for status in Status if status != Status.QUARANTINED]
    counts = capped_counts([ConsultationRequest.objects.filter(_standing(status)) for status in shown])
    groups = merged(
        [(status.label, count) for status, count in zip(shown, counts, strict=True)], other="Other stages, together"
    )
    return [replace(group, is_bound=getattr(group.count, "is_more", False)) for group in groups]


def overdue() -> Group:
    """How many wait for an answer longer than was promised. One query, counted no further than the stages."""
    count = capped_count(ConsultationRequest.objects.filter(answer_due_at__lt=timezone.now()))
    return Group("Overdue", told(count), count.is_more)


def total(periods: list[Period]) -> str:
    return total_words(period.count for period in periods)


def _week(start: date, by_source: dict[str, int]) -> Period:
    named = [(Source(source).label, count) for source, count in by_source.items()]
    return Period(start, sum(by_source.values()), merged(named, other="Other ways, together"))


def _counted(moment: str, day: str, starts: list[date], by: str, only: Q | None = None) -> Counter:
    """Requests and tombstones counted by (number of the stretch between two of `starts`, value of `by`)."""
    only = Q() if only is None else only
    requests = ConsultationRequest.objects.filter(only)
    stones = Tombstone.objects.filter(only)
    counts = _in_stretches(requests, moment, [start_of(start) for start in starts], by)
    for (number, value), count in _in_stretches(stones, day, starts, by).items():
        counts[number, _as_it_was(by, value)] += count
    return counts


def _as_it_was(by: str, value):
    """What stood in a request before tombstones noted it: then there was only the form."""
    return Source.FORM if by == "source" and not value else value


def _in_stretches(rows: QuerySet, field: str, bounds: list[date] | list[datetime], by: str) -> Counter:
    inside = rows.filter(**{f"{field}__gte": bounds[0], f"{field}__lt": bounds[-1]}).exclude(NOT_COUNTED).order_by()
    ends = [When(**{f"{field}__lt": end}, then=Value(number)) for number, end in enumerate(bounds[1:])]
    found = inside.annotate(stretch=Case(*ends, output_field=IntegerField())).values_list("stretch", by)
    return Counter({(stretch, value): count for stretch, value, count in found.annotate(number=Count("pk"))})


def _within(minutes: Counter, percent: int, least: int) -> int | None:
    """The time within which so many percent had their answer (nearest rank), to ten minutes; None for too few."""
    count = sum(minutes.values())
    if count < least:
        return None
    rank, so_far = -(-count * percent // 100), 0
    for after in sorted(minutes):
        so_far += minutes[after]
        if so_far >= rank:
            return (after + TO_TENS // 2) // TO_TENS * TO_TENS
    return None


def _in_words(minutes: int | None) -> str:
    return "too few to tell" if minutes is None else in_hours(minutes)


def _standing(status: str) -> Q:
    in_it = Q(status=status)
    if status != Status.CLOSED:
        return in_it
    return in_it & Q(
        closed_reason__in=["", *(value for value in Reason.values if value not in (Reason.SPAM, Reason.DUPLICATE))]
    )


def _months_until(today: date) -> list[date]:
    """The first days of the last twelve months, this one included, and of the next."""
    start = today.replace(day=1)
    for _ in range(MONTHS - 1):
        start = (start - timedelta(days=1)).replace(day=1)
    starts = [start]
    for _ in range(MONTHS):
        starts.append(_next_month(starts[-1]))
    return starts


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
