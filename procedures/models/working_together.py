"""What several people at one page need to know of each other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class EditPresence(models.Model):
    """Someone has a page open in the editor; the browser says so again and again while it is."""

    page = models.ForeignKey("procedures.Page", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_presence_per_person_and_page")]
        indexes = [models.Index(fields=["page", "seen_at"])]

    def __str__(self):
        return f"{self.user} at {self.page}"


class PublicationWish(models.Model):
    """Someone who may not publish asks for it; it stays open until the page is published or someone closes it."""

    page = models.ForeignKey("procedures.Page", on_delete=models.CASCADE, related_name="wishes")
    content_hash = models.CharField(max_length=64, editable=False)
    note = models.CharField(
        max_length=300, blank=True, help_text="For whoever publishes: what changed, and when it should be live."
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "wish for publication"
        verbose_name_plural = "wishes for publication"
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(closed_at=None), name="one_open_wish_per_page")
        ]

    def __str__(self):
        return f"{self.page}, asked for by {self.asked_by}"


class AcceptedWarning(models.Model):
    """Someone looked at a warning and let the words stand; `fingerprint` changes as soon as the block does."""

    page = models.ForeignKey("procedures.Page", on_delete=models.CASCADE, related_name="accepted_warnings")
    fingerprint = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(default=timezone.now)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "fingerprint"], name="one_acceptance_per_page_and_warning")
        ]

    def __str__(self):
        return f"Warning of {self.page}"
