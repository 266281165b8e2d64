"""Refuses form data in any encoding but UTF-8 before Django tries to read it and fails inside its own error page."""

from practice_site.errors import error_page


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
