"""What follows when a patient takes a consent back. The ledger itself is kept by `consents`."""

from django.db import transaction
from django.utils import timezone

from consultations import consents, duplicates, outbox, photos, withdrawal
from consultations.consent_wordings import CONTACT, PHOTOS, REMINDERS, USE
from consultations.encrypted_fields import Sealed, Unreadable
from consultations.models import ConsultationRequest, HealthAnswers, OutboxMessage
from consultations.workflow import locked, locked_to_erase

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
# The same while a request is kept for a legal reason: nothing is erased before that ends.
EFFECTS_WHILE_HELD = EFFECTS | {
    USE: "We stop working on your request, and a visit that is booked is cancelled. The law asks us to keep what you "
    "sent for now. We erase your answers and photos as soon as that ends.",
    PHOTOS: "We do not use your photos any more. The law asks us to keep them for now. We erase them as soon as that "
    "ends.",
}
CAN_BE_GIVEN_AGAIN = (PHOTOS, REMINDERS)


@transaction.atomic
def take_back(request: ConsultationRequest, purpose: str) -> bool:
    """Take a consent back, with all that follows. False when it did not hold any more."""
    current = locked(request)
    if not consents.withdraw(current, purpose):
        return False
    (FOLLOWS_WHILE_HELD if current.held_since else FOLLOWS)[purpose](current)
    return True


def effect_of(request: ConsultationRequest, purpose: str) -> str:
    """What taking a consent back would do now, in words for the patient."""
    return (EFFECTS_WHILE_HELD if request.held_since else EFFECTS).get(purpose, "")


def is_erased_later(request: ConsultationRequest, purpose: str) -> bool:
    """Whether what follows has to wait until the request need not be kept any more."""
    return request.held_since is not None and FOLLOWS_WHILE_HELD[purpose] is not FOLLOWS[purpose]


@transaction.atomic
def catch_up(request: ConsultationRequest) -> None:
    """Erase what lost its consent while it had to be kept. Raises `Held` while it still has to be."""
    current, standing = locked_to_erase(request), consents.standing(request)
    withdrawn = set(current.consents.values_list("purpose", flat=True)) - set(standing)
    if USE in withdrawn:
        erase_answers(current)
    elif PHOTOS in withdrawn:
        photos.remove_all(current)


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


def _nothing_yet(request: ConsultationRequest) -> None:
    """Not used any more, and erased by `catch_up`."""


FOLLOWS = {CONTACT: _no_contact, USE: _no_use, PHOTOS: _no_photos, REMINDERS: _no_reminders}
FOLLOWS_WHILE_HELD = FOLLOWS | {USE: withdrawal.withdraw, PHOTOS: _nothing_yet}
