"""What belongs to a request and only ever grows: consents, events and notes."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from consultations.models.consultation_request import ConsultationRequest


class ConsentRecord(models.Model):
    """What a patient agreed to, in the very words that stood beside the box."""

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    wording_version = models.PositiveSmallIntegerField()
    wording = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "purpose"], name="one_consent_per_purpose")]

    def __str__(self):
        return f"{self.request}: {self.purpose}, wording {self.wording_version}"


class RequestEvent(models.Model):
    """One thing that happened with a request. Events are added, never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Request received by form"
        CORRECTED = "corrected", "Sent again by the patient with changes"
        STATUS_CHANGED = "status_changed", "State changed"
        NOTE_ADDED = "note_added", "Note added"
        MAIL_SENT = "mail_sent", "Mail sent"
        MAIL_FAILED = "mail_failed", "Mail could not be sent"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    detail = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["request", "created_at"])]

    def __str__(self):
        return f"{self.request}: {self.get_kind_display()}"


class RequestNote(models.Model):
    """What staff note for each other. Never part of a mail."""

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "note"

    def __str__(self):
        return f"{self.request}: note of {self.created_at:%Y-%m-%d}"
