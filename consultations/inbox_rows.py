"""What the inbox and the start page say of each request: one row of words, read by a few queries for a whole page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from consultations import reply_clock
from consultations.models import Appointment, ConsultationRequest, RequestPhoto
from consultations.reply_clock import Waiting
from practice_site import working_hours
from practice_site.models import Practice

Status = ConsultationRequest.Status
# What a request that owes no answer says of itself, with the day on which it came to be so.
SINCE = {
    Status.WAITING: "Waiting for patient since {}",
    Status.TIMES_OFFERED: "Times offered since {}",
    Status.BOOKED: "Booked since {}",
    Status.SEEN: "Seen on {}",
    Status.CLOSED: "Closed on {}",
    Status.WITHDRAWN: "Withdrawn on {}",
}
CAME_IN = "Came in on {}"


@dataclass(frozen=True)
class Row:
    """One request as a line. `waiting` where we owe an answer, else `standing` says how it is."""

    request: ConsultationRequest
    waiting: Waiting | None
    standing: str
    photo_count: int
    operations: str
    same_person: Sequence[tuple[str, str, int]] = ()  # as `duplicates.signs_shared` tells

    @property
    def seen(self) -> str:
        """State and owner as they are on this screen, for a form that changes one of them."""
        return f"{self.request.status}.{self.request.owner_id or 0}"


def read_seen(text: str) -> tuple[str | None, int | None]:
    """State and number of the owner (0 for none) that `Row.seen` wrote. None for both where it did not."""
    status, _, owner = text.partition(".")
    is_whole = status in Status.values and owner.isdecimal()
    return (status, int(owner)) if is_whole else (None, None)


def rows_of(requests: Iterable[ConsultationRequest], now: datetime | None = None) -> list[Row]:
    """The rows of one page, in its order. Five queries, however many they are; none when there are none."""
    requests, now = list(requests), now or timezone.now()
    if not requests:
        return []
    numbers = [request.pk for request in requests]
    photos, visits = _photo_counts(numbers), _visits(numbers)
    hours, promise = working_hours.load(), Practice.objects.current().reply_hours
    return [
        Row(
            request,
            reply_clock.waiting_of(request, hours, promise, now) if request.answer_due_at else None,
            standing(request, visits.get(request.pk), now),
            photos.get(request.pk, 0),
            operations_in_words(request.operations_count),
        )
        for request in requests
    ]


def standing(request: ConsultationRequest, visit_at: datetime | None, now: datetime) -> str:
    """How a request stands that owes no answer: "Waiting for patient since 3 Nov", "Visit Tue 24 Nov, 10:00"."""
    if request.status == Status.BOOKED and visit_at:
        return f"Visit {date_format(timezone.localtime(visit_at), 'D j M, G:i')}"
    words = SINCE.get(request.status)
    return words.format(_day(request.changed_at, now)) if words else CAME_IN.format(_day(request.created_at, now))


def operations_in_words(count: int | str | None) -> str:
    """How often the nose was operated on; a word where it was erased or cannot be read."""
    if count is None:
        return "answers erased"
    if isinstance(count, str):
        return count
    return ["no operation so far", "one operation so far"][count] if count < 2 else f"{count} operations so far"


def _photo_counts(numbers: list[int]) -> dict[int, int]:
    counts = RequestPhoto.objects.filter(request__in=numbers).order_by().values_list("request").annotate(Count("pk"))
    return dict(counts)


def _visits(numbers: list[int]) -> dict[int, datetime]:
    booked = Appointment.objects.filter(request__in=numbers, state=Appointment.State.BOOKED)
    return dict(booked.order_by().values_list("request", "starts_at"))


def _day(moment: datetime, now: datetime) -> str:
    """The day as people say it, kept together; the year only when it is another one."""
    local = timezone.localtime(moment)
    words = date_format(local, "j M" if local.year == timezone.localtime(now).year else "j M Y")
    return words.replace(" ", "\xa0")
