"""New York time for people: in words with its zone, and read from a clock that jumps twice a year."""

from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format


class NoSuchTime(ValueError):
    """The clock never shows this time: it lies in the hour that is skipped in spring."""


class TwoSuchTimes(ValueError):
    """The clock shows this time twice: it lies in the hour that is repeated in autumn."""


def in_words(moment: datetime) -> str:
    """An aware moment as people of the practice say it, for example "Monday, 7 December 2026, 8:00 EST"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'l, j F Y, G:i')} {local.tzname()}"


def in_short(moment: datetime) -> str:
    """The same for a list that staff read, for example "Mon 7 Dec 2026, 8:00 EST"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'D j M Y, G:i')} {local.tzname()}"


def for_patients(moment: datetime) -> str:
    """An aware moment as patients read it, for example "Monday, 7 December 2026, 8:00 am New York time (EST)"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'l, j F Y')}, {hour_for_patients(local)} New York time ({local.tzname()})"


def hour_for_patients(moment: datetime) -> str:
    """The hour alone, for example "8:00 am"."""
    return timezone.localtime(moment).strftime("%I:%M %p").lstrip("0").lower()


def day_of(moment: datetime) -> date:
    """The day that the calendar of the practice shows at an aware moment."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def start_of(day: date) -> datetime:
    """The UTC moment at which a day begins at the practice. Its clock changes at two, so midnight is there once."""
    return at_clock(day, time.min)


def at_clock(day: date, clock: time) -> datetime:
    """The UTC moment of a time of a day: of two the first, and in the hour that is skipped the one an hour later."""
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def from_clock(naive: datetime, *, is_second: bool | None = None) -> datetime:
    """The UTC moment at which the clock of the practice shows `naive`.

    `is_second` picks one of two moments in the repeated hour: False before the clock goes back, True after.
    Raises `NoSuchTime` in the skipped hour, and `TwoSuchTimes` in the repeated hour when nothing was picked.
    """
    zone = timezone.get_default_timezone()
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != naive:
        raise NoSuchTime(naive)
    if first != second and is_second is None:
        raise TwoSuchTimes(naive)
    return second if is_second else first
