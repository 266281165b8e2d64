"""Wrong passwords and codes of somebody who is signed in already: five, and the session is over.

They are counted in the session itself, before anything is looked at, so that tries at the same moment all count.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from practice_site.models import Session

MOST = 5
TRIES = "step_up_tries"  # in the session
SIGNED_OUT = "Those were five wrong tries, so you were signed out. Please sign in again."
TOO_LATE = "You were signed out before this arrived, so nothing was changed. Please sign in again."


def count(request: HttpRequest) -> int:
    """Count one more try. Returns how many there were, or more than `MOST` when the session is gone."""
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=request.session.row.pk).first()
        if row is None:
            return MOST + 1
        tries = row.get_decoded().get(TRIES, 0) + 1
        request.session[TRIES] = tries
        request.session.save()
    return tries


def forget(request: HttpRequest) -> None:
    request.session.pop(TRIES, None)


def words_for(tries: int) -> str:
    """How many are left after `tries` of them."""
    left = MOST - tries
    words = f"{left} tries are left" if left > 1 else "One try is left"
    return f"{words}, then you are signed out."


def sign_out(request: HttpRequest, goes_on: str) -> HttpResponse:
    """End the session if it is not gone, and lead to the sign-in and from there to `goes_on`."""
    was_there = Session.objects.filter(pk=request.session.row.pk).exists()
    logout(request)
    messages.warning(request, SIGNED_OUT if was_there else TOO_LATE)
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': goes_on})}")
