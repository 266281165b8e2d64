"""Pictures as records: the file that came in, already cleaned, and the sizes made from it."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Image(models.Model):
    """One cleaned picture. Its bytes never change: the same picture uploaded twice is one record."""

    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the cleaned picture.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "picture"

    def __str__(self):
        return f"Picture {self.pk}, {self.width} × {self.height}"

    def as_data(self) -> dict:
        """What a snapshot keeps: enough to name every file made from this picture without asking the database."""
        return {"id": self.pk, "digest": self.digest, "width": self.width, "height": self.height}

    @property
    def master_name(self) -> str:
        """Where the cleaned picture lies below the media folder."""
        return f"pictures/{self.digest}/master.webp"
