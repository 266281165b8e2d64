"""What was published: versions never change, publications say which of them is live where and when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PageVersion(models.Model):
    """A frozen copy of a page with all its blocks. Written by `publishing` alone and never changed."""

    page = models.ForeignKey("procedures.Page", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)

    created_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["page", "-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")]

    def __str__(self):
        return f"{self.page}, version {self.number}"


class PublicationQuerySet(models.QuerySet):
    def live_at(self, now):
        """The publications that stand on the site at `now`: the one rule of what the public can see."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=now), live_from__lte=now)

    def live_now(self):
        return self.live_at(timezone.now())


class Publication(models.Model):
    """Which version is live at which path, from when until when. An open end means until further notice."""

    page = models.ForeignKey("procedures.Page", on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey(PageVersion, on_delete=models.PROTECT, related_name="publications")
    path = models.CharField(max_length=120)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=Q(live_until=None), name="one_open_publication_per_path"
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(live_until=None), name="one_open_publication_per_page"
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")),
                name="publication_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["path", "live_from"]), models.Index(fields=["page", "live_from"])]

    def __str__(self):
        return f"{self.path} since {self.live_from:%Y-%m-%d %H:%M}"
