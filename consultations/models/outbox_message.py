"""Mail to be sent, written in the same transaction as what caused it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.encrypted_fields import EncryptedTextField, SealedModel
from consultations.models.consultation_request import ConsultationRequest


class OutboxMessageQuerySet(models.QuerySet):
    def needing_a_person(self):
        """Mails that the worker will not touch again: given up, or unclear whether they arrived."""
        return self.filter(state__in=OutboxMessage.NEEDS_A_PERSON)


class OutboxMessage(SealedModel):
    """One mail on its way. The worker sends it once; `outbox` is the only writer.

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

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Given up"
        UNCLEAR = "unclear", "Unclear, may have arrived"
        CANCELLED = "cancelled", "Not sent any more"

    NEEDS_A_PERSON = (State.FAILED, State.UNCLEAR)

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

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField("next try", default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    last_problem = models.CharField(max_length=200, blank=True)

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
