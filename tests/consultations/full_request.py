"""One request with about as much on it as a request ever holds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from consultations import consents, outbox, photos, workflow
from consultations.consent_wordings import PHOTOS
from consultations.models import (
    Appointment,
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    OfferedTime,
    RequestEvent,
    RequestPhoto,
)
from tests.samples import patient_request, picture_bytes, upload

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=NEW_YORK)  # a Wednesday
CANARY = "Zubaida Canary"
HEALTH = {
    "breathing": {"answer": "no", "words": ""},
    "bleeding": {"answer": "no", "words": ""},
    "medicines": {"answer": "yes", "words": "Aspirin"},
    "nicotine": {"answer": "no", "words": "Stopped in 2024"},
    "illness": {"answer": "talk", "words": ""},
}


def full_request(actor, *, rows: int = 3, views: int = 6, **changed) -> ConsultationRequest:
    """A request with `rows` of everything that can be many, `views` photos, ten times `rows` events at least."""
    fields = {"full_name": CANARY, "email": "canary@example.com", "phone": "+1 212 555 0142", "operations_count": rows}
    request = patient_request(**fields | {"contact_by": "phone", "language": "English"} | changed)
    consents.give(request, PHOTOS)
    for number, view in enumerate(RequestPhoto.View.values[:views]):
        photos.keep(request, view, upload(picture_bytes(size=(900 + number, 1200))))
    for number in range(rows):
        EarlierOperation.objects.create(
            request=request, year=2021 + number, month=3, what_was_done=f"Canary work {number}", report="have"
        )
        workflow.add_note(request, f"Canary note {number}", author=actor)
        outbox.write("staff-news", request)
        OfferedTime.objects.create(request=request, starts_at=timezone.now() + timedelta(days=number + 1))
        for _ in range(10):
            workflow.record(request, RequestEvent.Kind.HISTORY_CHANGED, f"change {number}")
    HealthAnswers.objects.create(request=request, answers=HEALTH, goals="Canary goals")
    Appointment.objects.create(request=request, starts_at=timezone.now() + timedelta(days=3))
    workflow.follow(request, "times_offered")
    workflow.follow(request, "booked")
    workflow.assign(request, actor, actor=actor)
    request.refresh_from_db()
    return request
