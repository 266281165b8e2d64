"""Links to the private page. Only a digest of each is kept, so that nothing in the database opens one."""

from django.db import models
from django.utils import timezone

from consultations.encrypted_fields import EncryptedTextField, SealedModel
from consultations.models.consultation_request import ConsultationRequest


class PrivateLink(models.Model):
    """One link. `private_link` is the only writer."""

    class Opens(models.TextChoices):
        PAGE = "page", "The private page"
        DATA = "data", "The patient’s own data, once"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    opens = models.CharField(max_length=8, choices=Opens, default=Opens.PAGE)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.request}: link {self.pk}"


class LinkWish(SealedModel):
    """Somebody asked for a new link. The worker looks whether it fits, so that the answer tells nothing."""

    wished_reference = EncryptedTextField(max_length=40)
    email = EncryptedTextField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"wish {self.pk}"
