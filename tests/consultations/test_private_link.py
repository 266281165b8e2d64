"""Links to the private page: nothing stored opens one, opening changes nothing, use rotates, time ends."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing

from consultations import limits, link_wishes, private_link
from consultations.models import LinkWish, PrivateLink, SendCount
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db


def token_of(address: str) -> str:
    return path_of_link(address).split("/")[2]


@pytest.fixture
def patient():
    return patient_request()


@pytest.fixture
def address(patient):
    return private_link.issue(patient)


def test_link_leads_to_the_page_of_its_request_and_of_no_other(client, patient, address):
    other = patient_request(full_name="Somebody Else")
    html = client.get(path_of_link(address)).content.decode()
    assert patient.reference in html
    assert other.reference not in html


def test_only_a_digest_is_stored(patient, address):
    stored = PrivateLink.objects.values().get()
    assert stored["token_digest"] == hashlib.sha256(token_of(address).encode()).hexdigest()
    assert token_of(address) not in str(stored)


def test_page_shows_nothing_that_was_sent(client):
    words = {
        "full_name": "Zubaida Canary",
        "email": "canary@example.com",
        "story": "canary story",
        "phone": "+15550100",
    }
    html = client.get(path_of_link(private_link.issue(patient_request(**words)))).content.decode()
    assert [word for word in words.values() if word in html] == []


@pytest.mark.parametrize(
    "spoil", [lambda t: t + "x", lambda t: t[1:], lambda t: t.partition(".")[0], lambda t: "nonsense"]
)
def test_forged_link_gets_the_calm_page_of_a_link_that_is_over(client, address, spoil):
    response = client.get(f"/request/{spoil(token_of(address))}/")
    assert response.status_code == 404
    assert "This link <em>has ended</em>" in response.content.decode()


def test_signed_token_that_was_never_given_out_opens_nothing(patient, address):
    assert private_link.find(signing.Signer(salt="consultations.private_link", sep=".").sign("a" * 32)) is None


def test_link_ends_after_thirty_days_without_use(client, address):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=29, hours=23)):
        assert client.get(path_of_link(address)).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30, seconds=1)):
        assert client.get(path_of_link(address)).status_code == 404
        assert private_link.delete_expired() == 1
    assert PrivateLink.objects.count() == 0


def test_opening_changes_nothing(client, patient, address):
    before = [list(model.objects.values()) for model in (PrivateLink, type(patient))]
    for _ in range(2):
        client.get(path_of_link(address))
        client.head(path_of_link(address))
    assert [list(model.objects.values()) for model in (PrivateLink, type(patient))] == before


def test_use_makes_a_link_last_and_ends_the_older_ones(client, patient, address):
    newer, newest = private_link.issue(patient), private_link.issue(patient)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=20)):
        response = client.post(path_of_link(newer) + "keep/")
        assert response.status_code == 303
        assert "30 more days" in client.get(response["Location"]).content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=29)):
        assert [client.get(path_of_link(link)).status_code for link in (address, newer, newest)] == [404, 200, 200]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=45)):
        assert [client.get(path_of_link(link)).status_code for link in (newer, newest)] == [200, 404]


def test_use_of_one_link_leaves_those_of_other_patients_and_to_the_data(client, patient):
    others = private_link.issue(patient_request(full_name="Somebody Else"))
    data = private_link.issue(patient, PrivateLink.Opens.DATA)
    client.post(path_of_link(private_link.issue(patient)) + "keep/")
    assert [private_link.find(token_of(link)) is None for link in (others, data)] == [False, False]


def test_token_holds_24_random_bytes_and_finding_it_costs_one_query(patient, address, django_assert_num_queries):
    assert len(base64.urlsafe_b64decode(token_of(address).partition(".")[0])) == 24
    with django_assert_num_queries(1):
        assert private_link.find(token_of(address)).request.reference == patient.reference


def test_link_to_the_data_does_not_open_the_page(client, patient):
    data = private_link.issue(patient, PrivateLink.Opens.DATA)
    assert client.post(path_of_link(data) + "keep/").status_code == 404


def test_one_use_link_is_used_by_one_of_two(patient):
    link = private_link.find(token_of(private_link.issue(patient, PrivateLink.Opens.DATA)))
    assert [private_link.use_up(link), private_link.use_up(link)] == [True, False]


def test_another_site_cannot_send_anything(client, address):
    before = PrivateLink.objects.get().expires_at
    with time_machine.travel(datetime.now(UTC) + timedelta(days=5)):
        response = client.post(path_of_link(address) + "keep/", headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, PrivateLink.objects.get().expires_at) == (403, before)


def test_another_site_cannot_ask_for_a_link(client, patient):
    sent = {"reference": patient.reference, "email": "ada@example.com"}
    assert client.post("/request/", sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert LinkWish.objects.count() == 0


def test_page_is_kept_by_nobody_and_tells_no_other_site_where_it_is(client, address):
    for path in (path_of_link(address), "/request/forged/", "/request/"):
        headers = client.get(path).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"


# Asking for a new one


def ask(client, reference: str, email: str):
    return client.post("/request/", {"reference": reference, "email": email})


def test_wish_that_fits_gets_a_mail_and_one_that_does_not_gets_none_and_the_answer_is_the_same(client, patient):
    patient.mails.all().delete()
    typed = patient.reference.lower().replace("-", " ")
    right = ask(client, typed, " ADA@example.com ")
    wrong = [ask(client, patient.reference, "eve@example.com"), ask(client, "K7RM-2QXD", "ada@example.com")]
    assert {(answer.status_code, answer["Location"]) for answer in [right, *wrong]} == {(303, "/request/sent/")}
    assert link_wishes.answer_waiting() == 1
    assert [(mail.kind, mail.to) for mail in patient.mails.all()] == [("new-link", "ada@example.com")]
    assert LinkWish.objects.count() == 0


def test_wish_is_stored_without_a_word_in_the_clear(client, patient):
    ask(client, patient.reference, "ada@example.com")
    assert not re.search(rb"ada@example|" + patient.reference.encode(), b"".join(map(bytes, _sealed_columns())))


def _sealed_columns() -> list[bytes]:
    wish = LinkWish.objects.get()
    return [wish.__dict__["wished_reference"], wish.__dict__["email"]]


def test_wish_with_a_mistake_comes_back_as_typed(client):
    response = ask(client, "K7RM", "ada@")
    html = response.content.decode()
    assert "<title>Error: " in html
    assert [words in html for words in ('value="K7RM"', 'value="ada@"', "Enter an email address like")] == [True] * 3
    assert LinkWish.objects.count() == 0


def test_five_links_an_hour_are_mailed_and_the_sixth_wish_gets_the_same_answer(client, patient):
    patient.mails.all().delete()
    answers = {ask(client, patient.reference, "ada@example.com")["Location"] for _ in range(7)}
    assert (answers, link_wishes.answer_waiting(), patient.mails.count()) == ({"/request/sent/"}, 5, 5)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        ask(client, patient.reference, "ada@example.com")
        assert link_wishes.answer_waiting() == 1


def test_flood_of_wishes_from_one_place_is_refused_until_the_hour_is_over(client, patient):
    SendCount.objects.all().delete()
    with time_machine.travel(datetime(2026, 11, 25, 15, 59, tzinfo=UTC), tick=False):
        for _ in range(limits.FLOOD[limits.WISHES]):
            limits.count(limits.WISHES, "127.0.0.1")
        response = ask(client, patient.reference, "ada@example.com")
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert LinkWish.objects.count() == 0
