"""What a patient adds in their own time: earlier operations, answers about health, and goals."""

from django.db import models
from django.utils import timezone

from consultations.encrypted_fields import EncryptedJSONField, EncryptedTextField, SealedModel
from consultations.models.consultation_request import ConsultationRequest


class EarlierOperation(SealedModel):
    """One operation before: when (roughly), by whom, what was done. Written by `patient_history`."""

    class Report(models.TextChoices):
        HAVE = "have", "I have it"
        CAN_GET = "can_get", "I can ask for it"
        CANNOT = "cannot", "I cannot get it"
        UNSURE = "unsure", "I do not know"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="operations")
    year = EncryptedJSONField()
    month = EncryptedJSONField(null=True, blank=True)
    surgeon = EncryptedTextField("surgeon or clinic", max_length=200, blank=True)
    surgeon_address = EncryptedTextField("address of the surgeon or clinic", max_length=500, blank=True)
    what_was_done = EncryptedTextField(max_length=2000, blank=True)
    report = EncryptedTextField("report of the operation", choices=Report, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "earlier operation"

    def __str__(self):
        return f"{self.request}: operation {self.pk}"


class HealthAnswers(SealedModel):
    """Answers about health and the goals of one patient. The questions stand in `health_questions`."""

    request = models.OneToOneField(ConsultationRequest, on_delete=models.CASCADE, related_name="health")
    # {question: {"answer": "yes" | "no" | "talk", "words": text}}
    answers = EncryptedJSONField(default=dict)
    goals = EncryptedTextField(max_length=5000, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "answers about health"
        verbose_name_plural = "answers about health"

    def __str__(self):
        return f"{self.request}: answers about health"
