"""Asking for a new link. The answer is the same whether reference and email fit or not."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from consultations import limits, link_wishes
from consultations.link_form import NewLinkForm
from consultations.private_views.access import comes_from_here
from consultations.see_other import SeeOther
from practice_site import client_address
from practice_site.errors import error_page


@csrf_exempt  # it does nothing in anybody's name, and the page sends no referrer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(http_request):
    form = NewLinkForm(http_request.POST if http_request.method == "POST" else None)
    if not form.is_bound:
        return _draw(http_request, form)
    if not comes_from_here(http_request):
        return error_page(http_request, 403)
    if not form.is_valid():
        return _draw(http_request, form, status=422)
    address = client_address.of_request(http_request)
    if limits.is_flood(limits.WISHES, limits.count(limits.WISHES, address)):
        response = error_page(http_request, 429)
        response["Retry-After"] = str(limits.seconds_left())
        return response
    link_wishes.wish(form.cleaned_data["reference"], form.cleaned_data["email"])
    return SeeOther(reverse("private:new_link_sent"))


@never_cache
@require_safe
def sent(http_request):
    return render(http_request, "consultations/private/new_link_sent.html")


def _draw(http_request, form, status: int = 200):
    return render(http_request, "consultations/private/new_link.html", {"form": form}, status=status)
