"""The link by which a patient reads or downloads their own data: mailed when asked for, and good for one use."""

from django.db import transaction

from consultations import outbox, private_link
from consultations.models import ConsultationRequest, OutboxMessage, PrivateLink, RequestEvent
from consultations.workflow import locked, record

Kind = OutboxMessage.Kind


@transaction.atomic
def send_link(request: ConsultationRequest) -> None:
    """Mail a link to the address that we know, one at a time: while a mail waits, there is no second."""
    current = locked(request)
    if not current.mails.filter(kind=Kind.DATA_LINK, state=OutboxMessage.State.WAITING).exists():
        outbox.write(Kind.DATA_LINK, current, to=current.email)


@transaction.atomic
def use(link: PrivateLink) -> bool:
    """Use the link up. False when somebody was faster; what they saw is noted once."""
    if not private_link.use_up(link):
        return False
    record(link.request, RequestEvent.Kind.DATA_OPENED)
    return True
