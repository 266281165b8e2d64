"""Keeps a request because the law asks for it. Nothing erases it meanwhile: no limit, and no wish of the patient.

What has to be kept for a dispute must not be destroyed, not even on request; the patient reads so, and `erasure`
erases as soon as the hold ends.
"""

from django.db import transaction
from django.utils import timezone

from consultations import taking_back
from consultations.models import ConsultationRequest, RequestEvent
from consultations.workflow import NotAllowed, locked, record


@transaction.atomic
def hold(request: ConsultationRequest, reason: str, *, actor) -> ConsultationRequest:
    """Keep a request until `end_hold`. Raises `NotAllowed` without a reason, and when it is kept already."""
    current = locked(request)
    if current.held_since:
        raise NotAllowed("This request is kept already.")
    if not reason.strip():
        raise NotAllowed("Please say why it has to be kept.")
    current.held_since, current.hold_reason = timezone.now(), reason.strip()
    current.save(update_fields=["held_since", "hold_reason"])
    record(current, RequestEvent.Kind.HELD, actor=actor)
    return current


@transaction.atomic
def end_hold(request: ConsultationRequest, *, actor) -> ConsultationRequest:
    """The usual limits hold again, and what lost its consent meanwhile is erased. The reason stays until the next one.

    Raises `NotAllowed` when it was not kept.
    """
    current = locked(request)
    if not current.held_since:
        raise NotAllowed("This request is not kept any more.")
    current.held_since = None
    current.save(update_fields=["held_since"])
    record(current, RequestEvent.Kind.HOLD_ENDED, actor=actor)
    taking_back.catch_up(current)
    return current
