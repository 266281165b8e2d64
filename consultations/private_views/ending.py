"""Taking the request back, and erasing everything. Each asks once more; only what is sent then does it."""

from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultations import erasure, private_link, withdrawal
from consultations.private_views.access import READING, back, with_link
from consultations.see_other import SeeOther


@with_link(*READING, "POST")
def withdraw(http_request, link, token):
    if http_request.method in READING:
        return _ask_once_more(http_request, link, token, "withdraw")
    with transaction.atomic():
        private_link.keep(link)
        withdrawal.withdraw(link.request)
    return back(token, "withdrawn")


@with_link(*READING, "POST")
def erase(http_request, link, token):
    if http_request.method in READING:
        return _ask_once_more(http_request, link, token, "erase")
    if erasure.erase_for_patient(link.request):
        return SeeOther(reverse("private:erased"))
    private_link.keep(link)
    return back(token, "erase-noted", "data")


@never_cache
@require_safe
def erased(http_request):
    """Needs no link: there is none any more."""
    return render(http_request, "consultations/private/erased.html")


def _ask_once_more(http_request, link, token, what: str):
    context = {"token": token, "patient_request": link.request}
    return render(http_request, f"consultations/private/{what}.html", context)
