"""The only writer of opening hours and special days, and who must follow when they change.

A wing calls `register_follower(follower)` once at start; `follower()` runs in the transaction of the change.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, time

from django.db import transaction

from practice_site import shared_parts
from practice_site.hours_words import lines_of
from practice_site.models import OpeningHours, Practice, SpecialDay
from practice_site.working_hours import Stretch

_followers: list[Callable] = []


def register_follower(follower: Callable) -> None:
    """Add a function that is called after the hours, a special day or the promised hours have changed."""
    _followers.append(follower)


def tell_followers() -> None:
    """Call it inside the transaction of whatever the clock of working hours depends on."""
    for follower in _followers:
        follower()


@transaction.atomic
def save_week(week: dict[int, list[Stretch]], *, write_on_site: bool = False) -> None:
    """Keep the hours of every day, in place of those before; `week` names the open days only, at least one.

    With `write_on_site` their words go into the practice's public text as well. Raises `shared_parts.NotChanged` when
    the site could not take that over; then nothing is stored.
    """
    text = "\n".join(lines_of(week))
    is_new_on_site = write_on_site and Practice.objects.current().opening_hours != text
    with shared_parts.changing() if is_new_on_site else nullcontext():
        practice = _hold()
        OpeningHours.objects.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(weekday=weekday, opens_at=opens, closes_at=closes)
            for weekday, stretches in week.items()
            for opens, closes in stretches
        )
        if is_new_on_site:
            practice.opening_hours = text
            practice.save(update_fields=["opening_hours"])
        tell_followers()


@transaction.atomic
def save_special_day(day: date, stretch: tuple[time, time] | None, reason: str = "", *, instead_of=None) -> SpecialDay:
    """Keep other hours on one day; without a stretch it is closed. `instead_of` is the special day that is changed.

    Sent twice at once it is one day, with what came last.
    """
    _hold()
    special = instead_of or SpecialDay.objects.filter(day=day).first() or SpecialDay()
    special.day, special.reason = day, reason
    special.opens_at, special.closes_at = stretch or (None, None)
    special.save()
    tell_followers()
    return special


@transaction.atomic
def remove_special_day(special: SpecialDay) -> None:
    """The day keeps its usual hours again."""
    _hold()
    special.delete()
    tell_followers()


def _hold() -> Practice:
    """The practice, held until the end of the transaction, so that one change of hours comes after the other."""
    Practice.objects.get_or_create(pk=1)
    return Practice.objects.select_for_update().get(pk=1)
