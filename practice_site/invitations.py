"""One-time links by which staff choose their own password; nobody else ever knows it."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from practice_site.models import StaffAccount


def link_for(account: StaffAccount) -> str:
    """The whole address at which `account` sets a password.

    Good for `PASSWORD_RESET_TIMEOUT` and until the password is set or the person signs in: the token is made
    from the stored password and the last sign-in.
    """
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    return settings.SITE_URL + reverse("welcome", args=[uid, default_token_generator.make_token(account)])
