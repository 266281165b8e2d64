"""One table says which headers the answers of each area carry. Nothing else decides them.

Two things come from elsewhere: Strict-Transport-Security, which only an answer over https carries, from Django's own
middleware; and how long a page or a file of the public site is good for, from the view that made it.
"""

from dataclasses import dataclass, field

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
# The patient's page sends photos by a script, which shows how far they are.
PRIVATE_POLICY = PUBLIC_POLICY | {"connect-src": [SELF]}
STAFF_POLICY = PUBLIC_POLICY | {
    "script-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
}

NOTHING_ALLOWED = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": f"{NOTHING_ALLOWED}, publickey-credentials-create=(), publickey-credentials-get=()",
}
PASSKEYS = {
    "Permissions-Policy": f"{NOTHING_ALLOWED}, publickey-credentials-create=(self), publickey-credentials-get=(self)"
}
NOT_STORED = {"Cache-Control": "no-store"}
NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow"}
FRAMED = {"X-Frame-Options": "SAMEORIGIN"}


@dataclass(frozen=True)
class Area:
    """One row: the content security policy, and where the other headers differ from `EVERYWHERE`."""

    policy: dict = field(default_factory=lambda: PUBLIC_POLICY)
    headers: dict[str, str] = field(default_factory=dict)


PUBLIC = Area()
NOT_FOR_SEARCH = Area(headers=NOT_LISTED)
HEALTH = ASKING = Area(headers=NOT_STORED)
ASKED = Area(headers=NOT_STORED | NOT_LISTED)
PRIVATE = Area(PRIVATE_POLICY, NOT_STORED | NOT_LISTED | {"Referrer-Policy": "no-referrer"})
# Not "no-referrer": browsers would then send the forms of a shared draft without an origin, and we refuse those.
PREVIEW = Area(headers=NOT_STORED | NOT_LISTED | {"Referrer-Policy": "strict-origin"})
STAFF = Area(STAFF_POLICY, NOT_STORED | NOT_LISTED | PASSKEYS)

AREAS = [
    # the beginning of a path, and its row; the first that fits counts
    ("/admin/", STAFF),
    ("/preview/", PREVIEW),
    ("/consultation/received/", ASKED),
    ("/consultation/", ASKING),
    ("/request/", PRIVATE),
    ("/healthz", HEALTH),
    ("/readyz", HEALTH),
    ("/sitemap.xml", NOT_FOR_SEARCH),
    ("/", PUBLIC),
]

# Rows that a view asks for by `response.area`, because what it shows differs from what stands around it.
FOR_STAFF = NOT_STORED | NOT_LISTED
PUBLIC_PAGE_FOR_STAFF = Area(headers=FOR_STAFF)
FRAMED_FOR_STAFF = Area(PUBLIC_POLICY | {"frame-ancestors": [SELF]}, FOR_STAFF | FRAMED)
# A photo that a browser took for anything else could still do nothing.
PHOTO_FOR_STAFF = Area({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}, FOR_STAFF)
OWN_DATA = Area(PRIVATE_POLICY | {"img-src": [SELF, "data:"]}, PRIVATE.headers)  # photos stand inside the page
# What this browser kept goes with the person: pages, and text that was never saved. Not the cookies: the session is
# over on the server already, and other hosts of the same domain would lose theirs.
SIGNED_OUT = Area(STAFF_POLICY, STAFF.headers | {"Clear-Site-Data": '"cache", "storage"'})


def area_of(path: str) -> Area:
    """The row of a path: the first of `AREAS` whose beginning fits."""
    return next(area for start, area in AREAS if path.startswith(start))


class ResponseHeadersMiddleware:
    """Gives every answer the headers of its row, whatever it brought along. Stands right below the CSP middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        area = getattr(response, "area", None) or area_of(request.path_info)
        for name, value in (EVERYWHERE | area.headers).items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-cache")
        response._csp_config = area.policy | (
            {"upgrade-insecure-requests": True} if settings.SECURE_SSL_REDIRECT else {}
        )
        if style_hash := getattr(request, "inline_style_hash", None):
            response._csp_update = {"style-src": [style_hash]}
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # RFC 9110, 9.3.2; the length stays that of the whole answer
        return response
