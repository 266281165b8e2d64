"""What Django, django-allauth and django-axes tell of accounts becomes events of the account log.

Only what these libraries do by themselves stands here. What our own code does it writes down where it does it.
"""

from datetime import timedelta

from allauth.account import signals as of_accounts
from allauth.mfa import signals as of_factors
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as of_sessions
from django.utils import timezone

from practice_site import client_address
from practice_site.accounts import account_log
from practice_site.accounts.sign_in_limits import typed_name
from practice_site.models import AccountEvent, StaffAccount

Kind = AccountEvent.Kind
MINUTES_BETWEEN_LOCK_OUTS = 15  # in which another try behind the same lock says nothing new

OWN_ACTS = [
    # signal, what it means, a word more
    (of_accounts.password_changed, Kind.PASSWORD_CHANGED, ""),
    (of_accounts.password_set, Kind.PASSWORD_CHANGED, ""),
    (of_accounts.password_reset, Kind.PASSWORD_CHANGED, "by a mailed link"),
    (of_accounts.email_changed, Kind.EMAIL_CHANGED, ""),
]
FACTORS = [
    (of_factors.authenticator_added, Kind.FACTOR_ADDED),
    (of_factors.authenticator_reset, Kind.FACTOR_ADDED),
    (of_factors.authenticator_removed, Kind.FACTOR_REMOVED),
    (of_factors.authenticator_used, Kind.FACTOR_USED),
    (of_factors.authentication_failed, Kind.FACTOR_FAILED),
]


def connect() -> None:
    of_sessions.user_logged_in.connect(_signed_in)
    of_sessions.user_logged_out.connect(_signed_out)
    of_sessions.user_login_failed.connect(_failed)
    from axes.signals import user_locked_out  # listens to failures itself once imported, and is to come after `_failed`

    user_locked_out.connect(_locked_out)
    for signal, kind, detail in OWN_ACTS:
        signal.connect(_own_act(kind, detail), weak=False)
    for signal, kind in FACTORS:
        signal.connect(_factor(kind), weak=False)


def _signed_in(sender, request, user, **_) -> None:
    account_log.record(Kind.SIGNED_IN, account=user, by=user, request=request)


def _signed_out(sender, request, user, **_) -> None:
    if user is not None:
        account_log.record(Kind.SIGNED_OUT, account=user, by=user, request=request)


def _failed(sender, credentials, request=None, **_) -> None:
    if getattr(request, "axes_locked_out", False):
        return  # the door was locked before, so nobody looked at this try
    is_inside = bool(getattr(request, "user", None) and request.user.is_authenticated)
    detail = "asked for the password again" if is_inside else ""
    account_log.record(Kind.SIGN_IN_FAILED, account=_named(credentials), request=request, detail=detail)


def _locked_out(sender, request, **_) -> None:
    """Once for each lock: whoever goes on trying behind it must not fill the log."""
    account, address = _named(request.axes_credentials), client_address.of_request(request)
    lately = AccountEvent.objects.since(timezone.now() - timedelta(minutes=MINUTES_BETWEEN_LOCK_OUTS))
    if not lately.filter(kind=Kind.LOCKED_OUT, account=account, address=address).exists():
        account_log.record(Kind.LOCKED_OUT, account=account, request=request)


def _own_act(kind: Kind, detail: str):
    def note(sender, request, user, **_) -> None:
        account_log.record(kind, account=user, by=user, request=request, detail=detail)

    return note


def _factor(kind: Kind):
    def note(sender, request, user, authenticator, **_) -> None:
        is_codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
        what = Kind.RECOVERY_CODES_MADE if is_codes and kind == Kind.FACTOR_ADDED else kind
        account_log.record(what, account=user, by=user, request=request, detail=authenticator.type)

    return note


def _named(credentials: dict) -> StaffAccount | None:
    """The account whose name was typed; what was typed goes no further."""
    return StaffAccount.objects.with_email(typed_name(credentials)).first()
