"""Whatever a program can send over a connection: requests built byte by byte, and ways to draw them at random."""

import gzip
import io
import sys
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import brotli
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished
from django.db import close_old_connections
from hypothesis import strategies as st

from practice_site.charset_guard import ReadableRequest
from tests.site.public_forms import Opened

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"
CSRF_SECRET = "x" * 32
UNPACKED = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}

TEXT = st.text(st.characters(codec=None), max_size=60)  # with halves of broken pairs, NUL and controls
ODD = [
    "\x00",
    "\ud800",
    "9" * 400,
    "-1",
    "",
    "on",
    "\r\n\r\n",
    "a" * 6000,
    "١٢",
    "\u202edcba",
    "/admin/",
    "//x.example",
]
VALUES = TEXT | st.sampled_from(ODD)
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
CONTENT_TYPES = st.sampled_from(
    [
        URLENCODED,
        MULTIPART,
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "e" * 300,
        'multipart/form-data; boundary="\xff"',
        "multipart/mixed; boundary=edge",
        "application/json",
        "text/plain",
        "nonsense",
        "",
        f"{URLENCODED}; charset=utf-16",
        f"{URLENCODED}; charset=nonsense",
        f"{URLENCODED}; charset*=utf-8''utf-8",
        f"{URLENCODED}; charset=",
        f"{URLENCODED}; charset",
        f"{URLENCODED};;;=",
        f"{MULTIPART}; charset=utf-16",
    ]
)
# As they come inside a multipart body, where a part may say about itself what it likes.
PART_TYPES = ["image/jpeg", "image/heic", "text/html", "nonsense", "", "text/plain; charset=utf-16", "multipart/mixed"]
PART_HEADERS = [
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Length: 999999999",
    "Content-Disposition: attachment",
    "nonsense",
]
NUMBERS = st.sampled_from(["", "0", "-1", "1", "17", "nonsense", "9" * 30, "1.5", "٣", " 5", "0x10"])
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "HTTP_HOST": HEADER | st.sampled_from(["", "evil.example", "127.0.0.1:99999", "[::1", "127.0.0.1:8000\x00"]),
        "HTTP_COOKIE": HEADER,
        "HTTP_REFERER": HEADER,
        "HTTP_ORIGIN": HEADER | st.sampled_from(["null", "http://[", "https://evil.example"]),
        "HTTP_ACCEPT": HEADER,
        "HTTP_ACCEPT_LANGUAGE": HEADER | st.sampled_from(["de;q=nonsense", "a" * 600, "*;q=0,en-us"]),
        "HTTP_ACCEPT_ENCODING": HEADER | st.sampled_from(["br;q=nonsense", "gzip;q=0, *;q=0"]),
        "HTTP_X_FORWARDED_FOR": HEADER,
        "HTTP_X_FORWARDED_PROTO": HEADER,
        "HTTP_IF_MODIFIED_SINCE": HEADER | st.just("Thu, 99 Foo 99999 99:99:99 GMT"),
        "HTTP_IF_NONE_MATCH": HEADER,
        "HTTP_RANGE": HEADER,
        "HTTP_USER_AGENT": HEADER,
        "HTTP_SEC_FETCH_SITE": HEADER | st.sampled_from(["cross-site", "none"]),
        "HTTP_X_REQUESTED_WITH": HEADER,
        "HTTP_CONTENT_ENCODING": HEADER,
        "HTTP_TRANSFER_ENCODING": HEADER,
        "CONTENT_LENGTH": NUMBERS,
        "CONTENT_TYPE": CONTENT_TYPES | HEADER,
        "REMOTE_ADDR": HEADER | st.sampled_from(["", "2001:db8::1", "unix:"]),
    },
)
QUERIES = st.sampled_from(
    ["", "%", "%00=%ff", "a=%F0%9F", "&&==", "\xff", "x" * 5000, "next=//x.example", "a=1&" * 5000]
)


@dataclass(frozen=True)
class Answer:
    """What came back, in whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed_as = self.headers.get("Content-Encoding", "")
        return UNPACKED[packed_as](self.body).decode()


@cache
def _site() -> WSGIHandler:
    return WSGIHandler()


def ask(opened: Opened, body: bytes = b"", content_type: str = URLENCODED, method: str = "POST", **environ) -> Answer:
    """Send it the way gunicorn hands a request over, with a valid CSRF token; `environ` may spoil all of that.

    Raises what the site would answer with a 500.
    """
    cookies = opened.cookies | {settings.CSRF_COOKIE_NAME: CSRF_SECRET}
    query = environ.pop("QUERY_STRING", "")
    whole = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": opened.path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": content_type,
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_X_CSRFTOKEN": CSRF_SECRET,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    return _answer_to(whole | environ)


def _answer_to(environ: dict) -> Answer:
    problems = []

    def note(**_):
        problems.append(sys.exception())

    got_request_exception.connect(note)
    request_finished.disconnect(close_old_connections)  # it would end the transaction that the test runs in
    try:
        response = _site().get_response(ReadableRequest(environ))
        body = b"".join(response)
        response.close()
    finally:
        request_finished.connect(close_old_connections)
        got_request_exception.disconnect(note)
    if problems:
        raise problems[0]
    return Answer(response.status_code, dict(response.items()), body)


def urlencoded(answers: dict) -> bytes:
    """As a form sends it; halves of broken pairs go as the bytes that careless programs make of them."""
    return "&".join(f"{quote(_bytes(name))}={quote(_bytes(value))}" for name, value in pairs_of(answers)).encode()


def multipart(answers: dict) -> bytes:
    return b"".join(part(name, value) for name, value in pairs_of(answers)) + b"--edge--\r\n"


def part(name: str, value, title: str = "photo.jpg", kind: str = "image/jpeg", header: str = "") -> bytes:
    """One answer inside a multipart body; bytes are a file of that `title` and `kind`."""
    head = b'--edge\r\nContent-Disposition: form-data; name="' + _bytes(name) + b'"'
    if isinstance(value, bytes):
        head += b'; filename="' + _bytes(title) + b'"\r\nContent-Type: ' + _bytes(kind)
    return head + (b"\r\n" + header.encode() if header else b"") + b"\r\n\r\n" + _bytes(value) + b"\r\n"


def pairs_of(answers: dict) -> list[tuple]:
    return [(name, each) for name, value in answers.items() for each in (value if isinstance(value, list) else [value])]


def _bytes(value) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
