"""The clock that runs only while the practice is open, in New York time, around holidays and both clock changes.

Public holidays are those of the State of New York as the library `holidays` knows them. A special day beats a holiday,
a holiday beats the day of the week.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import holidays
from django.utils import timezone

from practice_site.models import OpeningHours, SpecialDay

# Assumed while nobody has filled in any hours.
USUAL = {weekday: [(time(9), time(17))] for weekday in range(5)}
LONGEST_LOOK = 370  # days; a practice that is closed for longer has no clock
Stretch = tuple[time, time]


class NeverOpen(ValueError):
    """No opening hours lie ahead, so nothing can be due."""


@dataclass(frozen=True)
class WorkingHours:
    """Opening hours by weekday (0 is Monday), and days that differ: an empty list stands for closed."""

    week: dict[int, list[Stretch]]
    special: dict[date, list[Stretch]] = field(default_factory=dict)

    def is_holiday(self, day: date) -> bool:
        return day in _holidays

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """When the practice is open on one day, as UTC moments in order."""
        usual = [] if self.is_holiday(day) else self.week.get(day.weekday(), [])
        return [(_moment(day, opens), _moment(day, closes)) for opens, closes in self.special.get(day, usual)]

    def after(self, start: datetime, minutes: int) -> datetime:
        """The moment at which so many working minutes have passed since `start`, in UTC.

        At the end of a stretch it is that end, not the next opening. Raises `NeverOpen` when it lies over a year ahead.
        """
        left = timedelta(minutes=minutes)
        for day in _days_from(start):
            for opens, closes in self.stretches(day):
                begin = max(opens, start)
                if begin + left <= closes and begin < closes:
                    return begin + left
                left -= max(closes - begin, timedelta())
        raise NeverOpen("The practice has no opening hours in the coming year.")

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; below zero when `end` is the earlier one."""
        if end < start:
            return -self.minutes_between(end, start)
        day, last, total = timezone.localdate(start, _zone()), timezone.localdate(end, _zone()), timedelta()
        while day <= last:
            for opens, closes in self.stretches(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return int(total.total_seconds() // 60)


def load() -> WorkingHours:
    """The hours as they are in the admin now. Two queries."""
    week: dict[int, list[Stretch]] = {}
    for hours in OpeningHours.objects.all():
        week.setdefault(hours.weekday, []).append((hours.opens_at, hours.closes_at))
    special = {
        each.day: [(each.opens_at, each.closes_at)] if each.opens_at and each.closes_at else []
        for each in SpecialDay.objects.all()
    }
    return WorkingHours(week or USUAL, special)


_holidays = holidays.country_holidays("US", subdiv="NY")


def _zone():
    return timezone.get_default_timezone()


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=_zone()).astimezone(UTC)


def _days_from(start: datetime):
    first = timezone.localdate(start, _zone())
    return (first + timedelta(days=number) for number in range(LONGEST_LOOK))
