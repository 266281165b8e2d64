"""Mails that wait in a table until the worker sends them, each at most once.

A mail is claimed before it is sent. What surely did not arrive is tried again with growing pauses, and given up after
the last. Where nobody can know whether it arrived (the line broke in the middle, or the worker was killed), the mail is
marked as unclear and never sent again without a person: never twice is worth more than always.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from practice_site.mail_delivery import NotSent, Unclear
from practice_site.models.queued_mail import QueuedMail, QueuedMailQuerySet
from practice_site.worker import Job

log = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]  # before each further try
MOST_AT_ONCE = 100
SECONDS_BETWEEN_LOOKS = 2
State = QueuedMail.State


class MustNotLeave(Exception):
    """A mail that is not to be sent now or later. Its arguments are the state it ends in, and why."""


def send_due(mails: QueuedMailQuerySet, send: Callable, ended: Callable) -> int:
    """Send what is due of `mails`, oldest first. Returns how many were sent.

    `send(mail)` hands a mail to `mail_delivery.deliver`; besides what that raises it may raise `MustNotLeave`.
    `ended(mail, state)` is called in the transaction that writes down the end of a mail which was tried.
    """
    if stuck := mails.left_behind().end(State.UNCLEAR, "The worker stopped while sending."):
        log.warning("%s that a worker left behind, not sent again: %s", mails.model._meta.verbose_name_plural, stuck)
    numbers = list(mails.due().values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_try(mail, send, ended) for pk in numbers if (mail := claim(mails, pk)))


def claim(mails: QueuedMailQuerySet, pk: int) -> QueuedMail | None:
    """Take a mail for ourselves, which counts as a try; None when another worker was faster."""
    one = mails.due().filter(pk=pk)
    taken = one.update(state=State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    return mails.get(pk=pk) if taken else None


def job(name: str, send_due: Callable[[], int], kind: str) -> Job:
    """The worker looks every two seconds, and says how many mails of this `kind` were sent."""

    def send_due_in_a_line() -> str | None:
        sent = send_due()
        return f"{sent} {kind}{'' if sent == 1 else 's'} sent" if sent else None

    return Job(name, send_due_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS)


def _try(mail: QueuedMail, send: Callable, ended: Callable) -> bool:
    state, problem = _outcome(mail, send)
    one = type(mail).objects.filter(pk=mail.pk)
    if state == State.WAITING:
        one.update(state=state, due_at=timezone.now() + PAUSES[mail.attempts - 1], last_problem=problem)
        return False
    with transaction.atomic():
        if one.end(state, problem):  # not so when it was erased while on its way
            ended(mail, state)
    return state == State.SENT


def _outcome(mail: QueuedMail, send: Callable) -> tuple[str, str]:
    """The state that a try leads to, and the problem if there was one."""
    try:
        send(mail)
    except MustNotLeave as reason:
        return reason.args
    except Unclear as problem:
        log.warning("%s %s may have arrived, not sent again: %s", mail._meta.verbose_name, mail.pk, problem)
        return State.UNCLEAR, str(problem)
    except NotSent as problem:
        log.warning("%s %s not sent, try %s: %s", mail._meta.verbose_name, mail.pk, mail.attempts, problem)
        return State.WAITING if mail.attempts <= len(PAUSES) else State.FAILED, str(problem)
    return State.SENT, ""
