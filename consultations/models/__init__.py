"""What a patient sent us, what happened with it, and the mails that follow."""

from consultations.models.access_record import AccessLogHead, AccessRecord
from consultations.models.appointment import Appointment, OfferedTime
from consultations.models.consultation_request import ConsultationRequest
from consultations.models.history import EarlierOperation, HealthAnswers
from consultations.models.mail_text import MailText
from consultations.models.merge import Merge
from consultations.models.outbox_message import OutboxMessage
from consultations.models.photo import RequestPhoto
from consultations.models.private_link import LinkWish, PrivateLink
from consultations.models.records import ConsentRecord, RequestEvent, RequestNote
from consultations.models.reply_template import ReplyTemplate
from consultations.models.retention_rule import RetentionRule
from consultations.models.traces import DuplicateSign, FileToDelete, KeyInUse, SearchTerm, SendCount, Tombstone

__all__ = [
    "AccessLogHead",
    "AccessRecord",
    "Appointment",
    "ConsentRecord",
    "ConsultationRequest",
    "DuplicateSign",
    "EarlierOperation",
    "FileToDelete",
    "HealthAnswers",
    "KeyInUse",
    "LinkWish",
    "MailText",
    "Merge",
    "OfferedTime",
    "OutboxMessage",
    "PrivateLink",
    "ReplyTemplate",
    "RequestEvent",
    "RequestNote",
    "RequestPhoto",
    "RetentionRule",
    "SearchTerm",
    "SendCount",
    "Tombstone",
]
