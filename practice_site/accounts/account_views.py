"""django-allauth's pages in the frame of the staff's own site."""

from allauth.account import views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from practice_site.accounts import session_tries
from practice_site.accounts.factor_adapter import passkeys_work_at
from practice_site.models import StaffAccount
from practice_site.response_headers import SIGNED_OUT

JUST_CHANGED = (
    "Your password was changed a moment ago, so it was not changed again. "
    "To choose another one, give the password that you have now."
)


def sign_in_after_choosing(request: HttpRequest, account: StaffAccount) -> HttpResponse:
    """Sign in somebody who chose a password just now, which counts like typing it. A second factor is asked for."""
    record_authentication(request, account, "password")
    return perform_login(request, account)


class StaffScreen:
    """Before one of allauth's views: gives its template what the frame of the staff's pages needs, and a title."""

    title = ""

    def get_context_data(self, **kwargs):
        return admin.site.each_context(self.request) | {"title": self.title} | super().get_context_data(**kwargs)


class SignInView(StaffScreen, views.LoginView):
    template_name = "admin/login.html"
    title = "Sign in"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"passkeys_work": passkeys_work_at(self.request)}


class SignOutView(StaffScreen, views.LogoutView):
    template_name = "admin/sign_out.html"
    title = "Sign out"

    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        response.area = SIGNED_OUT
        return response


class FewTries:
    """Before a view with a form that proves who somebody is: counts each try, and ends the session at the fifth.

    The view says where to go on after signing in anew (`goes_on`).
    """

    proof = None  # the field that proves it; None where the form does it as a whole

    def post(self, request, *args, **kwargs):
        tries, form = session_tries.count(request), self.get_form()
        if tries <= session_tries.MOST and self.is_proven_by(form):
            session_tries.forget(request)
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        self.note_failure()
        if tries >= session_tries.MOST:
            return session_tries.sign_out(request, self.goes_on)
        form.add_error(self.proof, session_tries.words_for(tries))
        return self.form_invalid(form)

    def is_proven_by(self, form) -> bool:
        return self.proof not in form.errors if self.proof else form.is_valid()

    def note_failure(self) -> None:
        """Most of allauth's forms tell it by themselves."""


class ChangePasswordView(StaffScreen, FewTries, views.PasswordChangeView):
    """At a desk that was left open, nobody tries out what the password may be."""

    template_name = "admin/password_change.html"
    title = "Change your password"
    proof = "oldpassword"

    @property
    def goes_on(self) -> str:
        return self.request.path

    def dispatch(self, request, *args, **kwargs):
        """Who never chose a password has none to give, and gets a link from an administrator."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("admin:account")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        """The password, the mail that tells of it and the end of other sessions, together, and once."""
        if StaffAccount.objects.hold(self.request.user.pk).password != self.request.user.password:
            form.add_error("oldpassword", JUST_CHANGED)
            return self.form_invalid(form)
        return super().form_valid(form)
