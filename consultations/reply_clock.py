"""When we owe a patient an answer, and how long they have waited: counted in hours in which the practice is open."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from consultations.models import ConsultationRequest
from practice_site import working_hours
from practice_site.models import Practice
from practice_site.working_hours import NeverOpen, WorkingHours

MINUTES = 60


@dataclass(frozen=True)
class Waiting:
    """What a screen says of a request that waits: `words`, `kind` ("overdue", "today", "fine") and a share in percent.

    `minutes` are working minutes since it began to wait, `percent` the share of the promised time that is over.
    """

    words: str
    kind: str
    percent: int
    minutes: int


def due_from(start: datetime, hours: WorkingHours | None = None) -> datetime | None:
    """Until when an answer is due to what came at `start`; None for a practice that is never open."""
    hours = hours or working_hours.load()
    try:
        return hours.after(start, Practice.objects.current().reply_hours * MINUTES)
    except NeverOpen:
        return None


def waiting_of(request: ConsultationRequest, hours: WorkingHours, promise: int, now: datetime | None = None) -> Waiting:
    """How a request with an answer due stands. `promise` is in working hours. No query."""
    now, due = now or timezone.now(), request.answer_due_at
    left = hours.minutes_between(now, due)
    passed = promise * MINUTES - left
    percent = max(0, min(100, round(100 * passed / (promise * MINUTES))))
    if due <= now:
        return Waiting(f"Overdue by {in_hours(-left)}", "overdue", 100, passed)
    if timezone.localdate(due) == timezone.localdate(now):
        return Waiting(f"Due today, in {in_hours(left)}", "today", percent, passed)
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
