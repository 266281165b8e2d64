"""What looks like spam is kept whole and waits for a person. Its sender sees what everybody sees; no mail leaves."""

import re

import pytest
import time_machine
from django.test import Client

from consultations import intake, limits, spam_signs, workflow
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent, SendCount
from practice_site.models import StaffAccount
from tests.samples import ANSWERS, form_token

pytestmark = pytest.mark.django_db
FORM = "/consultation/"
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
LINKS = "Look at http://a.example and HTTPS://b.example, or www.c.example"
QUICK = "That was very quick. Please look at your answers once more, then send."


def send(address: str = "192.0.2.1", token: str | None = None, **changed):
    """Send the form as somebody with this address does."""
    client = Client(REMOTE_ADDR=address)
    token = form_token(client) if token is None else token
    return client.post(FORM, ANSWERS | {"form_token": token} | changed)


def signs() -> list[str]:
    """What the events of quarantine say, oldest first."""
    return list(RequestEvent.objects.filter(kind="quarantined").order_by("pk").values_list("detail", flat=True))


def already_sent(what: str, who: str, number: int) -> None:
    limits.count(what, who)
    SendCount.objects.filter(what=what).update(count=number)


# Too quick


@pytest.mark.parametrize("seconds", [0, 2.9])
def test_form_sent_too_quickly_is_shown_again_with_everything_kept(client, seconds):
    with time_machine.travel("2026-03-02 12:00Z", tick=False):
        token = form_token(client, seconds)
        answer = client.post(FORM, ANSWERS | {"form_token": token, "story": "Ünïcode שלום"})
    html = answer.content.decode()
    assert (answer.status_code, ConsultationRequest.objects.count()) == (200, 0)
    assert html.count(QUICK) == 1
    assert [f'value="{value}"' in html for value in (token, "Ada Example", "ada@example.com")] == [True] * 3
    assert "Ünïcode שלום</textarea>" in html
    assert 'id="error-summary"' not in html
    with time_machine.travel("2026-03-02 12:00:03.1Z", tick=False):
        assert client.post(FORM, ANSWERS | {"form_token": token}).status_code == 303
    assert ConsultationRequest.objects.get().status == "new"


def test_form_sent_after_three_seconds_is_taken(client):
    with time_machine.travel("2026-03-02 12:00Z", tick=False):
        assert client.post(FORM, ANSWERS | {"form_token": form_token(client, 3)}).status_code == 303
    assert ConsultationRequest.objects.get().status == "new"


def test_clock_that_was_set_back_a_little_is_no_sign(client):
    with time_machine.travel("2026-03-02 12:00Z", tick=False):
        token = form_token(client, seconds_ago=-2)
        assert QUICK in client.post(FORM, ANSWERS | {"form_token": token}).content.decode()
    with time_machine.travel("2026-03-02 12:00:06Z", tick=False):
        client.post(FORM, ANSWERS | {"form_token": token})
    assert ConsultationRequest.objects.get().status == "new"


def test_mistakes_are_said_before_haste(client):
    html = client.post(FORM, ANSWERS | {"form_token": form_token(client, 0), "email": "ada@"}).content.decode()
    assert QUICK not in html
    assert 'id="error-summary"' in html


# Signs


