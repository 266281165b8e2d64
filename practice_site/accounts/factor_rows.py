"""What is stored of second factors, and whether it can be read.

A row that cannot be read is offered to no browser, fits no code and breaks no screen. It goes on counting as a second
factor, for damage must not open an account to a password alone: the person gives another factor, or an administrator
helps them back in. The account log says once that there is such a row, and nothing of what it holds.
"""

from allauth.mfa.models import Authenticator
from fido2.webauthn import AttestedCredentialData

from practice_site.accounts import account_log, factor_secrets, second_factor
from practice_site.models import AccountEvent, StaffAccount

Type = Authenticator.Type
WORDS = {Type.TOTP: "authenticator app", Type.WEBAUTHN: "passkey", Type.RECOVERY_CODES: "recovery codes"}
NAMELESS = "Passkey"
LAST_STEP = "last_step"  # in the data of an app, see `one_time_codes`


def readable_of(account: StaffAccount, *types: str) -> list[Authenticator]:
    """The second factors of an account, of some types or of all, without those that cannot be read. One query."""
    return readable_among(Authenticator.objects.filter(user_id=account.pk, type__in=types or Type.values))


def readable_among(factors) -> list[Authenticator]:
    return [factor for factor in factors if is_readable(factor)]


def is_readable(factor: Authenticator) -> bool:
    """Whether a factor can still do its work, as far as its row tells."""
    try:
        is_whole = bool(CHECKS[factor.type](factor))
    except Exception:  # what parses damaged bytes raises almost anything
        is_whole = False
    if not is_whole:
        _note(factor)
    return is_whole


def credential_of(passkey: Authenticator) -> AttestedCredentialData:
    """What a browser is asked for. Raises almost anything for a row that cannot be read."""
    return passkey.wrap().authenticator_data.credential_data


def name_of(passkey: Authenticator) -> str:
    name = passkey.data.get("name") if isinstance(passkey.data, dict) else None
    return name if name and isinstance(name, str) else NAMELESS


def may_go(factor: Authenticator) -> bool:
    """Whether a factor can be removed and its account still be got into as it must be."""
    others = list(second_factor.of(factor.user).exclude(pk=factor.pk))
    if not others:
        return not second_factor.is_required()
    return bool(readable_among(others)) or not is_readable(factor)


def _is_passkey(passkey: Authenticator) -> bool:
    return isinstance(passkey.data["name"], str) and credential_of(passkey) is not None


def _is_app(app: Authenticator) -> bool:
    is_sound = isinstance(app.data.get(LAST_STEP, 0), int)
    return is_sound and factor_secrets.opens(app.data["secret"], app.user_id)


def _are_codes(codes: Authenticator) -> bool:
    """Ours come from a seed; allauth also knows lists of codes that were brought from elsewhere."""
    is_sound = isinstance(codes.data["used_mask"], int) and "migrated_codes" not in codes.data
    return is_sound and factor_secrets.opens(codes.data["seed"], codes.user_id)


CHECKS = {Type.WEBAUTHN: _is_passkey, Type.TOTP: _is_app, Type.RECOVERY_CODES: _are_codes}


def _note(factor: Authenticator) -> None:
    kind, detail = AccountEvent.Kind.FACTOR_UNREADABLE, f"{WORDS[factor.type]} {factor.pk}"
    if not AccountEvent.objects.filter(kind=kind, account=factor.user_id, detail=detail).exists():
        account_log.record(kind, account=factor.user, detail=detail)
