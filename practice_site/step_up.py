"""Asks for the password again before an act that takes much away, and remembers the answer for ten minutes.

A session that lies open on a desk must not be enough to carry a patient's whole record off. What was proven is good in
this session only, and ends with it or with a change of the password.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice_site.models import Session

MINUTES = 10
MOST_TRIES = 5
PROVEN, TRIES = "step_up_proven", "step_up_tries"  # in the session
SIGNED_OUT = "That were five wrong passwords, so you were signed out. Please sign in again."


class PasswordAgain(forms.Form):
    """What proves that it is still the same person: the one place to which a second factor is to be added."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        help_text="The one you sign in with.",
    )

    def __init__(self, account, tries_left: int, data=None):
        super().__init__(data)
        self.account, self.tries_left = account, tries_left

    def clean_password(self) -> str:
        if not self.account.check_password(self.cleaned_data["password"]):
            left = f"{self.tries_left} tries are" if self.tries_left > 1 else "One try is"
            raise ValidationError(f"This is not your password. {left} left, then you are signed out.")
        return self.cleaned_data["password"]


def required(view: Callable) -> Callable:
    """For a view of the staff's site that takes the request first.

    Put it on the page with the act's form, so that nothing typed is lost; an act that is sent when the ten minutes are
    over leads back to its own address, after the password.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_proven(request) else ask(request)

    return guarded


def is_proven(request: HttpRequest) -> bool:
    """Whether this person gave the password in this session, not more than ten minutes ago."""
    proven = request.session.get(PROVEN)
    if not isinstance(proven, dict) or proven.get("account") != request.user.get_session_auth_hash():
        return False
    return 0 <= timezone.now().timestamp() - proven.get("at", 0) < MINUTES * 60


def ask(request: HttpRequest) -> HttpResponse:
    """Go to the page that asks, and come back here afterwards."""
    response = HttpResponseRedirect(f"{reverse('admin:step_up')}?{urlencode({'next': request.get_full_path()})}")
    response.asks_for_password = True
    return response


def is_question(response: HttpResponse) -> bool:
    """Whether an answer only asks for the password: then nothing was done yet."""
    return getattr(response, "asks_for_password", False)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_view(request: HttpRequest) -> HttpResponse:
    goes_on = _checked(request.POST.get("next") or request.GET.get("next") or "", request)
    if request.method == "POST":
        tries = _count_try(request)
        form = PasswordAgain(request.user, MOST_TRIES - tries, request.POST)
        if tries <= MOST_TRIES and form.is_valid():
            _remember(request)
            return HttpResponseRedirect(goes_on)
        if tries >= MOST_TRIES:
            logout(request)
            messages.warning(request, SIGNED_OUT)
            return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': goes_on})}")
    else:
        form = PasswordAgain(request.user, MOST_TRIES)
    context = admin.site.each_context(request) | {"title": "Your password, please", "form": form, "next": goes_on}
    return TemplateResponse(request, "admin/step_up.html", context | {"minutes": MINUTES})


def _checked(address: str, request: HttpRequest) -> str:
    """An address of the staff's own pages; anything else becomes their start page."""
    start = reverse("admin:index")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours and address.startswith(start) and address != reverse("admin:step_up") else start


def _count_try(request: HttpRequest) -> int:
    """Count one more try of this session before it is looked at, so that tries at the same moment all count."""
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=request.session.row.pk).first()
        if row is None:
            return MOST_TRIES + 1
        tries = row.get_decoded().get(TRIES, 0) + 1
        request.session[TRIES] = tries
        request.session.save()
    return tries


def _remember(request: HttpRequest) -> None:
    request.session.pop(TRIES, None)
    request.session[PROVEN] = {
        "at": timezone.now().timestamp(),
        "account": request.user.get_session_auth_hash(),
    }
