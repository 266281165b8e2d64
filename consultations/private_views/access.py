"""Who may come in: whoever holds a link that stands. Everybody else is told how to get a new one."""

from functools import wraps

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consultations import private_link
from consultations.see_other import SeeOther
from consultations.workflow import Held
from practice_site.errors import error_page

READING = ["GET", "HEAD"]


def with_link(*methods: str, opens: str | None = private_link.Opens.PAGE):
    """Give a view `(http_request, link, token, …)` to whoever holds a standing link of that kind, or of any for None.

    No other site can send a form here, because nobody but the patient knows the address; that is why there is no
    further token, which browsers that send no referrer could not return.
    """

    def decorate(view):
        @csrf_exempt
        @never_cache
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(http_request, token: str, **kwargs) -> HttpResponse:
            link = private_link.find(token)
            if link is None or opens not in (None, link.opens):
                return ended(http_request)
            if http_request.method not in READING and not comes_from_here(http_request):
                return error_page(http_request, 403)
            return view(http_request, link, token, **kwargs)

        return guarded

    return decorate


def sends(view):
    """A view that takes what a patient sends by the page's link: POST only, in one transaction; the link is used.

    What would erase something that is kept for a legal reason does nothing, and the page says so.
    """

    @with_link("POST")
    @wraps(view)
    def taking(http_request, link, token: str, **kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                private_link.keep(link)
                return view(http_request, link, token, **kwargs)
        except Held:
            return back(token, "kept-by-law")

    return taking


def comes_from_here(http_request) -> bool:
    """False when the browser says that another site sends this (Fetch Metadata, w3.org/TR/fetch-metadata)."""
    return http_request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def back(token: str, done: str = "", section: str = "") -> SeeOther:
    """Go on to the page, which says what was done (`private_page.DONE`) and shows the section."""
    address = reverse("private:page", args=[token]) + (f"?done={done}" if done else "")
    return SeeOther(f"{address}#{section}" if section else address)


def ended(http_request) -> HttpResponse:
    return render(http_request, "consultations/private/ended.html", status=404)
