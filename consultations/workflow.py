"""The only place that changes the state of a request, and the only writer of notes. Each change leaves an event."""

from django.db import transaction
from django.utils import timezone

from consultations import outbox
from consultations.models import ConsultationRequest, OfferedTime, OutboxMessage, RequestEvent, RequestNote

Status = ConsultationRequest.Status

# The ways that staff choose by a button, and those that follow from something else: a time, a withdrawal, spam.
BY_STAFF: dict[str, list[str]] = {
    Status.NEW: [Status.IN_REVIEW, Status.ANSWERED, Status.CLOSED],
    Status.IN_REVIEW: [Status.ANSWERED, Status.CLOSED],
    Status.ANSWERED: [Status.IN_REVIEW, Status.CLOSED],
    Status.TIMES_OFFERED: [Status.IN_REVIEW, Status.CLOSED],
    Status.BOOKED: [Status.SEEN],
    Status.SEEN: [Status.IN_REVIEW, Status.CLOSED],
    Status.CLOSED: [Status.IN_REVIEW],
    Status.WITHDRAWN: [],
    Status.QUARANTINED: [Status.NEW, Status.CLOSED],
}
BY_RULE: dict[str, list[str]] = {
    Status.NEW: [Status.TIMES_OFFERED, Status.WITHDRAWN, Status.QUARANTINED],
    Status.IN_REVIEW: [Status.TIMES_OFFERED, Status.WITHDRAWN],
    Status.ANSWERED: [Status.TIMES_OFFERED, Status.WITHDRAWN],
    Status.TIMES_OFFERED: [Status.IN_REVIEW, Status.BOOKED, Status.WITHDRAWN],
    Status.BOOKED: [Status.IN_REVIEW, Status.TIMES_OFFERED, Status.WITHDRAWN],
    Status.SEEN: [Status.TIMES_OFFERED, Status.WITHDRAWN],
    Status.CLOSED: [Status.WITHDRAWN],
    Status.WITHDRAWN: [],
    Status.QUARANTINED: [Status.WITHDRAWN],
}
BUTTON_WORDS = {
    Status.NEW: "Not spam, take it in",
    Status.IN_REVIEW: "Start review",
    Status.ANSWERED: "Mark as answered",
    Status.SEEN: "The visit took place",
    Status.CLOSED: "Close",
}
BACK_TO_REVIEW = {
    Status.ANSWERED: "Open again",
    Status.TIMES_OFFERED: "Back to review",
    Status.SEEN: "Open again",
    Status.CLOSED: "Open again",
}
ENDS_OFFERS = {Status.SEEN, Status.CLOSED, Status.WITHDRAWN}
USUAL_WAY = [Status.NEW, Status.IN_REVIEW, Status.ANSWERED, Status.TIMES_OFFERED, Status.BOOKED, Status.SEEN]


class NotAllowed(Exception):
    """The change could not be made; the text says why, in words for staff."""


def next_steps(request: ConsultationRequest) -> list[tuple[str, str]]:
    """The states that staff may bring this request to, each with the words of its button."""
    words = BUTTON_WORDS | {Status.IN_REVIEW: BACK_TO_REVIEW.get(request.status, BUTTON_WORDS[Status.IN_REVIEW])}
    return [(status, words[status]) for status in BY_STAFF[request.status]]


@transaction.atomic
def change_status(request: ConsultationRequest, to: str, *, actor, seen: str | None = None) -> ConsultationRequest:
    """Move a request to another state, as staff chose. `seen` is the state the person had on the screen.

    Raises `NotAllowed` when it was changed in between, or when the way does not exist.
    """
    current = locked(request)
    if seen is not None and seen != current.status:
        raise NotAllowed(
            f"This request was changed in the meantime. It is now: {current.get_status_display().lower()}."
        )
    was_in_quarantine = current.status == Status.QUARANTINED
    _move(current, to, BY_STAFF, actor)
    if was_in_quarantine and to == Status.NEW:
        outbox.write(OutboxMessage.Kind.RECEIVED, current, to=current.email)
        outbox.write(OutboxMessage.Kind.STAFF_NEW, current)
    return current


@transaction.atomic
def follow(request: ConsultationRequest, to: str, *, actor=None) -> ConsultationRequest:
    """Move a request to the state that follows from what was done. Already there, nothing happens.

    Raises `NotAllowed` when the way does not exist.
    """
    current = locked(request)
    if current.status != to:
        _move(current, to, BY_RULE, actor)
    return current


def locked(request: ConsultationRequest) -> ConsultationRequest:
    """The request as it is now, held until the end of the transaction."""
    return ConsultationRequest.objects.select_for_update().get(pk=request.pk)


def _move(current: ConsultationRequest, to: str, ways: dict[str, list[str]], actor) -> None:
    if to not in ways[current.status]:
        raise NotAllowed(f"A request cannot go from “{current.get_status_display()}” to “{Status(to).label}”.")
    before, is_release = current.get_status_display(), (current.status, to) == (Status.QUARANTINED, Status.NEW)
    current.status, current.changed_at = to, timezone.now()
    current.save(update_fields=["status", "changed_at"])
    if to in ENDS_OFFERS:
        current.offered_times.filter(state=OfferedTime.State.OPEN).update(state=OfferedTime.State.TAKEN_BACK)
    detail = f"{before} to {current.get_status_display().lower()}"
    kind = RequestEvent.Kind.RELEASED if is_release else RequestEvent.Kind.STATUS_CHANGED
    record(current, kind, detail, actor=actor, status=to)


def record(request: ConsultationRequest, kind: str, detail: str = "", *, actor=None, **fields) -> RequestEvent:
    """Leave an event. `detail` holds no word of a patient. Without an actor it was the patient or a rule."""
    return RequestEvent.objects.create(
        request=request, kind=kind, detail=detail, actor=actor, actor_name=str(actor) if actor else "", **fields
    )


@transaction.atomic
def add_note(request: ConsultationRequest, text: str, *, author) -> RequestNote:
    """Keep a note for colleagues. The event says that there is one, never what it says."""
    note = RequestNote.objects.create(request=request, text=text, author=author, author_name=str(author))
    record(request, RequestEvent.Kind.NOTE_ADDED, actor=author, created_at=note.created_at)
    return note
