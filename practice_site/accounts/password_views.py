"""The pages of mailed links: asking for a new password, and choosing one."""

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice_site.accounts import one_time_links, password_links, sign_in_watch
from practice_site.accounts.account_views import sign_in_after_choosing
from practice_site.accounts.staff_forms import ChoosePasswordForm, ForgottenPasswordForm
from practice_site.models import OneTimeLink

TITLES = {
    OneTimeLink.Opens.INVITATION: "Choose your password",
    OneTimeLink.Opens.NEW_PASSWORD: "Choose a new password",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_page(request):
    """Ask for a link. What is done and said is the same for every address."""
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if waits := password_links.ask_for(form.cleaned_data["email"], request):
            return sign_in_watch.wait_page(request, waits, "admin/please_wait_for_mail.html")
        return redirect(f"{reverse('account_reset_password')}?sent=yes")
    title = "Look into your mail" if "sent" in request.GET else "Forgot your password?"
    context = admin.site.each_context(request) | {"title": title, "form": form, "is_sent": "sent" in request.GET}
    return render(request, "admin/forgotten_password.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_page(request, token, opens):
    """A one-time link: choose a password, and be signed in. A second factor is asked for as always."""
    link = one_time_links.find(token, opens)
    form = ChoosePasswordForm(link.account, request.POST or None) if link else None
    if link and request.method == "POST" and form.is_valid():
        if password_links.choose(link, form.cleaned_data["password"], request):
            return sign_in_after_choosing(request, link.account)
        link = None
    title = TITLES[opens] if link else "This link is used up"
    context = admin.site.each_context(request) | {"title": title, "form": form, "link": link, "opens": opens}
    return render(request, "admin/choose_password.html", context, status=200 if link else 404)
