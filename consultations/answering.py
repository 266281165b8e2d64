"""Answering a patient, by mail or by phone: the only writer of mails of the kind "Our answer".

The mail, the event, the promise that is kept and the state that follows are one transaction. Who answers says what
they had on the screen: when anything was done with the request since, nothing is sent, and the same answer sent twice
is sent once.
"""

from datetime import timedelta

from django.db import transaction

from consultations import outbox, workflow
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, OutboxMessage, ReplyTemplate, RequestEvent, RequestNote
from consultations.workflow import NotAllowed

Status = ConsultationRequest.Status
Kind = RequestEvent.Kind
Then = ReplyTemplate.LeadsTo
REPLY = OutboxMessage.Kind.REPLY
_A_MOMENT = timedelta(seconds=10)  # a mail and a note are stored before the event that tells of them
BY_MAIL, BY_PHONE = "by mail", "by phone"
CLOSES: dict[str, str] = {
    Then.NOT_SUITABLE: ConsultationRequest.ClosedReason.NOT_SUITABLE,
    Then.NO_REPLY: ConsultationRequest.ClosedReason.NO_REPLY,
}
# What somebody must know of before they answer. Mails that leave in between, and photos that come, are not.
CHANGES_THE_ANSWER = [
    Kind.CORRECTED,
    Kind.STATUS_CHANGED,
    Kind.QUARANTINED,
    Kind.RELEASED,
    Kind.CONSENT_WITHDRAWN,
    Kind.TIMES_OFFERED,
    Kind.NO_TIME_FITS,
    Kind.BOOKED,
    Kind.MOVED,
    Kind.CANCELLED,
    Kind.REPLIED,
    Kind.MERGED,
    Kind.SEPARATED,
]


class Meanwhile(NotAllowed):
    """Something was done with the request since the screen was drawn; `events` say what, and who did it."""

    def __init__(self, events: list[RequestEvent]):
        super().__init__("This request was changed in the meantime, so nothing was sent.")
        self.events = events


def why_not(request: ConsultationRequest) -> str | None:
    """Why this patient cannot be answered, in words for staff; None when they can."""
    if request.status == Status.WITHDRAWN:
        return "The patient took the request back."
    if workflow.is_joined(request):
        return workflow.JOINED
    return outbox.why_not_to_patient(REPLY, request)


def why_no_mail(request: ConsultationRequest) -> str | None:
    """Why no mail can be written to this patient, in words for staff; None when it can."""
    if reason := why_not(request):
        return reason
    if isinstance(request.email, Unreadable):
        return "The email address of this request cannot be read."
    return None if request.email else "This request has no email address."


def ways_on(request: ConsultationRequest) -> list[tuple[str, str]]:
    """What can follow an answer in the state the request is in, the usual one first."""
    ways = workflow.BY_STAFF[request.status]
    closes = [Then.NOT_SUITABLE, Then.NO_REPLY] if Status.CLOSED in ways else []
    waits = [Then.WAITING] if Status.WAITING in ways else []
    return [(way.value, way.label) for way in (*waits, Then.STAYS, *closes)]


def last_change(request: ConsultationRequest) -> int:
    """The number of the last event that changes what one would answer; 0 when there is none. One query."""
    return max(_changes(request).values_list("pk", flat=True), default=0)


@transaction.atomic
def send(request: ConsultationRequest, answer: str, *, actor, then: str, seen: int) -> OutboxMessage:
    """Write an answer to the patient and move the request on. `seen` is the `last_change` on the screen.

    The same answer of the same person again is not written again. Raises `Meanwhile` when something else was done in
    between, and `NotAllowed` when the patient cannot be written to or the state cannot follow.
    """
    current = workflow.locked(request)
    if since := list(_changes(current).filter(pk__gt=seen)):
        if earlier := _same_mail(current, since, answer, actor):
            return earlier
        raise Meanwhile(since)
    if reason := why_no_mail(current):
        raise NotAllowed(reason)
    mail = outbox.write(REPLY, current, to=current.email, author=actor, answer=answer)
    workflow.answered(current, actor=actor, detail=BY_MAIL)
    _move_on(current, then, actor)
    return mail


@transaction.atomic
def called(request: ConsultationRequest, note: str, *, actor, then: str, seen: int) -> RequestNote:
    """Keep that the patient was called, with a note for colleagues, and move the request on. Raises as `send`."""
    current = workflow.locked(request)
    if since := list(_changes(current).filter(pk__gt=seen)):
        if earlier := _same_note(current, since, note, actor):
            return earlier
        raise Meanwhile(since)
    if reason := why_not(current):
        raise NotAllowed(reason)
    kept = workflow.add_note(current, note, author=actor)
    workflow.answered(current, actor=actor, detail=BY_PHONE)
    _move_on(current, then, actor)
    return kept


def _move_on(current: ConsultationRequest, then: str, actor) -> None:
    if then not in dict(ways_on(current)):
        raise NotAllowed(f"After “{current.get_status_display().lower()}” this cannot follow. Please choose again.")
    if then == Then.WAITING:
        workflow.change_status(current, Status.WAITING, actor=actor)
    elif then in CLOSES:
        workflow.change_status(current, Status.CLOSED, actor=actor, reason=CLOSES[then])


def _changes(request: ConsultationRequest):
    return request.events.filter(kind__in=CHANGES_THE_ANSWER)


def _own_reply(since: list[RequestEvent], actor, detail: str) -> bool:
    return any((event.kind, event.actor_id, event.detail) == (Kind.REPLIED, actor.pk, detail) for event in since)


def _same_mail(current: ConsultationRequest, since, answer: str, actor) -> OutboxMessage | None:
    if not _own_reply(since, actor, BY_MAIL):
        return None
    body = outbox.words_of(REPLY, current, answer=answer).body
    mails = current.mails.filter(kind=REPLY, created_at__gte=since[0].created_at - _A_MOMENT)
    return next((mail for mail in mails if mail.body == body), None)


def _same_note(current: ConsultationRequest, since, note: str, actor) -> RequestNote | None:
    if not _own_reply(since, actor, BY_PHONE):
        return None
    notes = current.notes.filter(author=actor, created_at__gte=since[0].created_at - _A_MOMENT)
    return next((kept for kept in notes if kept.text == note), None)
