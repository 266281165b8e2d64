"""What was published: versions never change, publications say which of them is live where and when."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def content_hash(snapshot: dict) -> str:
    """SHA-256 of the snapshot in one fixed spelling, as 64 hexadecimal digits."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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

    image_files = models.ManyToManyField("procedures.ImageFile", related_name="versions", editable=False)

    class Meta:
        ordering = ["page", "-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")]

    def __str__(self):
        return f"{self.page}, version {self.number}"

    @property
    def is_intact(self) -> bool:
        """Whether the snapshot is still what was frozen. One that is not must never be shown to the public."""
        return content_hash(self.snapshot) == self.content_hash


class PublicationQuerySet(models.QuerySet):
    def live_at(self, now):
        """The publications that stand on the site at `now`: the one rule of what the public can see."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=now), live_from__lte=now)

    def live_now(self):
        return self.live_at(timezone.now())

    def address_now(self, old_path: str, now=None) -> str | None:
        """Where the page that stood at `old_path` last stands now; None if no page that stood there is live.

        Derived from what was published, so chains collapse, loops cannot be, and an address that another page
        has taken is never asked for: whoever is live there comes first.
        """
        now = now or timezone.now()
        moved = self.live_at(now).filter(page__publications__path=old_path, page__publications__live_from__lte=now)
        return moved.order_by("-page__publications__live_from").values_list("path", flat=True).first()

    def upcoming(self, now=None):
        """What has a beginning in the future, the next one first."""
        return self.filter(live_from__gt=now or timezone.now()).order_by("live_from")

    def overlapping(self, start, end):
        """What stands on the site at some moment from `start` until before `end` (None: until further notice)."""
        begun = self if end is None else self.filter(live_from__lt=end)
        return begun.filter(Q(live_until=None) | Q(live_until__gt=start))


class Publication(models.Model):
    """Which version is live at which path, from when until when. An open end means until further notice."""

    page = models.ForeignKey("procedures.Page", on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey(PageVersion, on_delete=models.PROTECT, related_name="publications")
    path = models.CharField(max_length=120)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    listing = models.JSONField(default=dict)  # what menus and lists say of the page: `snapshots.listing`

    # A planned publication cuts the one before it short. Cancelled, it gives back the end that the other one had.
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    followed_until = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
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
