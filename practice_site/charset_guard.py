"""Refuses form data in any encoding but UTF-8 before Django tries to read it and fails inside its own error page."""

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest

from practice_site.errors import error_page

UNREADABLE = "unreadable"


class ReadableRequest(WSGIRequest):
    """A request whose content type may be broken. Django reads it before any middleware, and fails over it."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params = "", {"charset": UNREADABLE}
        except SuspiciousOperation:
            pass  # too many fields in the address; the guard meets them again, where they get their page


class CharsetGuardMiddleware:
    """Answers 415 to a body whose declared charset is not UTF-8."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        charset = request.content_params.get("charset", "utf-8").strip("\"' ").lower()
        if charset not in {"utf-8", "utf8", "us-ascii"}:
            request.encoding = None
            return error_page(request, 415)
        request.encoding = "utf-8"  # the one spelling that Django takes
        return self.get_response(request)
