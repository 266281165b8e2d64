"""The ledger: what was agreed to never changes, and taking it back has the effect that was said before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import strip_tags

from consultations import appointments, consent_wordings, consents, intake, outbox, photo_files, private_link
from consultations.consent_wordings import CONTACT, CURRENT, REMINDERS, USE, Wording
from consultations.models import (
    Appointment,
    ConsentRecord,
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    OutboxMessage,
)
from consultations.taking_back import ANSWERS as ERASED
from consultations.taking_back import CONTACT_DATA, EFFECTS, erase_answers, take_back
from tests.consultations.canaries import plant
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
Kind, State, Status = OutboxMessage.Kind, OutboxMessage.State, ConsultationRequest.Status


@pytest.fixture
def patient():
    return patient_request()


@pytest.fixture
def path(patient):
    return path_of_link(private_link.issue(patient))


@pytest.fixture
def planted(coordinator, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return plant(coordinator)


def page_of(client, path) -> str:
    html = client.get(path).content.decode()
    return " ".join(strip_tags(html.split("<main")[1].split("<footer")[0]).split())


def waiting(request) -> set[str]:
    return set(request.mails.filter(state=State.WAITING).values_list("kind", flat=True))


def now(request) -> ConsultationRequest:
    return ConsultationRequest.objects.get(pk=request.pk)


# The ledger


def test_page_shows_each_purpose_in_its_exact_words_and_since_when(client, path):
    words = page_of(client, path)
    for purpose in (CONTACT, USE):
        assert f"“{CURRENT[purpose].text}”" in words
    given = timezone.localtime(ConsentRecord.objects.get(purpose=USE).given_at)
    assert f"Given on {given.day} {given:%B %Y}" in words


def test_effect_stands_beside_the_button_before_anything_happens(client, path):
    html = client.get(path).content.decode()
    for purpose in (CONTACT, USE):
        form = re.search(rf'<form [^>]*agreed/{purpose}/take-back/".*?</form>', html, re.DOTALL)[0]
        assert EFFECTS[purpose] in form
        assert "Yes, take it back" in form


def test_changed_wording_never_touches_old_entries(client, patient, path, monkeypatch):
    earlier = ConsentRecord.objects.values().get(purpose=USE)
    monkeypatch.setitem(consent_wordings.CURRENT, USE, Wording(USE, 2, "I agree to something else."))
    assert consents.give(patient, USE).wording_version == 1
    later = patient_request(email="later@example.com")
    assert ConsentRecord.objects.values().get(pk=earlier["id"]) == earlier
    assert later.consents.get(purpose=USE).wording == "I agree to something else."
    assert earlier["wording"] in page_of(client, path)
    assert "something else" not in page_of(client, path)


def test_given_again_is_a_new_entry_in_the_words_of_that_day(client, patient, path, monkeypatch):
    with time_machine.travel(datetime(2027, 1, 12, 15, tzinfo=UTC), tick=False):
        first = consents.give(patient, REMINDERS)
    with time_machine.travel(datetime(2027, 1, 14, 15, tzinfo=UTC), tick=False):
        private = path_of_link(private_link.issue(patient))
        client.post(f"{private}agreed/reminders/take-back/")
        monkeypatch.setitem(consent_wordings.CURRENT, REMINDERS, Wording(REMINDERS, 2, "Please remind me."))
    with time_machine.travel(datetime(2027, 1, 20, 15, tzinfo=UTC), tick=False):
        response = client.post(f"{private}agreed/reminders/agree/")
        words = page_of(client, private)
    assert response["Location"].endswith("?done=agreed#agreed")
    entries = list(patient.consents.filter(purpose=REMINDERS).values_list("wording", "wording_version"))
    assert entries == [(first.wording, 1), ("Please remind me.", 2)]
    assert "Given on 12 January 2027, taken back on 14 January 2027" in words
    assert "“Please remind me.” Given on 12" in words
    assert "Given on 20 January 2027" in words


@pytest.mark.parametrize("purpose", [CONTACT, USE])
def test_contact_and_use_cannot_be_given_again_by_a_button(client, patient, path, purpose):
    take_back(patient, purpose)
    assert client.post(f"{path}agreed/{purpose}/agree/").status_code == 404
    assert "Agree again" not in page_of(client, path)


def test_unknown_purpose_is_not_here(client, path):
    assert client.post(f"{path}agreed/nonsense/take-back/").status_code == 404


def test_taking_back_is_never_done_by_get(client, patient, path):
    assert client.get(f"{path}agreed/use/take-back/").status_code == 405
    assert patient.consents.standing().count() == 2


def test_taking_back_twice_does_everything_once(client, patient, path):
    for _ in range(2):
        assert client.post(f"{path}agreed/contact/take-back/").status_code == 303
    assert patient.events.filter(kind="consent_withdrawn").count() == 1
    assert patient.events.filter(kind="status_changed").count() == 1


# The effects


def test_photos_taken_back_go_with_rows_and_files_and_the_request_stays(
    client, planted, tmp_path, django_capture_on_commit_callbacks
):
    path = path_of_link(private_link.issue(planted.request))
    status = now(planted.request).status
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{path}agreed/photos/take-back/")
    assert planted.request.photos.count() == 0
    assert list(photo_files.names_on_disk()) == []
    assert (now(planted.request).status, now(planted.request).story) == (status, planted.request.story)
    assert "All your photos are erased." in page_of(client, response["Location"])


def test_reminders_taken_back_cancel_those_that_wait(client, planted):
    outbox.write(Kind.REMINDER, planted.request, to=planted.request.email, when="tomorrow")
    take_back(planted.request, REMINDERS)
    assert Kind.REMINDER not in waiting(planted.request)
    assert now(planted.request).status == Status.BOOKED
    assert Appointment.objects.get().state == Appointment.State.BOOKED


def test_without_contact_no_mail_goes_to_the_patient_and_the_request_is_closed(client, patient, path, coordinator):
    start = timezone.now() + timedelta(days=9)
    appointments.offer(patient, [start], actor=coordinator)
    client.post(f"{path}agreed/contact/take-back/")
    assert now(patient).status == Status.WITHDRAWN
    assert waiting(patient) <= {Kind.STAFF_NEW, Kind.STAFF_NEWS}
    assert Kind.STAFF_NEWS in waiting(patient)
    assert outbox.write(Kind.TIMES_OFFERED, now(patient), to=patient.email, times="now") is None
    assert not patient.mails.filter(kind=Kind.WITHDRAWN).exists()


def test_without_contact_staff_find_nothing_to_press(client, patient, path, coordinator, signed_in):
    screen = f"/admin/consultations/consultationrequest/{patient.pk}/change/"
    visitor = signed_in(coordinator)
    assert 'href="mailto:ada@example.com"' in visitor.get(screen).content.decode()
    take_back(patient, CONTACT)
    html = visitor.get(screen).content.decode()
    assert "Does not want to be contacted." in html
    assert re.findall(r'href="(?:mailto|tel|sms):', html) == []
    withdrawn = timezone.localtime(patient.consents.get(purpose=CONTACT).withdrawn_at)
    assert f"Taken back {withdrawn.day} {withdrawn:%B %Y, %H:%M}." in html


def test_without_use_every_answer_is_gone_and_how_to_reach_the_patient_stays(planted):
    before = now(planted.request)
    reachable = {name: getattr(before, name) for name in CONTACT_DATA}
    take_back(planted.request, USE)
    after = now(planted.request)
    assert {name: getattr(after, name) for name in CONTACT_DATA} == reachable
    assert {name: getattr(after, name) for name in ERASED} == {
        "best_time": "",
        "language": "",
        "operations_count": None,
        "last_operation_year": None,
        "concerns": [],
        "story": "",
        "travelling_from": "",
        "heard_from": "",
    }
    assert (EarlierOperation.objects.count(), HealthAnswers.objects.count(), after.photos.count()) == (0, 0, 0)
    assert [name for event in after.events.all() for name in event.before] == ["full_name"]
    assert after.status == Status.WITHDRAWN
    assert Kind.WITHDRAWN in waiting(after)


def test_every_answer_of_the_form_is_erased_or_says_how_to_reach_the_patient():
    assert {*ERASED, *CONTACT_DATA} == set(intake.ANSWER_FIELDS)


def test_answers_that_are_erased_do_not_break_the_screens_of_staff(planted, coordinator, signed_in):
    erase_answers(now(planted.request))
    visitor = signed_in(coordinator)
    assert "answers erased" in visitor.get("/admin/consultations/consultationrequest/?view=all").content.decode()
    html = visitor.get(f"/admin/consultations/consultationrequest/{planted.request.pk}/change/").content.decode()
    assert "The answers are erased. The patient took back the consent to use them." in html
    assert "zqstory" not in html


def test_page_of_a_request_without_answers_can_still_be_opened(client, planted):
    path = path_of_link(private_link.issue(planted.request))
    client.post(f"{path}agreed/use/take-back/")
    words = page_of(client, path)
    assert "You took this request back" in words
    assert "taken back on" in words
