"""Where a second factor is required, an account without one gets to where one is set up, and nowhere else.

A session knows by itself whether a second factor was given in it, or set up, so that asking costs no query. It may rely
on that: whatever changes the factors of an account ends its other sessions.
"""

import time
from functools import partial
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject

from practice_site.models import StaffAccount

GIVEN, GOES_ON, SIGNED_IN = "second_factor_of", "second_factor_goes_on", "signed_in_at"  # in the session
STAFF_PAGES = "/admin/"
OPEN_BEFORE = {"mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "account_reauthenticate", "account_logout"}


def is_required() -> bool:
    return settings.STAFF_MFA_REQUIRED


def is_given(request: HttpRequest) -> bool:
    """Whether a second factor was given or set up in this session by whoever is signed in. No query."""
    return _is_given(request.session, request.user)


def is_confined(request: HttpRequest) -> bool:
    """Whether whoever is signed in has to set up a second factor first. No query."""
    return is_required() and request.user.is_authenticated and not is_given(request)


def _is_given(session, user) -> bool:
    return user.is_authenticated and session.get(GIVEN) == user.pk


def of(account: StaffAccount | OuterRef):
    """What counts as a second factor of an account: recovery codes only stand in for one."""
    return Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)


def note_given(request: HttpRequest, account: StaffAccount) -> None:
    request.session[GIVEN] = account.pk


def note_gone(request: HttpRequest) -> None:
    request.session.pop(GIVEN, None)


def address_after(request: HttpRequest) -> str:
    """Where somebody wanted to go who was led to set up a second factor first; said once."""
    return request.session.pop(GOES_ON, None) or reverse("mfa_index")


def has_just_come_in(request: HttpRequest) -> bool:
    """Whether somebody without a second factor signed in a moment ago, who need not give the password again for one."""
    came = request.session.get(SIGNED_IN, 0)
    return not is_given(request) and 0 <= time.time() - came < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def connect() -> None:
    authenticator_used.connect(_used)
    user_logged_in.connect(_signed_in)


def _used(sender, request, user, **_) -> None:
    note_given(request, user)


def _signed_in(sender, request, user, **_) -> None:
    request.session[SIGNED_IN] = time.time()


class SecondFactorMiddleware:
    """Stands below allauth's, around every page. Outside of the staff's pages a confined session is nobody's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_required():
            return self.get_response(request)
        if not request.path_info.startswith(STAFF_PAGES):
            request.user = SimpleLazyObject(partial(_whoever_is_in, request.session, request.user))
        elif is_confined(request):
            return self._confine(request)
        return self.get_response(request)

    def _confine(self, request) -> HttpResponse:
        if of(request.user).exists():  # set up from somewhere else: this session gave a password only
            logout(request)
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if _is_open(request):
            return self.get_response(request)
        if request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document":
            request.session[GOES_ON] = request.get_full_path()
        return HttpResponseRedirect(reverse("mfa_index"))


def _whoever_is_in(session, user):
    return user if _is_given(session, user) else AnonymousUser()


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN_BEFORE
    except Resolver404:
        return False
