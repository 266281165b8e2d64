"""Which times can be offered and booked: in the future, once, and while nobody else has a visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from consultations.models import Appointment, ConsultationRequest, OfferedTime
from consultations.models.appointment import VISIT_MINUTES
from consultations.workflow import NotAllowed

A_DAY = timedelta(days=1)  # no visit lasts longer
VISIT = timedelta(minutes=VISIT_MINUTES)
CALENDAR = 0x7669736974  # the number of the lock that every booking holds


class TimeRefused(NotAllowed):
    """A time cannot be offered. The text says why, in words for staff; `moment` says which one."""

    def __init__(self, moment: datetime, why: str):
        super().__init__(why)
        self.moment = moment


def hold_the_calendar() -> None:
    """No other visit is booked or moved until the end of the transaction. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR])


def taken_by(request: ConsultationRequest) -> list[datetime]:
    """The times that this patient has already: those open to choose, and that of the visit. Two queries."""
    return [
        *request.offered_times.open_now().values_list("starts_at", flat=True),
        *request.appointments.coming().values_list("starts_at", flat=True),
    ]


def check(request: ConsultationRequest, moment: datetime, taken: Sequence[datetime] = ()) -> None:
    """Raise `TimeRefused` when the time has passed, is among `taken`, or another patient has a visit then."""
    if moment <= timezone.now():
        raise TimeRefused(moment, "This time has passed. Choose a later one.")
    if moment in taken:
        raise TimeRefused(moment, "This time is offered already. Choose another one.")
    if visit := visit_at(moment, besides=request):
        begin, end = (f"{timezone.localtime(each):%H:%M}" for each in (visit.starts_at, visit.ends_at))
        raise TimeRefused(moment, f"{visit.request} has a visit from {begin} to {end}. Choose another time.")


def visit_at(moment: datetime, *, besides: ConsultationRequest) -> Appointment | None:
    """A visit of another patient that lies in the hour from `moment` on. One query."""
    near = Appointment.objects.filter(
        state=Appointment.State.BOOKED, starts_at__gt=moment - A_DAY, starts_at__lt=moment + VISIT
    )
    others = near.exclude(request=besides).select_related("request").order_by("starts_at")
    return next((visit for visit in others if visit.ends_at > moment), None)


def take_back_offers_at(visit: Appointment) -> None:
    """What was offered to others in the time of this visit is not open any more."""
    offers = OfferedTime.objects.filter(
        state=OfferedTime.State.OPEN, starts_at__gt=visit.starts_at - VISIT, starts_at__lt=visit.ends_at
    )
    offers.exclude(request=visit.request_id).update(state=OfferedTime.State.TAKEN_BACK)
