"""Refuses bodies that no page of an area asks for, before a byte of them is written to the disk."""

import re

from practice_site.errors import error_page

MEGABYTE = 1024 * 1024
LENGTH = re.compile(r"[0-9]{1,18}")  # RFC 9110, 8.6: digits only
AREAS = [
    # path, most bytes, whether the page itself says what is wrong (`request.is_too_large`), beside its field
    (re.compile(r"/admin/procedures/"), 250 * MEGABYTE, False),  # a page with ten new pictures
    (
        re.compile(r"/request/[^/]+/photos/(?!consent/)[^/]+/$"),
        26 * MEGABYTE,
        True,
    ),  # one photo of 25 MB and its envelope
    (re.compile(r"/"), 2 * MEGABYTE, False),
]


class BodySizeMiddleware:
    """Answers 413 to a request that announces a larger body than its area takes, and 400 to a length that is none.

    Django reads the length as a number, and fails over any other.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not LENGTH.fullmatch(announced):
            return error_page(request, 400)
        most, page_says_so = next((most, says) for path, most, says in AREAS if path.match(request.path_info))
        request.is_too_large = int(announced) > most
        if request.is_too_large and not page_says_so:
            return error_page(request, 413)
        return self.get_response(request)
