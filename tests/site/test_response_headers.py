"""Every answer of the site carries exactly the headers of its row in the one table."""

import base64
import hashlib
import re

import pytest
from csp.constants import NONCE
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from practice_site import response_headers
from practice_site.accounts import step_up
from practice_site.errors import WORDS
from practice_site.response_headers import EVERYWHERE, Area, area_of
from tests.site.every_url import Address, addresses, path_of
from tests.site.furnished import furnish
from tests.site.test_error_pages import WAYS

pytestmark = pytest.mark.django_db

ROWS = {name: row for name, row in vars(response_headers).items() if isinstance(row, Area)}
HEADERS = {name for row in ROWS.values() for name in EVERYWHERE | row.headers}
ROWS_OF_VIEWS = {
    # what is shown there differs from what stands around it, once it is shown
    "admin:procedures_archiverecord_page": response_headers.PUBLIC_PAGE_FOR_STAFF,
    "admin:procedures_page_version_page": response_headers.PUBLIC_PAGE_FOR_STAFF,
    "admin:procedures_page_preview": response_headers.FRAMED_FOR_STAFF,
    "admin:procedures_page_preview_new": response_headers.FRAMED_FOR_STAFF,
    "admin:consultations_mailtext_preview": response_headers.FRAMED_FOR_STAFF,
    "admin:consultations_consultationrequest_photo": response_headers.PHOTO_FOR_STAFF,
    "private:read_data": response_headers.OWN_DATA,
}
FOR_GOOD = {
    # files whose name tells their content
    "procedures:picture": "public, max-age=31536000, immutable",
    "procedures:archived_static_file": "max-age=315360000, public, immutable",
}
HSTS = "max-age=63072000; includeSubDomains; preload"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"


@pytest.fixture
def over_https(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def policy_of(response) -> dict[str, set[str]]:
    directives = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(values) for name, *values in directives}


def hash_of_the_inline_style(response) -> str:
    (style,) = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def carried(response) -> dict:
    """The headers of the table that an answer carries; without nonces, and without hashes of styles."""
    headers = {name: response[name] for name in HEADERS if response.has_header(name)}
    policy = policy_of(response)
    policy["style-src"] = {source for source in policy.get("style-src", ()) if not source.startswith("'sha256-")}
    policy["script-src"] = {source for source in policy.get("script-src", ()) if not source.startswith("'nonce-")}
    kind = response.get("Content-Type", "").replace('"', "")
    says_what_it_is = kind.endswith("; charset=utf-8") if kind.startswith("text/") else bool(kind)
    hsts = response.get("Strict-Transport-Security")
    return headers | {"policy": policy, "Strict-Transport-Security": hsts, "Content-Type": says_what_it_is}


def wanted(row: Area, stored: str, *, is_https: bool = False) -> dict:
    """What the table says. `stored` is what the view says of how long its answer is good, where the row does not."""
    policy = {"style-src": set(), "script-src": set()}
    policy |= {name: {source for source in sources if source is not NONCE} for name, sources in _listed(row.policy)}
    policy |= {"upgrade-insecure-requests": set()} if is_https else {}
    headers = EVERYWHERE | {"Cache-Control": stored} | row.headers
    hsts = HSTS if is_https else None
    return headers | {"policy": policy, "Strict-Transport-Security": hsts, "Content-Type": True}


def _listed(policy: dict) -> list[tuple]:
    return [(name, [] if sources is True else sources) for name, sources in policy.items()]


def row_of(address: Address, path: str, status: int) -> tuple[Area, str]:
    """The row of an answer, and what its view says of how long it is good."""
    is_shown = status == 200 or (status in {302, 403} and "page_preview" in address.name)
    row = ROWS_OF_VIEWS.get(address.name) if is_shown else None
    stored = FOR_GOOD.get(address.name) if status == 200 else None
    return row or area_of(path), stored or ("no-cache" if status < 400 else "no-store")


