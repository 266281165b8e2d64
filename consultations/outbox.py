"""Writes mails into the outbox and sends them from there, each at most once.

A mail is claimed before it is sent. What fails before the mail server has taken the mail is tried again with
growing pauses. Where nobody can know whether the server took it (the line broke in the middle, or the worker was
killed), the mail is marked as unclear and left to a person: never twice is worth more than always.
"""

import contextlib
import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent
from practice_site.models import Practice, StaffAccount
from practice_site.worker import Job, register_job

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
CLAIM_LASTS = timedelta(minutes=10)
REFUSED_FOR_SURE = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)
SUBJECTS = {
    OutboxMessage.Kind.RECEIVED: "We have your request, {reference}",
    OutboxMessage.Kind.NEW_LINK: "Your new link, {reference}",
    OutboxMessage.Kind.STAFF_NEWS: "News about request {reference}",
    OutboxMessage.Kind.STAFF_NEW: "New request {reference}",
    OutboxMessage.Kind.STAFF_CORRECTED: "Request {reference} was changed by the patient",
    OutboxMessage.Kind.TIMES_OFFERED: "Times to choose from, {reference}",
    OutboxMessage.Kind.BOOKED: "Your appointment, {reference}",
    OutboxMessage.Kind.MOVED: "Your appointment was moved, {reference}",
    OutboxMessage.Kind.CANCELLED: "Your appointment was cancelled, {reference}",
    OutboxMessage.Kind.REMINDER: "Your appointment tomorrow, {reference}",
}
State = OutboxMessage.State


def write(kind: str, request: ConsultationRequest, to: str = "", *, calendar: str = "", **values) -> OutboxMessage:
    """Put a mail about `request` into the outbox. A blank `to` means staff, whoever that is when it is sent.

    `calendar` is the text of a calendar entry to go with it; `values` are what the words of this mail name.
    """
    link = settings.SITE_URL + reverse("admin:consultations_consultationrequest_change", args=[request.pk])
    context = {"reference": request.reference, "practice": Practice.objects.current(), "staff_link": link} | values
    return OutboxMessage.objects.create(
        request=request,
        kind=kind,
        to=to,
        subject=SUBJECTS[kind].format(reference=request.reference),
        body=render_to_string(f"consultations/mail/{kind}.txt", context),
        calendar=calendar,
    )


def send_due() -> int:
    """Send every mail that is due, oldest first. Returns how many were sent."""
    mark_stuck_as_unclear()
    sent = 0
    for pk in _due_numbers():
        message = _claim(pk)
        if message is not None:
            sent += _send(message)
    return sent


def register() -> None:
    """The worker sends what is due."""
    register_job(Job("outbox", _send_due_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _send_due_in_a_line() -> str | None:
    sent = send_due()
    return f"{sent} {'mail' if sent == 1 else 'mails'} sent" if sent else None


def send_again(message: OutboxMessage) -> None:
    """Put a mail that was given up, or is unclear, back into the queue. A person decided so."""
    with transaction.atomic():
        OutboxMessage.objects.needing_a_person().filter(pk=message.pk).update(
            state=State.WAITING, due_at=timezone.now(), attempts=0, last_problem=""
        )


def mark_stuck_as_unclear() -> int:
    """Mails claimed by a worker that never came back. Returns how many."""
    stuck = OutboxMessage.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return stuck.update(state=State.UNCLEAR, last_problem="The worker stopped while sending.")


def staff_addresses() -> list[str]:
    """Who is told of requests: the practice's address, else everyone who may answer, else nobody but local files."""
    practice = Practice.objects.current()
    if practice.email:
        return [practice.email]
    accounts = StaffAccount.objects.filter(is_active=True, is_staff=True)
    may_answer = [account.email for account in accounts if account.has_perm("consultations.change_consultationrequest")]
    return may_answer or ([settings.LOCAL_STAFF_ADDRESS] if settings.LOCAL_STAFF_ADDRESS else [])


def _due_numbers() -> list[int]:
    due = OutboxMessage.objects.filter(state=State.WAITING, due_at__lte=timezone.now())
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:100])


def _claim(pk: int) -> OutboxMessage | None:
    """Take a mail for ourselves; None when another worker was faster."""
    now = timezone.now()
    taken = OutboxMessage.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now).update(
        state=State.SENDING, claimed_at=now
    )
    return OutboxMessage.objects.select_related("request").get(pk=pk) if taken else None


def _send(message: OutboxMessage) -> bool:
    recipients = staff_addresses() if message.for_staff else [message.to]
    if not recipients:
        _try_later(message, "Nobody can be told: fill in the practice’s email address.")
        return False
    connection = get_connection()
    try:
        connection.open()
    except OSError as problem:
        _try_later(message, f"The mail server did not answer ({type(problem).__name__}).")
        return False
    try:
        _mail(message, recipients, connection).send()
    except REFUSED_FOR_SURE as problem:
        _try_later(message, f"The mail server refused the mail ({type(problem).__name__}).")
        return False
    except (OSError, ValueError) as problem:
        _finish(message, State.UNCLEAR, f"Something broke while sending ({type(problem).__name__}).")
        return False
    finally:
        _close(connection)
    _finish(message, State.SENT, "")
    return True


def _close(connection) -> None:
    with contextlib.suppress(OSError):  # the mail has gone; a rude goodbye changes nothing
        connection.close()


def _mail(message: OutboxMessage, recipients: list[str], connection) -> EmailMessage:
    practice = Practice.objects.current()
    host = settings.DEFAULT_FROM_EMAIL.partition("@")[2]
    return EmailMessage(
        message.subject,
        message.body,
        settings.DEFAULT_FROM_EMAIL,
        recipients,
        reply_to=[practice.email] if practice.email and not message.for_staff else None,
        headers={
            "Message-ID": f"<{message.request.reference}-{message.kind}-{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def _try_later(message: OutboxMessage, problem: str) -> None:
    """Wait longer after each failure; after the last pause, give up where staff see it."""
    attempts = message.attempts + 1
    if attempts > len(PAUSES):
        message.attempts = attempts
        _finish(message, State.FAILED, problem)
        return
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=State.WAITING, attempts=attempts, due_at=timezone.now() + PAUSES[attempts - 1], last_problem=problem
    )
    logger.warning("mail %s not sent, try %s: %s", message.pk, attempts, problem)


@transaction.atomic
def _finish(message: OutboxMessage, state: str, problem: str) -> None:
    sent_at = timezone.now() if state == State.SENT else None
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=state, sent_at=sent_at, last_problem=problem, attempts=message.attempts + (state == State.SENT)
    )
    kind = RequestEvent.Kind.MAIL_SENT if state == State.SENT else RequestEvent.Kind.MAIL_FAILED
    RequestEvent.objects.create(request=message.request, kind=kind, detail=message.get_kind_display())
