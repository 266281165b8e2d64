"""Sends text small: brotli where the browser takes it, else gzip.

Only answers to GET are pressed. An answer that repeats what a visitor just typed beside a secret token must not be:
its length would tell the secret to someone who listens (the BREACH attack, breachattack.com).
"""

import gzip

import brotli
from django.utils.cache import patch_vary_headers

PRESSED_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml", "application/manifest+json")
SMALLEST = 200  # bytes; below this the headers cost more than is won


class CompressionMiddleware:
    """Compresses text answers to GET requests and marks them with `Vary: Accept-Encoding`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not self._is_worth_it(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = accepted_encodings(request.headers.get("Accept-Encoding", ""))
        if "br" in accepted:
            self._press(response, "br", brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=6))
        elif "gzip" in accepted:
            self._press(response, "gzip", gzip.compress(response.content, compresslevel=6, mtime=0))
        return response

    @staticmethod
    def _is_worth_it(request, response) -> bool:
        return (
            request.method == "GET"
            and not response.streaming
            and not response.has_header("Content-Encoding")
            and len(response.content) >= SMALLEST
            and response.get("Content-Type", "").startswith(PRESSED_TYPES)
        )

    @staticmethod
    def _press(response, encoding: str, content: bytes) -> None:
        response.content = content
        response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(content))
        if (etag := response.get("ETag")) and etag.startswith('"'):
            response["ETag"] = f"W/{etag}"


def accepted_encodings(header: str) -> set[str]:
    """The encodings that an Accept-Encoding header names, without those it refuses by `q=0` (RFC 9110, 12.5.3)."""
    entries = [entry.replace(" ", "").lower().partition(";") for entry in header.split(",")]
    return {name for name, _, quality in entries if quality.strip("0.") != "q="}
