"""Whatever staff see or change of a patient leaves its record, or is not shown."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from consultations import access_chain, access_watch, consents, photos, workflow
from consultations.consent_wordings import PHOTOS
from consultations.models import AccessRecord, ConsultationRequest, OutboxMessage
from tests.samples import patient_request, picture_bytes, upload

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
ANSWERS_WITHOUT_PATIENT = {302, 303, 403, 404, 405}


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def patient():
    request = patient_request()
    consents.give(request, PHOTOS)
    photos.keep(request, "front", upload(picture_bytes(size=(900, 1200))))
    return request


def records() -> list[tuple]:
    """What the log says, oldest first: act, number of the request, detail."""
    return list(AccessRecord.objects.order_by("number").values_list("act", "request_number", "detail"))


def page_of(patient) -> str:
    return f"{REQUESTS}{patient.pk}/change/"


def views_of_this_wing() -> dict[str, URLPattern]:
    """Every view of the staff's site that belongs to requests, by its name."""
    (site,) = [entry for entry in get_resolver().url_patterns if getattr(entry, "app_name", "") == "admin"]
    named = {}
    for entry in site.url_patterns:
        inner = entry.url_patterns if hasattr(entry, "url_patterns") else [entry]
        named |= {view.name: view for view in inner if view.name and view.name.startswith(access_watch.PREFIX)}
    return named


def address_of(name: str, patient) -> str:
    """The address of a view, with something sensible in each place."""
    mail = patient.mails.first()
    object_id = {"consultationrequest": patient.pk, "outboxmessage": mail.pk, "mailtext": "received"}
    values = {"pk": patient.pk, "view": "front", "size": "photo", "kind": "received"}
    wanted = get_resolver("practice_site.urls").namespace_dict["admin"][1].reverse_dict.getlist(name)
    names = wanted[0][0][0][1]
    values["object_id"] = object_id.get(name.split("_")[1], 1)
    return reverse(f"admin:{name}", kwargs={key: values.get(key, 1) for key in names})


@pytest.mark.parametrize("name", sorted(views_of_this_wing()))
def test_each_view_leaves_one_record_or_shows_nothing_of_a_patient(administrator, signed_in, patient, name):
    response = signed_in(administrator).get(address_of(name, patient))
    if response.streaming:
        b"".join(response.streaming_content)
    shows_nothing = name.startswith(tuple(access_watch.SHOWS_NO_PATIENT))
    if response.status_code in ANSWERS_WITHOUT_PATIENT or shows_nothing:
        assert records() == []
    else:
        assert (response.status_code, len(records())) == (200, 1)
    if shows_nothing and response.status_code == 200:
        assert "Ada Example" not in response.content.decode()


@pytest.mark.parametrize("name", sorted(views_of_this_wing()))
def test_each_view_runs_inside_the_watch(name):
    view = views_of_this_wing()[name].callback
    assert hasattr(view, "model_admin") or view.is_watched


@pytest.mark.parametrize("name", access_watch.SHOWS_NO_PATIENT)
def test_every_exception_is_about_a_model_of_this_wing_and_has_a_reason(name):
    assert apps.get_model("consultations", name.split("_")[1])
    assert len(access_watch.SHOWS_NO_PATIENT[name]) > 5


def test_page_of_a_request_with_its_small_photos_is_one_record_and_a_large_one_another(coordinator, signed_in, patient):
    visitor = signed_in(coordinator)
    visitor.get(page_of(patient))
    visitor.get(f"{REQUESTS}{patient.pk}/photos/front-thumbnail.jpg")
    visitor.get(f"{REQUESTS}{patient.pk}/photos/front-photo.jpg")
    assert records() == [("read", patient.pk, ""), ("photo", patient.pk, "front, large")]
    (first, _) = AccessRecord.objects.order_by("number")
    assert (first.actor_number, first.actor_name, first.address) == (coordinator.pk, "Sample Coordinator", "127.0.0.1")


def test_small_photo_without_its_page_is_a_record_of_its_own(coordinator, surgeon, signed_in, patient):
    signed_in(surgeon).get(page_of(patient))
    signed_in(coordinator).get(f"{REQUESTS}{patient.pk}/photos/front-thumbnail.jpg")
    assert records() == [("read", patient.pk, ""), ("photo", patient.pk, "front, small")]


def test_lists_tell_that_they_were_opened_and_searched_but_not_for_what(coordinator, signed_in, patient):
    visitor = signed_in(coordinator)
    visitor.get(REQUESTS)
    visitor.post(REQUESTS, {"q": "ada canary"}, follow=True)
    visitor.get(MAILS, {"q": patient.reference})
    visitor.get("/admin/")
    assert records() == [
        ("read", None, "list"),
        ("searched", None, "list, 0 found"),
        ("searched", None, "mail, list, 2 found"),
        ("read", None, "start page"),
    ]


