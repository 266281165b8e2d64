"""The charts of `numbers`: drawings, what they show in a sentence, and the same as a table."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format

from consultations import charts
from consultations.numbers import Period
from consultations.small_groups import FEWER

DAY = "j M"
VAGUE = "<5"  # above a dot there is no room for words


@dataclass(frozen=True)
class Chart:
    """One drawing with its words. `rows` are (name, words) for the table, `unit` heads its second column."""

    drawing: charts.Lollipops
    about: str
    unit: str
    first_column: str
    rows: list[tuple[str, str]]


def of_weeks(weeks: list[Period]) -> Chart:
    names = [date_format(week.first_day, DAY) for week in weeks]
    last_day = date_format(weeks[-1].first_day + timedelta(days=6), DAY)
    about = (
        f"{len(weeks)} weeks from {names[0]} to {last_day}. {_range(weeks, names, 'requests a week', 'the week of')}"
    )
    return _chart(weeks, names, about, "Requests", "Week from")


def of_months(months: list[Period]) -> Chart:
    names = [date_format(month.first_day, "M Y") for month in months]
    about = f"{len(months)} months to {names[-1]}. {_range(months, names, 'visits booked a month', '')}"
    short = [date_format(month.first_day, "M") for month in months]
    return _chart(months, short, about, "Booked", "Month", names)


def _chart(periods: list[Period], names: list[str], about: str, unit: str, first_column: str, long=None) -> Chart:
    values = [(name, period.told, _short(period)) for name, period in zip(names, periods, strict=True)]
    rows = [(name, period.words) for name, period in zip(long or names, periods, strict=True)]
    return Chart(charts.lollipops(values), about, unit, first_column, rows)


def _short(period: Period) -> str:
    return VAGUE if period.told is None else f"{period.count:,}"


def _range(periods: list[Period], names: list[str], what: str, the: str) -> str:
    """For example "Between 6 and 14 requests a week; most in the week of 29 Jun."""
    told = [period.told for period in periods]
    if None in told and not any(told):
        return f"Never more than a few {what}."
    lowest = FEWER if None in told else f"{min(told)}"
    highest = max(count for count in told if count is not None)
    place = f"{the} {names[told.index(highest)]}".strip()
    if lowest == f"{highest}":
        return f"Always {highest} {what}."
    return f"Between {lowest} and {highest} {what}; most in {place}."
