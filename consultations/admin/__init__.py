"""Requests and mails in the admin."""

from consultations.admin.outbox_admin import OutboxMessageAdmin
from consultations.admin.request_admin import ConsultationRequestAdmin

__all__ = ["ConsultationRequestAdmin", "OutboxMessageAdmin"]
