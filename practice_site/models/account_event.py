"""What happened to staff accounts: who came in, who could not, and who changed what about whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from practice_site.append_only import AppendOnly


class AccountEventQuerySet(AppendOnly):
    def since(self, moment):
        """Events from `moment` on."""
        return self.filter(at__gte=moment)


class AccountEvent(models.Model):
    """One event of a staff account. `account_log` is the only writer; nothing that a visitor typed stands here.

    Accounts are named by their number only, without a constraint: the row keeps it whatever becomes of the account.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        SIGNED_OUT = "signed_out", "Signed out"
        LOCKED_OUT = "locked_out", "Locked out for a while"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        PASSWORD_RESET_ASKED = "password_reset_asked", "Link for a new password asked for"
        EMAIL_CHANGED = "email_changed", "Email address changed"
        FACTOR_ADDED = "factor_added", "Second factor added"
        FACTOR_REMOVED = "factor_removed", "Second factor removed"
        FACTOR_USED = "factor_used", "Second factor used"
        FACTOR_FAILED = "factor_failed", "Second factor failed"
        FACTOR_UNREADABLE = "factor_unreadable", "Second factor cannot be read"
        FACTORS_RESET = "factors_reset", "Second factors reset for recovery"
        RECOVERY_CODES_MADE = "recovery_codes_made", "Recovery codes made"
        ROLE_CHANGED = "role_changed", "Role changed"
        ACCOUNT_CREATED = "account_created", "Account created"
        ACCOUNT_OFF = "account_off", "Account switched off"
        ACCOUNT_ON = "account_on", "Account switched on"
        LINK_MADE = "link_made", "One-time link made"
        SESSIONS_ENDED = "sessions_ended", "Other sessions ended"
        STEPPED_UP = "stepped_up", "Identity confirmed again"
        EXPORTED = "exported", "Exported"
        ERASED = "erased", "Request erased"
        SETTINGS_CHANGED = "settings_changed", "Settings changed"

    at = models.DateTimeField("when", default=timezone.now, db_index=True, help_text="Kept in UTC.")
    kind = models.CharField("what", max_length=24, choices=Kind, help_text="What happened.")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="account",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="Whom it is about; blank where there is no such account.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="Who did it; blank where nobody was signed in.",
    )
    address = models.CharField("from where", max_length=64, help_text="The address of the network.")
    detail = models.CharField("more", max_length=80, help_text="Words of the code, never typed ones.")
    reason = models.CharField(max_length=200, help_text="Why an administrator helped somebody back in.")

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "account event"
        verbose_name_plural = "account log"
        indexes = [models.Index(fields=["kind", "at"], name="account_event_kind_at")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"