def test_change_is_one_record_that_says_what_was_done(coordinator, signed_in, patient):
    visitor = signed_in(coordinator)
    visitor.post(page_of(patient), {"note": "Call after five.", "_status": "in_review", "seen_status": "new"})
    assert records() == [("changed", patient.pk, "note added, state changed")]


def test_change_that_was_refused_is_told_apart(coordinator, signed_in, patient):
    signed_in(coordinator).post(page_of(patient), {"note": "", "_status": "waiting", "seen_status": "booked"})
    assert records() == [("changed", patient.pk, access_watch.WITHOUT_EVENT)]


def test_form_that_comes_back_is_a_look(coordinator, signed_in, patient):
    signed_in(coordinator).post(f"{REQUESTS}{patient.pk}/times/", {"act": "look"})
    assert records() == [("read", patient.pk, "times")]


def test_mails_are_read_and_sent_again_on_behalf_of_their_request(coordinator, signed_in, patient):
    other = patient_request(email="other@example.com")
    OutboxMessage.objects.filter(kind="received").update(state="failed")
    mails = [request.mails.get(kind="received") for request in (patient, other)]
    visitor = signed_in(coordinator)
    visitor.get(f"{MAILS}{mails[0].pk}/change/")
    visitor.post(f"{MAILS}{mails[0].pk}/change/", {"_send_again": "1"})
    OutboxMessage.objects.filter(kind="received").update(state="failed")
    visitor.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk for mail in mails], "index": "0"})
    assert records() == [
        ("read", patient.pk, "mail"),
        ("changed", patient.pk, "mail sent again"),
        ("changed", patient.pk, "mail sent again"),
        ("changed", other.pk, "mail sent again"),
    ]


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_may_see_no_request_leaves_no_record(staff_of, signed_in, patient, role):
    visitor = signed_in(staff_of(role))
    addresses = ("/admin/", REQUESTS, page_of(patient), f"{REQUESTS}{patient.pk}/photos/front-photo.jpg")
    assert [visitor.get(address).status_code for address in addresses] == [200, 403, 403, 403]
    assert records() == []


def test_record_costs_three_queries(coordinator, signed_in, patient):
    visitor = signed_in(coordinator)
    visitor.get(page_of(patient))
    with CaptureQueriesContext(connection) as queries:
        visitor.get(page_of(patient))
    assert sum("_access" in query["sql"] for query in queries) == 3


def test_no_word_of_a_patient_stands_in_the_log(administrator, signed_in, patient):
    visitor = signed_in(administrator)
    visitor.post(REQUESTS, {"q": "Ada Example"}, follow=True)
    visitor.post(page_of(patient), {"note": "Ada calls at night.", "_status": "", "seen_status": "new"}, follow=True)
    held = json.dumps(list(AccessRecord.objects.values()), default=str)
    assert not [word for word in ("Ada", "Example", "night", "ada@") if word in held.replace("Sample", "")]


PLAIN = {"dbname", "user", "password", "host", "port"}


@contextmanager
def locked_database():
    """Somebody else holds what the access log has to write to, for longer than we wait here."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 50")
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    connection.cursor().execute("SET lock_timeout = 50")
    with psycopg.connect(**{k: v for k, v in connection.get_connection_params().items() if k in PLAIN}) as other:
        other.execute("LOCK TABLE consultations_accessloghead")
        yield
        other.rollback()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_or_changed_while_no_record_can_be_written(coordinator, signed_in, patient):
    visitor = signed_in(coordinator)
    visitor.get(REQUESTS)  # the head is there
    with locked_database():
        shown = [visitor.get(path) for path in (page_of(patient), REQUESTS, "/admin/")]
        photo = visitor.get(f"{REQUESTS}{patient.pk}/photos/front-photo.jpg")
        change = visitor.post(page_of(patient), {"note": "Call.", "_status": "in_review", "seen_status": "new"})
    assert [answer.status_code for answer in (*shown, photo, change)] == [503] * 5
    assert not [answer for answer in shown if "Ada" in answer.content.decode()]
    assert photo["Content-Type"] == "text/html; charset=utf-8"
    assert (ConsultationRequest.objects.get().status, patient.notes.count()) == ("new", 0)
    assert len(records()) == 1
    assert "The note was added." not in visitor.get(page_of(patient)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_photos_and_changes_at_the_same_moment_all_leave_their_record(coordinator, signed_in, patient):
    def work(place: int) -> int:
        try:
            visitor = signed_in(coordinator)
            if place % 3:
                return visitor.get(f"{REQUESTS}{patient.pk}/photos/front-photo.jpg").status_code
            return visitor.post(page_of(patient), {"note": f"Note {place}", "seen_status": "new"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(work, range(18)))
    assert sorted(answers) == [200] * 12 + [302] * 6
    assert len(records()) == 18
    assert access_chain.prove().count == 18
    assert workflow.RequestNote.objects.count() == 6
