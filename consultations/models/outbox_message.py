"""Mail to be sent, written in the same transaction as what caused it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.encrypted_fields import EncryptedTextField, SealedModel
from consultations.models.consultation_request import ConsultationRequest
from practice_site.models.queued_mail import QueuedMail, QueuedMailQuerySet


class OutboxMessageQuerySet(QueuedMailQuerySet):
    def end(self, state, problem):
        sent_at = timezone.now() if state == OutboxMessage.State.SENT else None
        return super().end(state, problem, sent_at=sent_at)


class OutboxMessage(SealedModel, QueuedMail):
    """One mail about a request; `outbox` is the only writer.

    A link to the private page is put in while sending, so that it is stored nowhere.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", "We have your request"
        NEW_LINK = "new-link", "New link to the private page"
        DATA_LINK = "data-link", "Link to read or download one’s data"
        TIMES_OFFERED = "times-offered", "Times to choose from"
        BOOKED = "booked", "Appointment booked"
        MOVED = "moved", "Appointment moved"
        CANCELLED = "cancelled", "Appointment cancelled"
        REMINDER = "reminder", "Reminder of the appointment"
        WITHDRAWN = "withdrawn", "Request withdrawn"
        REPLY = "reply", "Our answer"
        STAFF_NEW = "staff-new", "New request, to staff"
        STAFF_CORRECTED = "staff-corrected", "Request changed by the patient, to staff"
        STAFF_NEWS = "staff-news", "News on the private page, to staff"
        STAFF_OVERDUE = "staff-overdue", "Answer overdue, to staff"
        STAFF_MENTION = "staff-mention", "Named in a note, to a colleague"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=20, choices=Kind)
    to = EncryptedTextField(
        "to", max_length=254, blank=True, help_text="Blank means staff: the practice’s address or the accounts."
    )
    staff_member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the one colleague it is for, where it is for staff
    written_by_name = models.CharField("written by", max_length=80, blank=True)
    subject = models.CharField(max_length=200)
    body = EncryptedTextField()
    calendar = EncryptedTextField("calendar entry", blank=True)

    sent_at = models.DateTimeField("sent", null=True, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["state", "-created_at"], name="outbox_by_state"),
            models.Index(fields=["-created_at", "-id"], name="outbox_newest_first"),
        ]

    def __str__(self):
        return f"{self.request}: {self.get_kind_display()}"

    @property
    def for_staff(self) -> bool:
        return not self.to
