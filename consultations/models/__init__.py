"""What a patient sent us, what happened with it, and the mails that follow."""

from consultations.models.consultation_request import ConsultationRequest
from consultations.models.outbox_message import OutboxMessage
from consultations.models.records import ConsentRecord, RequestEvent, RequestNote

__all__ = ["ConsentRecord", "ConsultationRequest", "OutboxMessage", "RequestEvent", "RequestNote"]
