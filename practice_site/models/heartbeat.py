"""Signs of life of processes that nobody sees, such as the worker."""

from django.db import models
from django.utils import timezone


class HeartbeatQuerySet(models.QuerySet):
    def beat(self, name: str) -> None:
        """Note that the process called `name` is alive now."""
        self.update_or_create(name=name, defaults={"beat_at": timezone.now()})

    def age_of(self, name: str):
        """How long ago `name` last gave a sign of life, or None if it never did."""
        beat_at = self.filter(name=name).values_list("beat_at", flat=True).first()
        return timezone.now() - beat_at if beat_at else None


class Heartbeat(models.Model):
    """The last sign of life of one background process."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self):
        return self.name
