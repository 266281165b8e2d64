"""Every public form takes whatever is sent to it: it does what was asked, says what to do, or refuses; it never breaks.

Requests go in below Django's test client, the way gunicorn hands them over. What the site would answer with a 500 is
raised.
"""

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.samples import picture_bytes
from tests.site.any_request import (
    CONTENT_TYPES,
    HEADERS,
    MULTIPART,
    PART_HEADERS,
    PART_TYPES,
    QUERIES,
    TEXT,
    URLENCODED,
    VALUES,
    Answer,
    ask,
    multipart,
    part,
    urlencoded,
)
from tests.site.every_url import addresses, path_of
from tests.site.furnished import ANYTHING_ELSE, PICTURE, ROOMS
from tests.site.public_forms import FOR_STAFF, FORMS, Opened

pytestmark = pytest.mark.django_db
REFUSALS = {400, 403, 404, 405, 413, 415, 422, 429}
WITHOUT_PARAMETERS = {
    PICTURE: f"/media/pictures/{'0' * 64}/small.jpg",
    ROOMS: "/admin/consultations/",
    ANYTHING_ELSE: "/admin/nothing-here/",
}
# For the frame in the page editor: whatever is sent, they say that one has to sign in again.
SAY_THAT_ONE_IS_SIGNED_OUT = {"admin:procedures_page_preview", "admin:procedures_page_preview_new"}
PICTURES = [picture_bytes(kind, size=(40, 30)) for kind in ("JPEG", "PNG", "WEBP", "GIF")]
FILES = st.binary(max_size=200) | st.builds(
    lambda picture, length, tail: picture[:length] + tail,
    st.sampled_from(PICTURES),
    st.integers(0, 900),
    st.binary(max_size=20),
)


def quickly(examples: int):
    """The form is opened once and every example is rolled back, so a fixture may serve them all."""
    unsuitable = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples, deadline=None, suppress_health_check=unsuitable)


@pytest.fixture(params=FORMS)
def opened(request, db) -> Opened:
    return FORMS[request.param]()


@contextmanager
def undone():
    """Each example finds the form as it was opened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_whole(answer: Answer) -> bool:
    """A way on within this site, a file, or a page in the site's look."""
    if answer.status in {301, 302, 303}:
        return url_has_allowed_host_and_scheme(answer.headers["Location"], allowed_hosts=None)
    if answer.status == 200 and answer.headers["Content-Type"] == "application/zip":
        return answer.body.startswith(b"PK")
    assert answer.status == 200 or answer.status in REFUSALS, answer.status
    return "<h1" in answer.text


def takes_what_anybody_sends(path: str) -> bool:
    answer = Client().post(path)
    leads_to_sign_in = urlsplit(answer.headers.get("Location", "")).path == reverse(site.LOGIN_URL)
    return answer.status_code != 405 and not leads_to_sign_in


def test_table_has_every_public_address_that_takes_a_form():
    paths = [path_of(address, WITHOUT_PARAMETERS) for address in addresses()]
    taking = {resolve(path).view_name for path in paths if takes_what_anybody_sends(path)}
    assert taking == FORMS.keys() - FOR_STAFF | SAY_THAT_ONE_IS_SIGNED_OUT


@pytest.mark.parametrize("name", FORMS)
def test_form_does_what_was_asked_with_good_answers(name):
    """Without this, the rest could pass because nothing is ever let through."""
    opened = FORMS[name]()
    answer = ask(opened, multipart(opened.answers), MULTIPART)
    assert is_whole(answer)
    assert answer.status in {200, 302, 303}
    assert 'id="error-summary"' not in answer.body.decode("latin-1")


@given(data=st.data(), by_parts=st.booleans())
@quickly(8)
def test_any_answers_are_answered(opened, data, by_parts):
    names = st.sampled_from([*opened.answers, "next", "csrfmiddlewaretoken"]) | TEXT
    changed = opened.answers | data.draw(st.dictionaries(names, st.lists(VALUES, max_size=3), max_size=4))
    body = multipart(changed) if by_parts else urlencoded(changed)
    with undone():
        assert is_whole(ask(opened, body, MULTIPART if by_parts else URLENCODED))


@given(
    data=st.data(),
    titles=st.lists(TEXT, min_size=3, max_size=3),
    kind=st.sampled_from(PART_TYPES),
    header=st.sampled_from(["", *PART_HEADERS]),
)
@quickly(5)
def test_any_files_are_answered(opened, data, titles, kind, header):
    names = st.sampled_from([*opened.answers, "photo"]) | TEXT
    files = data.draw(st.lists(st.tuples(names, FILES), min_size=1, max_size=3))
    body = b"".join(
        part(name, file, f"{title}.jpg", kind, header) for (name, file), title in zip(files, titles, strict=False)
    )
    with undone():
        assert is_whole(ask(opened, body + multipart(opened.answers), MULTIPART))


@given(cut=st.integers(0, 2000), length=st.integers(0, 60), filling=st.binary(max_size=40) | st.just(b"--edge\r\n"))
@quickly(5)
def test_damaged_bodies_are_answered(opened, cut, length, filling):
    body = multipart(opened.answers)
    cut %= len(body)
    with undone():
        assert is_whole(ask(opened, body[:cut] + filling + body[cut + length :], MULTIPART))


@given(body=st.binary(max_size=300) | st.text("%&=+;0aF[]\x00\xff", max_size=80).map(str.encode), kind=CONTENT_TYPES)
@quickly(5)
def test_any_bytes_of_any_kind_are_answered(opened, body, kind):
    with undone():
        assert is_whole(ask(opened, body, kind))


@given(headers=HEADERS, query=QUERIES, method=st.sampled_from(["POST", "GET"]))
@quickly(12)
def test_any_headers_and_queries_are_answered(opened, headers, query, method):
    with undone():
        assert is_whole(ask(opened, urlencoded(opened.answers), method=method, QUERY_STRING=query, **headers))


@given(values=st.lists(VALUES, min_size=6, max_size=6))
@quickly(3)
def test_broken_cookies_are_answered(opened, values):
    names = [site.SESSION_COOKIE_NAME, site.CSRF_COOKIE_NAME, "messages", "request_reference", "request_link", "x"]
    cookies = "; ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
    with undone():
        sent = cookies.encode("utf-8", "surrogatepass").decode("latin-1")
        assert is_whole(ask(opened, urlencoded(opened.answers), HTTP_COOKIE=sent))


def test_many_and_large_answers_are_answered(opened):
    name = next(iter(opened.answers), "unknown")
    for sent in (["x"] * 2_900, ["x"] * 3_001, "x" * 1_900_000):
        with undone():
            assert is_whole(ask(opened, urlencoded(opened.answers | {name: sent})))
    with undone():
        assert is_whole(ask(opened, multipart(opened.answers | {name: "x" * 2_100_000}), MULTIPART))


def test_length_that_no_form_needs_is_refused_before_it_is_read(opened):
    answer = ask(opened, b"x" * 100, CONTENT_LENGTH=str(251 * 1024**2))
    assert is_whole(answer)
    assert answer.status == 413


@pytest.mark.parametrize(
    "method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "NONSENSE", "\xff"]
)
def test_any_method_is_answered(method):
    """Which ones an address takes is the matter of the walk over all addresses; here, each of them brings a body."""
    for open_form in FORMS.values():
        with undone():
            answer = ask(open_form(), b"\x00\xff=%00", method=method)
            assert is_whole(answer) or (method in {"HEAD", "OPTIONS"} and not answer.body)
