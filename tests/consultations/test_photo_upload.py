"""Sending photos on the private page: each mistake has its words at its place, and nothing touches the disk open."""

import errno
import io
import re
import tempfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files import uploadedfile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from PIL import Image

from consultations import consents, limits, photo_files, photos, private_link
from consultations.consent_wordings import CURRENT, PHOTOS
from consultations.models import ConsentRecord, ConsultationRequest, RequestPhoto
from practice_site import body_size
from tests.samples import path_of_link, patient_request, picture_bytes, upload
from tests.site.test_page_weight import FIRST_FLIGHT, flight_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def patient():
    request = patient_request()
    consents.give(request, PHOTOS)
    return request


@pytest.fixture
def address(patient):
    return path_of_link(private_link.issue(patient))


def send(client, address: str, file, view: str = "front"):
    return client.post(f"{address}photos/{view}/", {"photo": file})


def slot_of(response, view: str = "front") -> str:
    return re.search(rf'<li [^>]*id="photo-{view}".*?</li>', response.content.decode(), re.DOTALL)[0]


def errors_of(response, view: str = "front") -> list[str]:
    return re.findall(r'field__error">.*?</span>(.*?)</p>', slot_of(response, view))


# The consent comes first


def test_consent_stands_on_the_page_in_its_exact_words_and_no_place_for_a_photo(client):
    request = patient_request()
    html = client.get(path_of_link(private_link.issue(request))).content.decode()
    assert CURRENT[PHOTOS].text in html
    assert 'type="file"' not in html


def test_consent_opens_the_six_places(client):
    request = patient_request()
    address = path_of_link(private_link.issue(request))
    response = client.post(f"{address}photos/consent/", {"agree": "on"})
    assert (response.status_code, response["Location"]) == (303, f"{address}?done=photos-agreed#photos")
    assert ConsentRecord.objects.get(purpose=PHOTOS).wording == CURRENT[PHOTOS].text
    html = client.get(address).content.decode()
    assert (html.count('type="file"'), "capture" in html) == (6, False)


def test_consent_without_a_tick_is_asked_for_once_more(client):
    address = path_of_link(private_link.issue(patient_request()))
    response = client.post(f"{address}photos/consent/")
    html = response.content.decode()
    assert (response.status_code, ConsentRecord.objects.filter(purpose=PHOTOS).count()) == (422, 0)
    assert html.count("Tick the box if you agree.") == 2  # in the summary and beside the box
    assert 'href="#photos-agree"' in html


def test_photo_without_consent_is_not_kept(client):
    request = patient_request()
    response = send(client, path_of_link(private_link.issue(request)), upload())
    assert (response.status_code, RequestPhoto.objects.count()) == (422, 0)
    assert "Tick the box above first" in response.content.decode()


# Sending


def test_photo_is_kept_and_the_answer_leads_back_to_its_place(client, patient, address):
    response = send(client, address, upload())
    assert (response.status_code, response["Location"]) == (303, f"{address}?done=photo-kept#photo-front")
    page = client.get(response["Location"])
    assert "<b>Kept</b>" in slot_of(page)
    assert "One of six is with us." in page.content.decode()
    assert "<b>Kept</b>" not in slot_of(page, "below")
    assert patient.photos.get().view == "front"


def test_kept_photo_is_not_shown_to_the_patient(client, patient, address):
    kept = photos.keep(patient, "front", upload())
    html = client.get(address).content.decode()
    names = [name for name, _ in photo_files.names_of(kept)]
    assert [part for part in ["<img", "blob:", ".jpg", *names] if part in html] == []


def test_photo_is_removed_with_its_files(client, patient, address, django_capture_on_commit_callbacks):
    photos.keep(patient, "front", upload())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{address}photos/front/remove/")
    assert response["Location"] == f"{address}?done=photo-removed#photo-front"
    assert (patient.photos.count(), list(photo_files.names_on_disk())) == (0, [])


def test_sending_uses_the_link(client, patient, address):
    newer = path_of_link(private_link.issue(patient))
    send(client, newer, upload())
    assert [client.get(path).status_code for path in (newer, address)] == [200, 404]


def test_large_photo_never_touches_the_disk_in_the_clear(client, address, monkeypatch):
    def no_file(*args, **kwargs):
        raise AssertionError("A photo was written into a temporary file.")

    for place in (tempfile, uploadedfile.tempfile):
        monkeypatch.setattr(place, "NamedTemporaryFile", no_file)
    noise = Image.effect_noise((2400, 2000), 90).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "PNG")
    assert len(stream.getvalue()) > 3 * 1024 * 1024
    assert send(client, address, upload(stream.getvalue(), "large.png")).status_code == 303


