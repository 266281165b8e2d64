"""Writes mails into the outbox and sends them from there, each at most once.

What was given up, or may have arrived, is left to a person, who sees it in the admin.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consultations import mail_drawing, mail_texts, private_link
from consultations.consent_wordings import CONTACT
from consultations.encrypted_fields import Unreadable
from consultations.mail_words import Words
from consultations.models import ConsultationRequest, FileToDelete, OutboxMessage, RequestEvent
from practice_site import mail_queue
from practice_site.accounts.permissions import who_may
from practice_site.mail_delivery import NotSent, deliver
from practice_site.models import Practice, StaffAccount
from practice_site.worker import register_job

Kind = OutboxMessage.Kind
State = OutboxMessage.State
# A mail with a link that ends soon is of no use later; the patient can ask for another one.
GOOD_FOR = {Kind.DATA_LINK: timedelta(hours=1)}
# What a patient asked for reaches them also after they took back the consent to be contacted.
ASKED_FOR = {Kind.WITHDRAWN, Kind.DATA_LINK, Kind.NEW_LINK}


def write(
    kind: str,
    request: ConsultationRequest,
    to: str = "",
    *,
    calendar: str = "",
    colleague: StaffAccount | None = None,
    author: StaffAccount | None = None,
    **values: str,
) -> OutboxMessage | None:
    """Put a mail about `request` into the outbox. A blank `to` means staff, whoever that is when it is sent.

    `calendar` is the text of a calendar entry to go with it, `colleague` the one member of staff it is for, `author`
    who wrote it by hand, and `values` are what the text of this kind may name.
    Returns None when the patient must not be written to, or cannot be, for want of an address. Raises `ValueError`
    for a value that this kind does not know.
    """
    is_to_patient = kind not in mail_texts.STAFF_KINDS
    if is_to_patient and (not to or why_not_to_patient(kind, request)):
        return None
    words = words_of(kind, request, **values)
    return OutboxMessage.objects.create(
        request=request,
        kind=kind,
        to=to,
        subject=words.subject,
        body=words.body,
        calendar=calendar,
        staff_member=colleague,
        written_by_name=str(author) if author else "",
    )


def words_of(kind: str, request: ConsultationRequest, **values: str) -> Words:
    """Subject and body of a mail about `request` as they would be stored now. The patient's link is not in it yet."""
    staff_link = settings.SITE_URL + reverse("admin:consultations_consultationrequest_change", args=[request.pk])
    named = mail_texts.values_for(kind, request, staff_link, **values)
    words = mail_texts.in_use(kind)
    return Words(mail_texts.filled(words.subject, named)[:200], mail_texts.filled(words.body, named))


def why_not_to_patient(kind: str, request: ConsultationRequest) -> str | None:
    """The one rule for when a patient is not written to, as a reason for staff; None when there is none."""
    if request.status == ConsultationRequest.Status.QUARANTINED:
        return "The request is in quarantine."
    if kind in ASKED_FOR:
        return None
    consents = request.consents.filter(purpose=CONTACT)
    if consents.exclude(withdrawn_at=None).exists() and not consents.standing().exists():
        return "The consent to be contacted was taken back."
    return None


def cancel_waiting(request: ConsultationRequest, kinds: list[str] | None = None) -> int:
    """Mails to the patient or to staff that have not left yet will not leave. Returns how many."""
    waiting = OutboxMessage.objects.filter(request=request, state=State.WAITING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=State.CANCELLED)


@transaction.atomic
def expire_texts(request: ConsultationRequest) -> int:
    """Blank the words of every mail about `request` that is not on its way; kind, time and state stay.

    One that was given up can then not be sent again, so it is cancelled. Local copies go, too. Returns how many.
    """
    on_its_way = (State.WAITING, State.SENDING)
    written = OutboxMessage.objects.filter(request=request).exclude(state__in=on_its_way).exclude(subject="")
    written.needing_a_person().update(state=State.CANCELLED, last_problem="Its text was erased when its time was over.")
    FileToDelete.objects.get_or_create(kind=FileToDelete.Kind.MAIL, name=request.reference)
    return written.update(subject="", body="", calendar="")


def send_due() -> int:
    """Send every mail that is due, oldest first. Returns how many were sent."""
    mails = OutboxMessage.objects.select_related("request", "staff_member")
    return mail_queue.send_due(mails, _send, _ended)


def register() -> None:
    """The worker sends what is due."""
    register_job(mail_queue.job("outbox", send_due, "mail"))


def send_again(message: OutboxMessage) -> None:
    """Put a mail that was given up, or is unclear, back into the queue. A person decided so."""
    with transaction.atomic():
        OutboxMessage.objects.needing_a_person().filter(pk=message.pk).update(
            state=State.WAITING, due_at=timezone.now(), attempts=0, last_problem=""
        )


def staff_addresses() -> list[str]:
    """Who is told of requests: the practice's address, else everyone who may answer, else nobody but local files."""
    practice = Practice.objects.current()
    if practice.email:
        return [practice.email]
    addresses = [account.email for account in who_may_answer()]
    return addresses or ([settings.LOCAL_STAFF_ADDRESS] if settings.LOCAL_STAFF_ADDRESS else [])


def who_may_answer() -> list[StaffAccount]:
    """Everyone who may answer requests, by name. One query."""
    return list(who_may("consultations.change_consultationrequest"))


def _send(message: OutboxMessage) -> None:
    if reason := _why_not(message):
        raise mail_queue.MustNotLeave(*reason)
    recipients = _recipients_of(message)
    if not recipients:
        raise NotSent("Nobody can be told: fill in the practice’s email address.")
    deliver(lambda line: mail_drawing.email_of(message, recipients, _link_of(message), line))


def _ended(message: OutboxMessage, state: str) -> None:
    kind = RequestEvent.Kind.MAIL_SENT if state == State.SENT else RequestEvent.Kind.MAIL_FAILED
    RequestEvent.objects.create(request=message.request, kind=kind, detail=message.get_kind_display())


def _recipients_of(message: OutboxMessage) -> list[str]:
    if not message.for_staff:
        return [message.to]
    if colleague := message.staff_member:
        return [colleague.email] if colleague.is_active else []
    return staff_addresses()


def _why_not(message: OutboxMessage) -> tuple[str, str] | None:
    """The state to end in and why, for a mail that must not leave now."""
    if any(isinstance(part, Unreadable) for part in (message.to, message.body, message.calendar)):
        return State.FAILED, "What was stored of this mail cannot be read."
    if message.kind in GOOD_FOR and timezone.now() > message.created_at + GOOD_FOR[message.kind]:
        return State.CANCELLED, "It waited too long for a link that ends soon."
    if not message.for_staff and (reason := why_not_to_patient(message.kind, message.request)):
        return State.CANCELLED, reason
    return None


def _link_of(message: OutboxMessage) -> str:
    """A new link for the place that the stored text keeps for it. Only its digest is stored."""
    if message.for_staff or mail_texts.LINK not in message.body:
        return ""
    return private_link.issue(message.request, mail_texts.LINK_OPENS[message.kind])
