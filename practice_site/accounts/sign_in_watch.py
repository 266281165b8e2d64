"""What django-axes asks and is told about sign-ins, and what people read who have to wait: by `sign_in_limits`."""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practice_site.accounts import sign_in_limits


class SignInHandler(AxesDatabaseHandler):
    """Counts before a password is looked at; axes' own way is to count afterwards, and to keep what was typed."""

    def is_allowed(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        request.sign_in_waits = sign_in_limits.begin(sign_in_limits.typed_name(credentials), request)
        return not request.sign_in_waits

    def user_login_failed(self, sender, credentials: dict, request: HttpRequest | None = None, **_) -> None:
        if request is None:
            return
        name = sign_in_limits.typed_name(credentials)
        if not request.axes_locked_out and sign_in_limits.is_locked_now(name, request):
            request.axes_locked_out, request.sign_in_waits = True, settings.AXES_COOLOFF_TIME
        if request.axes_locked_out:
            request.axes_credentials = credentials
            user_locked_out.send("axes", request=request, username="", ip_address=request.axes_ip_address)

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        is_locked = sign_in_limits.is_locked_now(sign_in_limits.typed_name(credentials), request)
        return settings.AXES_FAILURE_LIMIT if is_locked else 0

    def user_logged_in(self, sender, request: HttpRequest, user, **_) -> None:
        """Nothing: a right password was noted before a second factor was asked for."""

    def user_logged_out(self, sender, request: HttpRequest, user, **_) -> None:
        """Nothing."""


def please_wait(request: HttpRequest, original_response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """The answer to a try that came too soon: the same whether there is such an account or not."""
    return wait_page(request, request.sign_in_waits, "admin/please_wait.html")


def wait_page(request: HttpRequest, waits: timedelta, template: str) -> HttpResponse:
    """Says that nothing was done, and when it will be again."""
    context = admin.site.each_context(request) | {"title": "Please wait a little", "how_long": in_words(waits)}
    response = render(request, template, context, status=429)
    response["Retry-After"] = str(max(1, int(waits.total_seconds())))
    return response


def in_words(waits: timedelta) -> str:
    """Whole minutes, rather one more than one less."""
    minutes = -int(-waits.total_seconds() // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
