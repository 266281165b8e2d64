"""Asks once more who somebody is before an act that takes much away or opens a door.

A session that lies open on a desk must not be enough for that. Whoever has a second factor gives it, everybody else the
password; the password alone does not suffice where there is a factor. What was proven, here or by signing in, is good
for ten minutes and in this session only. django-allauth keeps the record of it, so that there is one notion of it.
"""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from practice_site.accounts import factor_rows, second_factor

MINUTES = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60
TOO_LATE = "What you sent is not done yet. Prove that it is you, then send it once more from the page you come back to."
EXPORT = "consultations.export_consultationrequest"
# What is guarded, by the name of its view, and who may do it: everybody else is refused by the view itself. It is asked
# when the page with the form opens, so that nothing typed is lost.
GUARDED = {
    "consultations_consultationrequest_export_list": EXPORT,
    "consultations_consultationrequest_export": EXPORT,
    "consultations_consultationrequest_print": EXPORT,
    "consultations_consultationrequest_hold": "consultations.hold_consultationrequest",
    "consultations_consultationrequest_erase": "consultations.erase_consultationrequest",
    "consultations_retentionrule_changelist": "consultations.change_retentionrule",
    "practice_site_staffaccount_add": "practice_site.add_staffaccount",
    "practice_site_staffaccount_reset": "practice_site.change_staffaccount",
    "practice_site_staffaccount_change": "practice_site.change_staffaccount",
    "practice_site_staffaccount_changelist": "practice_site.change_staffaccount",
    "practice_site_practice_change": "practice_site.change_practice",
    "account_email": "",
}
READ_WITHOUT = {"practice_site_staffaccount_changelist"}  # asked only before its acts
BY_PASSKEY, BY_CODE, BY_PASSWORD = "mfa_reauthenticate_webauthn", "mfa_reauthenticate", "account_reauthenticate"


def guard(view: Callable) -> Callable:
    """Ask before a view of the staff's site whose name stands in `GUARDED`."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return ask(request) if _is_to_ask(request) else view(request, *args, **kwargs)

    return guarded


def _is_to_ask(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name
    if name not in GUARDED or (name in READ_WITHOUT and request.method != "POST"):
        return False
    permission = GUARDED[name]
    return not is_proven(request) and (not permission or request.user.has_perm(permission))


def is_proven(request: HttpRequest) -> bool:
    """Whether this person proved in this session, not more than ten minutes ago, who they are. No query."""
    method = "mfa" if second_factor.is_given(request) else "password"
    records = get_authentication_records(request, request.user)
    proofs = [record["at"] for record in records if record["method"] == method]
    return bool(proofs) and 0 <= time.time() - proofs[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask(request: HttpRequest) -> HttpResponse:
    """Go to the page that asks, and come back here afterwards. What was sent is not kept, and says so."""
    if request.method == "POST":
        messages.warning(request, TOO_LATE)
    (first, *_) = ways_of(request.user)
    return HttpResponseRedirect(f"{reverse(first)}?{urlencode({'next': request.get_full_path()})}")


def ways_of(account) -> list[str]:
    """By which pages an account can prove itself, the best first. One query.

    Where none of its factors can be read, that is the page that says so: a password does not stand in for them.
    """
    held = list(Authenticator.objects.filter(user_id=account.pk))
    kinds = {each.type for each in factor_rows.readable_among(held)}
    ways = [BY_PASSKEY] if Authenticator.Type.WEBAUTHN in kinds else []
    ways += [BY_CODE] if kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES} else []
    return ways or [BY_PASSKEY if held else BY_PASSWORD]


class StepUpMiddleware:
    """Stands below allauth's, whose own pages ask by an exception: it would keep what was sent in the session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, ReauthenticationRequired):
            return None
        is_in = request.user.is_authenticated
        return ask(request) if is_in else redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
