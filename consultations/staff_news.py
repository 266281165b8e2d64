"""Tells staff that a patient did something on the private page: by one mail, however much happens before it leaves."""

from consultations import outbox
from consultations.models import ConsultationRequest, OutboxMessage

Status = ConsultationRequest.Status


def tell(request: ConsultationRequest) -> None:
    """Put the mail into the outbox unless one waits there. What is in quarantine makes no mail."""
    if request.status == Status.QUARANTINED:
        return
    waiting = request.mails.filter(kind=OutboxMessage.Kind.STAFF_NEWS, state=OutboxMessage.State.WAITING)
    if not waiting.exists():
        outbox.write(OutboxMessage.Kind.STAFF_NEWS, request)
