"""Wrong passwords, codes and passkeys in one session: five, and it is over.

They are counted beside what the session remembers, before anything is looked at, so that tries at the same moment all
count, and no page that is answered late writes an older count. Signing in begins anew.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from practice_site.models import Session

MOST = 5
OVER = "None of five tries was accepted, so your sign-in has ended. Please sign in again."
TOO_LATE = "You were signed out before this arrived, so nothing was changed. Please sign in again."


@transaction.atomic
def count(request: HttpRequest) -> int:
    """Count one more try. Returns how many there were, or more than `MOST` when the session is gone."""
    row = Session.objects.filter(pk=request.session.row.pk)
    row.update(tries=F("tries") + 1)  # which holds the row until the end of this transaction
    return row.values_list("tries", flat=True).first() or MOST + 1


def forget(request: HttpRequest) -> None:
    request.session.row.tries = 0  # this row goes on under a new key when a password is changed
    Session.objects.filter(pk=request.session.row.pk).update(tries=0)


def words_for(tries: int) -> str:
    """How many are left after `tries` of them."""
    left = MOST - tries
    words = f"{left} tries are left" if left > 1 else "One try is left"
    return f"{words}, then you sign in anew."


def sign_out(request: HttpRequest, goes_on: str) -> HttpResponse:
    """End the session if it is not gone, and lead to the sign-in and from there to `goes_on`."""
    was_there = Session.objects.filter(pk=request.session.row.pk).exists()
    logout(request)
    messages.warning(request, OVER if was_there else TOO_LATE)
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': goes_on})}")
