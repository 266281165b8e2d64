"""A patient takes the request back: it is closed, no visit stands, and no mail waits but what still has to be said."""

from django.db import transaction

from consultations import appointments, outbox, staff_news
from consultations.models import ConsultationRequest, OutboxMessage
from consultations.workflow import follow, locked

Status = ConsultationRequest.Status
Kind = OutboxMessage.Kind
# What loses its sense. The confirmation that we have the request still goes out, and what the patient asked for.
NOT_SENT_ANY_MORE = [Kind.TIMES_OFFERED, Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.REMINDER]


@transaction.atomic
def withdraw(request: ConsultationRequest, *, say_so: bool = True) -> bool:
    """Close the request at the patient's wish. False when it was taken back already. `say_so` is by mail."""
    current = locked(request)
    if current.status == Status.WITHDRAWN:
        return False
    staff_news.tell(current)
    outbox.cancel_waiting(current, NOT_SENT_ANY_MORE)
    appointments.cancel_for_withdrawal(current)
    current = follow(current, Status.WITHDRAWN)
    if say_so:
        outbox.write(Kind.WITHDRAWN, current, to=current.email)
    return True
