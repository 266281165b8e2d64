"""Requests, mails and their words in the admin."""

from consultations.admin.access_admin import AccessRecordAdmin
from consultations.admin.mail_text_admin import MailTextAdmin
from consultations.admin.outbox_admin import OutboxMessageAdmin
from consultations.admin.reply_template_admin import ReplyTemplateAdmin
from consultations.admin.request_admin import ConsultationRequestAdmin
from consultations.admin.retention_admin import RetentionRuleAdmin

__all__ = [
    "AccessRecordAdmin",
    "ConsultationRequestAdmin",
    "MailTextAdmin",
    "OutboxMessageAdmin",
    "ReplyTemplateAdmin",
    "RetentionRuleAdmin",
]
