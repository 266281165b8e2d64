"""The only place that changes the state of a request, and the only writer of notes. Each change leaves an event."""

from django.db import transaction
from django.utils import timezone

from consultations.models import ConsultationRequest, RequestEvent, RequestNote

Status = ConsultationRequest.Status

TRANSITIONS: dict[str, list[str]] = {
    Status.NEW: [Status.IN_REVIEW, Status.ANSWERED, Status.CLOSED],
    Status.IN_REVIEW: [Status.ANSWERED, Status.CLOSED],
    Status.ANSWERED: [Status.IN_REVIEW, Status.CLOSED],
    Status.CLOSED: [Status.IN_REVIEW],
}
BUTTON_WORDS = {
    Status.IN_REVIEW: "Start review",
    Status.ANSWERED: "Mark as answered",
    Status.CLOSED: "Close",
}


class NotAllowed(Exception):
    """The change could not be made; the text says why, in words for staff."""


def next_steps(request: ConsultationRequest) -> list[tuple[str, str]]:
    """The states this request may go to, each with the words of its button."""
    words = BUTTON_WORDS | (
        {Status.IN_REVIEW: "Open again"} if request.status in {Status.ANSWERED, Status.CLOSED} else {}
    )
    return [(status, words[status]) for status in TRANSITIONS[request.status]]


@transaction.atomic
def change_status(request: ConsultationRequest, to: str, *, actor, seen: str | None = None) -> ConsultationRequest:
    """Move a request to another state. `seen` is the state the person had on the screen.

    Raises `NotAllowed` when a colleague changed it in between, or when the way does not exist.
    """
    current = ConsultationRequest.objects.select_for_update().get(pk=request.pk)
    if seen is not None and seen != current.status:
        raise NotAllowed(
            f"A colleague changed this request in the meantime. It is now: {current.get_status_display().lower()}."
        )
    if to not in TRANSITIONS[current.status]:
        raise NotAllowed(f"A request cannot go from “{current.get_status_display()}” to “{Status(to).label}”.")
    before = current.get_status_display()
    current.status, current.changed_at = to, timezone.now()
    current.save(update_fields=["status", "changed_at"])
    RequestEvent.objects.create(
        request=current,
        kind=RequestEvent.Kind.STATUS_CHANGED,
        detail=f"{before} to {current.get_status_display().lower()}",
        actor=actor,
        actor_name=str(actor),
    )
    return current


@transaction.atomic
def add_note(request: ConsultationRequest, text: str, *, author) -> RequestNote:
    """Keep a note for colleagues. The event says that there is one, never what it says."""
    note = RequestNote.objects.create(request=request, text=text, author=author, author_name=str(author))
    RequestEvent.objects.create(
        request=request,
        kind=RequestEvent.Kind.NOTE_ADDED,
        actor=author,
        actor_name=str(author),
        created_at=note.created_at,
    )
    return note
