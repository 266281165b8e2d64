"""What goes wrong while a photo is sent has its words at its place, whatever the body, and leaves nothing half."""

import errno
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from consultations import consents, limits, photo_files, photos, private_link
from consultations.consent_wordings import PHOTOS
from consultations.models import ConsultationRequest, RequestPhoto
from practice_site import body_size
from practice_site.picture_upload import clean_pixels
from tests.consultations.photo_page import errors_of, send, slot_of
from tests.samples import path_of_link, patient_request, picture_bytes, upload

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


def test_line_that_breaks_in_a_body_that_is_too_large_has_an_answer(client, address):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("connection reset")

    announced = {"wsgi.input": Broken(), "CONTENT_LENGTH": str(40 * 1024 * 1024)}
    response = client.generic("POST", f"{address}photos/front/", b"x", MULTIPART_CONTENT, **announced)
    assert (response.status_code, len(errors_of(response))) == (413, 1)


def test_request_erased_while_its_photo_is_decoded_says_that_the_link_has_ended(client, patient, address, monkeypatch):
    def slowly(file):
        ConsultationRequest.objects.get(pk=patient.pk).delete()
        return clean_pixels(file)

    monkeypatch.setattr(photos, "clean_pixels", slowly)
    response = send(client, address, upload())
    assert (response.status_code, "This link <em>has ended</em>" in response.content.decode()) == (404, True)


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
