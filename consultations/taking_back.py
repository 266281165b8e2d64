"""What follows when a patient takes a consent back. The ledger itself is kept by `consents`."""

from django.db import transaction
from django.utils import timezone

from consultations import consents, duplicates, outbox, photos, withdrawal
from consultations.consent_wordings import CONTACT, PHOTOS, REMINDERS, USE
from consultations.encrypted_fields import Sealed, Unreadable
from consultations.models import ConsultationRequest, HealthAnswers, OutboxMessage
from consultations.workflow import locked

Kind = OutboxMessage.Kind
# What stays when the answers go: how to reach the patient, and that there was a request.
CONTACT_DATA = ("full_name", "email", "phone", "contact_by")
ANSWERS = (
    "best_time",
    "language",
    "operations_count",
    "last_operation_year",
    "concerns",
    "story",
    "travelling_from",
    "heard_from",
)
TITLES = {
    CONTACT: "That we contact you",
    USE: "That we use your answers",
    PHOTOS: "Photos",
    REMINDERS: "Reminders",
}
# Said before it happens, beside the button.
EFFECTS = {
    CONTACT: "We will not write or call you any more. A visit that is booked is cancelled, and we stop working on your "
    "request. What you sent stays with us until you erase it.",
    USE: "We erase your answers and photos at once, also what you added here. Your name and how to reach you stay, and "
    "so do our own notes. A visit that is booked is cancelled, and we stop working on your request.",
    PHOTOS: "We erase all your photos at once. Your request stays as it is.",
    REMINDERS: "We will not remind you of a visit by email. A visit that is booked stays.",
}
CAN_BE_GIVEN_AGAIN = (PHOTOS, REMINDERS)


@transaction.atomic
def take_back(request: ConsultationRequest, purpose: str) -> bool:
    """Take a consent back, with all that follows. False when it did not hold any more."""
    current = locked(request)
    if not consents.withdraw(current, purpose):
        return False
    FOLLOWS[purpose](current)
    return True


def erase_answers(request: ConsultationRequest) -> None:
    """All that the patient told us, with photos and what corrections replaced. How to reach the patient stays."""
    for name in ANSWERS:
        setattr(request, name, Sealed())  # an empty entry reads as the default
    request.changed_at = timezone.now()
    request.save(update_fields=[*ANSWERS, "changed_at"])
    for event in request.events.all():
        kept = {} if isinstance(event.before, Unreadable) else _about_contact(event.before)
        if kept != event.before:
            event.before = kept
            event.save(update_fields=["before"])
    duplicates.forget_answers(request)
    request.operations.all().delete()
    HealthAnswers.objects.filter(request=request).delete()
    photos.remove_all(request)


def _about_contact(before: dict) -> dict:
    return {name: value for name, value in before.items() if name in CONTACT_DATA}


def _no_contact(request: ConsultationRequest) -> None:
    """With the consent gone, `outbox` writes the patient no mail but those that the patient asks for."""
    withdrawal.withdraw(request, say_so=False)
    outbox.cancel_waiting(request, [*withdrawal.NOT_SENT_ANY_MORE, Kind.RECEIVED])


def _no_use(request: ConsultationRequest) -> None:
    erase_answers(request)
    withdrawal.withdraw(request)


def _no_photos(request: ConsultationRequest) -> None:
    photos.remove_all(request)


def _no_reminders(request: ConsultationRequest) -> None:
    outbox.cancel_waiting(request, [Kind.REMINDER])


FOLLOWS = {CONTACT: _no_contact, USE: _no_use, PHOTOS: _no_photos, REMINDERS: _no_reminders}
