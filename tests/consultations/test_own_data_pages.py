"""Reading, downloading, withdrawing and erasing on the private page: asked twice, done once, never by GET."""

import io
import json
import re
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import textstat
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from consultations import appointments, outbox, private_link
from consultations.models import (
    Appointment,
    ConsultationRequest,
    OfferedTime,
    OutboxMessage,
    PrivateLink,
    RequestEvent,
    Tombstone,
)
from consultations.private_link import Opens
from consultations.taking_back import EFFECTS, EFFECTS_WHILE_HELD
from tests.consultations.canaries import TYPED, plant
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
Kind, State, Status = OutboxMessage.Kind, OutboxMessage.State, ConsultationRequest.Status
FIRST_FLIGHT = 14_600


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


@pytest.fixture
def data_path(planted):
    return path_of_link(private_link.issue(planted.request, Opens.DATA))


def words_of(response) -> str:
    return " ".join(strip_tags(response.content.decode().split("<main")[1].split("<footer")[0]).split())


def everything() -> list:
    models = (ConsultationRequest, PrivateLink, OutboxMessage, RequestEvent, Tombstone)
    return [list(model.objects.values()) for model in models]


# Reading and downloading


def test_link_to_the_data_is_mailed_when_asked_for_and_is_no_link_to_the_page(client, patient, path):
    response = client.post(f"{path}data-link/")
    assert response.status_code == 303
    words = words_of(client.get(response["Location"]))
    assert "We sent a link to your email address. It is good for 15 minutes and for one use." in words
    mail = patient.mails.get(kind=Kind.DATA_LINK)
    assert (mail.to, mail.state) == (patient.email, State.WAITING)


def test_asking_again_while_the_mail_waits_writes_no_second_one(client, patient, path):
    for _ in range(3):
        client.post(f"{path}data-link/")
    assert patient.mails.filter(kind=Kind.DATA_LINK).count() == 1


def test_mailed_link_opens_the_choice(client, patient, path, mailoutbox):
    client.post(f"{path}data-link/")
    outbox.send_due()
    [mail] = [mail for mail in mailoutbox if "/request/" in mail.body and "once" in mail.body]
    link = re.search(r"http\S+/request/\S+", mail.body)[0]
    words = words_of(client.get(urlsplit(link).path))
    assert "Your data is ready" in words
    assert [button in words for button in ("Read it now", "Download the file")] == [True, True]


def test_choice_shows_nothing_and_changes_nothing(client, planted, data_path):
    before = everything()
    responses = [client.get(data_path), client.head(data_path), client.get(data_path)]
    assert [response.status_code for response in responses] == [200] * 3
    assert [word for word in TYPED.values() if word in responses[0].content.decode()] == []
    assert everything() == before


@pytest.mark.parametrize("what", ["read", "download"])
def test_neither_is_done_by_get(client, data_path, what):
    assert client.get(f"{data_path}{what}/").status_code == 405
    assert client.get(data_path).status_code == 200


def test_reading_shows_all_of_it_once_with_the_photos_inside(client, planted, data_path):
    response = client.post(f"{data_path}read/")
    html = response.content.decode()
    assert [word for word in TYPED.values() if word.split("\n")[0] not in html] == []
    assert html.count('src="data:image/jpeg;base64,') == 6
    assert "no-store" in response["Cache-Control"]
    assert "data:" in response["Content-Security-Policy"].split("img-src")[1].split(";")[0]
    assert planted.request.events.filter(kind="data_opened").count() == 1
    assert "This link has ended" in words_of(client.post(f"{data_path}read/"))
    assert client.get(data_path).status_code == 404


def test_photo_that_cannot_be_opened_keeps_nothing_else_back(client, planted, settings, data_path):
    lost = planted.request.photos.get(view="front")
    folder = settings.DATA_DIR / "private" / "photos"
    for name in (lost.file_name, lost.thumbnail_name):
        (folder / name).unlink()
    html = client.post(f"{data_path}read/").content.decode()
    assert (html.count('src="data:image/jpeg;base64,'), TYPED["full_name"] in html) == (5, True)
    again = path_of_link(private_link.issue(planted.request, Opens.DATA))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.post(f"{again}download/").streaming_content)))
    assert archive.testzip() is None
    assert "my-request.json" in archive.namelist()
    assert sum(name.endswith(".jpg") for name in archive.namelist()) == 5


def test_download_is_one_zip_with_a_neutral_name_once(client, planted, data_path):
    response = client.post(f"{data_path}download/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert json.loads(archive.read("my-request.json"))["you"]["full_name"] == TYPED["full_name"]
    assert response["Content-Disposition"] == f'attachment; filename="my-request-{planted.request.reference}.zip"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    assert "no-store" in response["Cache-Control"]
    assert planted.request.events.filter(kind="data_opened").count() == 1
    assert client.post(f"{data_path}read/").status_code == 404


@pytest.mark.parametrize("what", ["read", "download"])
def test_link_to_the_page_does_not_open_the_data(client, path, what):
    assert client.post(f"{path}{what}/").status_code == 404


def test_link_to_the_data_ends_after_fifteen_minutes(client, data_path):
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=15, seconds=1)):
        assert client.get(data_path).status_code == 404
        assert client.post(f"{data_path}read/").status_code == 404


