"""The photos of a patient: what is known of them. The pictures themselves lie encrypted in the private folder."""

from django.db import models
from django.utils import timezone

from consultations.encrypted_fields import EncryptedJSONField, SealedModel
from consultations.models.consultation_request import ConsultationRequest


class RequestPhoto(SealedModel):
    """One photo in its place. `photos` is the only writer; the name of the sent file is never kept."""

    class View(models.TextChoices):
        FRONT = "front", "From the front"
        THREE_QUARTER_LEFT = "three_quarter_left", "Left side, half turned"
        THREE_QUARTER_RIGHT = "three_quarter_right", "Right side, half turned"
        PROFILE_LEFT = "profile_left", "Left side"
        PROFILE_RIGHT = "profile_right", "Right side"
        BELOW = "below", "From below"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="photos")
    view = models.CharField(max_length=20, choices=View)
    file_name = models.CharField(max_length=64, unique=True, editable=False)
    thumbnail_name = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    # What a short measurement made of it: codes of advice, and a fingerprint that finds the same picture twice.
    findings = EncryptedJSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "photo"
        constraints = [models.UniqueConstraint(fields=["request", "view"], name="one_photo_for_each_view")]

    def __str__(self):
        return f"{self.request}: {self.get_view_display().lower()}"
