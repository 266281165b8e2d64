"""The patient's control over their own data: read or download it, take the request back, erase everything."""

from consultations.models import ConsultationRequest
from consultations.private_sections import Section

Status = ConsultationRequest.Status


def section(request: ConsultationRequest, bound: dict) -> Section | None:
    """Three ways, each of which asks once more. No query."""
    context = {
        "can_be_withdrawn": request.status != Status.WITHDRAWN,
        "is_held": request.held_since is not None,
        "erase_wished_at": request.erase_wished_at,
        "can_be_mailed": request.status != Status.QUARANTINED,  # its address may be anybody's
    }
    return Section("data", "Your data", "consultations/private/own_data.html", context)
