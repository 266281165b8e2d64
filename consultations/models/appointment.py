"""Times that were offered, and the visit that was booked."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.models.consultation_request import ConsultationRequest

MOST_OFFERED = 5
VISIT_MINUTES = 60


class OfferedTimeQuerySet(models.QuerySet):
    def open_now(self):
        """Times that the patient can still choose."""
        return self.filter(state=OfferedTime.State.OPEN, starts_at__gt=timezone.now())


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

    objects = OfferedTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "starts_at"], condition=Q(state="open"), name="offered_once")
        ]

    def __str__(self):
        return f"{self.request}: time {self.pk}"


class AppointmentQuerySet(models.QuerySet):
    def coming(self):
        """Booked visits that have not begun."""
        return self.filter(state=Appointment.State.BOOKED, starts_at__gt=timezone.now())


class Appointment(models.Model):
    """The visit of one patient. `uid` and `sequence` are those of its calendar entry (RFC 5545, 3.8.4.7, 3.8.7.4)."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        OVER = "over", "Over"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="appointments")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=VISIT_MINUTES)
    state = models.CharField(max_length=12, choices=State, default=State.BOOKED)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state="booked"), name="booked_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="booked"), name="one_visit_at_a_time"),
            models.UniqueConstraint(fields=["starts_at"], condition=Q(state="booked"), name="one_patient_at_a_time"),
        ]

    def __str__(self):
        return f"{self.request}: appointment {self.pk}"

    @property
    def is_coming(self) -> bool:
        return self.state == self.State.BOOKED and self.starts_at > timezone.now()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)
