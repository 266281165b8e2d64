"""The only writer of new requests: request, consents, first event and mails, all in one transaction or not at all."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations import consents, duplicates, key_ring, outbox, reply_clock, search_index, workflow
from consultations.consent_wordings import WITH_THE_FORM
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent
from practice_site import frame

Status = ConsultationRequest.Status
Event = RequestEvent.Kind
TOKEN_SALT = "consultations.form"
PATHS_OUTSIDE_THE_MENUS = {"/", "/procedures/"}
MOST_TRIES = 5
CLOCKS_DIFFER = 5  # seconds, between two machines or after one was set right
ANSWER_FIELDS = (
    "full_name",
    "email",
    "phone",
    "contact_by",
    "best_time",
    "language",
    "operations_count",
    "last_operation_year",
    "concerns",
    "story",
    "travelling_from",
    "heard_from",
)


@dataclass(frozen=True)
class FormToken:
    """The signed mark of one copy of the form, with the page of ours that led to it.

    `age` is in seconds since it was drawn, and below zero when that is still to come.
    """

    mark: str
    source_path: str
    age: float

    @property
    def is_too_young(self) -> bool:
        """Drawn so short ago that nobody can have read the form."""
        return -CLOCKS_DIFFER < self.age < settings.FORM_SECONDS_AT_LEAST

    @property
    def is_from_the_future(self) -> bool:
        return self.age <= -CLOCKS_DIFFER


def new_form_token(source_path: str = "") -> str:
    """A signed mark for one copy of the form; two sends with the same mark are one request."""
    content = {"mark": secrets.token_urlsafe(16), "from": source_path, "at": round(time.time(), 3)}
    return signing.dumps(content, salt=TOKEN_SALT)


def read_form_token(text: str) -> FormToken | None:
    """The token, or None when we never gave it out."""
    try:
        content = signing.loads(text, salt=TOKEN_SALT)
    except signing.BadSignature:
        return None
    return FormToken(content["mark"], content["from"], time.time() - content.get("at", 0))


def source_path_of(request) -> str:
    """The page of ours that the visitor came from, as a path; blank for anywhere else.

    It is stored in the clear, so it is taken only where it is the address of a page, never as it was typed.
    """
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if referrer.netloc != request.get_host():
        return ""
    ours = PATHS_OUTSIDE_THE_MENUS | {link.url for link in frame.of(request).links}
    return referrer.path if referrer.path in ours else ""


def record_request(answers: dict, form_token: str, signs: Sequence[str] = ()) -> ConsultationRequest:
    """Store what a patient sent, with both consents, the first event and two mails. `answers` is cleaned form data.

    The same form sent again returns the request it made the first time; answers that were changed in between are
    taken over, and what stood there before is kept with the event. With `signs` of spam, in words for staff, all of
    it is stored the same, but waits in quarantine, and no mail is written.
    """
    form_key, source_path = _read_token(form_token, answers)
    values = {name: answers[name] for name in ANSWER_FIELDS}
    return _once(
        form_key,
        correct=lambda earlier: _correct(earlier, values, signs),
        create=lambda: _create(values, form_key, source_path, signs),
    )


def record_by_staff(answers: dict, source: str, form_token: str, *, actor) -> ConsultationRequest:
    """Store what somebody said by phone or in the practice, with who noted it and how. `answers` is cleaned form data.

    `source` is `Source.PHONE` or `Source.VISIT`. The confirmation with its link is written only to an email address
    that was given. The same form sent again is the same request; what was changed in between is taken over.
    """
    form_key, _ = _read_token(form_token, dict.fromkeys(ANSWER_FIELDS, "") | answers)
    values = {name: answers[name] for name in ANSWER_FIELDS if name in answers}
    return _once(
        form_key,
        correct=lambda earlier: _enter_again(earlier, values, actor),
        create=lambda: _enter(values, form_key, source, actor),
    )


def _once(
    form_key: str,
    *,
    correct: Callable[[ConsultationRequest], ConsultationRequest],
    create: Callable[[], ConsultationRequest],
) -> ConsultationRequest:
    """One request for each form. Begun anew when the same form was faster, or its new reference is somebody else's."""

    @transaction.atomic
    def attempt() -> ConsultationRequest:
        earlier = ConsultationRequest.objects.select_for_update().filter(form_key=form_key).first()
        return correct(earlier) if earlier else create()

    for _ in range(MOST_TRIES - 1):
        with contextlib.suppress(IntegrityError):
            return attempt()
    return attempt()