def test_link_to_the_data_does_nothing_else(client, planted, data_path):
    for what in ("withdraw", "erase", "data-link", "agreed/use/take-back"):
        assert client.post(f"{data_path}{what}/").status_code == 404
    assert ConsultationRequest.objects.get().status == Status.BOOKED


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_exactly_one_reads(patient):
    address = path_of_link(private_link.issue(patient, Opens.DATA))
    statuses, start = [], threading.Barrier(2)

    def read():
        start.wait()
        statuses.append(Client().post(f"{address}read/").status_code)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(statuses) == [200, 404]
    assert patient.events.filter(kind="data_opened").count() == 1


# Withdrawing


def test_withdrawing_asks_once_more_and_says_what_happens(client, patient, path):
    before = everything()
    words = words_of(client.get(f"{path}withdraw/"))
    assert "Withdraw your request?" in words
    assert "What you sent stays with us until you erase it." in words
    assert everything() == before


def test_withdrawing_closes_the_request_and_frees_the_times(client, patient, path, coordinator):
    start = timezone.now() + timedelta(days=9)
    offered = appointments.offer(patient, [start, start + timedelta(days=1)], actor=coordinator)
    appointments.choose(patient, offered[0].pk)
    response = client.post(f"{path}withdraw/")
    assert ConsultationRequest.objects.get().status == Status.WITHDRAWN
    assert Appointment.objects.get().state == Appointment.State.CANCELLED
    assert not OfferedTime.objects.open_now().exists()
    states = dict(patient.mails.values_list("kind", "state"))
    assert states == {
        Kind.RECEIVED: State.WAITING,
        Kind.STAFF_NEW: State.WAITING,
        Kind.STAFF_NEWS: State.WAITING,
        Kind.TIMES_OFFERED: State.CANCELLED,
        Kind.BOOKED: State.CANCELLED,
        Kind.CANCELLED: State.WAITING,
        Kind.WITHDRAWN: State.WAITING,
    }
    words = words_of(client.get(response["Location"]))
    assert "You took this request back" in words
    assert "Withdraw your request" not in words
    assert "Erase everything" in words


def test_withdrawing_twice_writes_one_mail(client, patient, path):
    for _ in range(2):
        assert client.post(f"{path}withdraw/").status_code == 303
    assert patient.mails.filter(kind=Kind.WITHDRAWN).count() == 1


def test_withdrawing_what_is_in_quarantine_makes_no_mail(client, patient, path):
    ConsultationRequest.objects.update(status=Status.QUARANTINED)
    patient.mails.all().delete()
    client.post(f"{path}withdraw/")
    assert ConsultationRequest.objects.get().status == Status.WITHDRAWN
    assert set(patient.mails.values_list("kind", flat=True)) <= {Kind.WITHDRAWN}


# Erasing


def test_erasing_asks_once_more_says_what_goes_and_that_it_cannot_be_undone(client, path):
    before = everything()
    words = words_of(client.get(f"{path}erase/"))
    for part in (
        "Erase everything?",
        "This cannot be undone.",
        "All your answers and photos",
        "Its link ends at once.",
    ):
        assert part in words
    assert everything() == before


def test_erasing_ends_on_a_page_that_needs_no_link(client, patient, path):
    other = path_of_link(private_link.issue(patient))
    response = client.post(f"{path}erase/")
    assert (response.status_code, response["Location"]) == (303, "/request/erased/")
    assert "Everything is gone" in words_of(Client().get("/request/erased/"))
    assert ConsultationRequest.objects.count() == 0
    assert [client.get(link).status_code for link in (path, other)] == [404, 404]
    assert Tombstone.objects.get().reason == Tombstone.Reason.PATIENT


@pytest.mark.parametrize("what", ["withdraw", "erase", "data-link", "agreed/contact/take-back"])
def test_another_site_cannot_do_it(client, path, what):
    before = everything()
    response = client.post(f"{path}{what}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert everything() == before


# The pages themselves


def test_whole_page_costs_ten_queries_at_most(client, planted, django_assert_max_num_queries):
    path = path_of_link(private_link.issue(planted.request))
    with django_assert_max_num_queries(10):
        client.get(path)


def test_whole_page_arrives_in_one_flight(client, planted):
    path = path_of_link(private_link.issue(planted.request))
    response = client.get(path, headers={"Accept-Encoding": "br"})
    headers = sum(len(f"{name}: {value}\r\n") for name, value in response.items())
    assert headers + len(response.content) <= FIRST_FLIGHT


def test_what_is_said_reads_easily(client, path, data_path):
    pages = [client.get(f"{path}withdraw/"), client.get(f"{path}erase/"), client.get("/request/erased/")]
    texts = (
        [words_of(page) for page in [*pages, client.get(data_path)]]
        + list(EFFECTS_WHILE_HELD.values())
        + list(EFFECTS.values())
    )
    assert [text for text in texts if textstat.flesch_kincaid_grade(text) > 7] == []


def test_titles_say_nothing_of_the_patient(client, patient, path):
    for page in (path, f"{path}withdraw/", f"{path}erase/", "/request/erased/"):
        title = re.search(r"<title>(.*?)</title>", client.get(page).content.decode())[1]
        assert patient.reference not in title


def test_link_to_the_data_is_not_offered_while_a_request_waits_in_quarantine(client, patient, path):
    assert "Send me the link" in client.get(path).content.decode()
    ConsultationRequest.objects.update(status=Status.QUARANTINED)
    html = client.get(path).content.decode()
    assert ["Send me the link" in html, "Erase everything" in html] == [False, True]
