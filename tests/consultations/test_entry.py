"""What staff enter of a call or a visit is a request like those from the site, with who noted what."""

import re
import threading

import pytest
from django.db import connection

from consultations import appointments, data_access, intake, link_wishes, outbox, search_index, withdrawal
from consultations.consent_wordings import CONTACT, ORAL, USE
from consultations.models import ConsultationRequest, DuplicateSign, OutboxMessage, SearchTerm
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
ADD = "/admin/consultations/consultationrequest/add/"
TYPED = {
    "source": "phone",
    "full_name": "Mira Caller",
    "age": "adult",
    "phone": "+1 212 555 0177",
    "email": "",
    "contact_by": "phone",
    "best_time": "after five",
    "language": "Polish",
    "operations_count": "2",
    "last_operation_year": "2015",
    "concerns": ["tip", "breathing_left"],
    "story": "Called because of the left side.",
    "consent_contact": "on",
    "consent_use": "on",
}


@pytest.fixture
def visitor(coordinator, signed_in):
    return signed_in(coordinator)


def enter(visitor, token: str = "", **changed):
    token = token or intake.new_form_token()
    return visitor.post(ADD, TYPED | {"form_token": token} | changed, follow=True)


def words_of(response) -> str:
    html = response.content.decode().split("<main")[1]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_call_becomes_a_request_with_all_that_belongs_to_it(visitor, coordinator):
    response = enter(visitor)
    request = ConsultationRequest.objects.get()
    assert response.redirect_chain == [(f"/admin/consultations/consultationrequest/{request.pk}/change/", 302)]
    assert (request.full_name, request.phone, request.email) == ("Mira Caller", "+1 212 555 0177", "")
    assert (request.status, request.source, request.concerns) == ("new", "phone", ["tip", "breathing_left"])
    assert (request.operations_count, request.last_operation_year, request.travelling_from) == (2, 2015, "")
    assert request.answer_due_at > request.created_at
    events = [(event.kind, event.detail, event.actor) for event in request.events.all()]
    assert events == [("entered", "phone call", coordinator)]
    consents = [
        (each.purpose, each.wording, each.wording_version, each.given_how, each.noted_by, each.noted_by_name)
        for each in request.consents.all()
    ]
    heard = ("phone", coordinator, "Sample Coordinator")
    assert consents == [(p, ORAL[p].text, ORAL[p].version, *heard) for p in (CONTACT, USE)]
    assert list(search_index.matching(ConsultationRequest.objects.all(), "mira 5550177")) == [request]
    assert set(request.duplicate_signs.values_list("kind", flat=True)) == {"phone", "name_year"}
    assert request.mails.count() == 0


def test_page_says_that_no_mail_is_sent_and_how_it_was_agreed(visitor):
    words = words_of(enter(visitor))
    assert "was entered. No mail is sent: there is no email address." in words
    assert "There is no email address, so no mail is sent and there is no private page." in words
    assert f"“{ORAL[USE].text}”" in words
    assert "by phone, noted by Sample Coordinator" in words


