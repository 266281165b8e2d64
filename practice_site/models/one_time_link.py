"""Links that let a member of staff do one thing, once, without the password."""

from django.conf import settings
from django.db import models


class OneTimeLink(models.Model):
    """One link, known by the digest of its token. `one_time_links` is the only writer.

    An account has at most one link of each sort, so that a new one ends the older.
    """

    class Opens(models.TextChoices):
        INVITATION = "invitation", "Choosing a password when invited"
        NEW_PASSWORD = "new-password", "Choosing a new password"
        NEW_ADDRESS = "new-address", "Taking on a new email address"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens = models.CharField(max_length=12, choices=Opens)
    token_digest = models.CharField(max_length=64, unique=True)
    made_for = models.CharField(max_length=64)  # digest of the account as it was when the link was made
    new_address = models.CharField(max_length=254)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "opens"], name="one_link_of_each_sort")]

    def __str__(self):
        return f"{self.get_opens_display()}, {self.pk}"
