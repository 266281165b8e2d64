"""What django-allauth asks us about staff accounts: nobody signs up, and everything else follows our settings."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from practice_site import client_address
from practice_site.accounts import account_mail, second_factor, sign_in_limits, step_up
from practice_site.models import AccountMail

Kind = AccountMail.Kind
NOTICES = {
    # what allauth would mail: our kind, and a word more
    "account/email/password_changed": (Kind.PASSWORD_CHANGED, "It was changed with the old one."),
    "mfa/email/totp_activated": (Kind.FACTOR_ADDED, "codes from an app."),
    "mfa/email/totp_deactivated": (Kind.FACTOR_REMOVED, "codes from an app."),
    "mfa/email/webauthn_added": (Kind.FACTOR_ADDED, "a passkey."),
    "mfa/email/webauthn_removed": (Kind.FACTOR_REMOVED, "a passkey."),
    "mfa/email/recovery_codes_generated": (Kind.FACTOR_ADDED, "new recovery codes. Older ones are of no use now."),
}


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff accounts are made by an administrator or by a command, never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Email address and password do not fit together. Try once more.",
        "enter_current_password": "This is not your password.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_client_ip(self, request) -> str:
        return client_address.of_request(request)

    def authenticate(self, request, **credentials):
        account = super().authenticate(request, **credentials)
        if account:
            sign_in_limits.was_right(credentials["email"], request)
        return account

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        has_just_come_in = app == "allauth.mfa" and second_factor.has_just_come_in(self.request)
        return not has_just_come_in and not step_up.is_proven(self.request)

    def get_reauthentication_methods(self, user) -> list[dict]:
        return [{"id": way, "description": "", "url": reverse(way)} for way in step_up.ways_of(user)]

    def set_password(self, user, password: str) -> None:
        """The password and nothing else: whoever is switched off at the same moment stays switched off."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("admin:account")

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        kind, detail = NOTICES[template_prefix]
        account_mail.write(kind, user, detail=detail)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """No mail leaves inside a web request, and each kind has words of our own."""
        raise ImproperlyConfigured(f"allauth wants to mail {template_prefix}, for which account_mail has no kind.")
