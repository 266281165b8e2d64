"""Who is signed in where. The row is the session: without it nothing is open any more."""

from django.conf import settings
from django.db import models


class SessionQuerySet(models.QuerySet):
    def alive_at(self, moment):
        """Sessions that are not over at `moment`."""
        return self.filter(ends_at__gt=moment)

    def over_at(self, moment):
        return self.filter(ends_at__lte=moment)


class Session(models.Model):
    """What the site remembers of one browser, and of whom who signed in there. `sessions` is the only writer, and
    `session_tries` of `tries`.

    The browser holds the key and the row its digest only, so that a stolen database opens nothing.
    """

    key_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the browser’s cookie holds.")
    content = models.TextField(help_text="Signed, as Django writes it.")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        help_text="Who is signed in; blank for a visitor.",
    )
    device = models.CharField(max_length=40, help_text="Browser and system by name, for example Chrome on Windows.")
    address = models.CharField("from where", max_length=64, help_text="The address of the network, when last seen.")

    began_at = models.DateTimeField("since", help_text="When this person signed in.")
    last_seen_at = models.DateTimeField("last seen", help_text="When somebody last did something.")
    ends_at = models.DateTimeField("good until", db_index=True, help_text="When it is over if nobody does anything.")

    tries = models.PositiveIntegerField(default=0, help_text="Tries to prove who it is since the last right one.")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-pk"]
        default_permissions = ()  # each person has a list of the own ones, and nobody sees others

    def __str__(self):
        return f"{self.device or 'Unknown device'}, since {self.began_at:%Y-%m-%d %H:%M}"

    def get_decoded(self) -> dict:
        """What is remembered, read."""
        from practice_site.accounts.sessions import SessionStore

        return SessionStore().decode(self.content)
