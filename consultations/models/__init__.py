"""What a patient sent us, what happened with it, and the mails that follow."""

from consultations.models.appointment import Appointment, OfferedTime
from consultations.models.consultation_request import ConsultationRequest
from consultations.models.history import EarlierOperation, HealthAnswers
from consultations.models.mail_text import MailText
from consultations.models.outbox_message import OutboxMessage
from consultations.models.photo import RequestPhoto
from consultations.models.private_link import LinkWish, PrivateLink
from consultations.models.records import ConsentRecord, RequestEvent, RequestNote
from consultations.models.traces import FileToDelete, KeyInUse, SearchTerm, SendCount, Tombstone

__all__ = [
    "Appointment",
    "ConsentRecord",
    "ConsultationRequest",
    "EarlierOperation",
    "FileToDelete",
    "HealthAnswers",
    "KeyInUse",
    "LinkWish",
    "MailText",
    "OfferedTime",
    "OutboxMessage",
    "PrivateLink",
    "RequestEvent",
    "RequestNote",
    "RequestPhoto",
    "SearchTerm",
    "SendCount",
    "Tombstone",
]
