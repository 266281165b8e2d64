"""The only place that changes the state of a request, and the only writer of notes. Each change leaves an event."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultations import mentions, outbox, reply_clock
from consultations.models import ConsultationRequest, OfferedTime, OutboxMessage, RequestEvent, RequestNote
from consultations.reply_clock import WE_OWE_AN_ANSWER
from practice_site import working_hours

Status = ConsultationRequest.Status
ClosedReason = ConsultationRequest.ClosedReason

# The ways that staff choose by a button, and those that follow from something else: a time, a withdrawal, spam.
BY_STAFF: dict[str, list[str]] = {
    Status.NEW: [Status.IN_REVIEW, Status.WAITING, Status.CLOSED],
    Status.IN_REVIEW: [Status.WAITING, Status.CLOSED],
    Status.WAITING: [Status.IN_REVIEW, Status.CLOSED],
    Status.TIMES_OFFERED: [Status.IN_REVIEW, Status.CLOSED],
    Status.BOOKED: [Status.SEEN],
    Status.SEEN: [Status.IN_REVIEW, Status.CLOSED],
    Status.CLOSED: [Status.IN_REVIEW],
    Status.WITHDRAWN: [],
    Status.QUARANTINED: [Status.NEW, Status.CLOSED],
}
BY_RULE: dict[str, list[str]] = {
    Status.NEW: [Status.TIMES_OFFERED, Status.BOOKED, Status.WITHDRAWN, Status.QUARANTINED],
    Status.IN_REVIEW: [Status.TIMES_OFFERED, Status.BOOKED, Status.WITHDRAWN],
    Status.WAITING: [Status.TIMES_OFFERED, Status.BOOKED, Status.WITHDRAWN],
    Status.TIMES_OFFERED: [Status.IN_REVIEW, Status.BOOKED, Status.WITHDRAWN],
    Status.BOOKED: [Status.IN_REVIEW, Status.TIMES_OFFERED, Status.WITHDRAWN],
    Status.SEEN: [Status.TIMES_OFFERED, Status.BOOKED, Status.WITHDRAWN],
    Status.CLOSED: [Status.WITHDRAWN],
    Status.WITHDRAWN: [],
    Status.QUARANTINED: [Status.WITHDRAWN],
}
# A patient who withdrew is left alone; what was closed for another reason can turn out to be of the same person.
AS_DUPLICATE: dict[str, list[str]] = {
    status: [] if status == Status.WITHDRAWN else [Status.CLOSED] for status in Status.values
}
JOINED = "This request is joined with another one. Take it apart first."
BUTTON_WORDS = {
    Status.NEW: "Not spam, take it in",
    Status.IN_REVIEW: "Start review",
    Status.WAITING: "Answered, wait for the patient",
    Status.SEEN: "The visit took place",
    Status.CLOSED: "Close",
}
BACK_TO_REVIEW = {
    Status.WAITING: "Open again",
    Status.TIMES_OFFERED: "Back to review",
    Status.SEEN: "Open again",
    Status.CLOSED: "Open again",
}
ENDS_OFFERS = {Status.SEEN, Status.CLOSED, Status.WITHDRAWN}
ARE_ANSWERS = {Status.WAITING, Status.TIMES_OFFERED, Status.BOOKED}
# Why staff close a request; the other reasons follow from what was done.
REASONS_TO_CLOSE = [
    ClosedReason.ELSEWHERE,
    ClosedReason.NOT_SUITABLE,
    ClosedReason.NO_REPLY,
    ClosedReason.OTHER,
]
USUAL_WAY = [Status.NEW, Status.IN_REVIEW, Status.WAITING, Status.TIMES_OFFERED, Status.BOOKED, Status.SEEN]


class NotAllowed(Exception):
    """The change could not be made; the text says why, in words for staff."""


class Held(Exception):
    """The request is kept for a legal reason, so nothing of it was erased."""


def next_steps(request: ConsultationRequest) -> list[tuple[str, str]]:
    """The states that staff may bring this request to, each with the words of its button."""
    if is_joined(request):
        return []
    words = BUTTON_WORDS | {Status.IN_REVIEW: BACK_TO_REVIEW.get(request.status, BUTTON_WORDS[Status.IN_REVIEW])}
    return [(status, words[status]) for status in BY_STAFF[request.status]]


@transaction.atomic
def change_status(
    request: ConsultationRequest, to: str, *, actor, seen: str | None = None, reason: str = ""
) -> ConsultationRequest:
    """Move a request to another state, as staff chose. `seen` is the state the person had on the screen.

    Closing needs one of `REASONS_TO_CLOSE`; what is closed in quarantine was spam. Raises `NotAllowed` when it was
    changed in between, when the way does not exist, or when the reason is missing.
    """
    current = locked(request)
    if seen is not None and seen != current.status:
        raise NotAllowed(
            f"This request was changed in the meantime. It is now: {current.get_status_display().lower()}."
        )
    if is_joined(current):
        raise NotAllowed(JOINED)
    was_in_quarantine = current.status == Status.QUARANTINED
    if to == Status.CLOSED:
        reason = ClosedReason.SPAM if was_in_quarantine else reason
        if reason not in [ClosedReason.SPAM, *REASONS_TO_CLOSE]:
            raise NotAllowed("Please say why the request is closed.")
    _move(current, to, BY_STAFF, actor, reason if to == Status.CLOSED else "")
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


@transaction.atomic
def close_as_duplicate(request: ConsultationRequest, *, actor) -> ConsultationRequest:
    """Close a request whose patient has another one, which goes on. Raises `NotAllowed` when the way does not exist."""
    current = locked(request)
    _move(current, Status.CLOSED, AS_DUPLICATE, actor, ClosedReason.DUPLICATE)
    return current


@transaction.atomic
def undo_duplicate(
    request: ConsultationRequest, to: str, *, reason: str, due: datetime | None, actor
) -> ConsultationRequest:
    """Bring a request that was closed as a duplicate back to how it stood: state, reason to be closed, promise.

    Raises `NotAllowed` when it is not closed as a duplicate any more.
    """
    current = locked(request)
    if current.closed_reason != ClosedReason.DUPLICATE:
        raise NotAllowed(f"{current} was changed since. It is now: {current.get_status_display().lower()}.")
    _move(current, to, {Status.CLOSED: Status.values}, actor, reason)
    current.answer_due_at = due
    current.save(update_fields=["answer_due_at"])
    return current


def is_joined(request: ConsultationRequest) -> bool:
    """Whether it was closed because another request of the same person goes on. No query for most."""
    is_duplicate = request.closed_reason == ClosedReason.DUPLICATE
    return is_duplicate and request.merges_away.filter(undone_at=None).exists()


@transaction.atomic
def answered(request: ConsultationRequest, *, actor, detail: str) -> ConsultationRequest:
    """An answer was given, so the promise is kept and nothing is due, whatever the state. `detail` says how.

    Nothing is due again before the request leaves its state and comes back to one in which we owe an answer.
    """
    current = locked(request)
    _keep_the_promise(current)
    _note_first_answer(current)
    current.save(update_fields=SET_BY_CLOCK)
    record(current, RequestEvent.Kind.REPLIED, detail, actor=actor)
    return current


@transaction.atomic
def assign(request: ConsultationRequest, owner, *, actor, seen: int | None = None) -> ConsultationRequest:
    """Make `owner` (None for nobody) look after a request. `seen` is the number of the owner on the screen, 0 for none.

    Raises `NotAllowed` when it went to somebody else in between. The same owner again changes nothing.
    """
    current = locked(request)
    if seen is not None and seen != (current.owner_id or 0):
        raise NotAllowed(f"{current.owner or 'Nobody'} looks after this request now. Please look at it again.")
    if current.owner != owner:
        current.owner = owner
        current.save(update_fields=["owner"])
        record(current, RequestEvent.Kind.ASSIGNED, f"to {owner or 'nobody'}", actor=actor)
    return current


def locked(request: ConsultationRequest) -> ConsultationRequest:
    """The request as it is now, held until the end of the transaction."""
    return ConsultationRequest.objects.select_for_update().get(pk=request.pk)


def locked_to_erase(request: ConsultationRequest) -> ConsultationRequest:
    """The same before something of the request is erased. Raises `Held` while it is kept for a legal reason."""
    current = locked(request)
    if current.held_since:
        raise Held
    return current


def _move(current: ConsultationRequest, to: str, ways: dict[str, list[str]], actor, reason: str = "") -> None:
    if to not in ways[current.status]:
        raise NotAllowed(f"A request cannot go from “{current.get_status_display()}” to “{Status(to).label}”.")
    before, is_release = current.get_status_display(), (current.status, to) == (Status.QUARANTINED, Status.NEW)
    now = timezone.now()
    _set_clock(current, to, now)
    current.status, current.changed_at, current.closed_reason = to, now, reason
    current.save(update_fields=["status", "changed_at", "closed_reason", *SET_BY_CLOCK])
    if to in ENDS_OFFERS:
        current.offered_times.filter(state=OfferedTime.State.OPEN).update(state=OfferedTime.State.TAKEN_BACK)
    detail = f"{before} to {current.get_status_display().lower()}"
    detail += f" ({current.get_closed_reason_display().lower()})" if reason else ""
    kind = RequestEvent.Kind.RELEASED if is_release else RequestEvent.Kind.STATUS_CHANGED
    record(current, kind, detail, actor=actor, status=to, created_at=now)


SET_BY_CLOCK = ["answer_due_at", "reminders_sent", "first_answered_at", "answered_after", "first_booked_at"]


def _set_clock(current: ConsultationRequest, to: str, now: datetime) -> None:
    """What the way to another state means for the answer that we owe. `reply_clock.starts_of` reads it from events."""
    owed = current.status in WE_OWE_AN_ANSWER
    if to not in WE_OWE_AN_ANSWER:
        _keep_the_promise(current)
    elif not owed:  # what waited in quarantine has waited since it came
        since = current.created_at if current.status == Status.QUARANTINED else now
        current.answer_due_at, current.reminders_sent = reply_clock.due_from(since), 0
    if to in ARE_ANSWERS:
        _note_first_answer(current)
    if to == Status.BOOKED and current.first_booked_at is None:
        current.first_booked_at = now


def _keep_the_promise(current: ConsultationRequest) -> None:
    current.answer_due_at, current.reminders_sent = None, 0


def _note_first_answer(current: ConsultationRequest) -> None:
    if current.first_answered_at is None:
        current.first_answered_at = now = timezone.now()
        current.answered_after = max(0, working_hours.load().minutes_between(current.created_at, now))


def record(request: ConsultationRequest, kind: str, detail: str = "", *, actor=None, **fields) -> RequestEvent:
    """Leave an event. `detail` holds no word of a patient. Without an actor it was the patient or a rule."""
    return RequestEvent.objects.create(
        request=request, kind=kind, detail=detail, actor=actor, actor_name=str(actor) if actor else "", **fields
    )


@transaction.atomic
def add_note(request: ConsultationRequest, text: str, *, author) -> RequestNote:
    """Keep a note for colleagues, and tell those who are named in it with @ by a mail that says no word of it.

    The event says that there is a note and who was told, never what it says.
    """
    note = RequestNote.objects.create(request=request, text=text, author=author, author_name=str(author))
    told = [colleague for colleague in mentions.named_in(text).colleagues if colleague != author]
    for colleague in told:
        outbox.write(OutboxMessage.Kind.STAFF_MENTION, request, colleague=colleague)
    detail = f"told {', '.join(map(str, told))}"[:200] if told else ""
    record(request, RequestEvent.Kind.NOTE_ADDED, detail, actor=author, created_at=note.created_at)
    return note
