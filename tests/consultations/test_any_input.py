"""The consultation form stores what is typed in whatever script, or keeps it on the page and says what to do about it.

That no public form ever breaks is the matter of `tests/site/test_any_input.py`.
"""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations import intake
from consultations.forms import ConsultationForm
from consultations.models import ConsultationRequest
from tests.samples import ANSWERS
from tests.site.any_request import MULTIPART, URLENCODED, VALUES, Answer, ask, multipart, urlencoded
from tests.site.public_forms import Opened

pytestmark = pytest.mark.django_db
FORM = "/consultation/"
# Within one test the database is not emptied between examples; what was stored does not change what comes next.
quickly = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIELDS = st.sampled_from([*ConsultationForm.base_fields])


def post(body: bytes, content_type: str = URLENCODED, number: int = 0) -> Answer:
    """Send it from one of many addresses, so that no example is refused for the number of those before."""
    return ask(Opened(FORM), body, content_type, REMOTE_ADDR=f"2001:db8:{number:x}::1")


@given(st.dictionaries(FIELDS, st.lists(VALUES, max_size=3), max_size=4), st.integers(0, 60_000))
@quickly
def test_any_answers_are_stored_as_typed_or_come_back_with_a_message(changed, number):
    before = ConsultationRequest.objects.count()
    answer = post(urlencoded(ANSWERS | changed), number=number)
    is_stored = ConsultationRequest.objects.count() > before
    if answer.status == 200:
        html = answer.text
        assert 'id="error-summary"' in html
        assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n" for sign in html)
        assert not is_stored
    if is_stored:
        request = ConsultationRequest.objects.latest("pk")
        typed = changed.get("full_name", [ANSWERS["full_name"]])
        assert request.full_name.strip() == request.full_name
        assert request.full_name in typed[-1].replace("\t", " ")


@pytest.mark.parametrize("query", ["%", "%00=%ff", "a=%F0%9F", "&&==", "\xff", "x" * 5000])
def test_any_query_is_answered(client, query):
    assert client.get(f"{FORM}?{query}").status_code == 200


@given(st.lists(st.tuples(FIELDS, st.binary(max_size=50)), min_size=1, max_size=4))
@quickly
def test_files_in_place_of_words_are_no_answers(files):
    answer = post(multipart(ANSWERS | dict(files) | {"concerns": b"bridge"}), MULTIPART)
    assert 'id="error-summary"' in answer.text
    assert ConsultationRequest.objects.count() == 0


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
