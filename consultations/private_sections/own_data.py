"""The patient's control over their own data: read or download it, take the request back, erase everything."""

from consultations.models import ConsultationRequest
from consultations.private_sections import Section

Status = ConsultationRequest.Status


def section(request: ConsultationRequest, bound: dict) -> Section | None:
    """Three ways, each of which asks once more. No query."""
    context = {
        "can_be_withdrawn": request.status != Status.WITHDRAWN,
        "can_be_mailed": request.status != Status.QUARANTINED,  # its address may be anybody's
    }
    return Section("data", "Your data", "consultations/private/own_data.html", context)
