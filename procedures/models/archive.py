"""The exact copy of everything ever shown: records in a chain of hashes, bytes kept once in files.

The bytes lie below `DATA_DIR/archive/`, each under its SHA-256 (`procedures.archive_store`).
"""

from django.db import models
from django.db.models import Q

from practice_site.append_only import AppendOnly


class ArchiveRecord(models.Model):
    """From `shown_from` on, the public saw exactly these bytes at this path, or nothing any more."""

    class Reason(models.TextChoices):
        PUBLISHED = "published", "A page was published"
        UNPUBLISHED = "unpublished", "A page was taken off the site"
        SCHEDULE = "schedule", "A schedule took effect"
        SHARED_PARTS = "shared_parts", "Something that many pages show was changed"
        NEW_RELEASE = "new_release", "The site’s own templates or styles changed"

    number = models.PositiveBigIntegerField(primary_key=True)
    shown_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    path = models.CharField(max_length=120)
    reason = models.CharField(max_length=20, choices=Reason)
    version_hash = models.CharField(max_length=64, blank=True)  # content hash of the page version, if the path has one
    html_hash = models.CharField(max_length=64, blank=True)  # blank: nothing stands at the path any more
    files = models.JSONField(default=list)  # [[address, SHA-256], …] in order of address
    previous_hash = models.CharField(max_length=64, blank=True)
    record_hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "archived state"
        verbose_name_plural = "the site as it was"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="archive_counts_from_one")]
        indexes = [models.Index(fields=["path", "shown_from", "number"]), models.Index(fields=["html_hash"])]

    def __str__(self):
        return f"{self.number}: {self.path}"


class ArchivedFile(models.Model):
    """Which bytes stood at an address of a style sheet, script, font or picture."""

    address = models.CharField(max_length=250)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "digest"], name="one_row_per_address_and_content")]

    def __str__(self):
        return self.address


class ArchiveHead(models.Model):
    """The one row that says where the chain ends. Who adds to the chain, or publishes, locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    record_hash = models.CharField(max_length=64, blank=True)
    caught_up_to = models.DateTimeField(null=True)  # every change up to this moment is in the chain

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_archive_head")]

    def __str__(self):
        return f"{self.number} records"
