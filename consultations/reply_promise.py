"""How fast we usually answer, in plain words for patients: only what the last 90 days show, and nobody contradicts now.

It is rounded up, and counted from ten answers on at the least, so that it says nothing about any one patient.
"""

from datetime import datetime, timedelta
from math import ceil

from django.core.cache import cache
from django.db.models import Min
from django.utils import timezone

from consultations.models import ConsultationRequest, Tombstone
from consultations.reply_clock import MINUTES, WE_OWE_AN_ANSWER
from practice_site import working_hours
from practice_site.models import Practice
from practice_site.working_hours import WorkingHours

LOOK_BACK = timedelta(days=90)
FEWEST_ANSWERS = 10
SHARE = 0.9  # nine in ten waited no longer
SECONDS_KEPT = 60  # in the memory of a process, so that the form costs no query
CACHE_KEY = "reply-promise"
FORM = ConsultationRequest.Source.FORM
IN_HOURS = [(60, "one working hour"), (120, "2 working hours"), (240, "4 working hours")]
IN_DAYS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def in_words() -> str:
    """For example "one working day"; blank when there is nothing to promise. No query for a minute after the first."""
    return cache.get_or_set(CACHE_KEY, work_out, SECONDS_KEPT)


def work_out() -> str:
    """The same, counted now. Five queries, and one more while somebody waits."""
    hours, now = working_hours.load(), timezone.now()
    answers = sorted(_answers_since(now - LOOK_BACK))
    day = _ordinary_day(hours)
    if len(answers) < FEWEST_ANSWERS or not day:
        return ""
    limit, words = rounded_up(answers[ceil(len(answers) * SHARE) - 1], day)
    return words if _longest_wait(hours, now) <= limit else ""


def rounded_up(minutes: int, day: int) -> tuple[int, str]:
    """The plain phrase for so many working minutes, and how many it allows. `day` is a working day in minutes.

    Ten working days are the most that is worth saying; above that the phrase is blank.
    """
    for limit, words in IN_HOURS:
        if minutes <= limit < day:
            return limit, words
    days = max(1, ceil(minutes / day))
    if days > len(IN_DAYS):
        return days * day, ""
    return days * day, f"{IN_DAYS[days - 1]} working day{'s' if days > 1 else ''}"


def _answers_since(begin: datetime) -> list[int]:
    """Working minutes to the first answer, of what came by the form, also where the request is erased by now."""
    asked = ConsultationRequest.objects.filter(first_answered_at__gte=begin, answered_after__isnull=False, source=FORM)
    erased = Tombstone.objects.filter(
        answered_on__gte=timezone.localdate(begin), answered_after__isnull=False, source=FORM
    )
    return [minutes for rows in (asked, erased) for minutes in rows.order_by().values_list("answered_after", flat=True)]


def _longest_wait(hours: WorkingHours, now: datetime) -> int:
    """Working minutes that the one who waits longest has waited; 0 when nobody does."""
    waiting = ConsultationRequest.objects.filter(status__in=WE_OWE_AN_ANSWER, answer_due_at__isnull=False)
    first_due = waiting.aggregate(first=Min("answer_due_at"))["first"]
    if first_due is None:
        return 0
    return Practice.objects.current().reply_hours * MINUTES - hours.minutes_between(now, first_due)


def _ordinary_day(hours: WorkingHours) -> int:
    """The minutes of a working day: the mean of the days of the week that are open."""
    open_days = [
        sum(_minutes(closes, at_the_end=True) - _minutes(opens) for opens, closes in stretches)
        for stretches in hours.week.values()
        if stretches
    ]
    return sum(open_days) // len(open_days) if open_days else 0


def _minutes(clock, *, at_the_end: bool = False) -> int:
    return clock.hour * 60 + clock.minute or (24 * 60 if at_the_end else 0)
