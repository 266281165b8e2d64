"""`/healthz` says that the process answers; `/readyz` says whether the site can do its work, and why if not."""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LEAST_FREE_DISK = 500 * 1024 * 1024  # bytes

_checks: list[tuple[str, Callable]] = []
_warnings: list[tuple[str, Callable]] = []


def register_check(name: str, check: Callable) -> None:
    """Add a function that returns None when all is well, else one sentence that says what is wrong."""
    _checks.append((name, check))


def register_warning(name: str, check: Callable) -> None:
    """The same for what somebody should look at while the site goes on working.

    A warning leaves the answer at 200. With 503 a load balancer takes the site off the net, so that whoever causes
    what is warned of, by failing to sign in for example, could switch the site off.
    """
    _warnings.append((name, check))


@require_safe
@never_cache
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request):
    problems = _found([("database", _database), ("disk", _disk), *_checks])
    told = {"ready": not problems, "problems": problems, "warnings": _found(_warnings)}
    return JsonResponse(told, status=503 if problems else 200)


def _found(checks: list[tuple[str, Callable]]) -> dict[str, str]:
    """What the checks complain of, by their names."""
    said = {name: _answer_of(check) for name, check in checks}
    return {name: problem for name, problem in said.items() if problem}


def _answer_of(check: Callable) -> str | None:
    try:
        return check()
    except DatabaseError:
        return "The database did not answer."
    except OSError as trouble:
        return f"Where the data is kept cannot be read ({trouble.strerror})."


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def _disk() -> str | None:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return None if free >= LEAST_FREE_DISK else f"Only {free // 1024**2} MB are free where the data is kept."
