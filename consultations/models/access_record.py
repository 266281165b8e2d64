"""Who saw or changed what patients sent: records that are only ever added to, each chained to the one before."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from practice_site.append_only import AppendOnly


class AccessRecordQuerySet(AppendOnly):
    def between(self, start: datetime | None, end: datetime | None):
        """Records from `start` on and before `end`, each where it is given, however long the log is.

        The numbers follow the clock, so the edges are looked up by time and the rest by number.
        """
        by_time = AccessRecord.objects.order_by("at", "number").values("number")
        found = self
        if start:
            found = found.filter(at__gte=start, number__gte=models.Subquery(by_time.filter(at__gte=start)[:1]))
        if end:
            last = by_time.reverse().filter(at__lt=end)[:1]
            found = found.filter(at__lt=end, number__lte=models.Subquery(last))
        return found


class AccessRecord(models.Model):
    """One look or one act of a member of staff. It holds no word of a patient; `access_log` is the only writer.

    A request is named by its number, which says nothing once the request is erased; its tombstone keeps the number.
    """

    class Act(models.TextChoices):
        READ = "read", "Read"
        PHOTO = "photo", "Photo seen"
        SEARCHED = "searched", "Searched"
        CHANGED = "changed", "Changed"
        PRINTED = "printed", "Opened for printing"
        EXPORTED = "exported", "Exported"

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_number = models.BigIntegerField()
    actor_name = models.CharField("who", max_length=80)
    act = models.CharField("what", max_length=10, choices=Act)
    request_number = models.BigIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=120, blank=True)
    address = models.CharField("from where", max_length=64, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "access"
        verbose_name_plural = "access log"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="access_log_counts_from_one")]
        indexes = [
            models.Index(fields=["request_number", "-number"], name="access_by_request"),
            models.Index(fields=["actor_number", "-number"], name="access_by_actor"),
            models.Index(fields=["act", "-number"], name="access_by_act"),
            models.Index(fields=["at"], name="access_by_time"),
        ]

    def __str__(self):
        return f"{self.number}: {self.get_act_display()}"


class AccessLogHead(models.Model):
    """The one row that says where the chain begins and ends. Who adds to the chain locks it first.

    The beginning is what stood before the oldest record that is still kept; only the key ring can make its seal.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    dropped_number = models.PositiveBigIntegerField(default=0)
    dropped_digest = models.CharField(max_length=64, blank=True)
    dropped_seal = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_access_log_head")]

    def __str__(self):
        return f"{self.number} records"
