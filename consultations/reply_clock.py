"""When we owe a patient an answer, and how long they have waited: counted in hours in which the practice is open.

An answer is owed from when the request came, or from when it came back to us after we had answered or closed it. New
and in review are one wait; what waited in quarantine has waited since it came.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultations.models import ConsultationRequest, RequestEvent
from practice_site import hours_saving, working_hours
from practice_site.models import Practice
from practice_site.working_hours import NeverOpen, WorkingHours

Status = ConsultationRequest.Status
WE_OWE_AN_ANSWER = {Status.NEW, Status.IN_REVIEW}
MINUTES = 60
BATCH = 200


@dataclass(frozen=True)
class Waiting:
    """What a screen says of a request that waits: `words`, `kind` ("overdue", "today", "fine") and a share in percent.

    `minutes` are working minutes since it began to wait, `percent` the share of the promised time that is over.
    """

    words: str
    kind: str
    percent: int
    minutes: int


def due_from(start: datetime, hours: WorkingHours | None = None, promise: int | None = None) -> datetime | None:
    """Until when an answer is due to what came at `start`; None for a practice that is never open.

    `promise` is in working hours. What is not given is read from the database.
    """
    hours = hours or working_hours.load()
    promise = promise or Practice.objects.current().reply_hours
    try:
        return hours.after(start, promise * MINUTES)
    except NeverOpen:
        return None


@transaction.atomic
def set_anew() -> int:
    """Work out anew until when each answer is due that we owe. Returns how many moments changed.

    Who was reminded is not reminded of the same again, unless the answer is due in the future now.
    """
    hours, promise = working_hours.load(), Practice.objects.current().reply_hours
    count, last = 0, 0
    while batch := _waiting_after(last):
        starts = starts_of(pk for pk, *_ in batch)
        count += sum(
            _set(pk, due, due_from(starts.get(pk, created_at), hours, promise)) for pk, created_at, due in batch
        )
        last = batch[-1][0]
    return count


def starts_of(requests: Iterable[int]) -> dict[int, datetime]:
    """Since when an answer is owed to requests that came back to us, by number; the others wait since they came."""
    events = RequestEvent.objects.filter(request__in=list(requests)).exclude(status__in=["", Status.QUARANTINED])
    starts: dict[int, datetime] = {}
    answered: set[int] = set()
    for pk, status, at in events.order_by("created_at", "pk").values_list("request", "status", "created_at"):
        if status not in WE_OWE_AN_ANSWER:
            answered.add(pk)
        elif pk in answered:
            answered.remove(pk)
            starts[pk] = at
    return starts


def register() -> None:
    """What is due follows the opening hours."""
    hours_saving.register_follower(set_anew)


def _waiting_after(last: int) -> list[tuple[int, datetime, datetime | None]]:
    """The next requests that wait, held until the end of the transaction."""
    waiting = ConsultationRequest.objects.filter(status__in=WE_OWE_AN_ANSWER, pk__gt=last).order_by("pk")
    return list(waiting.select_for_update().values_list("pk", "created_at", "answer_due_at")[:BATCH])


def _set(pk: int, before: datetime | None, due: datetime | None) -> bool:
    if due == before:
        return False
    is_ahead = due is None or due > timezone.now()
    forgotten = {"reminders_sent": 0} if is_ahead else {}
    ConsultationRequest.objects.filter(pk=pk).update(answer_due_at=due, **forgotten)
    return True


def waiting_of(request: ConsultationRequest, hours: WorkingHours, promise: int, now: datetime | None = None) -> Waiting:
    """How a request with an answer due stands. `promise` is in working hours. No query."""
    now, due = now or timezone.now(), request.answer_due_at
    left = hours.minutes_between(now, due)
    passed = promise * MINUTES - left
    percent = max(0, min(100, round(100 * passed / (promise * MINUTES))))
    if due <= now:
        return Waiting(f"Overdue by {in_hours(-left)}" if left else "Overdue", "overdue", 100, passed)
    if timezone.localdate(due) == timezone.localdate(now):
        return Waiting(f"Due today, in {in_hours(left)}" if left else "Due now", "today", percent, passed)
    return Waiting(f"Due {_day(due, now)}, {timezone.localtime(due):%H:%M}", "fine", percent, passed)


def in_hours(minutes: int) -> str:
    """Minutes as people say them, for example "3 h 20" or "40 min"."""
    hours, rest = divmod(minutes, MINUTES)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def _day(due: datetime, now: datetime) -> str:
    day, today = timezone.localdate(due), timezone.localdate(now)
    if (day - today).days == 1:
        return "tomorrow"
    return f"{day:%A}" if (day - today).days < 7 else f"{day.day} {day:%B}"
