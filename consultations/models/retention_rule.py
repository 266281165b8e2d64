"""How long what patients sent is kept, as staff set it."""

from django.db import models


class RetentionRule(models.Model):
    """One kind of data in one stage. Without a row, the defaults of `retention` hold."""

    class Stage(models.TextChoices):
        OPEN = "open", "Nobody has worked on it"
        SEEN = "seen", "Seen"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        QUARANTINED = "quarantined", "Quarantine"

    class What(models.TextChoices):
        PHOTOS = "photos", "Photos"
        HEALTH = "health", "Earlier operations and answers about health"
        MAILS = "mails", "Texts of the mails"
        EVERYTHING = "everything", "The whole request"

    stage = models.CharField(max_length=12, choices=Stage)
    what = models.CharField(max_length=12, choices=What)
    days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days since the request came to this stage. Left blank, it is kept."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["stage", "what"]
        verbose_name = "time limit"
        constraints = [models.UniqueConstraint(fields=["stage", "what"], name="one_limit_for_each")]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.get_what_display()}"
