"""The ledger of consents: what was agreed to, in which words, from when until when. Entries are never changed back."""

from django.db import transaction
from django.utils import timezone

from consultations.consent_wordings import CURRENT, ORAL
from consultations.models import ConsentRecord, ConsultationRequest, RequestEvent
from consultations.workflow import record


def standing(request: ConsultationRequest) -> dict[str, ConsentRecord]:
    """The consents that hold now, by purpose. One query, or none when the request was read together with them."""
    return {consent.purpose: consent for consent in request.consents.all() if consent.withdrawn_at is None}


def ledger(request: ConsultationRequest) -> dict[str, list[ConsentRecord]]:
    """All entries by purpose, in the order of `CURRENT`, each purpose's oldest first. The same query."""
    entries = {purpose: [] for purpose in CURRENT}
    for consent in request.consents.all():
        entries.setdefault(consent.purpose, []).append(consent)
    return entries


def note(request: ConsultationRequest, purpose: str) -> ConsentRecord:
    """Write down that the patient agrees, in the words that stand on the page today."""
    wording = CURRENT[purpose]
    return ConsentRecord.objects.create(
        request=request, purpose=purpose, wording_version=wording.version, wording=wording.text
    )


def note_oral(request: ConsultationRequest, purpose: str, *, how: str, noted_by) -> ConsentRecord:
    """Write down that the patient said yes: `how` is one of `ConsentRecord.How`, `noted_by` the one who heard it."""
    wording = ORAL[purpose]
    return ConsentRecord.objects.create(
        request=request,
        purpose=purpose,
        wording_version=wording.version,
        wording=wording.text,
        given_how=how,
        noted_by=noted_by,
        noted_by_name=str(noted_by),
    )


@transaction.atomic
def give(request: ConsultationRequest, purpose: str) -> ConsentRecord:
    """The patient agrees to something more. What was agreed to already stays as it is."""
    earlier = request.consents.standing().select_for_update().filter(purpose=purpose).first()
    if earlier:
        return earlier
    record(request, RequestEvent.Kind.CONSENT_GIVEN, purpose)
    return note(request, purpose)


@transaction.atomic
def withdraw(request: ConsultationRequest, purpose: str) -> bool:
    """The patient takes a consent back. False when it did not hold any more. What follows is elsewhere."""
    count = request.consents.standing().filter(purpose=purpose).update(withdrawn_at=timezone.now())
    if count:
        record(request, RequestEvent.Kind.CONSENT_WITHDRAWN, purpose)
    return bool(count)
