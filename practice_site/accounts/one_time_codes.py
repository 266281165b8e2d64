"""Codes of authenticator apps and recovery codes, each good for one use, however many requests bring it at once.

RFC 6238, 5.2: a code that was accepted must not be accepted again. django-allauth remembers used ones in a cache, which
each process has by itself. Here the row of the app is locked, and keeps the time step of its last code: neither that
code nor an older one counts again.
"""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from practice_site.accounts import factor_rows, factor_secrets
from practice_site.accounts.factor_rows import LAST_STEP
from practice_site.models import StaffAccount

Type = Authenticator.Type
STEPS_BACK = 1  # a code that changed while it was typed, or went slowly (RFC 6238, 5.2)


def step_of(secret: str, code: str, after: int = -1) -> int | None:
    """The time step whose code this is, among the present one and the one before, if it is later than `after`."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for step in range(max(now - STEPS_BACK, after + 1), now + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def use(account: StaffAccount, code: str) -> Authenticator | None:
    """Accept a code of the account's app, or one of its recovery codes, once. None when it is wrong or was used."""
    held = Authenticator.objects.filter(user_id=account.pk, type__in=[Type.TOTP, Type.RECOVERY_CODES])
    in_order = held.select_for_update().order_by("-type")  # the app before the recovery codes
    for authenticator in factor_rows.readable_among(in_order):
        fits = _use_of_app if authenticator.type == Type.TOTP else _use_recovery
        if fits(authenticator, code):
            authenticator.user = account
            return authenticator
    return None


def note_used(account: StaffAccount, step: int) -> None:
    """The code with which an app was set up does not open the door again."""
    app = Authenticator.objects.select_for_update().get(user_id=account.pk, type=Type.TOTP)
    app.data[LAST_STEP] = step
    app.save(update_fields=["data"])


def _use_of_app(app: Authenticator, code: str) -> bool:
    secret = factor_secrets.unseal(app.data["secret"], app.user_id)
    step = step_of(secret, code, after=app.data.get(LAST_STEP, -1))
    if step is None:
        return False
    app.data[LAST_STEP] = step
    app.save(update_fields=["data"])
    return True


def _use_recovery(codes: Authenticator, code: str) -> bool:
    return codes.wrap().validate_code(code)  # which marks it as used in the row that is locked here
