"""Writes down who saw or changed what patients sent: who, when, what, from where, and never a word of a patient.

45 CFR 164.312(b) asks for audit controls, 164.316(b)(2) for six years. Each record carries a keyed digest of itself
and of the one before, so that nobody who can write into the database, but not read the key ring, can change, drop or
add one unnoticed.
"""

import json
from datetime import UTC

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from consultations import key_ring
from consultations.models import AccessLogHead, AccessRecord, ConsultationRequest
from practice_site.client_address import client_address

Act = AccessRecord.Act
PURPOSE = "access log"
CHAINED = ("number", "at", "actor_number", "actor_name", "act", "request_number", "detail", "address")


@transaction.atomic
def note(
    http_request: HttpRequest, act: str, patient_request: ConsultationRequest | None = None, detail: str = ""
) -> AccessRecord:
    """Add a record of what the signed-in person does. `detail` is a word of ours, never one that was typed."""
    AccessLogHead.objects.get_or_create(pk=1)
    head = AccessLogHead.objects.select_for_update().get(pk=1)
    record = AccessRecord(
        number=head.number + 1,
        at=timezone.now(),
        actor_number=http_request.user.pk,
        actor_name=str(http_request.user)[:80],
        act=act,
        request_number=patient_request.pk if patient_request else None,
        detail=detail,
        address=client_address(http_request.META, settings.ENVIRONMENT.trusted_proxies),
        previous_digest=head.digest,
    )
    record.digest = digest_of(record)
    record.save(force_insert=True)
    head.number, head.digest = record.number, record.digest
    head.save(update_fields=["number", "digest"])
    return record


def digest_of(record: AccessRecord) -> str:
    """The keyed digest over the record and the digest of the one before."""
    values = [getattr(record, name) for name in CHAINED]
    values[1] = record.at.astimezone(UTC).isoformat()
    return key_ring.ring().digest(PURPOSE, json.dumps([record.previous_digest, *values], ensure_ascii=False))
