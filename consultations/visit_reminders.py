"""One mail on the day before a visit, to those who agreed to it."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from consultations import visit_mails
from consultations.consent_wordings import REMINDERS
from consultations.models import Appointment, ConsentRecord
from practice_site.worker import Job, register_job

FROM = time(10)  # on the clock of the practice
SECONDS_BETWEEN_LOOKS = 300


def remind() -> int:
    """Write the reminders that are due: from ten in the morning of the day before. Returns how many.

    A visit that was booked or moved later than that needs none: the patient has just been told.
    """
    return sum(write(visit) for visit in due())


def register() -> None:
    """The worker reminds."""
    register_job(Job("reminders", _remind_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _remind_in_a_line() -> str | None:
    count = remind()
    return f"{count} {'reminder' if count == 1 else 'reminders'} written" if count else None


def due():
    """Visits to remind of now."""
    today = timezone.localdate()
    ten, tomorrow, day_after = (
        timezone.make_aware(datetime.combine(today + timedelta(days=days), clock))
        for days, clock in ((0, FROM), (1, time.min), (2, time.min))
    )
    if timezone.now() < ten:
        return Appointment.objects.none()
    agreed = ConsentRecord.objects.standing().filter(purpose=REMINDERS).values("request")
    coming = Appointment.objects.coming().filter(starts_at__gte=tomorrow, starts_at__lt=day_after)
    return coming.filter(reminded_at=None, changed_at__lt=ten, request__in=agreed).select_related("request")


@transaction.atomic
def write(visit: Appointment) -> bool:
    """Write one reminder. False when another worker was faster, or the visit was changed just now."""
    unchanged = Appointment.objects.coming().filter(pk=visit.pk, sequence=visit.sequence, reminded_at=None)
    if not unchanged.update(reminded_at=timezone.now()):
        return False
    visit_mails.reminder(visit)
    return True
