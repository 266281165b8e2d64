"""How often somebody tried to sign in and could not, or asked for a new password, beside what django-axes counts for a
name at one address.
"""

from django.db import models


class SignInTries(models.Model):
    """One count. `sign_in_limits` is its only writer; nobody can be found by a row, for `who` is a keyed digest."""

    class Of(models.TextChoices):
        NAME = "name", "One name, from everywhere"
        ADDRESS = "address", "One address, over all names"
        CODES = "codes", "Codes of one account"
        WISHES = "wishes", "Wishes for a new password, from one address"

    of = models.CharField(max_length=8, choices=Of, help_text="What is counted.")
    who = models.CharField(max_length=64, help_text="A keyed digest that tells one from the other.")
    failures = models.PositiveIntegerField(default=0, help_text="Tries that were not right; of wishes, all.")
    last_at = models.DateTimeField(db_index=True, help_text="When the last one was counted.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "who"], name="one_count_of_each")]

    def __str__(self):
        return f"{self.get_of_display()}: {self.failures}"
