"""Staff see photos on the request's page; nobody else sees one anywhere."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from consultations import consents, photo_files, photos
from consultations.consent_wordings import PHOTOS
from consultations.models import RequestPhoto
from tests.samples import patient_request, picture_bytes, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "private" / "photos"


@pytest.fixture
def patient():
    request = patient_request()
    consents.give(request, PHOTOS)
    return request


@pytest.fixture
def kept(patient):
    return photos.keep(patient, "front", upload(picture_bytes(size=(900, 1200))))


def page_of(patient) -> str:
    return f"/admin/consultations/consultationrequest/{patient.pk}/change/"


def address_of(patient, view: str = "front", size: str = "photo") -> str:
    return f"/admin/consultations/consultationrequest/{patient.pk}/photos/{view}-{size}.jpg"


def viewer_of(patient, view: str) -> str:
    return f"/admin/consultations/consultationrequest/{patient.pk}/photos/?view={view}"


def test_photos_stand_on_the_page_in_the_order_of_the_views(signed_in, surgeon, patient):
    for view in ("below", "front"):
        photos.keep(patient, view, upload(picture_bytes(size=(900, 1200))))
    html = signed_in(surgeon).get(page_of(patient)).content.decode()
    shown = re.findall(r'<a class="photos__link" href="([^"]+)".*?src="([^"]+)".*?<span>([^<]+)', html, re.DOTALL)
    assert shown == [
        (viewer_of(patient, view), address_of(patient, view, "thumbnail"), title)
        for view, title in (("front", "From the front"), ("below", "From below"))
    ]
    assert html.count("This looks like the same photo as in another place.") == 1


def test_page_without_photos_says_so(signed_in, coordinator, patient):
    assert "No photo was added yet." in signed_in(coordinator).get(page_of(patient)).content.decode()


@pytest.mark.parametrize(("size", "measures"), [("photo", (900, 1200)), ("thumbnail", (360, 480))])
def test_picture_is_served_decrypted_under_our_own_name(signed_in, surgeon, patient, kept, size, measures):
    response = signed_in(surgeon).get(address_of(patient, size=size))
    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.size) == ("JPEG", measures)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'inline; filename="{patient.reference}-front.jpg"'
    policy = {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}
    assert set(response["Content-Security-Policy"].split("; ")) == policy


def test_without_a_session_there_is_no_picture(client, patient, kept):
    response = client.get(address_of(patient))
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={address_of(patient)}")


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_may_not_read_requests_sees_no_picture(signed_in, staff_of, patient, kept, role):
    response = signed_in(staff_of(role)).get(address_of(patient))
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["front-original", "below-photo", "nowhere-photo"])
def test_picture_that_is_not_there_is_not_found(signed_in, surgeon, patient, kept, path):
    address = f"/admin/consultations/consultationrequest/{patient.pk}/photos/{path}.jpg"
    assert signed_in(surgeon).get(address).status_code == 404


def test_picture_of_another_request_is_not_found(signed_in, surgeon, kept):
    other = patient_request(email="other@example.com")
    assert signed_in(surgeon).get(address_of(other)).status_code == 404


def test_picture_that_cannot_be_opened_is_not_found_and_its_page_stands(signed_in, surgeon, patient, kept, data_folder):
    (data_folder / kept.file_name).write_bytes(b"damaged")
    (data_folder / kept.thumbnail_name).unlink()
    client = signed_in(surgeon)
    assert [client.get(address_of(patient, size=size)).status_code for size in photo_files.SIZES] == [404, 404]
    assert "From the front" in client.get(page_of(patient)).content.decode()


def test_number_of_photos_costs_no_query(signed_in, surgeon, patient):
    client = signed_in(surgeon)
    photos.keep(patient, "front", upload())
    client.get(page_of(patient))
    with CaptureQueriesContext(connection) as with_one:
        client.get(page_of(patient))
    for view in RequestPhoto.View.values[1:3]:
        photos.keep(patient, view, upload())
    with CaptureQueriesContext(connection) as with_three:
        client.get(page_of(patient))
    assert len(with_one) == len(with_three)


def test_no_address_outside_the_staff_pages_leads_to_a_file(client, kept):
    names = [name for name, _ in photo_files.names_of(kept)]
    places = ("/media/{}", "/static/{}", "/private/photos/{}", "/media/../private/photos/{}", "/request/{}/")
    assert {client.get(place.format(name)).status_code for place in places for name in names} == {404}
