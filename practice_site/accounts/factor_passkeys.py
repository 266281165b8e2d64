"""Asks browsers for passkeys and checks what they answer, by the rows that can be read.

allauth's functions for it take every row of an account, and fail at the first one that cannot be read.
"""

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from fido2.webauthn import AttestedCredentialData, ResidentKeyRequirement, UserVerificationRequirement

from practice_site.accounts import factor_rows
from practice_site.models import StaffAccount


def begin(account: StaffAccount) -> dict | None:
    """What to ask the browser for; None where the account has no passkey that can be read."""
    if not (credentials := _credentials_of(_passkeys_of(account))):
        return None
    how = UserVerificationRequirement(app_settings.WEBAUTHN_USER_VERIFICATION)
    options, state = auth.get_server().authenticate_begin(credentials, user_verification=how)
    auth.set_state(state)
    return dict(options)


def begin_adding(account: StaffAccount) -> dict:
    """What to ask the browser for when it makes a passkey: one that also stands in for the password."""
    options, state = auth.get_server().register_begin(
        user=auth.build_user_payload(account),
        credentials=_credentials_of(_passkeys_of(account)),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions=auth.EXTENSIONS,
    )
    auth.set_state(state)
    return dict(options)


def complete(account: StaffAccount, answer: dict) -> Authenticator:
    """The passkey that signed what was asked. Raises almost anything for an answer that is not right."""
    passkeys = _passkeys_of(account)
    credentials = _credentials_of(passkeys)
    right = auth.get_server().authenticate_complete(auth.get_state(), credentials, answer)
    auth.clear_state()  # no answer counts twice
    return passkeys[credentials.index(right)]


def _passkeys_of(account: StaffAccount) -> list[Authenticator]:
    return factor_rows.readable_of(account, Authenticator.Type.WEBAUTHN)


def _credentials_of(passkeys: list[Authenticator]) -> list[AttestedCredentialData]:
    return [factor_rows.credential_of(each) for each in passkeys]
