"""What django-allauth asks us about staff accounts: nobody signs up, and everything else follows our settings."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from practice_site import client_address, second_factor


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff accounts are made by an administrator or by a command, never by a visitor."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_client_ip(self, request) -> str:
        return client_address.of_request(request)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        return super().is_reauthentication_required(app=app, **kwargs) and not (
            app == "allauth.mfa" and second_factor.has_just_come_in(self.request)
        )

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("admin:index")
