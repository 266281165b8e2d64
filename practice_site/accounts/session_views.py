"""Where somebody is signed in, as a page of their account, and how long that lasts, for the script that warns."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice_site.accounts import account_log, sessions
from practice_site.accounts.your_account import Part, register_part
from practice_site.dashboard import Screen, register_screen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _end(request)
    open_ones = request.user.sessions.alive_at(timezone.now())
    context = admin.site.each_context(request) | {
        "title": "Where you are signed in",
        "sessions": open_ones,
        "here": request.session.row.pk,
    }
    return TemplateResponse(request, "admin/sessions.html", context)


def _end(request: HttpRequest) -> HttpResponse:
    if number := request.POST.get("end", ""):
        is_here = number == str(request.session.row.pk)
        if is_here or not number.isdecimal() or not request.user.sessions.filter(pk=number[:18]).delete()[0]:
            raise Http404
        words = "You are signed out there."
    else:
        count = sessions.end_all(request.user, but=request.session)
        words = "You are signed in here only." if count else "You were signed in here only."
    account_log.record(
        account_log.Kind.SESSIONS_ENDED, account=request.user, by=request.user, request=request, detail="by themselves"
    )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:account_sessions"))


@sessions.in_background
@never_cache
@require_safe
def left(request: HttpRequest) -> JsonResponse:
    """How long the session lasts, without making it last longer."""
    return _seconds_until(request.session.row.ends_at)


@never_cache
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """Somebody is here: they type, or they pressed the button that says so."""
    return _seconds_until(request.session.ends_at())


def register() -> None:
    register_screen(Screen("account/sessions/", "account_sessions", list_page))
    register_screen(Screen("account/sessions/left/", "account_session_left", left))
    register_screen(Screen("account/sessions/stay/", "account_session_stay", stay))
    register_part(Part("Where you are signed in", _how_many, 60, "admin:account_sessions", "Look"))


def _how_many(request: HttpRequest) -> str:
    others = request.user.sessions.alive_at(timezone.now()).count() - 1
    return f"Here, and in {others} other place{'' if others == 1 else 's'}." if others else "Here only."


def _seconds_until(moment) -> JsonResponse:
    return JsonResponse({"seconds": sessions.seconds_until(moment)})
