"""What belongs to a request and only ever grows: consents, events and notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.encrypted_fields import EncryptedJSONField, EncryptedTextField, SealedModel
from consultations.models.consultation_request import ConsultationRequest


class ConsentRecordQuerySet(models.QuerySet):
    def standing(self):
        """Consents that were given and not taken back."""
        return self.filter(withdrawn_at=None)


class ConsentRecord(models.Model):
    """What a patient agreed to, in the very words that stood beside the box. Taken back, it stays with its date.

    What was agreed to by word of mouth is noted by staff.
    """

    class How(models.TextChoices):
        SITE = "site", "On the site"
        PHONE = "phone", "By phone"
        VISIT = "visit", "In person"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    wording_version = models.PositiveSmallIntegerField()
    wording = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    given_how = models.CharField("how", max_length=8, choices=How, default=How.SITE)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_by_name = models.CharField("noted by", max_length=80, blank=True)

    objects = ConsentRecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "purpose"], condition=Q(withdrawn_at=None), name="one_standing_consent_per_purpose"
            )
        ]

    def __str__(self):
        return f"{self.request}: {self.purpose}, wording {self.wording_version}"


class RequestEvent(SealedModel):
    """One thing that happened with a request. Events are added, never changed. `detail` holds no patient's word."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Request received by form"
        CORRECTED = "corrected", "Sent again by the patient with changes"
        STATUS_CHANGED = "status_changed", "State changed"
        NOTE_ADDED = "note_added", "Note added"
        MAIL_SENT = "mail_sent", "Mail sent"
        MAIL_FAILED = "mail_failed", "Mail could not be sent"
        QUARANTINED = "quarantined", "Put into quarantine"
        RELEASED = "released", "Taken out of quarantine"
        CONSENT_GIVEN = "consent_given", "Consent given"
        CONSENT_WITHDRAWN = "consent_withdrawn", "Consent taken back"
        PHOTO_KEPT = "photo_kept", "Photo added by the patient"
        PHOTO_REMOVED = "photo_removed", "Photo removed by the patient"
        HISTORY_CHANGED = "history_changed", "Medical history added by the patient"
        TIMES_OFFERED = "times_offered", "Times offered"
        NO_TIME_FITS = "no_time_fits", "None of the times suits the patient"
        BOOKED = "booked", "Appointment booked"
        MOVED = "moved", "Appointment moved"
        CANCELLED = "cancelled", "Appointment cancelled"
        DATA_OPENED = "data_opened", "Own data read by the patient"
        ENTERED = "entered", "Request entered by staff"
        ASSIGNED = "assigned", "Owner changed"
        REPLIED = "replied", "Answer written"
        REMINDED = "reminded", "Staff reminded of the answer"
        MERGED = "merged", "Joined with another request"
        SEPARATED = "separated", "Taken apart from another request"
        HELD = "held", "Kept for a legal reason"
        HOLD_ENDED = "hold_ended", "Not kept for a legal reason any more"
        ERASE_WISHED = "erase_wished", "Erasing asked for by the patient"
        EXPIRED = "expired", "Erased when its time was over"

    NAME_ANOTHER = (Kind.MERGED, Kind.SEPARATED)  # `detail` is the reference of another request

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    detail = models.CharField(max_length=200, blank=True)
    status = models.CharField("state it led to", max_length=20, blank=True)
    before = EncryptedJSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["request", "created_at"])]

    def __str__(self):
        return f"{self.request}: {self.get_kind_display()}"


class RequestNote(SealedModel):
    """What staff note for each other. Never part of a mail."""

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "note"

    def __str__(self):
        return f"{self.request}: note of {self.created_at:%Y-%m-%d}"
