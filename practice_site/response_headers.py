"""One table says which headers the answers of each area carry."""

from csp.constants import NONCE, NONE, SELF
from django.conf import settings

PUBLIC_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "script-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
ADMIN_POLICY = PUBLIC_POLICY | {
    "script-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
}
# What staff look at inside their own screens, and nobody else in any frame. A view says so with `response.policy`.
FRAMED_POLICY = PUBLIC_POLICY | {"frame-ancestors": [SELF]}
COMMON_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
# The patient's page sends photos by a script, which shows how far they are.
PRIVATE_POLICY = PUBLIC_POLICY | {"connect-src": [SELF]}
AREAS = [
    # path prefix, content security policy, further headers
    ("/admin/", ADMIN_POLICY, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}),
    (
        "/preview/",
        PUBLIC_POLICY,
        {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
    ),
    ("/consultation/", PUBLIC_POLICY, {"Cache-Control": "no-store"}),
    (
        "/request/",
        PRIVATE_POLICY,
        {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"},
    ),
    ("/", PUBLIC_POLICY, {}),
]


def area_of(path: str) -> tuple[dict, dict]:
    """The policy and the further headers for a path: the first row of `AREAS` whose prefix fits."""
    return next((policy, headers) for prefix, policy, headers in AREAS if path.startswith(prefix))


class ResponseHeadersMiddleware:
    """Sets the headers of the area; a header that a view set itself stays. Stands right below the CSP middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy, headers = area_of(request.path_info)
        policy = getattr(response, "policy", policy)
        for name, value in (COMMON_HEADERS | headers).items():
            response.headers.setdefault(name, value)
        if "Referrer-Policy" in headers:  # Django's own middleware has set the usual one
            response.headers["Referrer-Policy"] = headers["Referrer-Policy"]
        if settings.SECURE_SSL_REDIRECT:
            policy = policy | {"upgrade-insecure-requests": True}
        response._csp_config = policy
        if style_hash := getattr(request, "inline_style_hash", None):
            response._csp_update = {"style-src": [style_hash]}
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # RFC 9110, 9.3.2; the length stays that of the whole answer
        return response