@pytest.mark.parametrize(
    ("changed", "sign"),
    [
        ({"topic": "buy now"}, "a hidden field was filled in"),
        ({"token": ""}, "the form is not one of ours"),
        ({"token": "forged:token:here"}, "the form is not one of ours"),
        ({"story": LINKS}, "three or more links"),
        (
            {"story": "http://a.example", "heard_from": "www.b.example", "best_time": "www.c.example"},
            "three or more links",
        ),
    ],
)
def test_what_looks_like_spam_is_kept_whole_in_quarantine_without_mails(changed, sign):
    answer = send(**changed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/consultation/received/")
    request = ConsultationRequest.objects.get()
    assert (request.status, request.full_name, request.email) == ("quarantined", "Ada Example", "ada@example.com")
    assert request.story == changed.get("story", ANSWERS["story"])
    assert request.consents.count() == 2
    assert request.search_terms.exists()
    assert [(event.kind, event.detail) for event in request.events.all()] == [("received", ""), ("quarantined", sign)]
    assert OutboxMessage.objects.count() == 0


def test_token_from_the_future_is_stored_in_quarantine(client):
    token = form_token(client, seconds_ago=-3600)
    assert client.post(FORM, ANSWERS | {"form_token": token}).status_code == 303
    assert signs() == ["its form is dated in the future"]


@pytest.mark.parametrize("story", ["Two only: http://a.example and www.b.example", "https://www.a.example is one"])
def test_two_links_are_no_sign(story):
    send(story=story)
    assert (ConsultationRequest.objects.get().status, signs()) == ("new", [])


def test_sender_of_spam_sees_the_page_that_everybody_sees():
    pages = []
    for changed in ({}, {"topic": "buy now"}):
        client = Client()
        client.post(FORM, ANSWERS | {"form_token": form_token(client)} | changed)
        reference = ConsultationRequest.objects.latest("pk").reference
        html = client.get("/consultation/received/").content.decode()
        pages.append(html.replace(reference, "REFERENCE"))
    without_links = [re.sub(r"/request/[^/\"]+/", "/request/…/", html) for html in pages]
    assert without_links[0] == without_links[1]


def test_all_signs_together_fit_into_an_event_and_hold_no_word_of_the_sender():
    every = [value for name, value in vars(spam_signs).items() if name.isupper() and isinstance(value, str)]
    request = intake.record_request(CLEANED, intake.new_form_token(), every)
    detail = request.events.get(kind="quarantined").detail
    assert detail == "; ".join(every)
    assert len(detail) <= RequestEvent._meta.get_field("detail").max_length


# Limits


def test_family_behind_one_address_passes_clean():
    for name in ("ada", "ben", "cleo", "dan", "eva"):
        send(full_name=name, email=f"{name}@example.com", story=f"I am {name}, and breathing is hard at night.")
    assert list(ConsultationRequest.objects.values_list("status", flat=True)) == ["new"] * 5


def test_more_than_twenty_from_one_address_wait_in_quarantine_and_others_do_not():
    already_sent(limits.FROM_ADDRESS, "192.0.2.1", 19)
    for number, address in enumerate(["192.0.2.1", "192.0.2.1", "192.0.2.2"]):
        send(address, email=f"{number}@example.com", story="")
    assert list(ConsultationRequest.objects.order_by("pk").values_list("status", flat=True)) == [
        "new",
        "quarantined",
        "new",
    ]
    assert signs() == ["many requests from one place"]


def test_more_than_five_for_one_email_address_wait_in_quarantine_from_wherever_they_come():
    for number in range(6):
        email = "Ada@Example.com" if number % 2 else "ada@example.com"
        send(f"192.0.2.{number}", email=email, story="")
    states = list(ConsultationRequest.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["new"] * 5 + ["quarantined"]
    assert signs() == ["many requests for one email"]


def test_same_words_under_a_third_email_address_from_one_place_wait_in_quarantine():
    words = ["I cannot breathe at night.", "i cannot  BREATHE at night.", "I cannot breathe at night."]
    for number, story in enumerate(words):
        send(email=f"{number}@example.com", story=story)
    send("192.0.2.2", email="4@example.com", story=words[0])
    states = list(ConsultationRequest.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["new", "new", "quarantined", "new"]
    assert signs() == ["the same words, other emails"]


def test_same_words_again_under_one_address_and_short_words_are_no_sign():
    for number in range(4):
        send(full_name=f"Ada {number}", email="ada@example.com", story="I cannot breathe at night.")
        send(email=f"{number}@example.com", story="Breathing.")
    assert signs() == []


def test_forged_header_does_not_make_another_sender_of_me(client):
    already_sent(limits.FROM_ADDRESS, "127.0.0.1", 20)
    sent = ANSWERS | {"form_token": form_token(client)}
    client.post(FORM, sent, headers={"X-Forwarded-For": "198.51.100.7", "Forwarded": "for=198.51.100.7"})
    assert signs() == ["many requests from one place"]


def test_flood_gets_a_page_that_keeps_what_was_typed_and_acknowledges_nothing():
    with time_machine.travel("2026-03-02 12:59Z", tick=False):
        already_sent(limits.FROM_ADDRESS, "192.0.2.1", 500)
        answer = send(story="Ünïcode שלום")
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "There were many tries from your address. Wait some minutes, then try once more." in html
    assert "Ünïcode שלום</textarea>" in html
    assert ConsultationRequest.objects.count() == 0
    assert "request_reference" not in answer.cookies


# Corrections


def test_correction_with_a_sign_moves_a_new_request_into_quarantine_and_writes_no_mail():
    token = intake.new_form_token()
    intake.record_request(CLEANED, token)
    stored = intake.record_request(CLEANED | {"story": LINKS, "email": "b@example.com"}, token, ["three or more links"])
    assert (stored.status, stored.story, stored.email) == ("quarantined", LINKS, "b@example.com")
    assert signs() == ["three or more links"]
    assert [mail.kind for mail in stored.mails.order_by("pk")] == ["received", "staff-new"]


def test_correction_of_what_is_in_quarantine_stays_there_without_mails():
    token = intake.new_form_token()
    intake.record_request(CLEANED, token, ["three or more links"])
    stored = intake.record_request(CLEANED | {"story": "Without links."}, token)
    assert (stored.status, stored.story, stored.mails.count()) == ("quarantined", "Without links.", 0)


def test_same_form_once_more_is_no_change_even_with_a_sign():
    token = intake.new_form_token()
    first = intake.record_request(CLEANED, token)
    assert intake.record_request(CLEANED, token, ["many requests from one place"]).pk == first.pk
    assert (ConsultationRequest.objects.get().status, signs()) == ("new", [])


def test_correction_with_a_sign_of_what_staff_already_read_is_taken_over_and_stays_with_them():
    sam = StaffAccount.objects.create_superuser("sam@example.com", "a long passphrase", full_name="Sam")
    token = intake.new_form_token()
    workflow.change_status(intake.record_request(CLEANED, token), "in_review", actor=sam)
    stored = intake.record_request(CLEANED | {"story": LINKS}, token, ["three or more links"])
    assert (stored.status, stored.story) == ("in_review", LINKS)
    assert stored.events.filter(kind="corrected").exists()
