"""What a patient added in their own time, as staff read it."""

from dataclasses import dataclass

from django.utils.dates import MONTHS

from consultations.encrypted_fields import Unreadable
from consultations.health_questions import ANSWER_WORDS, NO, QUESTIONS_BY_KEY
from consultations.models import ConsultationRequest, EarlierOperation, HealthAnswers
from consultations.patient_history import Ago, last_operation_ago, span_since

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
AS_TOLD = "As told in the form, without details."


@dataclass(frozen=True)
class Entry:
    """One operation in the order of time. `ago` is None where its year is not known."""

    title: str
    when: str
    ago: Ago | None
    operation: EarlierOperation | None = None
    words: str = ""

    @property
    def number(self) -> str:
        """How many months ago, for example “34”, or “83–94” where the month is not known."""
        if self.ago is None:
            return "?"
        return str(self.ago.most) if self.ago.fewest == self.ago.most else f"{self.ago.fewest}–{self.ago.most}"

    @property
    def unit(self) -> str:
        if self.ago is None:
            return "when is not known"
        return "month ago" if self.ago.most == 1 else "months ago"


@dataclass(frozen=True)
class HealthLine:
    """One answer about health. `is_flag` is everything that is not a plain “no”."""

    question: str
    words: str
    is_flag: bool = True


def history_context(request: ConsultationRequest) -> dict:
    """Operations in the order of time, how long ago the last was, and what stands out in the answers about health."""
    operations = list(request.operations.all())
    health = getattr(request, "health", None)
    lines = health_lines(health) if health else []
    return {
        "entries": timeline(request, operations),
        "described": len(operations),
        "ago": last_operation_ago(request, operations),
        "health": health,
        "flags": [line for line in lines if line.is_flag],
        "plain": [line.question for line in lines if not line.is_flag],
        "open": _not_answered(health) if health else [],
    }


def timeline(request: ConsultationRequest, operations: list[EarlierOperation]) -> list[Entry]:
    """What was done, the earliest first; what cannot be placed comes last. Numbered only when all are described."""
    ordered = sorted(operations, key=_place_in_time)
    all_described = isinstance(request.operations_count, int) and len(ordered) >= request.operations_count
    entries = [_entry(operation, _title(number, all_described)) for number, operation in enumerate(ordered)]
    told = None if all_described else _told_in_the_form(request, ordered)
    if told is None:
        return entries
    dated = [entry for entry in entries if entry.ago]
    return [*dated, told, *(entry for entry in entries if not entry.ago)]


def _told_in_the_form(request: ConsultationRequest, operations: list[EarlierOperation]) -> Entry | None:
    """The last operation as the form told of it, where no described one is of that year or later."""
    year, count = request.last_operation_year, request.operations_count
    if isinstance(year, Unreadable) or isinstance(count, Unreadable):
        return None if operations else Entry("Nose operations", str(year), None, words=AS_TOLD)
    if not count or (year is None and operations):
        return None
    if any(isinstance(each.year, int) and each.year >= year for each in operations):
        return None
    title = "The nose operation" if count == 1 else f"The last of {count} nose operations"
    when = f"{year}, the month was not asked" if year else "The year was not given"
    return Entry(title, when, span_since(year, None), words=AS_TOLD)


def _place_in_time(operation: EarlierOperation) -> tuple:
    year, month = operation.year, operation.month
    if not isinstance(year, int):
        return (1, 0, 0, operation.pk)
    return (0, year, month if isinstance(month, int) else 0, operation.pk)


def _title(number: int, all_described: bool) -> str:
    if all_described and number < len(ORDINALS):
        return f"{ORDINALS[number]} nose operation"
    return "Nose operation"


def _entry(operation: EarlierOperation, title: str) -> Entry:
    month = MONTHS.get(operation.month) if isinstance(operation.month, int) else None
    when = f"{month} {operation.year}" if month else f"{operation.year}"
    is_year_alone = not month and isinstance(operation.year, int)
    ago = span_since(operation.year, operation.month)
    return Entry(title, f"{when}, month not given" if is_year_alone else when, ago, operation)


def health_lines(health: HealthAnswers) -> list[HealthLine]:
    """The answers in the order asked."""
    if not isinstance(health.answers, dict):
        return [HealthLine("All answers", health.answers)]
    order = [*QUESTIONS_BY_KEY, *health.answers]
    return [_line(key, health.answers[key]) for key in sorted(health.answers, key=order.index)]


def _line(key: str, given: dict) -> HealthLine:
    answer = ANSWER_WORDS.get(given["answer"], "")
    answer = "Would rather talk about it" if given["answer"] == "talk" else answer
    words = ". ".join(part for part in (answer, given["words"]) if part)
    return HealthLine(_name(key), words, is_flag=given["answer"] != NO or bool(given["words"]))


def _not_answered(health: HealthAnswers) -> list[str]:
    if not isinstance(health.answers, dict):
        return []
    return [question.for_staff for key, question in QUESTIONS_BY_KEY.items() if key not in health.answers]


def _name(key: str) -> str:
    return QUESTIONS_BY_KEY[key].for_staff if key in QUESTIONS_BY_KEY else key
