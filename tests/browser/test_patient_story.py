"""A patient on a phone with a slow line: asks, adds six photos, picks a time, and makes all of it disappear."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations import appointments, outbox
from consultations.database_cleaning import clean
from consultations.models import ConsultationRequest, OutboxMessage, RequestPhoto, Tombstone
from practice_site import worker
from tests.browser.test_consultation_form import fill_in, send
from tests.browser.test_photos import file_of
from tests.samples import picture_bytes

SLOW = {"offline": False, "latency": 200, "downloadThroughput": 90_000, "uploadThroughput": 90_000}  # bytes a second


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def phone(page, settings, transactional_db):
    settings.FORM_SECONDS_AT_LEAST = 0  # the test types faster than any patient
    page.set_viewport_size({"width": 390, "height": 844})
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    page.set_default_timeout(60_000)
    return page


def words_below(folder: Path, words: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


def test_from_the_first_question_until_nothing_is_left(phone, live_server, surgeon, mail_folder, tmp_path):
    ask(phone, live_server)
    request = ConsultationRequest.objects.get()
    page_address = phone.get_by_role("link", name="Open my private page").get_attribute("href")
    phone.goto(page_address)
    add_six_photos(phone)
    assert request.photos.count() == 6

    offer_two_times(request, surgeon)
    phone.reload()
    pick_the_first(phone)
    assert request.appointments.get().state == "booked"
    outbox.send_due()
    assert any(
        b"BEGIN:VCALENDAR" in file.read_bytes() or b"text/calendar" in file.read_bytes()
        for file in mail_folder.iterdir()
    )
    assert words_below(tmp_path, request.reference)

    erase(phone)
    run_the_worker()
    assert (ConsultationRequest.objects.count(), RequestPhoto.objects.count(), OutboxMessage.objects.count()) == (
        0,
        0,
        0,
    )
    assert Tombstone.objects.get().reason == "patient"
    assert words_below(tmp_path, request.reference) == []
    assert [file for file in (tmp_path / "private").rglob("*") if file.is_file()] == []
    phone.goto(page_address)
    expect(phone.locator("h1")).to_have_text(re.compile("has ended"))


def ask(page, live_server):
    page.goto(f"{live_server.url}/consultation/")
    fill_in(page)
    send(page)
    page.wait_for_url("**/consultation/received/")


def add_six_photos(page):
    page.get_by_label("I am 18 or older").check()
    page.get_by_role("button", name="Go on to the photos").click()
    for number, (view, _) in enumerate(RequestPhoto.View.choices):
        picture = picture_bytes(size=(900 + 10 * number, 1200))
        page.locator(f"#photo-{view} input[type=file]").set_input_files(file_of(picture))
    for view, _ in RequestPhoto.View.choices:
        expect(page.locator(f"#photo-{view} .photo-slot__state")).to_have_text("Kept", timeout=120_000)


def offer_two_times(request, surgeon):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    appointments.offer(request, [noon + timedelta(days=9), noon + timedelta(days=10)], actor=surgeon)


def pick_the_first(page):
    expect(page.locator("h1")).to_have_text(re.compile("Two times"))
    page.locator(".time input[type=radio]").first.check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("h1")).to_have_text(re.compile("is booked"))


def erase(page):
    page.get_by_role("link", name="Erase").click()
    page.get_by_role("button", name="Yes, erase everything").click()
    page.wait_for_url("**/request/erased/")


def run_the_worker():
    complaints = []
    worker.Round(lambda line: None, complaints.append).run_due()
    clean()
    assert complaints == []
