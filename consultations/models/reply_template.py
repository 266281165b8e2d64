"""Answers in the practice's own words, to begin from."""

from django.db import models


class ReplyTemplate(models.Model):
    """A text to begin an answer with. It may name placeholders such as `{name}`; no word about health."""

    class LeadsTo(models.TextChoices):
        WAITING = "waiting", "Wait for the patient"
        STAYS = "stays", "Leave the request where it is"
        NOT_SUITABLE = "not_suitable", "Close it: not suitable"
        NO_REPLY = "no_reply", "Close it: no reply from the patient"

    title = models.CharField(
        max_length=80, unique=True, help_text="What you look for in the list. Patients never see it. Up to 80 letters."
    )
    body = models.TextField(
        "text",
        max_length=5000,
        help_text="An empty line begins a new paragraph. No word about health: others may see a mail on a screen.",
    )
    leads_to = models.CharField(
        "after sending",
        max_length=12,
        choices=LeadsTo,
        default=LeadsTo.WAITING,
        help_text="Proposed when this text is used; it can be changed for each answer.",
    )
    ordering = models.PositiveSmallIntegerField(
        "place in the list", default=10, help_text="Smaller numbers come first. Texts with the same number go by title."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["ordering", "title"]
        verbose_name = "reply template"

    def __str__(self):
        return self.title
