"""The site's addresses, and some behind which something goes wrong."""

import errno

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from practice_site.errors import error_page
from practice_site.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def raising(problem: Exception):
    def view(request):
        raise problem

    return view


@require_POST
def echo(request):
    return HttpResponse(request.POST.get("word", "") * 100)


@require_POST
def remember(request):
    request.session["word"] = request.POST["word"]
    return HttpResponse("Remembered.")


def too_many_tries(request):
    return error_page(request, 429)


@require_safe
def long_text(request):
    return HttpResponse("The nose is seldom the whole story. " * 50)


urlpatterns = [
    path("broken/400/", raising(SuspiciousOperation("odd"))),
    path("broken/403/", raising(PermissionDenied())),
    path("broken/429/", too_many_tries),
    path("broken/500/", raising(ValueError("Ada Example"))),
    path("broken/503/", raising(OperationalError("could not connect"))),
    path("broken/503/no-room/", raising(OSError(errno.ENOSPC, "No space left on device", "Ada Example"))),
    path("broken/503/quota/", raising(OSError(errno.EDQUOT, "Disk quota exceeded"))),
    path("broken/503/too-large/", raising(OSError(errno.EFBIG, "File too large"))),
    path("broken/503/database/", raising(DatabaseError("database or disk is full"))),
    path("broken/503/commit/", raising(OperationalError("disk I/O error"))),
    path("echo/", echo),
    path("remember/", remember),
    path("long/", long_text),
    *urlpatterns,
]
