"""Staff erase one request for good: who may, what it takes, what goes, and what is left in the logs."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.utils import timezone

from consultations import erasure, legal_hold, outbox, workflow
from consultations.admin.erase_admin import ERASED, GONE, KEPT
from consultations.models import AccessRecord, Appointment, ConsultationRequest, RequestEvent, Tombstone
from practice_site.models import AccountEvent
from tests.consultations.at_once import together
from tests.consultations.full_request import full_request
from tests.samples import patient_request

pytestmark = pytest.mark.django_db(transaction=True)
REQUESTS = "/admin/consultations/consultationrequest/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def request_of(db):
    return patient_request()


@pytest.fixture
def desk(surgeon, signed_in):
    """A surgeon who has just given the password."""
    return signed_in(surgeon)


def screen_of(request) -> str:
    return f"{REQUESTS}{request.pk}/erase/"


def words_of(html) -> str:
    page = html.content.decode().partition("<template")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def typed(request, why: str = "staff", **changed) -> dict:
    return {"why": why, "reference": request.reference} | changed


def photo_files_kept() -> list[Path]:
    return [path for path in (Path(site_settings.DATA_DIR) / "private").rglob("*") if path.is_file()]


@pytest.mark.parametrize("why", ["patient", "staff"])
def test_rows_and_files_go_and_a_tombstone_with_the_reason_stays(desk, surgeon, why):
    request, other = full_request(surgeon, rows=1, views=2), patient_request(email="other@example.com")
    pointing = [relation.related_model for relation in ConsultationRequest._meta.related_objects]
    assert len(photo_files_kept()) == 4
    answer = desk.post(screen_of(request), typed(request, why), follow=True)
    assert answer.redirect_chain == [(REQUESTS, 302)]
    assert ERASED in words_of(answer)
    assert request.reference not in words_of(answer)
    assert [model.__name__ for model in pointing if model.objects.filter(request=request.pk).exists()] == []
    assert (photo_files_kept(), ConsultationRequest.objects.get()) == ([], other)
    stone = Tombstone.objects.get()
    assert (stone.reason, stone.request_number, stone.status) == (why, request.pk, "booked")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reference": ""}, "Nothing was erased. Type the reference of this request."),
        ({"reference": "K7RM-2QXD"}, "Nothing was erased. This is not the reference of this request."),
        ({"why": ""}, "Nothing was erased. Choose why it is erased."),
        ({"why": "retention"}, "Select a valid choice."),
    ],
)
def test_without_the_right_reference_and_a_reason_nothing_is_erased(desk, request_of, changed, sentence):
    answer = desk.post(screen_of(request_of), typed(request_of, **changed))
    (field,) = changed
    assert sentence in words_of(answer)
    assert f'<ul class="errorlist" id="id_{field}_error">' in answer.content.decode()
    assert (ConsultationRequest.objects.get(), Tombstone.objects.exists()) == (request_of, False)


def test_reference_of_another_request_erases_neither(desk, request_of):
    other = patient_request(email="other@example.com")
    desk.post(screen_of(request_of), typed(other))
    assert set(ConsultationRequest.objects.all()) == {request_of, other}


def test_reference_is_taken_as_it_is_typed(desk, request_of):
    desk.post(screen_of(request_of), typed(request_of, reference=f" {request_of.reference.lower().replace('-', ' ')} "))
    assert Tombstone.objects.get().request_number == request_of.pk


def test_opening_the_screen_changes_nothing_and_no_answer_is_chosen(desk, request_of):
    page = desk.get(screen_of(request_of))
    assert "Nothing has happened yet. Once it is done, nobody can undo it." in words_of(page)
    assert "Copies in backups, until those backups go." in words_of(page)
    assert " checked" not in page.content.decode().partition("<template")[0]
    assert "A visit is booked" not in words_of(page)
    assert ConsultationRequest.objects.get() == request_of


def test_visit_to_come_is_named_and_goes_without_a_mail_as_on_the_private_page(desk, request_of):
    starts_at = timezone.now() + timedelta(days=3)
    Appointment.objects.create(request=request_of, starts_at=starts_at)
    outbox.send_due()
    assert "It will not take place, and its time is free again. No mail says so" in words_of(
        desk.get(screen_of(request_of))
    )
    desk.post(screen_of(request_of), typed(request_of))
    assert not Appointment.objects.exists()
    assert outbox.send_due() == 0


def test_visit_that_took_place_is_a_reason_to_ask_first(desk, request_of):
    advice = "Ask the practice’s lawyer before you erase this one."
    assert advice not in words_of(desk.get(screen_of(request_of)))
    workflow.record(request_of, RequestEvent.Kind.STATUS_CHANGED, status="seen")
    assert advice in words_of(desk.get(screen_of(request_of)))


@pytest.mark.parametrize("role", ["coordinator", "editor", "publisher"])
def test_others_neither_see_the_way_nor_go_it(staff_of, signed_in, request_of, role):
    visitor = signed_in(staff_of(role))
    assert visitor.get(screen_of(request_of)).status_code == 403
    assert visitor.post(screen_of(request_of), typed(request_of)).status_code == 403
    assert ConsultationRequest.objects.get() == request_of
    assert "/erase/" not in visitor.get(f"{REQUESTS}{request_of.pk}/change/").content.decode()


@pytest.mark.parametrize("role", ["administrator", "surgeon"])
def test_those_who_may_find_the_way_on_the_page_of_the_request(staff_of, signed_in, request_of, role):
    page = signed_in(staff_of(role)).get(f"{REQUESTS}{request_of.pk}/change/")
    assert f'href="{screen_of(request_of)}">Erase it for good</a>' in page.content.decode()


def test_without_the_password_nothing_is_erased(client, surgeon, request_of):
    client.force_login(surgeon)
    assert client.post(screen_of(request_of), typed(request_of))["Location"].startswith("/admin/confirm/?next=")
    assert ConsultationRequest.objects.get() == request_of


def test_second_tab_reads_calmly_that_it_is_gone(desk, request_of):
    desk.post(screen_of(request_of), typed(request_of))
    for answer in (
        desk.post(screen_of(request_of), typed(request_of), follow=True),
        desk.get(screen_of(request_of), follow=True),
    ):
        assert answer.redirect_chain == [(REQUESTS, 302)]
        assert GONE in words_of(answer)
    assert (Tombstone.objects.count(), AccountEvent.objects.filter(kind="erased").count()) == (1, 1)


def test_two_at_the_same_moment_erase_it_once(administrator, surgeon, signed_in, request_of):
    desks = [signed_in(account) for account in (administrator, surgeon)]
    acts = [lambda desk=desk: desk.post(screen_of(request_of), typed(request_of)).status_code for desk in desks]
    assert together(*acts) == [302, 302]
    assert (Tombstone.objects.count(), AccountEvent.objects.filter(kind="erased").count()) == (1, 1)


def test_number_that_never_was_a_request_is_not_here(desk, request_of):
    assert desk.get(f"{REQUESTS}{request_of.pk + 1}/erase/").status_code == 404


def test_logs_say_who_erased_which_number_and_no_reference(desk, surgeon, request_of):
    desk.post(screen_of(request_of), typed(request_of))
    record, event = AccessRecord.objects.first(), AccountEvent.objects.first()
    assert (record.act, record.request_number, record.detail) == ("changed", request_of.pk, "erased for good")
    assert record.actor_name == "Sample Surgeon"
    assert (event.kind, event.by, event.detail) == ("erased", surgeon, f"request number {request_of.pk}")
    kept = repr([*AccessRecord.objects.values_list(), *AccountEvent.objects.values_list()])
    assert [word for word in (request_of.reference, "Ada", "ada@example.com") if word in kept] == []


@pytest.fixture
def held(request_of, surgeon):
    return legal_hold.hold(request_of, "A letter of a lawyer.", actor=surgeon)


def test_held_request_stays_and_the_screen_says_why_and_who_ends_it(desk, held):
    page = words_of(desk.get(screen_of(held)))
    assert "It is kept for a legal reason since" in page
    assert "Administrators and the surgeon can end the hold" in page
    assert "Erase for good" not in page.partition("It cannot be erased")[2]
    assert KEPT in words_of(desk.post(screen_of(held), typed(held)))
    assert (ConsultationRequest.objects.get(), Tombstone.objects.exists()) == (held, False)
    assert not AccountEvent.objects.filter(kind="erased").exists()


def test_wish_of_the_patient_is_noted_while_held_and_done_when_that_ends(desk, surgeon, held):
    outbox.send_due()
    refused = desk.post(screen_of(held), {"why": "patient", "reference": ""})
    assert "Type the reference of this request." in words_of(refused)
    for _ in range(2):
        answer = desk.post(screen_of(held), typed(held, "patient"), follow=True)
        assert "The wish of the patient is noted." in words_of(answer)
    event = held.events.get(kind="erase_wished")
    assert (event.actor, ConsultationRequest.objects.get().erase_wished_at is not None) == (surgeon, True)
    assert outbox.send_due() == 0
    page = desk.get(screen_of(held))
    assert "There is nothing more to do here." in words_of(page)
    assert 'name="reference"' not in page.content.decode().partition("<template")[0]
    legal_hold.end_hold(held, actor=surgeon)
    erasure.finish()
    assert Tombstone.objects.get().reason == "patient"
