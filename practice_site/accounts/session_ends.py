"""What ends sessions besides time: what libraries tell us of, and the worker, which takes away what is over."""

from allauth.account import signals as of_accounts
from allauth.account.internal.flows.login import clear_authentication_records
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from practice_site.accounts import sessions
from practice_site.models import Session, StaffAccount
from practice_site.worker import Job, register_job

HOUR = 3600  # seconds


def register() -> None:
    user_logged_in.connect(_signed_in)
    for signal in (of_accounts.password_changed, of_accounts.password_set, of_accounts.password_reset):
        signal.connect(_password_changed)
    register_job(Job("sessions", _drop_what_is_over, every_seconds=HOUR))


def _signed_in(sender, request: HttpRequest, user: StaffAccount, **_) -> None:
    """Django gives no new key to whoever signs in where they are signed in already."""
    row = request.session.row
    if row and row.account_id:
        request.session.begin_anew()


def _password_changed(sender, request: HttpRequest, user: StaffAccount, **_) -> None:
    """Only the browser in which the person did it goes on."""
    sessions.end_all(user, but=request.session if request.user == user else None)
    if request.user == user:
        clear_authentication_records(request)  # what was proven was proven by the old one


def _drop_what_is_over() -> str | None:
    count = Session.objects.over_at(timezone.now()).delete()[0]
    return f"{count} {'session' if count == 1 else 'sessions'} that had ended taken away" if count else None
