"""What is said by mail about times and visits. Patients read New York time in words; a calendar reads the entry."""

from datetime import datetime

from consultations import calendar_entry, outbox
from consultations.models import Appointment, ConsultationRequest, OutboxMessage
from practice_site.local_time import for_patients
from practice_site.models import Practice

Kind = OutboxMessage.Kind


def offered(request: ConsultationRequest, moments: list[datetime]) -> None:
    """The times that are open now, the earliest first."""
    times = "\n".join(f"- {for_patients(moment)}" for moment in sorted(moments))
    outbox.write(Kind.TIMES_OFFERED, request, to=request.email, times=times)


def booked(visit: Appointment) -> None:
    _with_entry(Kind.BOOKED, visit)


def moved(visit: Appointment) -> None:
    _with_entry(Kind.MOVED, visit)


def cancelled(visit: Appointment) -> None:
    _with_entry(Kind.CANCELLED, visit)


def reminder(visit: Appointment) -> None:
    outbox.write(Kind.REMINDER, visit.request, to=visit.request.email, when=for_patients(visit.starts_at))


def _with_entry(kind: str, visit: Appointment) -> None:
    entry = calendar_entry.text_of(visit, Practice.objects.current())
    when = for_patients(visit.starts_at)
    outbox.write(kind, visit.request, to=visit.request.email, calendar=entry, when=when)
