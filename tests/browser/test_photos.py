"""Photos on a phone, in a real browser: with and without scripts, on a slow line, by keyboard, and with mistakes."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from consultations import consents, photos, private_link
from consultations.consent_wordings import CURRENT, PHOTOS
from consultations.models import RequestPhoto
from tests.browser.admin_screens import complaints_of, sign_in
from tests.browser.test_public_pages import AXE_OPTIONS, WHAT_IS_WRONG
from tests.samples import patient_request, picture_bytes, upload

TITLES = dict(RequestPhoto.View.choices)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def patient(transactional_db):
    return patient_request()


@pytest.fixture
def agreed(patient):
    consents.give(patient, PHOTOS)
    return patient


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def open_page(page, request):
    page.goto(private_link.issue(request))
    return page


def file_of(content: bytes | None = None, name: str = "IMG_0001.jpg") -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content or picture_bytes(size=(900, 1200))}


def large_photo() -> dict:
    stream = io.BytesIO()
    Image.effect_noise((1500, 1500), 80).convert("RGB").save(stream, "JPEG", quality=95)
    return file_of(stream.getvalue())


def slot(page, view: str):
    return page.locator(f"#photo-{view}")


def choose(page, view: str, file: dict) -> None:
    slot(page, view).locator("input[type=file]").set_input_files(file)


def problems_of(page) -> list:
    violations = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return page.evaluate(WHAT_IS_WRONG) + [(one["id"], one["nodes"][0]["target"]) for one in violations]


def slow_line(page, bytes_a_second: int):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def set_speed(speed: int, offline: bool = False):
        conditions = {"offline": offline, "latency": 20, "downloadThroughput": -1, "uploadThroughput": speed}
        line.send("Network.emulateNetworkConditions", conditions)

    set_speed(bytes_a_second)
    return set_speed


def test_consent_then_six_photos_one_after_the_other(phone, live_server, patient):
    page = open_page(phone, patient)
    page.get_by_label(CURRENT[PHOTOS].text).check()
    page.get_by_role("button", name="Go on to the photos").click()
    expect(page.get_by_role("status").first).to_have_text("Thank you. You can add photos now.")
    for number, view in enumerate(TITLES, start=1):
        choose(page, view, file_of())
        expect(slot(page, view).get_by_text("Kept", exact=True)).to_be_visible()
        expect(page.locator("[role=status].visually-hidden")).to_have_text(re.compile(f"^{TITLES[view]}. Kept"))
        assert patient.photos.count() == number
    expect(page.get_by_text("All six are with us.")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_several_photos_chosen_at_once_wait_for_each_other(phone, live_server, agreed):
    page = open_page(phone, agreed)
    set_speed = slow_line(page, 20_000)
    choose(page, "front", large_photo())
    choose(page, "profile_left", file_of())
    choose(page, "below", file_of())
    expect(slot(page, "below")).to_contain_text("Waits for the one before it")
    set_speed(-1)
    for view in ("front", "profile_left", "below"):
        expect(slot(page, view).get_by_text("Kept", exact=True)).to_be_visible()
    expect(page.get_by_text("Three of six are with us.")).to_be_visible()
    assert {photo.view for photo in agreed.photos.all()} == {"front", "profile_left", "below"}


def test_slow_line_shows_how_far_it_is_and_can_be_stopped(phone, live_server, agreed):
    page = open_page(phone, agreed)
    slow_line(page, 20_000)
    choose(page, "front", large_photo())
    expect(slot(page, "front").locator("p", has_text=re.compile(r"Sending, [1-9]\d* of 100"))).to_be_visible()
    assert 0 < page.get_by_role("progressbar", name="From the front").evaluate("bar => bar.value") < 100
    page.get_by_role("button", name="Stop: From the front").click()
    expect(slot(page, "front").locator("progress")).to_have_count(0)
    expect(slot(page, "front").locator("input")).to_be_focused()
    assert agreed.photos.count() == 0


def test_line_that_breaks_is_tried_again_when_it_is_back(phone, live_server, agreed):
    page = open_page(phone, agreed)
    set_speed = slow_line(page, 20_000)
    choose(page, "front", large_photo())
    expect(slot(page, "front")).to_contain_text(re.compile(r"Sending, \d+ of 100"))
    set_speed(-1, offline=True)
    expect(slot(page, "front")).to_contain_text("The network broke. We try again in a moment")
    set_speed(-1)
    expect(slot(page, "front").get_by_text("Kept", exact=True)).to_be_visible()
    assert agreed.photos.count() == 1


def test_line_that_stays_away_leaves_the_photo_in_hand(phone, live_server, agreed):
    page = open_page(phone, agreed)
    page.clock.install()
    page.route("**/photos/front/", lambda route: route.abort())
    choose(page, "front", file_of())
    for seconds in (2, 5, 15):
        expect(slot(page, "front")).to_contain_text("The network broke")
        page.clock.fast_forward(seconds * 1000)
    expect(slot(page, "front")).to_contain_text("The network is away. Your photo is still here.")
    page.unroute("**/photos/front/")
    page.get_by_role("button", name="Send again: From the front").click()
    expect(slot(page, "front").get_by_text("Kept", exact=True)).to_be_visible()


def test_refused_file_has_its_words_at_its_place_and_another_can_be_chosen(phone, live_server, agreed):
    page = open_page(phone, agreed)
    choose(page, "front", file_of(b"%PDF-1.7"))
    error = slot(page, "front").locator(".field__error")
    expect(error).to_contain_text("This file is a PDF document.")
    expect(page.locator("[role=status].visually-hidden")).to_contain_text("This file is a PDF document.")
    choose(page, "front", file_of())
    expect(slot(page, "front").get_by_text("Kept", exact=True)).to_be_visible()
    expect(error).to_have_count(0)


def test_answer_without_the_place_offers_to_send_again(phone, live_server, agreed):
    page = open_page(phone, agreed)
    page.route("**/photos/front/", lambda route: route.fulfill(status=503, body="<h1>Please wait</h1>"))
    choose(page, "front", file_of())
    expect(slot(page, "front")).to_contain_text("We could not keep this photo just now.")
    expect(page.get_by_role("button", name="Send again: From the front")).to_be_visible()


def test_photo_is_replaced_and_removed(phone, live_server, agreed):
    old = photos.keep(agreed, "front", upload())
    page = open_page(phone, agreed)
    slot(page, "front").get_by_text("Replace").click()
    choose(page, "front", file_of())
    expect(page.locator("[role=status].visually-hidden")).to_have_text(re.compile("^From the front. Kept"))
    assert agreed.photos.get().pk != old.pk
    page.get_by_role("button", name="Remove the photo: From the front").click()
    expect(page.get_by_role("status").first).to_have_text("The photo was removed.")
    assert agreed.photos.count() == 0


def test_photo_is_chosen_by_keyboard_alone(phone, live_server, agreed):
    page = open_page(phone, agreed)
    # From before the first key on: the browser would take Space ahead of the wish to answer its file chooser.
    with page.expect_file_chooser() as chooser:
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "photo-three_quarter_left-photo":
                break
        page.keyboard.press("Space")
    chooser.value.set_files(file_of())
    expect(slot(page, "three_quarter_left").get_by_text("Kept", exact=True)).to_be_visible()
    expect(slot(page, "three_quarter_left").locator(":focus")).to_be_attached()


def test_photos_are_kept_without_scripts(browser, live_server, patient):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = open_page(context.new_page(), patient)
    page.get_by_role("button", name="Go on to the photos").click()
    expect(page.locator("#photos .field__error")).to_contain_text("Tick the box if you agree.")
    page.get_by_label(CURRENT[PHOTOS].text).check()
    page.get_by_role("button", name="Go on to the photos").click()
    choose(page, "below", file_of(b"no picture"))
    page.get_by_role("button", name="Keep this photo for: From below").click()
    expect(page.locator(".error-summary")).to_contain_text("We could not read this file as a photo.")
    for view in ("below", "front"):
        choose(page, view, file_of())
        page.get_by_role("button", name=f"Keep this photo for: {TITLES[view]}").click()
        expect(slot(page, view).get_by_text("Kept", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove the photo: From below").click()
    expect(page.get_by_text("One of six is with us.")).to_be_visible()
    assert patient.photos.get().view == "front"
    context.close()


def test_only_what_can_be_done_is_in_sight(phone, live_server, agreed):
    page = open_page(phone, agreed)
    slow_line(page, 20_000)
    expect(slot(page, "front").locator("input")).to_be_visible()
    expect(slot(page, "front").get_by_role("button", name="Keep this photo for: From the front")).to_be_hidden()
    choose(page, "front", large_photo())
    expect(slot(page, "front").locator("progress")).to_be_visible()
    expect(slot(page, "front").locator("input")).to_be_hidden()


def test_staff_see_the_pictures(page, live_server, agreed, staff_of):
    photos.keep(agreed, "front", upload(picture_bytes(size=(900, 1200))))
    sign_in(page, live_server, staff_of("surgeon"))
    complaints = complaints_of(page)
    page.goto(f"{live_server.url}/admin/consultations/consultationrequest/{agreed.pk}/change/")
    picture = page.locator(".photos img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalHeight", 480)
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_photos_are_within_reach_for_everybody(page, live_server, patient, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, patient)
    assert problems_of(page) == []
    consents.give(patient, PHOTOS)
    photos.keep(patient, "front", upload(picture_bytes(size=(30, 30))))
    open_page(page, patient)
    choose(page, "below", file_of(b"no picture"))
    expect(slot(page, "below").locator(".field__error")).to_be_visible()
    slot(page, "front").get_by_text("Replace").click()
    assert problems_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
