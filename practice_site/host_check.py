"""Asks before anything else whether the request means this site."""


class HostCheckMiddleware:
    """Reads the host that a request names: one that is not ours raises what becomes the page for 400."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.get_host()
        return self.get_response(request)
