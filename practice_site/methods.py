"""Takes only the methods that an address has a use for, before anything of the request is read."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from practice_site.errors import error_page

TAKEN = ("GET", "HEAD", "POST")
HANDLERS = {"HEAD": "get"}  # Django answers the one by the other


class MethodsMiddleware:
    """Answers 405 to a method that no page takes, and to a form that is sent to a page for reading only.

    The second is asked before the form's token is checked: an old token is not what is wrong there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in TAKEN:
            return self.get_response(request)
        try:
            return _refused(request, methods_of(resolve(request.path_info).func))
        except Resolver404:
            return _refused(request, TAKEN)

    def process_view(self, request, view, args, kwargs):
        allowed = methods_of(view)
        return _refused(request, allowed) if request.method == "POST" and "POST" not in allowed else None


def methods_of(view: Callable) -> tuple[str, ...]:
    """The methods that a view takes, by its own guard (`require_safe` and the like) or the class behind it."""
    allowed = TAKEN
    if view_class := getattr(view, "view_class", None):
        allowed = tuple(method for method in allowed if hasattr(view_class, HANDLERS.get(method, method.lower())))
    while view:
        guard = _kept_by(view).get("request_method_list", TAKEN)
        allowed = tuple(method for method in allowed if method in guard)
        view = getattr(view, "__wrapped__", None)
    return allowed


def _kept_by(view: Callable) -> dict:
    """The values that a decorator remembers: Django's guards say nowhere else what they let through."""
    code = getattr(view, "__code__", None)
    cells = getattr(view, "__closure__", None) or ()
    return {name: cell.cell_contents for name, cell in zip(code.co_freevars, cells, strict=True)} if code else {}


def _refused(request, allowed: tuple[str, ...]) -> HttpResponse:
    response = error_page(request, 405)
    response["Allow"] = ", ".join(allowed)
    return response