def _enter(values: dict, form_key: str, source: str, actor) -> ConsultationRequest:
    request = _store(values, form_key, Status.NEW, source=source)
    for purpose in WITH_THE_FORM:
        consents.note_oral(request, purpose, how=source, noted_by=actor)
    workflow.record(request, Event.ENTERED, request.get_source_display().lower(), actor=actor)
    outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    return request


def _enter_again(request: ConsultationRequest, values: dict, actor) -> ConsultationRequest:
    if before := _take_over(request, values):
        workflow.record(request, Event.ENTERED, _changes(before), actor=actor, before=before)
        if "email" in before:
            outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    return request


def _create(values: dict, form_key: str, source_path: str, signs: Sequence[str]) -> ConsultationRequest:
    request = _store(values, form_key, Status.QUARANTINED if signs else Status.NEW, source_path=source_path)
    for purpose in WITH_THE_FORM:
        consents.note(request, purpose)
    workflow.record(request, Event.RECEIVED, created_at=request.created_at)
    if signs:
        _note_signs(request, signs)
        return request
    outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    outbox.write(OutboxMessage.Kind.STAFF_NEW, request)
    return request


def _store(values: dict, form_key: str, status: str, **fields) -> ConsultationRequest:
    """The row, with what finds it and what shows that it may be of a person we know."""
    now = timezone.now()
    due = None if status == Status.QUARANTINED else reply_clock.due_from(now)
    request = ConsultationRequest.objects.create(
        form_key=form_key, status=status, created_at=now, changed_at=now, answer_due_at=due, **values, **fields
    )
    search_index.write_index(request)
    duplicates.write_signs(request)
    return request


def _take_over(request: ConsultationRequest, values: dict) -> dict:
    """Put other answers in the place of those that were given. Returns what stood there before."""
    before = {name: getattr(request, name) for name, value in values.items() if getattr(request, name) != value}
    if not before:
        return before
    for name in before:
        setattr(request, name, values[name])
    request.changed_at = timezone.now()
    request.save(update_fields=[*before, "changed_at"])
    if before.keys() & set(search_index.SEARCHED_FIELDS):
        search_index.write_index(request)
    if before.keys() & set(duplicates.SIGN_FIELDS):
        duplicates.write_signs(request)
    return before


def _changes(before: dict) -> str:
    labels = [str(ConsultationRequest._meta.get_field(name).verbose_name) for name in before]
    return ", ".join(labels)[:200]


def _correct(request: ConsultationRequest, values: dict, signs: Sequence[str]) -> ConsultationRequest:
    before = _take_over(request, values)
    if not before:
        return request
    workflow.record(request, Event.CORRECTED, _changes(before), before=before)
    if signs and request.status == Status.NEW:
        request = workflow.follow(request, Status.QUARANTINED)
        _note_signs(request, signs)
    if signs or request.status == Status.QUARANTINED:
        return request
    if "email" in before:
        outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    outbox.write(OutboxMessage.Kind.STAFF_CORRECTED, request)
    return request


def _note_signs(request: ConsultationRequest, signs: Sequence[str]) -> None:
    workflow.record(request, Event.QUARANTINED, "; ".join(signs), status=Status.QUARANTINED)


def _read_token(form_token: str, answers: dict) -> tuple[str, str]:
    """The key that makes a form unique, and the page it came from. Without a true token the answers are the key."""
    if token := read_form_token(form_token):
        return _digest(token.mark), token.source_path
    today = timezone.localdate().isoformat()
    return _digest(json.dumps([today, {name: answers[name] for name in ANSWER_FIELDS}], sort_keys=True)), ""


def _digest(text: str) -> str:
    return key_ring.ring().digest("form", text)
