"""What the page of opening hours and holidays shows. Three queries, whatever is in the list."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from practice_site import hours_words, working_hours
from practice_site.local_time import in_words
from practice_site.models import OpeningHours, Practice, SpecialDay
from practice_site.models.opening_hours import MIDNIGHT
from practice_site.working_hours import USUAL, NeverOpen, Stretch, WorkingHours

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class DayAtAGlance:
    """One day of the week in words, and as bars: beginning and length in minutes of the day."""

    label: str
    words: str
    bars: list[tuple[int, int]]
    is_today: bool

    @property
    def is_closed(self) -> bool:
        return not self.bars


@dataclass(frozen=True)
class Holiday:
    """A public holiday, what applies on it, and the special day that says so, if there is one."""

    day: date
    name: str
    words: str
    special: SpecialDay | None


def page_context(saved: dict[int, list[Stretch]], practice: Practice) -> dict:
    """`saved` are the hours by weekday, empty while there are none."""
    today = timezone.localdate()
    week, coming = saved or USUAL, list(SpecialDay.objects.filter(day__gte=today))
    hours = WorkingHours(week, {each.day: each.stretches for each in coming})
    return {
        "is_assumed": not saved,
        "glance": [_at_a_glance(weekday, week, today) for weekday in OpeningHours.Weekday],
        "special_days": [(each, hours_words.open_or_closed(each.stretches)) for each in coming],
        "holidays": holidays_ahead(hours, {each.day: each for each in coming}, today),
        "public_lines": practice.opening_hour_list,
        "lines": hours_words.lines_of(week),
        "reply_hours": practice.reply_hours,
        "due": _due_now(hours, practice.reply_hours),
    }


def holidays_ahead(hours: WorkingHours, special: dict[date, SpecialDay], today: date) -> list[Holiday]:
    """The public holidays of the next twelve months, today included."""
    end = today.replace(year=today.year + 1) if (today.month, today.day) != (2, 29) else today + timedelta(days=365)
    named = working_hours.holidays_of(today.year) | working_hours.holidays_of(end.year)
    return [
        Holiday(day, name.replace(";", ","), _on_holiday(day, hours), special.get(day))
        for day, name in named.items()
        if today <= day < end
    ]


def _on_holiday(day: date, hours: WorkingHours) -> str:
    if day in hours.special or hours.week.get(day.weekday()):
        return hours_words.on_holiday(day, hours)
    return f"Closed, as on every {day:%A}"


def _at_a_glance(weekday: OpeningHours.Weekday, week: dict[int, list[Stretch]], today: date) -> DayAtAGlance:
    stretches = week.get(weekday.value, [])
    bars = [(_minutes(opens), (_minutes(closes) or MINUTES_OF_A_DAY) - _minutes(opens)) for opens, closes in stretches]
    words = hours_words.hours_in_words(stretches)
    return DayAtAGlance(weekday.label, words, bars, weekday.value == today.weekday())


def _minutes(clock) -> int:
    return 0 if clock == MIDNIGHT else clock.hour * 60 + clock.minute


def _due_now(hours: WorkingHours, promise: int) -> str:
    """Until when an answer would be due to what comes in at this moment; blank when the practice is never open."""
    try:
        return in_words(hours.after(timezone.now(), promise * 60))
    except NeverOpen:
        return ""
