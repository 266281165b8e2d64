"""The pages on which people change their own email address."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practice_site.accounts import address_change, one_time_links
from practice_site.accounts.staff_forms import NewAddressForm
from practice_site.dashboard import Screen, register_screen
from practice_site.models import OneTimeLink


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: HttpRequest) -> HttpResponse:
    form = NewAddressForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        address_change.ask_for(request.user, form.cleaned_data["email"])
        words = "A mail with a link is on its way to the new address. Until you open it, the old one stays."
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:account"))
    context = admin.site.each_context(request) | {"title": "Change your email address", "form": form}
    return TemplateResponse(request, "admin/change_address.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Only for whoever asked for it: a link that went to a mistyped address must not take the account away."""
    link = one_time_links.find(token, OneTimeLink.Opens.NEW_ADDRESS)
    if link and link.account != request.user:
        link = None
    if link and request.method == "POST":
        if address_change.take_on(link, request):
            messages.success(request, f"You sign in with {link.new_address} from now on.")
            return HttpResponseRedirect(reverse("admin:account"))
        link = None
    title = "Use this address?" if link else "This link is used up"
    context = admin.site.each_context(request) | {"title": title, "link": link}
    return TemplateResponse(request, "admin/confirm_address.html", context, status=200 if link else 404)


def register() -> None:
    register_screen(Screen("account/email/", "account_email", change_page))
    register_screen(Screen("account/email/<str:token>/", "account_confirm_email", confirm_page))
