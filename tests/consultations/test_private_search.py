"""Staff search for patients, and no address, log line or history holds what they typed."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages

from consultations import encryption, workflow
from consultations.admin import private_search
from tests.samples import many_requests, patient_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"


def address_after(visitor, words: str, address: str = REQUESTS) -> str:
    answer = visitor.post(address, {"q": words})
    assert answer.status_code == 303
    return answer.headers["Location"]


def names_on(html: str) -> list[str]:
    return re.findall(r'field-patient"><a [^>]+><span dir="auto">([^<]+)<', html)


def box_of(html: str) -> str:
    return re.search(r'<input type="text" name="q" value="([^"]*)"', html)[1]


@pytest.mark.parametrize(
    "words", ["Zubaida", "zub canary@example.com", "Zoë 王小明 🌸", "a" * 200, "~zubaida", "+1 & 2=3"]
)
def test_words_are_found_again_in_the_box_and_stand_in_no_address(coordinator, signed_in, words):
    visitor = signed_in(coordinator)
    address = address_after(visitor, words)
    assert re.fullmatch(re.escape(REQUESTS) + r"\?q=~[\w-]+", address)
    assert private_search.opened(parse_qs(urlsplit(address).query)["q"][0]) == words
    assert len(address) < 2000
    html = visitor.get(address).content.decode()
    assert box_of(html) == words.replace("&", "&amp;")
    assert 'method="post"' in html
    addresses = " ".join(re.findall(r'(?:href|action)="([^"]*)"', html))
    assert words[:7].lower() not in addresses.lower()


def test_search_finds_what_fits_and_says_how_many(coordinator, signed_in):
    patient_request(full_name="Zubaida Canary")
    patient_request(full_name="Someone Else")
    visitor = signed_in(coordinator)
    html = visitor.get(address_after(visitor, "canary")).content.decode()
    assert names_on(html) == ["Zubaida Canary"]
    assert "1 found." in html


def test_view_and_pages_stay_with_the_words(coordinator, signed_in):
    many_requests(60)
    workflow.change_status(patient_request(full_name="Ada Answered"), "waiting", actor=coordinator)
    visitor = signed_in(coordinator)
    address = address_after(visitor, "ada", f"{REQUESTS}?status__exact=new")
    html = visitor.get(address).content.decode()
    assert len(names_on(html)) == 50
    assert "60 found." in html
    (action,) = re.findall(r'id="changelist-search" method="post" action="([^"]*)"', html)
    assert action == "?status__exact=new"
    second = re.search(r'href="(\?[^"]*)">Next<', html)[1].replace("&amp;", "&")
    assert len(names_on(visitor.get(REQUESTS + second).content.decode())) == 10
    again = address_after(visitor, "answered", REQUESTS + second)
    assert "&p=" not in again
    assert names_on(visitor.get(again).content.decode()) == []
    assert address_after(visitor, "", REQUESTS + action) == f"{REQUESTS}?status__exact=new"
    assert address_after(visitor, "") == REQUESTS


def test_words_typed_into_the_address_by_hand_still_work(coordinator, signed_in):
    patient_request(full_name="Zubaida Canary")
    html = signed_in(coordinator).get(REQUESTS, {"q": "canary"}).content.decode()
    assert (names_on(html), box_of(html)) == (["Zubaida Canary"], "canary")


@pytest.mark.parametrize("value", ["~", "~x", "~???", "~" + "A" * 60, "~é"])
def test_broken_address_finds_nothing_and_says_so(coordinator, signed_in, value):
    patient_request(full_name="Zubaida Canary")
    html = signed_in(coordinator).get(REQUESTS, {"q": value}).content.decode()
    assert names_on(html) == []
    assert box_of(html) == ""
    assert "This search cannot be repeated any more. Type the words again." in html


def test_value_that_was_sealed_for_another_place_is_no_search():
    other = private_search.base64.urlsafe_b64encode(encryption.seal(b"Ada", "elsewhere")).decode()
    with pytest.raises(encryption.CannotOpen):
        private_search.opened("~" + other)


@pytest.mark.parametrize(("words", "says"), [("a" * 201, "Search for up to 200 letters."), ("a\0b", "Null characters")])
def test_words_that_cannot_be_taken_are_said_and_everyone_is_shown(coordinator, signed_in, words, says):
    patient_request(full_name="Zubaida Canary")
    visitor = signed_in(coordinator)
    html = visitor.post(REQUESTS, {"q": words}, follow=True).content.decode()
    assert says in html
    assert names_on(html) == ["Zubaida Canary"]


def test_nobody_is_shown_or_searched_for_while_the_key_ring_is_away(coordinator, signed_in, own_ring):
    """No record of the access could be sealed, and what patients sent could not be read anyway."""
    reference = patient_request().reference
    visitor, kept = signed_in(coordinator), own_ring.read_bytes()
    own_ring.unlink()
    answer = visitor.post(REQUESTS, {"q": "ada"})
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["The key ring cannot be read, so nobody can be searched for now."]
    for words in ({}, {"q": "ada"}, {"q": reference}):
        answer = visitor.get(REQUESTS, words)
        assert (answer.status_code, reference in answer.content.decode()) == (503, False)
    own_ring.write_bytes(kept)
    assert names_on(visitor.get(REQUESTS, {"q": reference}).content.decode()) == ["Ada Example"]


def test_search_is_for_those_who_may_read_requests(editor, signed_in, client):
    assert signed_in(editor).post(REQUESTS, {"q": "ada"}).status_code == 403
    assert urlsplit(client.post(REQUESTS, {"q": "ada"}).headers["Location"]).path == "/admin/login/"
