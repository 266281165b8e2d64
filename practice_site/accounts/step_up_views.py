"""The pages that ask once more who somebody is: by the password, a code or a passkey."""

import json

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.views import BaseReauthenticateView
from allauth.mfa import app_settings as of_factors
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.utils import get_form_class
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from practice_site.accounts import account_log, factor_passkeys, step_up
from practice_site.accounts.account_views import FewTries, StaffScreen

Kind = account_log.Kind


class PasswordAgain(forms.Form):
    """Of whoever has no second factor."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        help_text="The one you sign in with.",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = user

    def clean_password(self) -> str:
        if not self.account.check_password(self.cleaned_data["password"]):
            raise ValidationError("This is not your password.")
        return self.cleaned_data["password"]


@method_decorator([sensitive_post_parameters(), never_cache, login_required(login_url="admin:login")], name="dispatch")
class AskAgainView(StaffScreen, FewTries, BaseReauthenticateView):
    """One way to prove who one is. allauth leads on to a way that this person has."""

    http_method_names = ("get", "head", "post")
    template_name = "admin/step_up.html"
    title = "Confirm it is you"
    words = ""  # what this way is called

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        self.remember(form)
        user = self.request.user
        account_log.record(Kind.STEPPED_UP, account=user, by=user, request=self.request, detail=self.words)
        return HttpResponseRedirect(self.goes_on)

    def remember(self, form) -> None:
        form.save()

    @property
    def goes_on(self) -> str:
        """An address of the staff's own pages; anything else becomes their start page."""
        return _checked(self.request.POST.get("next") or self.request.GET.get("next") or "", self.request)

    def get_context_data(self, **kwargs):
        others = [way for way in step_up.ways_of(self.request.user) if reverse(way) != self.request.path]
        asked = f"?{urlencode({'next': self.goes_on})}"
        return super().get_context_data(**kwargs) | {
            "next": self.goes_on,
            "minutes": step_up.MINUTES,
            "other_ways": [(WAYS[way], reverse(way) + asked) for way in others],
        }


class PasswordAgainView(AskAgainView):
    form_class = PasswordAgain
    words = "password"

    def get_form_class(self):
        return self.form_class

    def remember(self, form) -> None:
        reauthenticate_by_password(self.request)

    def note_failure(self) -> None:
        user, detail = self.request.user, "asked for the password again"
        account_log.record(Kind.SIGN_IN_FAILED, account=user, request=self.request, detail=detail)


class CodeAgainView(AskAgainView):
    words = "code"

    def get_form_class(self):
        return get_form_class(of_factors.FORMS, "reauthenticate", ReauthenticateForm)


class PasskeyAgainView(AskAgainView):
    template_name = "admin/step_up_passkey.html"
    words = "passkey"

    def get_form_class(self):
        return get_form_class(of_factors.FORMS, "reauthenticate_webauthn", ReauthenticateWebAuthnForm)

    def get_context_data(self, **kwargs):
        options = factor_passkeys.begin(self.request.user)
        return super().get_context_data(**kwargs) | {"options": options and json.dumps(options)}


WAYS = {
    "account_reauthenticate": "Give your password",
    "mfa_reauthenticate": "Give a code instead",
    "mfa_reauthenticate_webauthn": "Use your passkey instead",
}


def _checked(address: str, request: HttpRequest) -> str:
    start, here = reverse("admin:index"), reverse("account_reauthenticate")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours and address.startswith(start) and not address.startswith(here) else start