def wrong_answers(visitor: Client, method: str, samples: dict, **how) -> dict:
    """For each address that answers otherwise than the table says: what it carries, and what it should."""
    wrong = {}
    for address in addresses():
        path = path_of(address, samples)
        response = visitor.generic(method, path, **how)
        if response.streaming:
            b"".join(response.streaming_content)
        row, stored = row_of(address, path, response.status_code)
        has, should = carried(response), wanted(row, stored, is_https=how.get("secure", False))
        if has != should:
            differs = {name for name in {*has, *should} if has.get(name) != should.get(name)}
            wrong[f"{method} {address.route}"] = {name: (has.get(name), should.get(name)) for name in differs}
    return wrong


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_every_address_carries_exactly_the_headers_of_its_row(administrator, signed_in, monkeypatch, method):
    monkeypatch.setattr(step_up, "is_proven", lambda request: True)
    samples = furnish(administrator)
    for visitor in (Client(raise_request_exception=False), signed_in(administrator)):
        visitor.handler.enforce_csrf_checks = True
        assert wrong_answers(visitor, method, samples) == {}


def test_every_address_carries_them_over_https_too(over_https, administrator):
    samples = furnish(administrator)
    assert wrong_answers(Client(), "GET", samples, secure=True) == {}
    assert wrong_answers(Client(), "DELETE", samples, secure=True) == {}


def test_every_address_refuses_a_host_that_is_not_ours_and_carries_them_then_too(administrator, signed_in):
    samples, visitor = furnish(administrator), signed_in(administrator)
    for address in addresses():
        path = path_of(address, samples)
        response = visitor.get(path, headers={"Host": "evil.example"})
        assert (response.status_code, WORDS[400].text in response.content.decode()) == (400, True), address.route
        assert carried(response) == wanted(area_of(path), "no-store"), address.route


@pytest.mark.urls("tests.site.broken_urls")
@pytest.mark.parametrize("ask", [ask for _, ask in WAYS.values()], ids=WAYS)
def test_every_error_page_carries_them(ask):
    response = ask(Client(raise_request_exception=False))
    assert carried(response) == wanted(area_of(response.wsgi_request.path_info), "no-store")


def test_browser_forgets_what_it_kept_when_someone_signs_out_and_only_then(editor, signed_in):
    visitor = signed_in(editor)
    assert not visitor.get("/admin/logout/").has_header("Clear-Site-Data")
    signed_out = visitor.post("/admin/logout/")
    assert carried(signed_out) == wanted(response_headers.SIGNED_OUT, "")
    assert signed_out["Clear-Site-Data"] == '"cache", "storage"'
    assert "/admin/login/" in visitor.get("/admin/")["Location"]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_is_strict(row):
    sources = {source for _, sources in _listed(row.policy) for source in sources}
    assert row.policy["default-src"] == ["'none'"]
    assert sources <= {"'none'", "'self'", NONCE, "data:", "blob:"}
    assert not {"data:", "blob:"} & {*row.policy.get("script-src", ()), *row.policy.get("style-src", ())}
    framed = row is response_headers.FRAMED_FOR_STAFF
    assert row.policy["frame-ancestors"] == ["'self'" if framed else "'none'"]
    assert (EVERYWHERE | row.headers)["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY")
    is_public = row in (response_headers.PUBLIC, response_headers.NOT_FOR_SEARCH)
    assert row.headers.get("Cache-Control") == (None if is_public else "no-store")


@pytest.mark.parametrize("path", ["/nothing-here/", "/procedures/", "/consultation/"])
def test_policy_names_the_one_inline_style_of_the_page(client, path):
    response = client.get(path)
    assert policy_of(response)["style-src"] == {"'self'", hash_of_the_inline_style(response)}


def test_page_has_no_inline_script_style_attribute_or_event_handler(client):
    html = client.get("/consultation/").content.decode()
    assert re.findall(r'\s(?:style|on[a-z]+)="', html) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "ld+json" not in tag] == []


def test_row_is_the_first_whose_beginning_fits():
    assert area_of("/consultation/received/") is response_headers.ASKED
    assert area_of("/consultation/") is response_headers.ASKING
    assert area_of("/consultations-explained/") is response_headers.PUBLIC


def test_answer_to_head_has_the_length_of_the_whole_and_no_body():
    def asked_by(method: str) -> tuple[bytes, str]:
        heard = []
        environ = RequestFactory().generic(method, "/healthz").environ
        body = b"".join(get_wsgi_application()(environ, lambda status, headers: heard.append(dict(headers))))
        return body, heard[0]["Content-Length"]

    assert (asked_by("GET"), asked_by("HEAD")) == ((b"ok\n", "3"), (b"", "3"))
