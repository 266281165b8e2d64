"""Refuses bodies that no public page asks for, before a byte of them is written to the disk."""

from practice_site.errors import error_page

MOST_BYTES_PUBLIC = 2 * 1024 * 1024
MOST_BYTES_STAFF = 250 * 1024 * 1024  # a page with ten new pictures


class BodySizeMiddleware:
    """Answers 413 to a request that announces a larger body than its area takes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        most = MOST_BYTES_STAFF if request.path_info.startswith("/admin/") else MOST_BYTES_PUBLIC
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > most:
            return error_page(request, 413)
        return self.get_response(request)
