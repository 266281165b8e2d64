"""The form takes whatever is sent to it: it stores it, says what to do about it, or refuses it kindly; it never breaks.

The test client raises whatever the site would answer with a 500.
"""

import unicodedata
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations import intake
from consultations.forms import ConsultationForm
from consultations.models import ConsultationRequest
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db
FORM = "/consultation/"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"
# Within one test the database is not emptied between examples; what was stored does not change what comes next.
quickly = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIELDS = st.sampled_from([*ConsultationForm.base_fields])
TEXT = st.text(st.characters(codec=None), max_size=80)  # with halves of broken pairs, NUL and controls
VALUES = TEXT | st.sampled_from(["\x00", "\ud800", "9" * 400, "", "on", "minor", "\r\n\r\n", "a" * 6000, "١٢"])
HEADERS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
CONTENT_TYPES = st.sampled_from(
    [
        URLENCODED,
        MULTIPART,
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "e" * 300,
        'multipart/form-data; boundary="\xff"',
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
    ]
)


def encoded(pairs) -> bytes:
    """As a form sends it; halves of broken pairs go as the bytes that careless programs make of them."""
    return "&".join(
        f"{quote(name.encode('utf-8', 'surrogatepass'))}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in pairs
    ).encode()


def pairs_of(answers: dict) -> list[tuple[str, str]]:
    return [(name, each) for name, value in answers.items() for each in ([value] if isinstance(value, str) else value)]


def post(body: bytes, content_type: str = URLENCODED, number: int = 0, **headers):
    """Send it from one of many addresses, so that no example is refused for the number of those before."""
    client = Client(REMOTE_ADDR=f"2001:db8:{number:x}::1")
    return client.generic("POST", FORM, body, content_type, **headers)


def is_whole(answer) -> bool:
    """A redirect, or a page in the site's look; nothing else is an answer."""
    if answer.status_code == 303:
        return answer.headers["Location"] in {"/consultation/received/", "/consultation/under-18/"}
    return answer.status_code in {200, 400, 403, 413, 415, 429} and "<h1" in answer.content.decode()


@given(st.dictionaries(FIELDS, st.lists(VALUES, max_size=3), max_size=4), st.integers(0, 60_000))
@quickly
def test_any_answers_are_stored_as_typed_or_come_back_with_a_message(changed, number):
    before = ConsultationRequest.objects.count()
    answer = post(encoded(pairs_of(ANSWERS | changed)), number=number)
    assert is_whole(answer)
    is_stored = ConsultationRequest.objects.count() > before
    if answer.status_code == 200:
        html = answer.content.decode()
        assert 'id="error-summary"' in html
        assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n" for sign in html)
        assert not is_stored
    if is_stored:
        request = ConsultationRequest.objects.latest("pk")
        typed = changed.get("full_name", [ANSWERS["full_name"]])
        assert request.full_name.strip() == request.full_name
        assert request.full_name in typed[-1].replace("\t", " ")


@given(st.binary(max_size=300), CONTENT_TYPES)
@quickly
def test_any_bytes_of_any_kind_are_answered(body, content_type):
    assert is_whole(post(body, content_type))
    assert ConsultationRequest.objects.count() == 0


@given(st.text("%&=+;0aF[]\x00\xff", max_size=80))
@quickly
def test_broken_percent_encoding_is_answered(text):
    assert is_whole(post(text.encode()))


@pytest.mark.parametrize("query", ["%", "%00=%ff", "a=%F0%9F", "&&==", "\xff", "x" * 5000])
def test_any_query_is_answered(client, query):
    assert client.get(f"{FORM}?{query}").status_code == 200


@given(st.lists(st.tuples(FIELDS, TEXT, st.binary(max_size=50)), max_size=4))
@quickly
def test_files_in_place_of_words_are_no_answers(files):
    sent = ANSWERS | {name: SimpleUploadedFile(f"{title}.jpg", content) for name, title, content in files}
    body = b"".join(part(name, value) for name, value in sent.items() if not isinstance(value, list)) + b"--edge--\r\n"
    answer = post(body, MULTIPART)
    assert is_whole(answer)
    assert ConsultationRequest.objects.count() == 0  # the list of concerns is missing in any case


def part(name: str, value) -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return f"{head}\r\n\r\n{value}\r\n".encode()
    title = value.name.encode("utf-8", "surrogatepass")
    return head.encode() + b'; filename="' + title + b'"\r\n\r\n' + value.read() + b"\r\n"


@given(HEADERS, HEADERS, HEADERS, HEADERS)
@quickly
def test_any_headers_are_answered(referrer, cookie, forwarded, language):
    headers = {"Referer": referrer, "Cookie": cookie, "X-Forwarded-For": forwarded, "Accept-Language": language}
    assert is_whole(Client(headers=headers).get(FORM))
    assert is_whole(post(encoded(pairs_of(ANSWERS)), headers=headers))


@pytest.mark.parametrize("number", [2_900, 3_001, 20_000])
@pytest.mark.parametrize("name", ["full_name", "concerns", "unknown"])
def test_many_fields_are_answered(number, name):
    answer = post(encoded([(name, "x")] * number))
    assert is_whole(answer)
    assert answer.status_code == (200 if number <= 3_000 else 400)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_other_methods_are_told_what_works(client, method):
    answer = client.generic(method, FORM, b"\x00\xff", URLENCODED)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert "This does <em>not work here</em>" in answer.content.decode()


def test_head_is_a_page_without_its_body(client):
    answer = client.head(FORM)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["%00", "%ff", "%0a", "../", "received/%00", "%F0%9F%91%83", "x" * 5000])
def test_addresses_that_are_none_are_not_found(client, path):
    assert client.get(FORM + path).status_code in {301, 404}


@pytest.mark.parametrize(
    ("name", "story"),
    [
        ("Nguyễn Thị Minh Khai", "Dòng một\r\nDòng hai"),
        ("محمد بن عبد الله", "لا أستطيع التنفس\rجيدا"),
        ("שרה Cohen-לוי", "שורה אחת\nשורה שתיים"),
        ("ஸ்ரீனிவாசன்", "மூச்சு விட முடியவில்லை"),
        ("𠮷田 花子", "息がしにくいです。👃🏽👩‍👩‍👧"),
        ("Z̸̡̛a̵l̶g̷o̷", "\u202eright to left override\u202c"),
        ("W" * 200, "x" * 5000),
        ("أ" * 200, "👃" * 5000),
    ],
)
def test_every_script_is_stored_and_read_by_staff_as_it_was_typed(client, coordinator, signed_in, name, story):
    sent = ANSWERS | {"full_name": name, "story": story, "form_token": intake.new_form_token()}
    client.post(FORM, sent)
    assert ConsultationRequest.objects.count() == 0  # too quick
    client.post(FORM, sent | {"form_token": ""})
    request = ConsultationRequest.objects.get()
    assert (request.full_name, request.story) == (name, story.replace("\r\n", "\n").replace("\r", "\n"))
    visitor = signed_in(coordinator)
    requests = "/admin/consultations/consultationrequest/"
    assert name in visitor.get(requests, {"q": request.reference}).content.decode()
    html = visitor.get(f"{requests}{request.pk}/change/").content.decode()
    assert name in html
    assert request.story in html
