"""What django-allauth asks us about second factors."""

import ipaddress
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from practice_site.accounts import factor_rows, factor_secrets
from practice_site.models import Practice


def passkeys_work_at(request: HttpRequest) -> bool:
    """Browsers tie a passkey to a name: at an address that is a number there are none (WebAuthn, 5.1.3)."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


class StaffFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or it was used already. Wait for the next one and try again.",
        "cannot_delete_authenticator": "This is your only second factor. Add another one first.",
    }

    def encrypt(self, text: str) -> str:
        return factor_secrets.seal(text, _whose_turn_it_is())

    def decrypt(self, encrypted_text: str) -> str:
        return factor_secrets.unseal(encrypted_text, _whose_turn_it_is())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return factor_rows.may_go(authenticator)

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:
        return "Passkey"  # of whoever gave it no name

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"{Practice.objects.current().name}, staff"


def _whose_turn_it_is() -> int:
    """The account that is signed in, or that has given its password and is asked for its second factor."""
    request = context.request
    account = request.user if request.user.is_authenticated else request._login_stage.login.user
    return account.pk
