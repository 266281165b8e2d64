"""How staff get in for the first time."""

from allauth.account.utils import perform_login
from django.contrib import admin
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice_site import first_administrator
from practice_site.staff_forms import ChoosePasswordForm, FirstAdministratorForm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator_page(request, token):
    if not first_administrator.is_open(token):
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.save(commit=False)
        try:
            first_administrator.create(account)
        except first_administrator.TooLate:
            raise Http404 from None
        return perform_login(request, account)
    context = admin.site.each_context(request) | {"title": "The first administrator", "form": form}
    return render(request, "admin/first_administrator.html", context)


class WelcomeView(PasswordResetConfirmView):
    """A colleague's one-time link: choose a password, and be signed in. A second factor is asked for as always."""

    template_name = "admin/welcome.html"
    form_class = ChoosePasswordForm
    title = "Choose your password"

    def form_valid(self, form):
        self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN, None)
        return perform_login(self.request, form.save())

    def get_user(self, uidb64):
        account = super().get_user(uidb64)
        return account if account and account.is_active else None

    def get_context_data(self, **kwargs):
        context = admin.site.each_context(self.request) | super().get_context_data(**kwargs)
        if not self.validlink:
            context["title"] = "This link is used up"
        return context

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.validlink else 404, **kwargs)
