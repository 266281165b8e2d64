"""The pages of somebody's own second factors, and of giving one at sign-in: allauth's, in our frame."""

import json

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn import views as of_passkeys
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import DeleteView, TemplateView

from practice_site.accounts import factor_changes, one_time_codes, second_factor
from practice_site.accounts.account_views import StaffScreen
from practice_site.accounts.factor_adapter import passkeys_work_at

Type = Authenticator.Type
after_step_up = reauthentication_required(app="allauth.mfa")


class FactorScreen(StaffScreen):
    def get_context_data(self, **kwargs):
        here = {"passkeys_work": passkeys_work_at(self.request), "is_confined": second_factor.is_confined(self.request)}
        return super().get_context_data(**kwargs) | here


@method_decorator(login_required, name="dispatch")
class OverviewView(FactorScreen, TemplateView):
    template_name = "admin/second_factor/overview.html"

    @property
    def title(self) -> str:
        return "First, a second factor" if second_factor.is_confined(self.request) else "Second factor"

    def get_context_data(self, **kwargs):
        held = list(Authenticator.objects.filter(user=self.request.user).order_by("created_at"))
        codes = next((each.wrap() for each in held if each.type == Type.RECOVERY_CODES), None)
        return super().get_context_data(**kwargs) | {
            "passkeys": [each.wrap() for each in held if each.type == Type.WEBAUTHN],
            "app": next((each for each in held if each.type == Type.TOTP), None),
            "has_factor": any(each.type != Type.RECOVERY_CODES for each in held),
            "codes": codes,
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
            "is_required": second_factor.is_required(),
        }


class AddPasskeyView(FactorScreen, of_passkeys.AddWebAuthnView):
    template_name = "admin/second_factor/add_passkey.html"
    title = "Add a passkey"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = passkeys.begin_registration(self.request.user, passwordless=True)  # the last one asked for counts
        return context | {"options": json.dumps(options)}

    def form_valid(self, form):
        with factor_changes.one_at_a_time(self.request.user):
            response = super().form_valid(form)
            factor_changes.added(self.request, Type.WEBAUTHN)
        return response

    def get_success_url(self):
        return _after_adding(self)


class AddAppView(FactorScreen, ActivateTOTPView):
    template_name = "admin/second_factor/add_app.html"
    title = "Set up an authenticator app"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"groups": [secret[start : start + 4] for start in range(0, len(secret), 4)]}

    def form_valid(self, form):
        with factor_changes.one_at_a_time(self.request.user):
            if second_factor.of(self.request.user).filter(type=Type.TOTP).exists():
                return redirect("mfa_index")
            response = super().form_valid(form)
            one_time_codes.note_used(self.request.user, form.step)
            factor_changes.added(self.request, Type.TOTP)
        return response

    def get_success_url(self):
        return _after_adding(self)


def _after_adding(view) -> str:
    if view.did_generate_recovery_codes:
        return reverse("mfa_view_recovery_codes")
    return second_factor.address_after(view.request)


class NamePasskeyView(FactorScreen, of_passkeys.EditWebAuthnView):
    template_name = "admin/second_factor/name_passkey.html"
    title = "Name this passkey"
    success_url = reverse_lazy("mfa_index")

    def post(self, request, *args, **kwargs):
        """A passkey that is removed at the same moment stays removed."""
        with factor_changes.one_at_a_time(request.user):
            return super().post(request, *args, **kwargs)


@method_decorator([login_required, after_step_up], name="dispatch")
class RemoveFactorView(FactorScreen, DeleteView):
    """The type stands in the address; the only one stays where one is required."""

    template_name = "admin/second_factor/remove.html"
    title = "Remove a second factor"
    context_object_name = "factor"

    def get_object(self, queryset=None):
        return get_object_or_404(second_factor.of(self.request.user), **self.kwargs)

    def get_context_data(self, **kwargs):
        is_only = not second_factor.of(self.request.user).exclude(pk=self.object.pk).exists()
        return super().get_context_data(**kwargs) | {"is_only": is_only, "is_required": second_factor.is_required()}

    def form_valid(self, form):
        try:
            factor_changes.remove(self.request, self.object)
        except factor_changes.IsTheOnlyOne as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, "It was removed.")
        return redirect("mfa_index")


class SecondFactorView(FactorScreen, AuthenticateView):
    """After the password. Nobody is signed in yet."""

    template_name = "admin/second_factor/sign_in.html"
    title = "Your second factor"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        has_passkeys = second_factor.of(self.stage.login.user).filter(type=Type.WEBAUTHN).exists()
        return context | {"options": json.dumps(options), "has_passkeys": has_passkeys}


class PasskeySignInView(of_passkeys.LoginWebAuthnView):
    """Takes a passkey instead of the password, and tells a script what to ask the browser for."""
