"""Requests are carried off by those who may, after their password, with a record; a list holds no word of a patient."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from consultations import inbox, list_export, workflow
from consultations.models import AccessRecord, ConsultationRequest, OutboxMessage, RequestEvent
from practice_site.accounts import roles
from tests.consultations.canaries import GOALS, HEALTH, HOLD, NOTE, OPERATION, TYPED, WORDS, plant
from tests.consultations.sealed_rows import spoil
from tests.samples import many_requests, patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
LIST = f"{REQUESTS}export/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def planted(coordinator):
    return plant(coordinator)


@pytest.fixture
def exporter(surgeon, signed_in):
    """A surgeon who has just given the password."""
    return signed_in(surgeon)


def bytes_of(response) -> bytes:
    return b"".join(response.streaming_content)


def zip_of(visitor, request) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bytes_of(visitor.post(f"{REQUESTS}{request.pk}/export/"))))


def rows_of(visitor, query: str = "") -> list[dict]:
    text = bytes_of(visitor.post(LIST + query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def typed_words() -> list[str]:
    typed = [*TYPED.values(), GOALS, *(given["words"] for given in HEALTH.values()), NOTE, HOLD]
    return typed + [value for value in OPERATION.values() if isinstance(value, str) and value.startswith("zq")]


def test_zip_holds_all_that_staff_may_see_and_the_photos(exporter, planted):
    archive = zip_of(exporter, planted.request)
    assert archive.testzip() is None
    assert archive.namelist()[:2] == ["read-me-first.html", "request.json"]
    assert [archive.read(name) for name in archive.namelist()[2:]] == planted.pictures[::2]
    page, facts = archive.read("read-me-first.html").decode(), archive.read("request.json").decode()
    for content in (page, facts.replace("\\n", "\n")):
        assert [words for words in typed_words() if words not in content] == []
    assert [mail["kind"] for mail in json.loads(facts)["mails"]] == list(
        planted.request.mails.order_by("created_at", "pk").values_list("kind", flat=True)
    )
    kinds = {event["kind"] for event in json.loads(facts)["events"]}
    assert kinds == set(planted.request.events.values_list("kind", flat=True))
    assert "[the patient’s own link]" in page
    assert [words for words in ("What you told us", "You added", "About you") if words in page] == []


def test_zip_tells_who_looked_before_and_leaves_a_record_itself(exporter, surgeon, coordinator, signed_in):
    patient = patient_request()
    signed_in(coordinator).get(f"{REQUESTS}{patient.pk}/change/")
    response = exporter.post(f"{REQUESTS}{patient.pk}/export/")
    assert response["Content-Disposition"] == f'attachment; filename="request-{patient.reference}.zip"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    facts = json.loads(zipfile.ZipFile(io.BytesIO(bytes_of(response))).read("request.json"))
    assert [(look["by"], look["act"]) for look in facts["staff"]["looks"]] == [("Sample Coordinator", "read")]
    last = AccessRecord.objects.first()
    assert (last.act, last.request_number, last.actor_name) == ("exported", patient.pk, "Sample Surgeon")
    assert AccessRecord.objects.count() == 2


def test_zip_says_what_cannot_be_opened_and_keeps_the_rest(exporter, surgeon):
    patient = patient_request()
    note = workflow.add_note(patient, "zqnote", author=surgeon)
    spoil(patient, "story")
    spoil(note)
    page = zip_of(exporter, patient).read("read-me-first.html").decode()
    assert page.count(">unreadable<") == 2
    assert "Ada Example" in page


def test_print_page_holds_everything_and_is_recorded_as_printed(exporter, planted):
    html = exporter.get(f"{REQUESTS}{planted.request.pk}/print/").content.decode()
    assert [words for words in typed_words() if words.replace("+", "+") not in html.replace("&#x27;", "'")] == []
    assert len(re.findall(r'<img class="record__picture" src="[^"]+-photo.jpg"', html)) == 6
    assert [part for part in ("Notes of our staff", "Who looked at it", "What happened") if part not in html] == []
    title = re.search(r"<title>(.*?)</title>", html)[1]
    assert title.startswith(f"Request {planted.request.reference} |")
    assert list(AccessRecord.objects.values_list("act", "request_number")) == [("printed", planted.request.pk)]


def test_list_holds_facts_and_no_word_of_a_patient(exporter, planted, coordinator):
    request = planted.request
    workflow.assign(request, coordinator, actor=coordinator)
    received = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
    ConsultationRequest.objects.update(created_at=received, answered_after=95, first_booked_at=received)
    before = timezone.localdate()
    response = exporter.post(f"{LIST}?view=all")
    names = {f'attachment; filename="requests-{day}.csv"' for day in (before, timezone.localdate())}
    content = bytes_of(response)
    assert content.startswith(b"\xef\xbb\xbfReference,Received,")
    assert content.endswith(b"\r\n")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row == {
        "Reference": request.reference,
        "Received": "2026-03-02 10:04",
        "Came by": "Form on the site",
        "State": "Booked",
        "Closed because": "",
        "Owner": "Sample Coordinator",
        "Answered after (working minutes)": "95",
        "Booked on": "2026-03-02",
        "Photos": "6",
    }
    assert [word for word in WORDS if word in content.decode()] == []
    assert response["Content-Disposition"] in names  # of the evening before, when midnight came between
    last = AccessRecord.objects.first()
    assert (last.act, last.request_number, last.detail) == ("exported", None, "list, 1 row, CSV")


def test_list_is_exported_as_it_was_filtered_and_searched(exporter, coordinator):
    patient_request(full_name="Zubaida Canary")
    answered = patient_request(full_name="Ada Answered", email="other@example.com")
    workflow.change_status(answered, "waiting", actor=coordinator)
    assert [row["Reference"] for row in rows_of(exporter, "?status__exact=waiting")] == [answered.reference]
    address = exporter.post(REQUESTS, {"q": "answered"})["Location"]
    html = exporter.get(address).content.decode()
    link = re.search(rf'href="{LIST}(\?[^"]*)">Export this list', html)[1].replace("&amp;", "&")
    assert "answered" not in link.lower()
    page = exporter.get(LIST + link).content.decode()
    assert "<b>one request</b>" in page
    action = re.search(r'<form method="post" action="([^"]*)"', page)[1].replace("&amp;", "&")
    assert [row["Reference"] for row in rows_of(exporter, action)] == [answered.reference]


def test_long_list_comes_whole_and_costs_the_same_queries(exporter, django_assert_num_queries, monkeypatch):
    many_requests(120)
    monkeypatch.setattr(list_export, "BATCH", 10)
    response = exporter.post(f"{LIST}?view=all")
    with django_assert_num_queries(1):
        pieces = list(response.streaming_content)
    assert len(pieces) == 2
    assert b"".join(pieces).count(b"\r\n") == 121
    assert AccessRecord.objects.first().detail == "list, 120 rows, CSV"


@pytest.mark.parametrize("name", ["=cmd|'/C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_cell_that_looks_like_a_formula_is_text(name):
    assert list_export.as_cell(name) == f"'{name}"


@pytest.mark.parametrize(("name", "cell"), [("=cmd", "'=cmd"), ('Ann "A", MD', 'Ann "A", MD'), ("Zoë 王", "Zoë 王")])
def test_name_of_an_owner_stands_in_its_cell_whole_and_harmless(exporter, staff_of, name, cell):
    owner = staff_of("coordinator", full_name=name)
    workflow.assign(patient_request(), owner, actor=owner)
    assert [row["Owner"] for row in rows_of(exporter)] == [cell]


@pytest.mark.parametrize("view", [view.key for view in inbox.VIEWS])
def test_every_view_of_the_inbox_is_exported_as_it_stands(exporter, view):
    patient_request()
    shown = exporter.get(REQUESTS, {"view": view}).context_data["cl"].result_list
    assert [row["Reference"] for row in rows_of(exporter, f"?view={view}")] == [each.reference for each in shown]


@pytest.mark.parametrize("query", ["?nonsense=1", "?status__exact=nothing", "?q=~broken", "?p=nowhere"])
def test_address_that_is_not_ours_breaks_nothing(exporter, query):
    patient_request()
    assert exporter.get(LIST + query).status_code in (200, 302)


@pytest.mark.parametrize("role", [role for role in roles.Role if role not in ("administrator", "surgeon")])
def test_who_may_not_export_gets_neither_file_nor_hint(staff_of, signed_in, role):
    patient, account = patient_request(), staff_of(role.value)
    visitor = signed_in(account)
    addresses = [LIST, f"{REQUESTS}{patient.pk}/export/", f"{REQUESTS}{patient.pk}/print/"]
    assert {visitor.get(address).status_code for address in addresses} == {403}
    assert {visitor.post(address).status_code for address in addresses[:2]} == {403}
    for address in (REQUESTS, f"{REQUESTS}{patient.pk}/change/"):
        html = visitor.get(address).content.decode()
        assert not [word for word in ("Export", "/export/", "/print/", "Print everything") if word in html]


@pytest.mark.parametrize("role", ["administrator", "surgeon"])
def test_who_may_export_is_asked_for_the_password_first(staff_of, client, role):
    patient, visitor = patient_request(), client
    visitor.force_login(staff_of(role))
    addresses = [LIST, f"{REQUESTS}{patient.pk}/export/", f"{REQUESTS}{patient.pk}/print/"]
    answers = [*map(visitor.get, addresses), *map(visitor.post, addresses[:2])]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/admin/confirm/"}
    assert not AccessRecord.objects.exists()
    assert "Export as ZIP" in visitor.get(f"{REQUESTS}{patient.pk}/change/").content.decode()
    assert "Export this list" in visitor.get(REQUESTS).content.decode()


def test_export_changes_nothing_of_the_request(exporter, planted):
    before = (RequestEvent.objects.count(), OutboxMessage.objects.count())
    zip_of(exporter, planted.request)
    rows_of(exporter)
    assert (RequestEvent.objects.count(), OutboxMessage.objects.count()) == before
