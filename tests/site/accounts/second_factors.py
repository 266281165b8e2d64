"""What tests of second factors share."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from practice_site.accounts import factor_secrets, second_factor
from tests import signing_in

PASSWORD = "a nose for long words"


def with_app(account, secret: str = "") -> tuple[Authenticator, str]:
    """An authenticator app of an account, and its secret."""
    secret = secret or generate_totp_secret()
    data = {"secret": factor_secrets.seal(secret, account.pk)}
    return Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data), secret


def with_recovery_codes(account, seed: str = "a seed") -> Authenticator:
    data = {"seed": factor_secrets.seal(seed, account.pk), "used_mask": 0}
    return Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data=data)


def code_of(secret: str, steps_ago: int = 0) -> str:
    """What the app shows now, or showed some half minutes ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - steps_ago))


def prove(client, account) -> None:
    """As if the second factor had been given in this client's session."""
    session = client.session
    session[second_factor.GIVEN] = account.pk
    session.save()
    signing_in.prove(client, account, "mfa")


def give_password(client, account, **data):
    return client.post("/admin/login/", {"login": account.email, "password": PASSWORD} | data)
