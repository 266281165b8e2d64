"""What the patient agreed to, in the exact words, and a way to take each back that says before what follows."""

from dataclasses import dataclass

from consultations import consents
from consultations.consent_wordings import CURRENT, REMINDERS
from consultations.models import ConsentRecord, ConsultationRequest
from consultations.private_sections import Section
from consultations.taking_back import CAN_BE_GIVEN_AGAIN, TITLES, effect_of

Status = ConsultationRequest.Status
CLOSED_TO_MORE = {Status.CLOSED, Status.WITHDRAWN}


@dataclass(frozen=True)
class Agreement:
    """One purpose: its newest entry, the ones before it, what taking it back does, and the words to agree to again."""

    purpose: str
    title: str
    newest: ConsentRecord | None
    earlier: list[ConsentRecord]
    effect: str
    offered: str

    @property
    def stands(self) -> bool:
        return self.newest is not None and self.newest.withdrawn_at is None


def section(request: ConsultationRequest, bound: dict) -> Section | None:
    """The ledger. One query, shared with every other part that asks for consents."""
    agreements = [_agreement(request, purpose, entries) for purpose, entries in consents.ledger(request).items()]
    context = {"agreements": [agreement for agreement in agreements if agreement.newest or agreement.offered]}
    return Section("agreed", "What you agreed to", "consultations/private/agreements.html", context)


def _agreement(request: ConsultationRequest, purpose: str, entries: list[ConsentRecord]) -> Agreement:
    *earlier, newest = entries or [None]
    is_offered = purpose in CAN_BE_GIVEN_AGAIN and request.status not in CLOSED_TO_MORE
    is_offered = is_offered and (bool(entries) or purpose == REMINDERS)  # photos ask for theirs in their own place
    return Agreement(
        purpose,
        TITLES.get(purpose, purpose),
        newest,
        earlier,
        effect_of(request, purpose),
        CURRENT[purpose].text if is_offered else "",
    )
