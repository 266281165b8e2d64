"""The pages of somebody's own second factors, and of giving one at sign-in: allauth's, in our frame."""

import json
from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn import views as of_passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import DeleteView, TemplateView
from django.views.generic.base import ContextMixin

from practice_site.accounts import factor_changes, factor_passkeys, factor_rows, one_time_codes, second_factor
from practice_site.accounts.account_views import FewTries, StaffScreen
from practice_site.accounts.factor_adapter import passkeys_work_at

Type = Authenticator.Type
after_step_up = reauthentication_required(app="allauth.mfa")


class FactorScreen(StaffScreen):
    def get_context_data(self, **kwargs):
        here = {"passkeys_work": passkeys_work_at(self.request), "is_confined": second_factor.is_confined(self.request)}
        return super().get_context_data(**kwargs) | here


class OurContext:
    """Between `FactorScreen` and one of allauth's views, whose own context fails at a factor that cannot be read."""

    def get_context_data(self, **kwargs):
        return ContextMixin.get_context_data(self, **{"form": self.get_form()} | kwargs)


@dataclass(frozen=True)
class Line:
    """One factor in the list of one's own."""

    row: Authenticator
    is_readable: bool
    name: str


@method_decorator(login_required, name="dispatch")
class OverviewView(FactorScreen, TemplateView):
    template_name = "admin/second_factor/overview.html"

    @property
    def title(self) -> str:
        return "First, a second factor" if second_factor.is_confined(self.request) else "Second factor"

    def get_context_data(self, **kwargs):
        held = Authenticator.objects.filter(user=self.request.user).order_by("created_at")
        lines = [Line(each, factor_rows.is_readable(each), factor_rows.name_of(each)) for each in held]
        codes = next((line for line in lines if line.row.type == Type.RECOVERY_CODES), None)
        can_be_counted = codes and codes.is_readable
        return super().get_context_data(**kwargs) | {
            "passkeys": [line for line in lines if line.row.type == Type.WEBAUTHN],
            "app": next((line for line in lines if line.row.type == Type.TOTP), None),
            "has_factor": any(line.row.type != Type.RECOVERY_CODES for line in lines),
            "codes": codes,
            "codes_left": len(codes.row.wrap().get_unused_codes()) if can_be_counted else 0,
            "are_seen": bool(can_be_counted and codes.row.wrap().did_view),
        }


class AddPasskeyView(FactorScreen, OurContext, of_passkeys.AddWebAuthnView):
    template_name = "admin/second_factor/add_passkey.html"
    title = "Add a passkey"

    def get_context_data(self, **kwargs):
        options = factor_passkeys.begin_adding(self.request.user)
        return super().get_context_data(**kwargs) | {"options": json.dumps(options)}

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

    def get_object(self, queryset=None):
        passkey = super().get_object(queryset)
        if not factor_rows.is_readable(passkey):
            raise Http404
        return passkey


@method_decorator([login_required, after_step_up], name="dispatch")
class RemoveFactorView(FactorScreen, DeleteView):
    """The type stands in the address; the only one stays where one is required."""

    template_name = "admin/second_factor/remove.html"
    title = "Remove a second factor"
    context_object_name = "factor"

    def get_object(self, queryset=None):
        return get_object_or_404(second_factor.of(self.request.user), **self.kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "name": factor_rows.name_of(self.object),
            "is_only": not second_factor.of(self.request.user).exclude(pk=self.object.pk).exists(),
            "may_go": factor_rows.may_go(self.object),
        }

    def form_valid(self, form):
        try:
            factor_changes.remove(self.request, self.object)
        except factor_changes.IsTheOnlyOne as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, "It was removed.")
        return redirect("mfa_index")


class SecondFactorView(FactorScreen, FewTries, OurContext, AuthenticateView):
    """After the password. Nobody is signed in yet."""

    template_name = "admin/second_factor/sign_in.html"
    title = "Your second factor"

    def get_form(self):
        """The one that was sent: for a code or for a passkey."""
        return self.form

    @property
    def goes_on(self) -> str:
        return self.stage.login.redirect_url or reverse("admin:index")

    def get_context_data(self, **kwargs):
        account = self.stage.login.user
        options = factor_passkeys.begin(account)
        return super().get_context_data(**kwargs) | {
            "form": self.auth_form,
            "webauthn_form": self.webauthn_form,
            "options": options and json.dumps(options),
            "has_passkeys": second_factor.of(account).filter(type=Type.WEBAUTHN).exists(),
        }


class PasskeySignInView(of_passkeys.LoginWebAuthnView):
    """Takes a passkey instead of the password, and tells a script what to ask the browser for."""
