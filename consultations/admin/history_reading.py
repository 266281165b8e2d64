"""What a patient added in their own time, as staff read it."""

from django.utils.dates import MONTHS

from consultations.health_questions import ANSWER_WORDS, QUESTIONS_BY_KEY
from consultations.models import ConsultationRequest, EarlierOperation, HealthAnswers
from consultations.patient_history import last_operation_ago


def history_context(request: ConsultationRequest) -> dict:
    """Operations with the names of their months, how long ago the last was, and answers in the order asked."""
    operations = [_with_month(operation) for operation in request.operations.all()]
    health = HealthAnswers.objects.filter(request=request).first()
    return {
        "operations": operations,
        "ago": last_operation_ago(request, operations),
        "health": health,
        "health_answers": _answers(health) if health else [],
    }


def _with_month(operation: EarlierOperation) -> EarlierOperation:
    operation.month_name = MONTHS.get(operation.month) if isinstance(operation.month, int) else None
    return operation


def _answers(health: HealthAnswers) -> list[dict]:
    if not isinstance(health.answers, dict):
        return [{"question": "All answers", "words": health.answers}]
    order = [*QUESTIONS_BY_KEY, *health.answers]
    keys = sorted(health.answers, key=order.index)
    return [{"question": _name(key), "words": _words(health.answers[key])} for key in keys]


def _name(key: str) -> str:
    return QUESTIONS_BY_KEY[key].for_staff if key in QUESTIONS_BY_KEY else key


def _words(given: dict) -> str:
    answer = ANSWER_WORDS.get(given["answer"], "")
    answer = "Would rather talk about it" if given["answer"] == "talk" else answer
    return ". ".join(part for part in (answer, given["words"]) if part)