def test_email_that_was_given_gets_the_confirmation_with_the_link(visitor):
    enter(visitor, source="visit", email="mira@example.com", phone="", contact_by="email")
    request = ConsultationRequest.objects.get()
    assert [(mail.kind, mail.to) for mail in request.mails.all()] == [("received", "mira@example.com")]
    assert "{link}" in request.mails.get().body
    assert (request.source, request.events.get().detail) == ("visit", "came by")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"phone": ""}, "Enter a phone number or an email address. One of both is enough."),
        ({"contact_by": "email"}, "Enter an email address, or choose another way to contact the caller"),
        ({"email": "mira@", "contact_by": "email"}, "Enter an email address like name@example.com"),
        ({"phone": "", "email": "m@example.com"}, "Enter a phone number, or choose “Email” as the way to contact"),
        ({"full_name": ""}, "Enter the name"),
        ({"source": "form"}, "Choose how they came to us"),
        ({"concerns": []}, "Choose at least one"),
        ({"consent_use": ""}, "Ask whether we may keep what was said. Without a yes nothing can be kept."),
        ({"consent_contact": ""}, "Ask whether we may contact the caller. Without a yes nothing can be kept."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(visitor, changed, sentence):
    response = enter(visitor, **changed)
    assert (response.status_code, sentence in words_of(response)) == (422, True)
    assert "Called because of the left side." in response.content.decode()
    assert ConsultationRequest.objects.count() == SearchTerm.objects.count() == DuplicateSign.objects.count() == 0


def test_call_for_someone_under_18_keeps_nothing(visitor):
    response = enter(visitor, age="minor")
    assert "Nothing was kept, because the patient is under 18." in words_of(response)
    assert "Mira" not in response.content.decode()
    assert ConsultationRequest.objects.count() == 0


def test_double_click_is_one_request_and_a_change_is_taken_over(visitor, coordinator):
    token = intake.new_form_token()
    enter(visitor, token)
    enter(visitor, token)
    request = ConsultationRequest.objects.get()
    assert request.events.count() == 1
    enter(visitor, token, email="mira@example.com", story="Called again.")
    request = ConsultationRequest.objects.get()
    event = request.events.last()
    assert (event.kind, event.detail, event.actor) == ("entered", "email address, in your own words", coordinator)
    assert event.before == {"email": "", "story": TYPED["story"]}
    assert [(mail.kind, mail.to) for mail in request.mails.all()] == [("received", "mira@example.com")]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_request(coordinator):
    token, start, references = intake.new_form_token(), threading.Barrier(2), []
    answers = TYPED | {"operations_count": 2, "last_operation_year": 2015}

    def send():
        start.wait()
        references.append(intake.record_by_staff(answers, "phone", token, actor=coordinator).reference)
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert references == [ConsultationRequest.objects.get().reference] * 2


def test_person_who_is_known_is_said_with_the_link(visitor):
    known = patient_request(phone="(212) 555-0177")
    html = enter(visitor).content.decode()
    assert "This person may be known." in html
    address = f"/admin/consultations/consultationrequest/{known.pk}/change/"
    assert f'Same phone as <a href="{address}">{known.reference}</a>' in html


def test_without_an_email_nothing_is_written_to_the_patient_nor_to_staff_in_their_place(visitor, coordinator):
    from datetime import timedelta

    from django.utils import timezone

    enter(visitor)
    request = ConsultationRequest.objects.get()
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    offered = appointments.offer(request, [start], actor=coordinator)
    visit = appointments.choose(request, offered[0].pk)
    appointments.move(visit, start + timedelta(days=1), actor=coordinator)
    data_access.send_link(request)
    withdrawal.withdraw(request)
    assert {mail.kind for mail in OutboxMessage.objects.all()} == {"staff-news"}
    link_wishes.wish(request.reference, "")
    assert link_wishes.answer_waiting() == 0


def test_blank_address_is_never_taken_for_staff(coordinator):
    request = patient_request()
    assert outbox.write("new-link", request, to="") is None


@pytest.mark.parametrize(
    ("role", "answer"), [("coordinator", 200), ("surgeon", 200), ("administrator", 200), ("editor", 403)]
)
def test_only_those_who_answer_requests_may_enter_one(staff_of, signed_in, role, answer):
    visitor = signed_in(staff_of(role, email="someone@example.com"))
    assert visitor.get(ADD).status_code == answer
    enter(visitor)
    assert ConsultationRequest.objects.count() == (answer == 200)


def test_list_leads_to_the_entry_in_words(visitor):
    html = visitor.get("/admin/consultations/consultationrequest/").content.decode()
    assert f'href="{ADD}">Enter a call or visit</a>' in html
    assert "<h1>Enter a call or visit</h1>" in visitor.get(ADD).content.decode()
