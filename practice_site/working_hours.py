"""The clock that runs only while the practice is open, in New York time, around holidays and both clock changes.

Public holidays are those of the State of New York as the library `holidays` knows them. A special day beats a holiday,
a holiday beats the day of the week. A stretch that closes at 0:00 lasts until midnight.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.db.models import DateField, IntegerField, Value

from practice_site.local_time import at_clock, day_of
from practice_site.models import OpeningHours, SpecialDay

# Assumed while nobody has filled in any hours.
USUAL = {weekday: [(time(9), time(17))] for weekday in range(5)}
LONGEST_PAUSE = 370  # days; a practice that is closed for longer has no clock
MIDNIGHT = time(0)
DAY = timedelta(days=1)
Stretch = tuple[time, time]


class NeverOpen(ValueError):
    """No opening hours lie ahead, so nothing can be due."""


@dataclass(frozen=True)
class WorkingHours:
    """Opening hours by weekday (0 is Monday), and days that differ: an empty list stands for closed.

    Stretches may touch or overlap; a moment counts once. The hours of each day are worked out once. `reasons` say why
    a day differs, where somebody wrote it down.
    """

    week: dict[int, list[Stretch]]
    special: dict[date, list[Stretch]] = field(default_factory=dict)
    reasons: dict[date, str] = field(default_factory=dict)
    _known: dict[date, list[tuple[datetime, datetime]]] = field(default_factory=dict, repr=False, compare=False)

    def is_holiday(self, day: date) -> bool:
        return day in holidays_of(day.year)

    def closed_because(self, day: date) -> str:
        """Why the practice is closed on a day on which it is usually open; blank for any other day."""
        if day.weekday() not in self.week or self.stretches(day):
            return ""
        return self.reasons.get(day) or holidays_of(day.year).get(day, "")

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """When the practice is open on one day, as UTC moments in order."""
        if day not in self._known:
            self._known[day] = _as_moments(day, self.hours_on(day))
        return self._known[day]

    def hours_on(self, day: date) -> list[Stretch]:
        """The same on the clock of the practice."""
        if day in self.special:
            return self.special[day]
        return [] if self.is_holiday(day) else self.week.get(day.weekday(), [])

    def is_open(self, moment: datetime) -> bool:
        """Whether the practice is open; at the very end of a stretch it is not."""
        return any(opens <= moment < closes for opens, closes in self.stretches(day_of(moment)))

    def after(self, start: datetime, minutes: int) -> datetime:
        """The first moment at which so many working minutes have passed since `start`, in UTC.

        At the end of a stretch it is that end, not the next opening; none at all have passed at `start` itself.
        Raises `NeverOpen` when over a year without an open minute lies ahead, `ValueError` below zero.
        """
        if minutes < 0:
            raise ValueError("The clock of working hours runs forward only.")
        left = timedelta(minutes=minutes)
        if not left:
            return start.astimezone(UTC)
        day, last_open = day_of(start), day_of(start)
        while (day - last_open).days <= LONGEST_PAUSE:
            for opens, closes in self.stretches(day):
                begin = max(opens, start)
                if begin >= closes:
                    continue
                if begin + left <= closes:
                    return (begin + left).astimezone(UTC)
                left, last_open = left - (closes - begin), day
            day += DAY
        raise NeverOpen("The practice has no opening hours in the coming year.")

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; below zero when `end` is the earlier one."""
        if end < start:
            return -self.minutes_between(end, start)
        day, last, total = day_of(start), day_of(end), timedelta()
        while day <= last:
            for opens, closes in self.stretches(day):
                if start < closes and opens < end:
                    total += min(closes, end) - max(opens, start)
            day += DAY
        return total // timedelta(minutes=1)


def load() -> WorkingHours:
    """The hours as they are in the admin now. Two queries."""
    days = list(SpecialDay.objects.all())
    special = {each.day: each.stretches for each in days}
    return WorkingHours(week_as_saved() or USUAL, special, {each.day: each.reason for each in days if each.reason})


def load_at_once() -> WorkingHours:
    """The same in one query, for a page that asks for much else."""
    week: dict[int, list[Stretch]] = {}
    special: dict[date, list[Stretch]] = {}
    no_weekday, no_day = Value(None, output_field=IntegerField()), Value(None, output_field=DateField())
    usual = OpeningHours.objects.order_by().values_list("weekday", no_day, "opens_at", "closes_at")
    differing = SpecialDay.objects.order_by().values_list(no_weekday, "day", "opens_at", "closes_at")
    for weekday, day, opens_at, closes_at in usual.union(differing, all=True):
        if day is None:
            week.setdefault(weekday, []).append((opens_at, closes_at))
        else:
            special[day] = SpecialDay(day=day, opens_at=opens_at, closes_at=closes_at).stretches
    return WorkingHours({weekday: sorted(stretches) for weekday, stretches in week.items()} or USUAL, special)


def week_as_saved() -> dict[int, list[Stretch]]:
    """The hours by weekday; empty while nobody has filled in any. One query."""
    week: dict[int, list[Stretch]] = {}
    for hours in OpeningHours.objects.all():
        week.setdefault(hours.weekday, []).append((hours.opens_at, hours.closes_at))
    return week


@lru_cache(maxsize=200)
def holidays_of(year: int) -> dict[date, str]:
    """The public holidays of one year by name, also those that are kept on another day than they fall on.

    One object for each year: the library's own fills itself while it is asked, which two threads must not do at once.
    """
    return dict(sorted(holidays.country_holidays("US", subdiv="NY", years=year).items()))


def _as_moments(day: date, hours: list[Stretch]) -> list[tuple[datetime, datetime]]:
    """Stretches as UTC moments. Where they overlap, or lie in an hour that the clock skips, they are cut short."""
    return list(_apart(sorted((at_clock(day, opens), _end(day, closes)) for opens, closes in hours)))


def _apart(stretches: list[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    until = datetime.min.replace(tzinfo=UTC)
    for opens, closes in stretches:
        if max(opens, until) < closes:
            yield max(opens, until), closes
        until = max(closes, until)


def _end(day: date, closes: time) -> datetime:
    return at_clock(day + DAY if closes == MIDNIGHT else day, closes)
