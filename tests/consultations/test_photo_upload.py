"""Photos on the private page: consent first, then six places; what is sent is kept, and never shown back."""

import io
import tempfile

import pytest
from django.core.files import uploadedfile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from consultations import consents, photo_files, photos, private_link
from consultations.consent_wordings import CURRENT, PHOTOS
from consultations.models import ConsentRecord, ConsultationRequest, RequestPhoto
from tests.consultations.photo_page import send, slot_of
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
    patient.links.all().delete()
    assert "This link <em>has ended</em>" in send(client, address, upload()).content.decode()


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
