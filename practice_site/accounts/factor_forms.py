"""django-allauth's forms about second factors in our words; whatever somebody makes up is refused with a sentence."""

from contextlib import contextmanager

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as of_apps
from allauth.mfa.webauthn import forms as of_passkeys
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from practice_site.accounts import account_log, factor_passkeys, factor_secrets, one_time_codes
from practice_site.accounts.counted_codes import CountedCode
from practice_site.models import AccountEvent, StaffAccount

NOT_ACCEPTED = "This passkey was not accepted. Try again, or use a code instead."
WRONG_CODE = "This code is not right. Type the one that your app shows now."
LONGEST_NAME = 60


class CodeField(forms.CharField):
    def __init__(self, **kwargs):
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(label="Code", max_length=32, widget=forms.TextInput(attrs=attrs), **kwargs)


class SecondFactorForm(CountedCode, AuthenticateForm):
    """At sign-in: a code of the app, or a recovery code."""

    code = CodeField(help_text="Six digits from your authenticator app, or eight of a recovery code.")


class SecondFactorAgainForm(CountedCode, ReauthenticateForm):
    """The same before an act that takes much away."""

    code = CodeField(help_text="Six digits from your authenticator app, or eight of a recovery code.")


class SetUpAppForm(forms.Form):
    """The first code of an authenticator app. Its secret waits in the session, sealed, the same in every tab."""

    code = CodeField(help_text="Six digits, which change every half minute.")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.secret = _waiting_secret(context.request.session, user)

    def clean_code(self) -> str:
        self.step = one_time_codes.step_of(self.secret, self.cleaned_data["code"])
        if self.step is None:
            raise ValidationError(WRONG_CODE)
        return self.cleaned_data["code"]


def _waiting_secret(session, account) -> str:
    if of_apps.SECRET_SESSION_KEY not in session:
        session[of_apps.SECRET_SESSION_KEY] = factor_secrets.seal(of_apps.generate_totp_secret(), account.pk)
    return factor_secrets.unseal(session[of_apps.SECRET_SESSION_KEY], account.pk)


@contextmanager
def _refusing_whatever_is_wrong(account: StaffAccount | None = None):
    """A credential that no browser made lets its parsers raise almost anything. `account`: whose log tells of it."""
    try:
        yield
    except DatabaseError:
        raise
    except Exception:
        if account:
            kind, what = AccountEvent.Kind.FACTOR_FAILED, Authenticator.Type.WEBAUTHN.value
            account_log.record(kind, account=account, request=context.request, detail=what)
        raise ValidationError(NOT_ACCEPTED) from None


class PasskeyNameForm(of_passkeys.EditWebAuthnForm):
    name = forms.CharField(max_length=LONGEST_NAME, help_text="By which you know it again: iPhone of Kim.")


class AddPasskeyForm(of_passkeys.AddWebAuthnForm):
    """A name, and what the browser made."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"required": True, "autocomplete": "off"}),
        help_text="By which you know it again: iPhone of Kim.",
    )
    passwordless = None  # every passkey of ours is made for signing in without the password

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"initial": {"name": ""}})

    def clean(self) -> dict:
        with _refusing_whatever_is_wrong():
            return super().clean()


class KnownPasskey:
    """Before one of allauth's forms with a `credential` of somebody whom we know."""

    def clean_credential(self) -> Authenticator:
        with _refusing_whatever_is_wrong(self.user):
            return factor_passkeys.complete(self.user, self.cleaned_data["credential"])


class PasskeyForm(KnownPasskey, of_passkeys.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(KnownPasskey, of_passkeys.ReauthenticateWebAuthnForm):
    """A passkey before an act that takes much away."""


class PasskeySignInForm(of_passkeys.LoginWebAuthnForm):
    """A passkey instead of the password."""

    def clean_credential(self):
        with _refusing_whatever_is_wrong():
            answer = self.cleaned_data["credential"]
            authenticator = factor_passkeys.complete(extract_user_from_response(answer), answer)
        if not (authenticator.user.is_active and authenticator.user.is_staff):
            raise ValidationError(NOT_ACCEPTED)
        return authenticator
