"""Large photos without a script: order, links, two side by side, and nothing of the patient in title or address."""

import re

import pytest

from consultations import consents, photos
from consultations.consent_wordings import PHOTOS
from consultations.models import RequestPhoto
from tests.samples import patient_request, picture_bytes, upload

pytestmark = pytest.mark.django_db
VIEWS = RequestPhoto.View.values
# Session, account, permissions, practice, number in the menu, the request, its photos, and three that leave
# a record of who looked.
VIEWER_QUERIES = 10


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def patient():
    request = patient_request(full_name="Zubaida Canary")
    consents.give(request, PHOTOS)
    return request


def keep(patient, *views) -> None:
    for number, view in enumerate(views):
        photos.keep(patient, view, upload(picture_bytes(size=(900 + number, 1200))))


def viewer_of(patient) -> str:
    return f"/admin/consultations/consultationrequest/{patient.pk}/photos/"


@pytest.fixture
def look(surgeon, signed_in, patient):
    """A function that returns the screen for what the address asks."""
    visitor = signed_in(surgeon)
    return lambda **asked: visitor.get(viewer_of(patient), asked).content.decode()


def shown_on(html: str) -> list[str]:
    return re.findall(r'viewer__picture" src="[^"]+/photos/(\w+)-photo\.jpg"', html)


def link(html: str, rel: str) -> str | None:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', html)
    return found and found[1].partition("?")[2].replace("&amp;", "&")


def test_photos_follow_each_other_in_the_standard_order(look, patient):
    keep(patient, *reversed(VIEWS))
    html, seen = look(), []
    while shown_on(html):
        seen += shown_on(html)
        following = link(html, "next")
        if following is None:
            break
        html = look(**dict(part.split("=") for part in following.split("&")))
    assert seen == VIEWS
    assert link(html, "prev") == f"view={VIEWS[-2]}"


def test_places_without_a_photo_are_drawn_and_passed_over(look, patient):
    keep(patient, "front", "below")
    html = look(view="front")
    assert link(html, "next") == "view=below"
    assert html.count("Not sent") == 4
    assert "Photo 1 of 2, from the front |" in html


def test_two_photos_stand_side_by_side(look, patient):
    keep(patient, *VIEWS)
    html = look(view="front", beside="below")
    assert shown_on(html) == ["front", "below"]
    assert "<title>From the front, beside from below |" in html
    assert link(html, "next") == "view=three_quarter_left&beside=below"
    assert "None, one photo alone" in html


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"view": "Zubaida"}, ["front"]),
        ({"view": "profile_left"}, ["front"]),
        ({"view": "front", "beside": "front"}, ["front"]),
        ({"view": "below", "beside": "nowhere"}, ["below"]),
        ({"zoom": "huge"}, ["front"]),
    ],
)
def test_address_that_asks_for_what_is_not_there_shows_what_is(look, patient, asked, shown):
    keep(patient, "front", "below")
    html = look(**asked)
    assert shown_on(html) == shown
    assert "Zubaida" not in html


def test_full_size_is_a_link_away_and_stays_while_going_on(look, patient):
    keep(patient, "front", "below")
    assert "viewer--full" not in look()
    html = look(view="front", zoom="full")
    assert "viewer--full" in html
    assert link(html, "next") == "view=below&zoom=full"


def test_no_photo_at_all_is_said(look):
    assert "No photo was added yet." in look()


def test_photo_that_cannot_be_opened_takes_nothing_down(look, patient, settings):
    keep(patient, "front")
    for file in (settings.DATA_DIR / "private" / "photos").iterdir():
        file.write_bytes(b"damaged")
    assert shown_on(look()) == ["front"]


@pytest.mark.parametrize("count", [1, 3])
def test_viewer_costs_the_same_with_one_and_three_photos(surgeon, signed_in, patient, django_assert_num_queries, count):
    keep(patient, *VIEWS[:count])
    visitor = signed_in(surgeon)
    visitor.get(viewer_of(patient))
    with django_assert_num_queries(VIEWER_QUERIES):
        visitor.get(viewer_of(patient))


def test_post_is_refused(surgeon, signed_in, patient):
    assert signed_in(surgeon).post(viewer_of(patient)).status_code == 405
