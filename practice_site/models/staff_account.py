"""People who work here: they sign in with their email address."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from practice_site.accounts.rights import CLOSED

NEVER_DELETED = "Staff accounts are switched off, never deleted."


class StaffAccountQuerySet(models.QuerySet):
    def with_email(self, address: str):
        """Whoever signs in with this address, however it is written: one account at most."""
        return self.filter(email__iexact=address.strip())

    def administrators(self):
        """Who may do everything, and may sign in."""
        return self.filter(is_superuser=True, is_active=True)

    def hold(self, pk: int) -> "StaffAccount":
        """Lock an account until the transaction ends, and return it as it is now."""
        return self.select_for_update().get(pk=pk)

    def hold_administrators(self) -> list["StaffAccount"]:
        """Lock all active administrators until the transaction ends, and return them as they are now.

        Always in the same order, so that two who do so never wait for each other; not the keys, so that rows which name
        these accounts are written meanwhile. On SQLite the transaction itself holds the only place for a writer.
        """
        return list(self.administrators().select_for_update(no_key=True).order_by("pk"))

    def delete(self):
        raise TypeError(NEVER_DELETED)


class StaffAccountManager(BaseUserManager.from_queryset(StaffAccountQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> "StaffAccount":
        """Create and save an account. Without a password nobody can sign in with it until one is set by link."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.full_clean()
        account.save()
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "StaffAccount":
        return self.create_user(email, password, **{"is_superuser": True} | fields)

    def get_by_natural_key(self, email):
        return self.with_email(email).get()


class StaffAccount(AbstractBaseUser, PermissionsMixin):
    """Someone who works at the practice. Accounts are switched off, not deleted, so that history keeps its names."""

    email = models.EmailField(
        "email address", unique=True, help_text="Used to sign in, and to tell this person about new requests."
    )
    full_name = models.CharField(
        "name", max_length=80, help_text="As colleagues say it. Shown beside notes and published versions."
    )
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Untick when someone leaves. Do not delete the account."
    )
    is_staff = models.BooleanField(
        "sees the staff pages", default=True, help_text="Everyone who works with this site needs this."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StaffAccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email",
                violation_error_message="Someone already has an account with this email address.",
            )
        ]

    def __str__(self):
        return self.full_name or self.email

    def delete(self, *args, **kwargs):
        raise TypeError(NEVER_DELETED)

    def has_perm(self, perm, obj=None) -> bool:
        """Administrators may do everything but what nobody may (`rights.NOBODY`)."""
        return perm not in CLOSED and super().has_perm(perm, obj)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[0] if self.full_name else self.email
