"""The first panel of the start page: who waits for an answer, and for how long."""

from django.utils import timezone

from consultations import inbox
from consultations.capped_counts import CappedCount, capped_count, capped_counts
from consultations.inbox_rows import rows_of
from consultations.models import ConsultationRequest
from practice_site.number_words import in_words

SHOWN = 8


def waiting_people(request, may_see: str) -> dict | None:
    """Those who wait longest, and how many there are of all."""
    if not request.user.has_perm(may_see):
        return None
    now, waiting = timezone.now(), inbox.needing_an_answer(ConsultationRequest.objects.all())
    first = waiting.select_related("owner").order_by(*inbox.OLDEST_PROMISE_FIRST)[:SHOWN]
    count, late = capped_counts([waiting, inbox.overdue(waiting, request.user, now)])
    rows = rows_of(first, now)
    return {
        "rows": rows,
        "count": count,
        "late": late,
        "people": people_in_words(count),
        "turn": late_in_words(count, late),
        "longest": divmod(max(0, rows[0].waiting.minutes), 60) if rows else None,
    }


def people_in_words(count: CappedCount) -> str:
    """The heading: "Seven people wait for an answer"."""
    if count.is_more:
        return f"More than {int(count):,} people wait for an answer"
    return (
        "One person waits for an answer" if count == 1 else f"{in_words(count).capitalize()} people wait for an answer"
    )


def late_in_words(count: CappedCount, late: CappedCount) -> str:
    """Its turn: "two of them too long"; nothing when nobody waits too long."""
    if not late:
        return ""
    if count == 1:
        return "and has waited too long"
    if late == count and not count.is_more:
        return "both of them too long" if count == 2 else "all of them too long"
    return f"{'very many' if late.is_more else in_words(late)} of them too long"


def count_waiting(request) -> CappedCount:
    """The number in the menu."""
    return capped_count(inbox.needing_an_answer(ConsultationRequest.objects.all()))
