"""A letter for each earlier surgeon that asks for the operative report, for the patient to print and sign.

It rests on the right of access to one's own records, 45 CFR 164.524 in the United States.
"""

from dataclasses import dataclass

from django.utils.dates import MONTHS

from consultations.models import ConsultationRequest, EarlierOperation


@dataclass(frozen=True)
class Letter:
    """What the template needs; a blank part becomes a line to fill in by hand."""

    surgeon: str
    address_lines: list[str]
    when: str
    patient_name: str
    email: str


def letters_of(request: ConsultationRequest) -> list[Letter]:
    """One letter for each operation, in the order in which they were added. One query."""
    return [_letter(request, operation) for operation in request.operations.all()]


def _letter(request: ConsultationRequest, operation: EarlierOperation) -> Letter:
    month = MONTHS.get(operation.month) if isinstance(operation.month, int) else None
    return Letter(
        surgeon=operation.surgeon,
        address_lines=[line.strip() for line in operation.surgeon_address.splitlines() if line.strip()],
        when=f"{month} {operation.year}" if month else str(operation.year),
        patient_name=request.full_name,
        email=request.email,
    )
