"""What every mail is that waits in a table until the worker sends it: its state, and when it was tried."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

CLAIM_LASTS = timedelta(minutes=10)  # a worker that sends for longer was killed
LONGEST_WAIT = timedelta(minutes=30)


class QueuedMailQuerySet(models.QuerySet):
    def due(self):
        """Mails to be sent now, the one that is due for longest first."""
        return self.filter(state=QueuedMail.State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def left_behind(self):
        """Mails that a worker claimed who never came back."""
        return self.filter(state=QueuedMail.State.SENDING, claimed_at__lt=timezone.now() - CLAIM_LASTS)

    def late(self):
        """Mails that wait for longer than they should."""
        return self.filter(state=QueuedMail.State.WAITING, created_at__lt=timezone.now() - LONGEST_WAIT)

    def needing_a_person(self):
        """Mails that the worker will not touch again: given up, or unclear whether they arrived."""
        return self.filter(state__in=QueuedMail.NEEDS_A_PERSON)

    def end(self, state: str, problem: str, **also) -> int:
        """Write down how these mails ended, and what their table keeps of it besides. Returns how many there were."""
        return self.update(state=state, last_problem=problem, **also)


class QueuedMail(models.Model):
    """One mail on its way. `mail_queue` moves it from state to state and sends it at most once."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Given up"
        UNCLEAR = "unclear", "Unclear, may have arrived"
        CANCELLED = "cancelled", "Not sent any more"

    NEEDS_A_PERSON = (State.FAILED, State.UNCLEAR)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField("next try", default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    last_problem = models.CharField(max_length=200, blank=True)

    objects = QueuedMailQuerySet.as_manager()

    class Meta:
        abstract = True
