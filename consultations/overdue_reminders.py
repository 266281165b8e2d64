"""Mails to colleagues when a promised answer is overdue: first to the owner, later to everybody who coordinates.

`ConsultationRequest.reminders_sent` counts them: 1 after the owner, 2 after everybody. Without an owner everybody hears
at once, and that is all. They leave only while the practice is open.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from consultations import outbox, reply_clock, workflow
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent
from practice_site import working_hours
from practice_site.accounts.roles import Role
from practice_site.models import Practice, StaffAccount
from practice_site.worker import Job, register_job

SECONDS_BETWEEN_LOOKS = 60
SECONDS_BETWEEN_CHECKS = 3600
OWNER_TOLD, ALL_TOLD = 1, 2
# The share of the promised working hours that passes after the promise before everybody is told.
PATIENCE_WITH_THE_OWNER = 0.5


class Seen(NamedTuple):
    """A request as it was found to be overdue."""

    pk: int
    answer_due_at: datetime
    reminders_sent: int


def remind() -> int:
    """Write the reminders that are due. Returns for how many requests."""
    hours, now = working_hours.load(), timezone.now()
    if not hours.is_open(now):
        return 0
    patience = Practice.objects.current().reply_hours * reply_clock.MINUTES * PATIENCE_WITH_THE_OWNER
    due = [
        seen
        for seen in _overdue(now)
        if seen.reminders_sent < OWNER_TOLD or hours.minutes_between(seen.answer_due_at, now) >= patience
    ]
    return sum(_remind_of(seen) for seen in due)


def register() -> None:
    """The worker reminds. Before that, and every hour, it works out anew what is due.

    That finds requests from before the clock, and one that came in the very moment in which the hours were saved.
    """
    register_job(Job("due answers", _set_anew_in_a_line, every_seconds=SECONDS_BETWEEN_CHECKS))
    register_job(Job("overdue answers", _remind_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _overdue(now: datetime) -> list[Seen]:
    overdue = ConsultationRequest.objects.filter(
        answer_due_at__lte=now, reminders_sent__lt=ALL_TOLD, status__in=reply_clock.WE_OWE_AN_ANSWER
    )
    return [Seen(*row) for row in overdue.order_by("answer_due_at", "pk").values_list(*Seen._fields)]


@transaction.atomic
def _remind_of(seen: Seen) -> bool:
    """Write the next reminder of one request. False when another worker was faster, or it was answered just now."""
    request = ConsultationRequest.objects.select_for_update().filter(pk=seen.pk).first()
    if request is None or Seen(request.pk, request.answer_due_at, request.reminders_sent) != seen:
        return False
    owner = _owner_who_can_act(request) if seen.reminders_sent < OWNER_TOLD else None
    for colleague in [owner] if owner else who_coordinates() or [None]:
        outbox.write(OutboxMessage.Kind.STAFF_OVERDUE, request, colleague=colleague)
    request.reminders_sent = OWNER_TOLD if owner else ALL_TOLD
    request.save(update_fields=["reminders_sent"])
    workflow.record(request, RequestEvent.Kind.REMINDED, "owner" if owner else "all coordinators")
    return True


def who_coordinates() -> list[StaffAccount]:
    """Everybody with the role of a coordinator; where nobody has it, everyone who may answer."""
    able = outbox.who_may_answer()
    coordinators = set(StaffAccount.objects.filter(groups__name=Role.COORDINATOR).values_list("pk", flat=True))
    return [account for account in able if account.pk in coordinators] or able


def _owner_who_can_act(request: ConsultationRequest) -> StaffAccount | None:
    """The owner, unless they have left or may not answer any more."""
    return next((account for account in outbox.who_may_answer() if account.pk == request.owner_id), None)


def _remind_in_a_line() -> str | None:
    count = remind()
    return f"{count} {'answer is' if count == 1 else 'answers are'} overdue; colleagues reminded" if count else None


def _set_anew_in_a_line() -> str | None:
    count = reply_clock.set_anew()
    return f"{count} {'answer' if count == 1 else 'answers'} due at another time now" if count else None
