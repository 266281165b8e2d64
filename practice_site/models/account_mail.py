"""Mails about staff accounts, written in the same transaction as what caused them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice_site.models.queued_mail import QueuedMail, QueuedMailQuerySet


class AccountMailQuerySet(QueuedMailQuerySet):
    def end(self, state, problem):
        return super().end(state, problem, address="", ended_at=timezone.now())


class AccountMail(QueuedMail):
    """One mail about a staff account; `account_mail` is the only writer.

    Its words stand in the code and its link is made while it leaves, so that no row opens a page. Rows go a few days
    after they ended.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Link for choosing a password"
        PASSWORD_RESET = "password-reset", "Link for a new password"
        ADDRESS_CHANGE = "address-change", "Link for a new email address"
        ADDRESS_CHANGED = "address-changed", "Email address changed"
        PASSWORD_CHANGED = "password-changed", "Password changed"
        FACTOR_ADDED = "factor-added", "Second factor added"
        FACTOR_REMOVED = "factor-removed", "Second factor removed"
        FACTORS_RESET = "factors-reset", "Second factors reset for recovery"
        COLLEAGUE_RESET = "colleague-reset", "Second factors of a colleague reset for recovery"
        SESSIONS_ENDED = "sessions-ended", "Signed out everywhere"
        REPEATED_FAILURES = "repeated-failures", "Repeated failures to sign in"

    kind = models.CharField(max_length=20, choices=Kind)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(
        max_length=254, help_text="Where it goes, if not to the address of the account; never kept once it was sent."
    )
    detail = models.CharField(max_length=80, help_text="Words of the code, never typed ones.")

    ended_at = models.DateTimeField(null=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="account_mail_waiting"),
            models.Index(fields=["account", "kind", "created_at"], name="account_mail_by_account"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.pk}"