def test_request_that_is_closed_offers_no_place_and_takes_no_photo(client, patient, address):
    ConsultationRequest.objects.filter(pk=patient.pk).update(status="closed")
    assert 'id="photos"' not in client.get(address).content.decode()
    response = send(client, address, upload())
    assert "takes no more photos" in client.get(response["Location"]).content.decode()
    assert RequestPhoto.objects.count() == 0


@pytest.mark.parametrize("path", ["photos/nowhere/", "photos/nowhere/remove/"])
def test_place_that_does_not_exist_is_not_found(client, address, path):
    assert client.post(address + path).status_code == 404


@pytest.mark.parametrize("path", ["photos/front/", "photos/front/remove/", "photos/consent/"])
def test_reading_changes_nothing(client, address, path):
    assert client.get(address + path).status_code == 405


def test_another_site_cannot_send_a_photo(client, address):
    response = client.post(f"{address}photos/front/", {"photo": upload()}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, RequestPhoto.objects.count()) == (403, 0)


def test_link_that_ended_takes_no_photo(client, patient, address):
    private_link.end_all(patient)
    assert "This link <em>has ended</em>" in send(client, address, upload()).content.decode()


# Mistakes


REFUSED = {
    "text": (b"no picture at all", "Send a photo as JPEG"),
    "empty": (b"", "This file is empty"),
    "pdf": (b"%PDF-1.7 ...", "a PDF document"),
    "gif": (picture_bytes("GIF"), "a GIF"),
    "tiff": (picture_bytes("TIFF"), "a TIFF"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    "truncated": (picture_bytes(size=(400, 300))[:900], "did not arrive whole"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_file_has_its_words_at_its_place_and_in_the_summary(client, address, kind):
    content, words = REFUSED[kind]
    response = send(client, address, upload(content, "renamed.jpg"))
    (error,) = errors_of(response)
    assert words in error
    html = response.content.decode()
    assert (response.status_code, "<title>Error: " in html) == (422, True)
    assert f'<a class="error-summary__link" href="#photo-front-photo">{error}</a>' in html
    assert 'aria-invalid="true"' in slot_of(response)
    assert errors_of(response, "below") == []
    assert "renamed" not in html
    assert (RequestPhoto.objects.count(), list(photo_files.names_on_disk())) == (0, [])


def test_refused_file_leaves_the_photo_that_was_there(client, patient, address):
    kept = photos.keep(patient, "front", upload())
    response = send(client, address, upload(b"no picture"))
    assert "<b>Kept</b>" in slot_of(response)
    assert patient.photos.get() == kept


def test_no_file_at_all_is_asked_for(client, address):
    for data in ({}, {"photo": ""}, {"other": upload()}):
        response = client.post(f"{address}photos/front/", data)
        assert errors_of(response) == ["Choose a photo first, then press “Keep this photo”."], data


def test_form_sent_as_plain_text_is_asked_for_the_photo(client, address):
    response = client.post(f"{address}photos/front/", "photo=x", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, len(errors_of(response))) == (422, 1)


BODY = encode_multipart(BOUNDARY, {"photo": upload()})
BROKEN = {
    "no boundary": (BODY, "multipart/form-data"),
    "another boundary": (BODY, "multipart/form-data; boundary=elsewhere"),
    "cut in the head": (BODY[:60], MULTIPART_CONTENT),
    "cut in the file": (BODY[:-400], MULTIPART_CONTENT),
    "nothing": (b"", MULTIPART_CONTENT),
    "noise": (bytes(range(256)) * 20, MULTIPART_CONTENT),
    "not base64": (
        BODY.replace(b"Content-Type: ", b"Content-Transfer-Encoding: base64\r\nContent-Type: "),
        MULTIPART_CONTENT,
    ),
    "two files": (encode_multipart(BOUNDARY, {"photo": [upload(), upload()]}), MULTIPART_CONTENT),
    "many fields": (encode_multipart(BOUNDARY, {f"field{n}": "x" for n in range(3100)}), MULTIPART_CONTENT),
    "many files": (encode_multipart(BOUNDARY, {f"file{n}": upload() for n in range(120)}), MULTIPART_CONTENT),
    "strange name": (BODY.replace(b"photo.jpg", b"../../\xff\x00.."), MULTIPART_CONTENT),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_body_that_is_no_proper_form_has_words_at_the_place_or_is_kept(address, kind):
    body, content_type = BROKEN[kind]
    client = Client(raise_request_exception=False)
    response = client.generic("POST", f"{address}photos/front/", body, content_type)
    if response.status_code == 303:
        assert RequestPhoto.objects.count() == 1
    else:
        assert (response.status_code, len(errors_of(response))) == (422, 1)


def test_connection_that_breaks_has_an_answer_without_a_trace_in_the_log(client, address, caplog):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("connection reset")

    response = client.generic(
        "POST",
        f"{address}photos/front/",
        b"x" * 100,
        MULTIPART_CONTENT,
        **{"wsgi.input": Broken()},
    )
    assert errors_of(response) == ["This photo did not arrive whole. Send it again."]
    assert address not in caplog.text


def test_body_that_is_too_large_has_its_words_at_the_place(client, address, monkeypatch):
    small = [(path, 10_000 if says else most, says) for path, most, says in body_size.AREAS]
    monkeypatch.setattr(body_size, "AREAS", small)
    response = send(client, address, upload(bytes(20_000)))
    assert (response.status_code, errors_of(response)) == (
        413,
        ["This file is larger than 25 MB. Send a smaller copy of the photo."],
    )


def test_only_places_for_photos_take_a_large_body(client, address):
    def status_of(path: str) -> int:
        return client.post(address + path, {"photo": upload(bytes(3 * 1024 * 1024))}).status_code

    paths = ["photos/front/", "photos/consent/", "photos/front/remove/", "keep/"]
    assert [status_of(path) for path in paths] == [422, 413, 413, 413]


HALF_PAST = datetime.now(UTC).replace(minute=30)


def with_sixty_sent(patient) -> None:
    for _ in range(60):
        limits.count(limits.PHOTOS, patient.reference)


def test_sixty_first_photo_within_an_hour_has_to_wait(client, patient, address):
    with time_machine.travel(HALF_PAST, tick=False):
        with_sixty_sent(patient)
        response = send(client, address, upload())
    assert (response.status_code, errors_of(response)) == (429, [photos.WAIT])
    with time_machine.travel(HALF_PAST + timedelta(hours=1), tick=False):
        assert send(client, address, upload()).status_code == 303


def test_another_patient_sends_photos_meanwhile(client, patient):
    other = patient_request(email="other@example.com")
    consents.give(other, PHOTOS)
    with time_machine.travel(HALF_PAST, tick=False):
        with_sixty_sent(patient)
        assert send(client, path_of_link(private_link.issue(other)), upload()).status_code == 303


# Advice


def test_advice_is_given_and_the_photo_is_kept(client, patient, address):
    black = io.BytesIO()
    Image.new("RGB", (900, 1200)).save(black, "JPEG")
    response = send(client, address, upload(black.getvalue()))
    slot = slot_of(client.get(response["Location"]))
    assert [words in slot for words in ("<b>Kept</b>", "This photo looks rather dark.")] == [True, True]
    assert patient.photos.get().findings["advice"] == ["dark"]


def test_same_photo_in_two_places_is_noticed_but_not_in_its_own(client, patient, address):
    photo = picture_bytes(size=(900, 1200))
    for view in ("front", "below", "front"):
        send(client, address, upload(photo), view)
    page = client.get(address)
    assert ["This looks like the same photo" in slot_of(page, view) for view in ("front", "below")] == [True, True]
    send(client, address, upload(photo), "profile_left")
    client.post(f"{address}photos/front/remove/")
    client.post(f"{address}photos/profile_left/remove/")
    send(client, address, upload(photo), "below")
    assert "This looks like the same photo" not in slot_of(client.get(address), "below")


def test_full_disk_is_answered_calmly_and_nothing_half_is_left(client, address, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(photo_files.os, "fsync", full)
    response = send(client, address, upload())
    assert (response.status_code, "cannot <em>store anything</em>" in response.content.decode()) == (503, True)
    assert (RequestPhoto.objects.count(), list(photo_files.names_on_disk())) == (0, [])


def test_name_of_the_sent_file_is_nowhere(client, patient, address, data_folder, caplog):
    answers = [send(client, address, upload(content, "canary-name.jpg")) for content in (b"no picture", None)]
    answers.append(client.get(address))
    rows = [str(list(manager.values())) for manager in (patient.photos, patient.events)]
    texts = [str(answer.headers) + answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 303, 200]
    assert [text for text in [*texts, *rows, caplog.text, *map(str, data_folder.rglob("*"))] if "canary" in text] == []


# The page as a whole


def test_page_takes_ten_queries_at_most_whatever_is_kept(client, patient, address):
    client.get(address)
    with CaptureQueriesContext(connection) as with_none:
        client.get(address)
    for view in RequestPhoto.View.values:
        photos.keep(patient, view, upload())
    with CaptureQueriesContext(connection) as with_six:
        client.get(address)
    assert len(with_none) == len(with_six) <= 10


def test_page_arrives_in_one_flight(client, patient, address):
    for view in RequestPhoto.View.values:
        photos.keep(patient, view, upload())
    response = client.get(address, headers={"Accept-Encoding": "br"})
    assert flight_of(response) <= FIRST_FLIGHT
