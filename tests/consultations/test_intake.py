"""Sending the form: stored whole, once, with consents, event and two mails."""

import re
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultations import intake, reference
from consultations.consent_wordings import CONTACT, CURRENT, USE
from consultations.forms import ConsultationForm
from consultations.models import ConsentRecord, ConsultationRequest, OutboxMessage, RequestEvent, SendCount
from consultations.reference import LETTERS, PATTERN, as_typed, new_reference
from tests.samples import ANSWERS, form_token, live_page

FORM = "/consultation/"
NUMBERS = {"operations_count": 1, "last_operation_year": 2019}
PATIENTS_WORDS = {
    "full_name": "Zubaida Canary",
    "story": "canary story",
    "language": "Canarian",
    "heard_from": "a canary bird",
}


def answers(client=None, **changed):
    return ANSWERS | {"form_token": form_token(client) if client else ""} | changed


@pytest.mark.django_db
def test_sending_stores_the_request_with_consents_event_and_two_mails(client):
    response = client.post(FORM, answers(client, last_operation_year="2019", phone="+1 212 555 0100"))
    assert (response.status_code, response.headers["Location"]) == (303, "/consultation/received/")
    request = ConsultationRequest.objects.get()
    assert re.fullmatch(PATTERN, request.reference)
    assert (request.full_name, request.email, request.phone) == ("Ada Example", "ada@example.com", "+1 212 555 0100")
    assert (request.operations_count, request.last_operation_year) == (1, 2019)
    assert request.concerns == ["bridge", "breathing_left"]
    assert (request.status, request.source_path) == ("new", "")
    assert [(consent.purpose, consent.wording, consent.wording_version) for consent in request.consents.all()] == [
        (wording.purpose, wording.text, wording.version) for wording in [CURRENT[CONTACT], CURRENT[USE]]
    ]
    assert [event.kind for event in request.events.all()] == ["received"]
    mails = OutboxMessage.objects.order_by("pk")
    assert [(mail.kind, mail.to, mail.state) for mail in mails] == [
        ("received", "ada@example.com", "waiting"),
        ("staff-new", "", "waiting"),
    ]


@pytest.mark.django_db
def test_no_word_of_the_patient_is_in_mails_events_urls_or_names(client, caplog):
    response = client.post(FORM, answers(client, **PATIENTS_WORDS))
    request = ConsultationRequest.objects.get()
    places = [response.headers["Location"], str(response.cookies), str(request), caplog.text]
    places += [f"{mail.subject} {mail.body} {mail}" for mail in request.mails.all()]
    places += [f"{event} {event.detail} {event.before}" for event in request.events.all()]
    places += [client.get("/consultation/received/").content.decode()]
    assert all(word not in place for word in PATIENTS_WORDS.values() for place in places)
    assert request.full_name == "Zubaida Canary"


@pytest.mark.django_db
def test_mails_hold_the_reference_and_staff_get_the_link(client):
    client.post(FORM, answers(client))
    request = ConsultationRequest.objects.get()
    to_patient, to_staff = request.mails.order_by("pk")
    assert request.reference in to_patient.subject
    assert request.reference in to_patient.body
    assert "What happens next" in to_patient.body
    assert "In an emergency, call 911." in to_patient.body
    assert f"http://127.0.0.1:8000/admin/consultations/consultationrequest/{request.pk}/change/" in to_staff.body


@pytest.mark.django_db
def test_same_form_sent_twice_is_one_request_with_one_reference(client):
    sent = answers(client)
    client.post(FORM, sent)
    first = client.get("/consultation/received/").content.decode()
    client.post(FORM, sent)
    reference = re.search(PATTERN, first)[0]
    assert f">{reference}<" in client.get("/consultation/received/").content.decode()
    assert ConsultationRequest.objects.count() == 1
    assert OutboxMessage.objects.count() == 2
    assert RequestEvent.objects.count() == 1


@pytest.mark.django_db
def test_same_form_sent_with_changes_corrects_the_request_and_keeps_what_it_said(client):
    sent = answers(client)
    client.post(FORM, sent)
    client.post(FORM, sent | {"story": "It is worse in winter.", "email": "new@example.com"})
    request = ConsultationRequest.objects.get()
    assert (request.story, request.email) == ("It is worse in winter.", "new@example.com")
    event = request.events.get(kind="corrected")
    assert event.before == {"email": "ada@example.com", "story": "I cannot breathe well at night."}
    assert event.detail == "email address, in your own words"
    assert [(mail.kind, mail.to) for mail in request.mails.order_by("pk")][2:] == [
        ("received", "new@example.com"),
        ("staff-corrected", ""),
    ]
    assert request.consents.count() == 2


@pytest.mark.django_db
def test_two_copies_of_the_form_are_two_requests(client):
    client.post(FORM, answers(client))
    client.post(FORM, answers(client))
    assert ConsultationRequest.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_form_without_a_true_mark_is_stored_and_its_double_is_not(client, token):
    for _ in range(2):
        assert client.post(FORM, answers(form_token=token)).status_code == 303
    assert ConsultationRequest.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("http://testserver/procedures/facelift/?q=secret#secret", "/procedures/facelift/"),
        ("http://testserver/procedures/", "/procedures/"),
        ("http://testserver/", "/"),
        ("http://testserver/procedures/facelift/;secret", ""),
        ("http://testserver/my-nose-hurts/", ""),
        ("http://testserver/request/secret/", ""),
        ("http://testserver/preview/secret/", ""),
        ("http://testserver/admin/", ""),
        ("http://testserver", ""),
        ("http://testserver@search.example/", ""),
        ("https://search.example/?q=nose", ""),
        ("http://[", ""),
        ("nonsense", ""),
    ],
)
def test_request_keeps_the_path_of_our_page_and_nothing_that_was_typed(client, referrer, kept):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        live_page("facelift")
    client.post(FORM, answers(form_token=form_token(client, Referer=referrer)))
    request = ConsultationRequest.objects.get()
    assert (request.source_path, request.status) == (kept, "new")


