"""Opening hours as people say them."""

from datetime import date, time

from practice_site.models import OpeningHours
from practice_site.models.opening_hours import MIDNIGHT
from practice_site.working_hours import Stretch, WorkingHours

CLOSED = "Closed"


def clock(moment: time) -> str:
    """A time of day, for example "9:00"."""
    return f"{moment.hour}:{moment.minute:02}"


def stretch_in_words(stretch: Stretch) -> str:
    """For example "9:00 to 17:00"; a stretch that closes at 0:00 ends at midnight."""
    opens, closes = stretch
    if stretch == (MIDNIGHT, MIDNIGHT):
        return "all day"
    return f"{clock(opens)} to {'midnight' if closes == MIDNIGHT else clock(closes)}"


def hours_in_words(stretches: list[Stretch]) -> str:
    """The hours of one day, for example "9:00 to 12:00 and 13:00 to 17:00", or "Closed"."""
    return " and ".join(stretch_in_words(each) for each in stretches) or CLOSED


def lines_of(week: dict[int, list[Stretch]]) -> list[str]:
    """The week for readers, one line for days in a row that keep the same hours: "Monday to Friday, 9:00 to 17:00".

    Days on which the practice is closed are left out.
    """
    groups: list[list[int]] = []
    for day in range(7):
        if not week.get(day):
            continue
        if groups and groups[-1][-1] == day - 1 and week[day] == week[groups[-1][0]]:
            groups[-1].append(day)
        else:
            groups.append([day])
    return [f"{_days_in_words(group)}, {hours_in_words(week[group[0]])}" for group in groups]


def on_holiday(day: date, hours: WorkingHours) -> str:
    """What applies on a public holiday, for example "Open 10:00 to 14:00, as you set"."""
    if day not in hours.special:
        return "Closed, as every year"
    return f"{open_or_closed(hours.special[day])}, as you set"


def open_or_closed(stretches: list[Stretch]) -> str:
    """For example "Open 10:00 to 14:00", or "Closed"."""
    return f"Open {hours_in_words(stretches)}" if stretches else CLOSED


def _days_in_words(group: list[int]) -> str:
    first, last = (OpeningHours.Weekday(day).label for day in (group[0], group[-1]))
    return {1: first, 2: f"{first} and {last}"}.get(len(group), f"{first} to {last}")
