"""Writes down who saw or changed what patients sent: who, when, what, from where, and never a word of a patient.

45 CFR 164.312(b) asks for audit controls, 164.316(b)(2) for six years. Each record carries a keyed digest of itself
and of the one before, so that nobody who can write into the database, but not read the key ring, can change, drop or
add one unnoticed.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from consultations import key_ring
from consultations.models import AccessLogHead, AccessRecord
from practice_site import client_address

Act = AccessRecord.Act
PURPOSE = "access log"
PURPOSE_OF_SEAL = "beginning of the access log"
CHAINED = ("number", "at", "actor_number", "actor_name", "act", "request_number", "detail", "address")
LONGEST_DETAIL = 120


@dataclass
class Said:
    """What a view says of its own access, where `access_watch` could not know it: the act, the requests, a word."""

    act: str = ""
    detail: str = ""
    requests: set[int] = field(default_factory=set)


def say(http_request: HttpRequest, act: str = "", detail: str = "", about=()) -> None:
    """Say more about the access that is going on. `about` are numbers of requests, besides the one in the address.

    `detail` is a word of ours, never one that was typed. The record itself is written by `access_watch`.
    """
    said = said_of(http_request)
    said.act, said.detail = act or said.act, detail or said.detail
    said.requests.update(about)


def said_of(http_request: HttpRequest) -> Said:
    if not hasattr(http_request, "access_said"):
        http_request.access_said = Said()
    return http_request.access_said


def note(http_request: HttpRequest, act: str, number: int | None, detail: str = "") -> AccessRecord:
    """Add a record of what the signed-in person does with the request of that number, if it is with one.

    `detail` is a word of ours, never one that was typed. Views need not call it: `access_watch` does so for each of
    them. Three queries; the head is held until the transaction ends.

    Raises `ImproperlyConfigured` before it begins while the key ring is away.
    """
    key_ring.ring()
    with transaction.atomic(savepoint=False):
        return _added(http_request, act, number, detail)


def _added(http_request: HttpRequest, act: str, number: int | None, detail: str) -> AccessRecord:
    head = locked_head()
    record = AccessRecord(
        number=head.number + 1,
        at=timezone.now(),
        actor_number=http_request.user.pk,
        actor_name=str(http_request.user)[:80],
        act=act,
        request_number=number,
        detail=detail[:LONGEST_DETAIL],
        address=client_address.of_request(http_request),
        previous_digest=head.digest,
    )
    record.digest = digest_of(record)
    record.save(force_insert=True)
    head.number, head.digest = record.number, record.digest
    head.save(update_fields=["number", "digest"])
    return record


def locked_head() -> AccessLogHead:
    """Where the chain begins and ends, held until the end of the transaction."""
    heads = AccessLogHead.objects.select_for_update()
    if head := heads.filter(pk=1).first():
        return head
    AccessLogHead.objects.get_or_create(pk=1)
    return heads.get(pk=1)


def digest_of(record: AccessRecord) -> str:
    """The keyed digest over the record and the digest of the one before."""
    values = [getattr(record, name) for name in CHAINED]
    values[1] = record.at.astimezone(UTC).isoformat()
    return key_ring.ring().digest(PURPOSE, json.dumps([record.previous_digest, *values], ensure_ascii=False))


def seal_of(dropped_number: int, dropped_digest: str) -> str:
    """Says that the chain really begins after the record with that number and digest; blank for the very first."""
    if not dropped_number:
        return ""
    return key_ring.ring().digest(PURPOSE_OF_SEAL, f"{dropped_number} {dropped_digest}")
