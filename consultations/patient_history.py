"""What a patient adds in their own time: earlier operations, answers about health, goals. The only writer of them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from consultations import staff_news
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, EarlierOperation, HealthAnswers, RequestEvent
from consultations.workflow import Held, locked, locked_to_erase, record

MOST_OPERATIONS = 30


class TooMany(Exception):
    """No further operation is taken; the text says what to do."""


@transaction.atomic
def add_operation(request: ConsultationRequest, values: dict) -> EarlierOperation:
    """Keep one earlier operation. Raises `TooMany` beyond `MOST_OPERATIONS`."""
    current = locked(request)
    if current.operations.count() >= MOST_OPERATIONS:
        raise TooMany(
            f"There are {MOST_OPERATIONS} operations already. Please tell us about more of them at your visit."
        )
    operation = EarlierOperation.objects.create(request=current, **values)
    _tell(current, "an earlier operation was added")
    return operation


@transaction.atomic
def remove_operation(request: ConsultationRequest, pk: int) -> bool:
    """Delete one of the patient's operations. False when it is not there any more.

    Raises `Held` while the request is kept for a legal reason.
    """
    locked_to_erase(request)
    count, _ = request.operations.filter(pk=pk).delete()
    if count:
        _tell(request, "an earlier operation was removed")
    return bool(count)


@transaction.atomic
def save_health(request: ConsultationRequest, answers: dict, goals: str) -> HealthAnswers:
    """Take over what was answered now. Questions that were left open keep their earlier answers.

    Raises `Held` where it would take the place of answers that are kept for a legal reason.
    """
    current = locked(request)
    health, is_first = HealthAnswers.objects.get_or_create(request=request)
    if current.held_since and not is_first:
        raise Held
    earlier = {} if isinstance(health.answers, Unreadable) else health.answers
    health.answers = earlier | answers
    health.goals = goals or health.goals
    health.changed_at = timezone.now()
    health.save()
    _tell(request, "questions about health were answered")
    return health


@transaction.atomic
def remove_health(request: ConsultationRequest) -> bool:
    """Delete all answers about health and the goals. False when there were none.

    Raises `Held` while the request is kept for a legal reason.
    """
    locked_to_erase(request)
    count, _ = HealthAnswers.objects.filter(request=request).delete()
    if count:
        _tell(request, "answers about health were removed")
    return bool(count)


@transaction.atomic
def expire(request: ConsultationRequest) -> int:
    """Delete earlier operations and answers about health, their time being over. Returns how many rows."""
    locked(request)
    operations, _ = request.operations.all().delete()
    answers, _ = HealthAnswers.objects.filter(request=request).delete()
    return operations + answers


def _tell(request: ConsultationRequest, what: str) -> None:
    """An event each time; staff hear of it by one mail, however much is added until that has gone out."""
    record(request, RequestEvent.Kind.HISTORY_CHANGED, what)
    staff_news.tell(request)


@dataclass(frozen=True)
class Ago:
    """How long ago an operation was, in months. Both ends are the same when its month is known."""

    fewest: int
    most: int

    @property
    def in_words(self) -> str:
        """For example “about 14 months ago”, “between 11 and 22 months ago”, “less than a month ago”."""
        if self.most == 0:
            return "less than a month ago"
        if self.fewest == self.most:
            return f"about {_months(self.most)} ago"
        return (
            f"between {self.fewest} and {_months(self.most)} ago" if self.fewest else f"up to {_months(self.most)} ago"
        )


def last_operation_ago(request: ConsultationRequest, operations: list[EarlierOperation]) -> Ago | None:
    """Since the latest operation that we know of; the year of the first form where no operation was added."""
    spans = [span for operation in operations if (span := span_since(operation.year, operation.month))]
    if not spans:
        spans = [span] if (span := span_since(request.last_operation_year, None)) else []
    return min(spans, key=lambda span: span.most, default=None)


def span_since(year, month) -> Ago | None:
    """How long ago a month of a year was; without the month, between which ends. None for a year that is no number."""
    if not isinstance(year, int):
        return None
    today = timezone.localdate()
    if isinstance(month, int):
        months = max(0, _months_between(date(year, month, 1), today))
        return Ago(months, months)
    fewest = max(0, _months_between(date(year, 12, 1), today))
    return Ago(fewest, max(0, _months_between(date(year, 1, 1), today)))


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"
