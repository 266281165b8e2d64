"""The only writer of new requests: request, consents, first event and mails, all in one transaction or not at all."""

import json
import secrets
from urllib.parse import urlsplit

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations import consents, key_ring, outbox, search_index
from consultations.consent_wordings import WITH_THE_FORM
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent

TOKEN_SALT = "consultations.form"
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


def new_form_token(source_path: str = "") -> str:
    """A signed mark for one copy of the form; two sends with the same mark are one request."""
    return signing.dumps({"mark": secrets.token_urlsafe(16), "from": source_path[:200]}, salt=TOKEN_SALT)


def source_path_of(request) -> str:
    """The page of ours that the visitor came from, as a path; blank for anywhere else."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    return referrer.path if referrer.netloc == request.get_host() else ""


def record_request(answers: dict, form_token: str) -> ConsultationRequest:
    """Store what a patient sent, with both consents, the first event and two mails. `answers` is cleaned form data.

    The same form sent again returns the request it made the first time; answers that were changed in between are
    taken over, and what stood there before is kept with the event.
    """
    form_key, source_path = _read_token(form_token, answers)
    values = {name: answers[name] for name in ANSWER_FIELDS}
    try:
        with transaction.atomic():
            earlier = ConsultationRequest.objects.select_for_update().filter(form_key=form_key).first()
            return _correct(earlier, values) if earlier else _create(values, form_key, source_path)
    except IntegrityError:
        with transaction.atomic():
            earlier = ConsultationRequest.objects.select_for_update().get(form_key=form_key)
            return _correct(earlier, values)


def _create(values: dict, form_key: str, source_path: str) -> ConsultationRequest:
    request = ConsultationRequest.objects.create(form_key=form_key, source_path=source_path, **values)
    search_index.write_index(request)
    for purpose in WITH_THE_FORM:
        consents.note(request, purpose)
    RequestEvent.objects.create(request=request, kind=RequestEvent.Kind.RECEIVED, created_at=request.created_at)
    outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    outbox.write(OutboxMessage.Kind.STAFF_NEW, request)
    return request


def _correct(request: ConsultationRequest, values: dict) -> ConsultationRequest:
    before = {name: getattr(request, name) for name, value in values.items() if getattr(request, name) != value}
    if not before:
        return request
    for name in before:
        setattr(request, name, values[name])
    request.changed_at = timezone.now()
    request.save(update_fields=[*before, "changed_at"])
    if before.keys() & set(search_index.SEARCHED_FIELDS):
        search_index.write_index(request)
    labels = [str(ConsultationRequest._meta.get_field(name).verbose_name) for name in before]
    RequestEvent.objects.create(
        request=request, kind=RequestEvent.Kind.CORRECTED, detail=", ".join(labels)[:200], before=before
    )
    if "email" in before:
        outbox.write(OutboxMessage.Kind.RECEIVED, request, to=request.email)
    outbox.write(OutboxMessage.Kind.STAFF_CORRECTED, request)
    return request


def _read_token(form_token: str, answers: dict) -> tuple[str, str]:
    """The key that makes a form unique, and the page it came from. Without a true token the answers are the key."""
    try:
        content = signing.loads(form_token, salt=TOKEN_SALT)
        return _digest(content["mark"]), content["from"]
    except signing.BadSignature:
        today = timezone.localdate().isoformat()
        return _digest(json.dumps([today, {name: answers[name] for name in ANSWER_FIELDS}], sort_keys=True)), ""


def _digest(text: str) -> str:
    return key_ring.ring().digest("form", text)
