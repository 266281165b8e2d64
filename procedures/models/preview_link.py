"""Showing a draft to someone without an account, and what that person says about it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

DEFAULT_DAYS = 7
LONGEST_DAYS = 60


def default_expiry():
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class PreviewLinkQuerySet(models.QuerySet):
    def open_at(self, now):
        """The links that still open something at `now`."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class PreviewLink(models.Model):
    """A link that shows one page: one version of it, or the draft as it is when the link is opened."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey("procedures.Page", on_delete=models.CASCADE, related_name="preview_links")
    version = models.ForeignKey(
        "procedures.PageVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="preview_links"
    )  # None: follows the draft
    label = models.CharField(
        "for whom", max_length=80, help_text="For your own list, for example “Dr. Miller” or “Counsel”."
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(default=default_expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "shared draft"
        verbose_name_plural = "shared drafts"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="preview_link_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return f"{self.page}, shared with {self.label}"

    @property
    def follows_the_draft(self) -> bool:
        return self.version_id is None

    def is_open_at(self, now) -> bool:
        return self.revoked_at is None and self.expires_at > now


class PreviewComment(models.Model):
    """What a reader of a shared draft wrote, and the hash of the content that was on the screen."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="comments")
    content_hash = models.CharField(max_length=64, editable=False)
    name = models.CharField("your name", max_length=80, help_text="So that the practice knows who wrote.")
    text = models.TextField("your comment", max_length=2000, help_text="Up to 2,000 letters.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"Comment {self.pk} on {self.link}"


class Approval(models.Model):
    """Someone said yes to exactly one version. Never changed: a changed page needs a new one."""

    version = models.ForeignKey("procedures.PageVersion", on_delete=models.PROTECT, related_name="approvals")
    content_hash = models.CharField(max_length=64, editable=False)
    link = models.ForeignKey(PreviewLink, on_delete=models.SET_NULL, null=True, related_name="approvals")
    name = models.CharField("your name", max_length=80, help_text="Kept with the approval.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.version}, approved by {self.name}"
