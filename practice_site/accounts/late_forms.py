"""What came after a session had ended: the sender hears that it was not saved, and gets back to where it was typed."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

NOT_SAVED = (
    "You were signed out before this arrived, so nothing of it was saved. Sign in, and you get back to the page. "
    "What you typed is offered to you there, if your browser could keep it."
)


def told(site: AdminSite, view: Callable) -> Callable:
    """Around a view of the staff's site, which itself only asks to sign in."""

    @wraps(view)
    def run(request, *args, **kwargs):
        is_sent = request.method == "POST" and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        if not is_sent or site.has_permission(request):
            return view(request, *args, **kwargs)
        return to_sign_in(request)

    return run


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Say that nothing was saved, and lead by way of the sign-in back to where it was typed."""
    messages.warning(request, NOT_SAVED)
    return redirect_to_login(_where_it_was_typed(request), reverse("admin:login"))


def _where_it_was_typed(request: HttpRequest) -> str:
    """Some forms are sent to an address that shows nothing by itself."""
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = page.netloc == request.get_host() and page.path.startswith(reverse("admin:index"))
    return page._replace(scheme="", netloc="", fragment="").geturl() if is_ours else request.get_full_path()