@pytest.mark.django_db
def test_one_failure_leaves_nothing_behind(client, monkeypatch):
    client.raise_request_exception = False

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("consultations.models.ConsentRecord.save", full)
    assert client.post(FORM, answers(client)).status_code == 503
    written = (ConsultationRequest, ConsentRecord, OutboxMessage, RequestEvent, SendCount)
    assert [model.objects.count() for model in written] == [0] * 5


@pytest.mark.django_db
def test_asking_for_someone_under_18_stores_nothing(client):
    response = client.post(FORM, answers(client, age="minor", email="broken"))
    assert (response.status_code, response.headers["Location"]) == (303, "/consultation/under-18/")
    assert "parent" in client.get("/consultation/under-18/").content.decode()
    assert ConsultationRequest.objects.count() == OutboxMessage.objects.count() == 0


@pytest.mark.django_db
def test_error_keeps_every_typed_value(client):
    response = client.post(FORM, answers(client, email="ada@", story="Ünïcode שלום", best_time="evenings"))
    html = response.content.decode()
    assert "<title>Error: " in html
    assert [words in html for words in ('value="ada@"', "Ünïcode שלום", 'value="evenings"')] == [True] * 3
    assert re.search(r'value="bridge"[^>]*checked', html)
    assert ConsultationRequest.objects.count() == 0


@pytest.mark.django_db
def test_expired_token_brings_the_form_back_filled_and_a_second_send_works():
    client = Client(enforce_csrf_checks=True)
    sent = answers(client, story="Long thought over")
    response = client.post(FORM, sent | {"csrfmiddlewaretoken": "x" * 64})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Long thought over" in html
    assert sent["form_token"] in html
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    assert client.post(FORM, sent | {"csrfmiddlewaretoken": token}).status_code == 303
    assert ConsultationRequest.objects.get().story == "Long thought over"


@pytest.mark.django_db
def test_received_page_survives_reload_and_is_kept_by_nobody(client):
    client.post(FORM, answers(client))
    reference = ConsultationRequest.objects.get().reference
    for _ in range(2):
        response = client.get("/consultation/received/")
        assert reference in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert 'name="robots" content="noindex' in response.content.decode()


@pytest.mark.django_db
def test_received_page_without_a_request_leads_to_the_form(client):
    assert client.get("/consultation/received/").headers["Location"] == FORM
    client.cookies["request_reference"] = "K7RM-2QXD:forged"
    assert client.get("/consultation/received/").headers["Location"] == FORM


@pytest.mark.django_db(transaction=True)
def test_two_sends_at_the_same_moment_are_one_request():
    token = intake.new_form_token()
    cleaned = ANSWERS | {"operations_count": 1, "last_operation_year": None}
    references, start = [], threading.Barrier(2)

    def send():
        start.wait()
        try:
            references.append(intake.record_request(cleaned, token).reference)
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert references == [ConsultationRequest.objects.get().reference] * 2
    assert OutboxMessage.objects.count() == 2


def test_references_are_readable_and_never_the_same():
    references = {new_reference() for _ in range(2000)}
    assert len(references) == 2000
    assert all(re.fullmatch(PATTERN, reference) for reference in references)
    assert not set("01OILSBZU8AEI") & set(LETTERS)


@pytest.mark.parametrize("typed", ["k7rm 2qxd", "K7RM2QXD", " K7RM-2QXD ", "k7rm–2qxd"])
def test_reference_is_found_as_staff_type_it(typed):
    assert as_typed(typed) == "K7RM-2QXD"


def test_no_answer_of_the_model_is_forgotten_by_the_form_the_intake_or_the_staff_page(settings):
    kept_by_model = {
        field.name
        for field in ConsultationRequest._meta.get_fields()
        if field.concrete and field.editable and not field.primary_key
    }
    assert set(intake.ANSWER_FIELDS) == kept_by_model
    assert set(ConsultationForm.Meta.fields) == kept_by_model
    folder = settings.BASE_DIR / "templates/admin/consultations/consultationrequest"
    shown = " ".join(file.read_text() for file in folder.rglob("*.html"))
    assert [name for name in kept_by_model if name not in shown] == []


@pytest.mark.django_db
def test_reference_that_is_somebody_elses_already_loses_no_request(monkeypatch):
    signs = iter("CCCCCCCCCCCCCCCCDDDDDDDD")
    monkeypatch.setattr(reference, "secrets", SimpleNamespace(choice=lambda letters: next(signs)))
    sent = [
        intake.record_request(ANSWERS | NUMBERS | {"full_name": name}, intake.new_form_token())
        for name in ("First", "Second")
    ]
    assert [(each.reference, each.full_name) for each in sent] == [("CCCC-CCCC", "First"), ("DDDD-DDDD", "Second")]
    assert [each.mails.count() for each in sent] == [2, 2]
