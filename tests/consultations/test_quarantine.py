"""What looks like spam on the staff's screens: apart from the rest, with its sign, and a way to take it in."""

import re

import pytest

from consultations import intake
from consultations.models import ConsultationRequest
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
SIGN = "three or more links"


def stored(*signs: str, **changed) -> ConsultationRequest:
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019} | changed
    return intake.record_request(answers, intake.new_form_token(), signs)


def page_of(request) -> str:
    return f"{REQUESTS}{request.pk}/change/"


def names_on(html: str) -> list[str]:
    return re.findall(r'field-patient"><a [^>]+><span dir="auto">([^<]+)<', html)


@pytest.fixture
def visitor(coordinator, signed_in):
    return signed_in(coordinator)


def test_quarantine_has_a_tab_of_its_own_and_is_not_among_all(visitor):
    stored(full_name="Ada Patient")
    stored(SIGN, full_name="Buy Now")
    html = visitor.get(REQUESTS, {"view": "all"}).content.decode()
    assert names_on(html) == ["Ada Patient"]
    tabs = dict(re.findall(r'href="(\?[^"]*)"[^>]*>[\w ]+ <span class="views__count">(\d+)', html))
    assert (tabs["?view=all"], tabs["?view=quarantine"]) == ("1", "1")
    assert names_on(visitor.get(REQUESTS, {"view": "quarantine"}).content.decode()) == ["Buy Now"]
    assert names_on(visitor.get(REQUESTS, {"status__exact": "quarantined"}).content.decode()) == ["Buy Now"]


def test_search_finds_what_waits_in_quarantine(visitor):
    stored(SIGN, full_name="Ada Findable")
    assert names_on(visitor.get(REQUESTS, {"q": "findable"}).content.decode()) == ["Ada Findable"]


@pytest.mark.parametrize(
    ("count", "words"), [(0, None), (1, "One request looks"), (2, "2 requests look")], ids=["none", "one", "two"]
)
def test_start_page_asks_to_look_and_counts_none_of_them_as_waiting(visitor, count, words):
    for _ in range(count):
        stored(SIGN)
    html = visitor.get("/admin/").content.decode()
    said = re.findall(r'view=quarantine">([^<]+) like spam.</a> Please look.', html)
    assert said == ([words] if words else [])
    assert "Nobody waits <em>for an answer</em>" in html


def test_editor_is_not_told_of_quarantine(editor, signed_in):
    stored(SIGN)
    assert "like spam" not in signed_in(editor).get("/admin/").content.decode()


def test_request_in_quarantine_begins_with_its_sign_and_is_taken_in_by_a_button(visitor):
    request = stored(SIGN, "a hidden field was filled in")
    html = visitor.get(page_of(request)).content.decode()
    places = [html.index(words) for words in ("This looks like spam.", f"Seen: {SIGN}; a hidden", "patient hopes for")]
    assert places == sorted(places)
    assert re.findall(r'name="_status" value="(\w+)">([^<]+)</button>', html) == [
        ("new", "Not spam, take it in"),
        ("closed", "Close"),
    ]
    sent = {"_status": "new", "seen_status": "quarantined", "note": ""}
    html = visitor.post(page_of(request), sent, follow=True).content.decode()
    request.refresh_from_db()
    assert (request.status, request.mails.count()) == ("new", 2)
    assert "This looks like spam." not in html
    assert "Taken out of quarantine: Quarantine to new, by Sample Coordinator" in html


def test_text_in_any_direction_keeps_to_itself(visitor):
    request = stored(full_name="שרה Example", story="لا أستطيع التنفس", travelling_from="חיפה")
    listed = visitor.get(REQUESTS).content.decode()
    html = visitor.get(page_of(request)).content.decode()
    assert '<span dir="auto">שרה Example</span>' in listed
    assert 'comes from <span dir="auto">חיפה</span>' in listed
    assert '<h1><span dir="auto">שרה Example</span></h1>' in html
    assert 'dir="auto">“لا أستطيع التنفس”</blockquote>' in html
    assert 'dir="auto">שרה Example</a>' in visitor.get("/admin/").content.decode()
