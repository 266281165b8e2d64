"""Rows that stand for something without holding it: keyed digests of words, senders, keys and erased requests."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.models.consultation_request import ConsultationRequest


class SearchTerm(models.Model):
    """A keyed digest of one thing to find a request by. Written by `search_index`; goes with its request."""

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="search_terms")
    digest = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["digest", "request"], name="search_by_digest")]
        constraints = [models.UniqueConstraint(fields=["request", "digest"], name="each_term_once")]

    def __str__(self):
        return f"{self.request_id}: term {self.pk}"


class DuplicateSign(models.Model):
    """A keyed digest of something that two requests of one person share. Written by `duplicates`; goes with it."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Same email"
        PHONE = "phone", "Same phone"
        NAME_AND_YEAR = "name_year", "Same name and year"

    request = models.ForeignKey(ConsultationRequest, on_delete=models.CASCADE, related_name="duplicate_signs")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["digest", "request"], name="duplicates_by_digest")]
        constraints = [models.UniqueConstraint(fields=["request", "kind"], name="one_sign_of_each_kind")]

    def __str__(self):
        return f"{self.request_id}: {self.kind}"


class KeyInUse(models.Model):
    """A key that something may be encrypted with. The site does not start without it."""

    key_id = models.CharField(max_length=8, unique=True)
    fingerprint = models.CharField(max_length=16)
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["first_used_at", "pk"]

    def __str__(self):
        return self.key_id


class SendCount(models.Model):
    """How often something was sent from one place within one hour. `who` is a keyed digest; old rows are deleted."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "hour"], name="one_count_each_hour")]

    def __str__(self):
        return f"{self.what}, {self.hour:%Y-%m-%d %H}h"


class Tombstone(models.Model):
    """What is left of an erased request: that there was one, when, and why it went. Nobody can be found by it."""

    class Reason(models.TextChoices):
        PATIENT = "patient", "The patient asked for it"
        RETENTION = "retention", "Its time was over"
        STAFF = "staff", "Staff erased it"

    reference_digest = models.CharField(max_length=64, unique=True)
    received_on = models.DateField()
    erased_on = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason)
    # What numbers are counted from, once the request is gone.
    request_number = models.BigIntegerField(null=True, blank=True, unique=True)
    source = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, blank=True)
    closed_reason = models.CharField(max_length=20, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_after = models.PositiveIntegerField(null=True, blank=True)  # working minutes
    booked_on = models.DateField(null=True, blank=True)
    # When the database file was cleaned of what the erased rows left behind.
    cleaned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-erased_on", "-pk"]
        indexes = [
            models.Index(fields=["received_on"], name="stone_by_received"),
            models.Index(fields=["answered_on"], condition=Q(answered_on__isnull=False), name="stone_by_answered"),
            models.Index(fields=["booked_on"], condition=Q(booked_on__isnull=False), name="stone_by_booked"),
        ]

    def __str__(self):
        return f"erased on {self.erased_on}"


class FileToDelete(models.Model):
    """A file whose row has gone. Written in the same transaction, so that no crash leaves the file behind."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "A photo or its small copy"
        MAIL = "mail", "Local copies of the mails about a request"

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="each_file_once")]

    def __str__(self):
        return f"file {self.pk}"
