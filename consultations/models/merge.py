"""Two requests of one person that staff joined."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultations.models.consultation_request import ConsultationRequest


class MergeQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """`request` is of the same person as `kept`: it is closed and points there. Both histories stay.

    Written by `merging`. A trigger of the database refuses to point to a request that points elsewhere itself; so
    every way ends, at the request that goes on.
    """

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="merges_away")
    kept = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="merges")
    # How `request` stood before.
    status_before = models.CharField(max_length=20)
    closed_reason_before = models.CharField(max_length=20, blank=True)
    due_before = models.DateTimeField(null=True, blank=True)
    offers_before = models.JSONField(default=list, blank=True)  # numbers of the times that were open to choose

    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_by_name = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(request=F("kept")), name="two_different_requests"),
            models.UniqueConstraint(fields=["request"], condition=Q(undone_at=None), name="points_to_one_request"),
        ]

    def __str__(self):
        return f"{self.request} with {self.kept}"
