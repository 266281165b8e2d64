"""Earlier operations, and health and goals: how much is there, never what it says."""

from consultations.health_questions import HEALTH_QUESTIONS
from consultations.history_forms import HealthForm, OperationForm
from consultations.models import ConsultationRequest, HealthAnswers
from consultations.patient_history import last_operation_ago
from consultations.private_sections import Section

Status = ConsultationRequest.Status


def takes_more(request: ConsultationRequest) -> bool:
    """Whether anything can still be added to this request."""
    return request.status not in {Status.CLOSED, Status.WITHDRAWN}


def operations(request: ConsultationRequest, bound: dict) -> Section | None:
    """How many operations were added, how long ago the last one was, and a form for one more. One query."""
    if not takes_more(request):
        return None
    added = list(request.operations.all())
    context = {
        "added": added,
        "ago": last_operation_ago(request, added),
        "form": bound.get("operation") or OperationForm(),
        "is_open": "operation" in bound,
    }
    return Section("operations", "Earlier operations", "consultations/private/operations.html", context)


def health(request: ConsultationRequest, bound: dict) -> Section | None:
    """How many questions were answered, and the questions. One query."""
    if not takes_more(request):
        return None
    kept = HealthAnswers.objects.filter(request=request).first()
    context = {
        "kept": kept,
        "answered": len(kept.answers) if kept and isinstance(kept.answers, dict) else 0,
        "all": len(HEALTH_QUESTIONS),
        "form": bound.get("health") or HealthForm(),
        "is_open": "health" in bound,
    }
    return Section("health", "Your health and your goals", "consultations/private/health.html", context)
