"""Times that were offered, and the visit that was booked."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.models.consultation_request import ConsultationRequest

MOST_OFFERED = 5
VISIT_MINUTES = 60


class OfferedTime(models.Model):
    """One time that staff offer a patient. `appointments` is the only writer."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CHOSEN = "chosen", "Chosen"
        DECLINED = "declined", "Does not suit"
        TAKEN_BACK = "taken_back", "No longer offered"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="offered_times")
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "starts_at"], condition=Q(state="open"), name="offered_once")
        ]

    def __str__(self):
        return f"{self.request}: time {self.pk}"


class Appointment(models.Model):
    """The visit of one patient. `uid` and `sequence` are those of its calendar entry (RFC 5545, 3.8.4.7, 3.8.7.4)."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="appointments")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=VISIT_MINUTES)
    state = models.CharField(max_length=12, choices=State, default=State.BOOKED)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="booked"), name="booked_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="booked"), name="one_visit_at_a_time"),
            models.UniqueConstraint(fields=["starts_at"], condition=Q(state="booked"), name="one_patient_at_a_time"),
        ]

    def __str__(self):
        return f"{self.request}: appointment {self.pk}"
