"""The screens of one request in the browser: no barrier, by keyboard, without scripts, and on paper."""

import re

import pytest
from playwright.sync_api import expect

from consultations import workflow
from consultations.models import EarlierOperation, HealthAnswers, RequestPhoto
from tests.browser.admin_screens import complaints_of, found_on, sign_in
from tests.consultations.full_request import full_request

VIEWS = RequestPhoto.View.values


@pytest.fixture
def patient_request(coordinator):
    return full_request(coordinator, rows=3)


def begun_anew(request) -> None:
    """The same request as long as no visit is booked."""
    request.appointments.all().delete()
    type(request).objects.filter(pk=request.pk).update(status="new")
    request.refresh_from_db()


@pytest.fixture
def address(live_server, patient_request):
    """A function that returns the address of one of the request's screens."""
    return lambda screen: f"{live_server.url}/admin/consultations/consultationrequest/{patient_request.pk}/{screen}"


@pytest.fixture
def plain_page(browser, live_server, coordinator):
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, coordinator)
    yield page
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")])
def test_no_barrier_on_any_screen_of_a_request(page, live_server, coordinator, address, width, scheme):
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, coordinator)
    for screen in ("change/", "photos/?view=below", "photos/?view=front&beside=profile_left", "brief/", "owner/"):
        page.goto(address(screen))
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
        found += found_on(page)
    assert (found, heard) == ([], [])


def test_photos_are_gone_through_by_keyboard_and_escape_goes_back(page, live_server, coordinator, address):
    heard = complaints_of(page)
    sign_in(page, live_server, coordinator)
    page.goto(address("change/"))
    page.get_by_role("link", name=re.compile("From the front")).press("Enter")
    for title, key in (
        ("Photo 1 of 6, from the front", "ArrowRight"),
        ("Photo 2 of 6", "ArrowLeft"),
        ("Photo 1 of 6", "Escape"),
    ):
        expect(page).to_have_title(re.compile(title))
        expect(page.locator("output")).to_have_text("Fits")  # from now on keys are heard
        page.keyboard.press(key)
    page.wait_for_url("**/change/#photos")
    assert heard == []


def test_photo_is_enlarged_by_keys_and_fits_again(page, live_server, coordinator, address):
    sign_in(page, live_server, coordinator)
    page.goto(address("photos/?view=front&beside=below"))
    size, frame = page.locator("output"), page.locator("[data-frame]").first
    expect(frame).to_be_focused()
    expect(size).to_have_text("Fits")
    before = [picture.bounding_box()["width"] for picture in page.locator(".viewer__picture").all()]
    for _ in range(4):
        page.keyboard.press("+")
    expect(size).to_have_text("244%")
    after = [picture.bounding_box()["width"] for picture in page.locator(".viewer__picture").all()]
    assert [round(large / small, 1) for large, small in zip(after, before, strict=True)] == [2.4, 2.4]
    page.keyboard.press("ArrowRight")  # moves the picture, not on to the next one
    page.keyboard.press("-")
    expect(size).to_have_text("195%")
    page.keyboard.press("0")
    expect(size).to_have_text("Fits")
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    expect(size).to_have_text("Fits")
    assert "beside=below" in page.url


def test_keys_of_one_letter_do_nothing_outside_the_viewer(page, live_server, coordinator, address):
    sign_in(page, live_server, coordinator)
    page.goto(address("photos/?view=front"))
    expect(page.locator("output")).to_have_text("Fits")
    page.get_by_role("link", name="Back to the request").focus()
    page.keyboard.press("+")
    expect(page.locator("output")).to_have_text("Fits")


def test_enlarged_photo_is_dragged_by_the_mouse(page, live_server, coordinator, address):
    sign_in(page, live_server, coordinator)
    page.goto(address("photos/?view=front"))
    expect(page.locator("output")).to_have_text("Fits")
    for _ in range(8):
        page.get_by_role("button", name="Larger").click()
    frame = page.locator("[data-frame]")
    box, before = frame.bounding_box(), frame.evaluate("(each) => [each.scrollLeft, each.scrollTop]")
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 210)
    page.mouse.up()
    after = frame.evaluate("(each) => [each.scrollLeft, each.scrollTop]")
    assert [round(end - start) for start, end in zip(before, after, strict=True)] == [60, 90]


@pytest.mark.parametrize("width", [390, 1440])
def test_photos_are_gone_through_and_enlarged_without_scripts(plain_page, address, width):
    plain_page.set_viewport_size({"width": width, "height": 800})
    plain_page.goto(address("photos/"))
    plain_page.get_by_role("link", name="Next").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Left side, half turned")
    plain_page.get_by_role("navigation", name="Side by side with").get_by_role("link", name="From below").click()
    expect(plain_page.locator(".viewer__picture")).to_have_count(2)
    plain_page.get_by_role("link", name="Full size").click()
    smaller = plain_page.get_by_role("link", name="Fit into the screen")
    expect(smaller).to_be_visible()  # a click does not wait for the page that it leads to
    plain_page.wait_for_load_state("load")
    picture = plain_page.locator(".viewer__picture").first
    assert round(picture.bounding_box()["width"]) == 901  # as it was stored
    expect(plain_page.get_by_role("button", name="Larger")).to_have_count(0)
    smaller.click()
    expect(plain_page.get_by_role("link", name="Full size")).to_be_visible()
    plain_page.wait_for_load_state("load")
    assert picture.bounding_box()["width"] < 900


def test_request_is_closed_with_a_reason_without_scripts(plain_page, address, patient_request):
    begun_anew(patient_request)
    plain_page.goto(address("change/"))
    plain_page.locator("summary", has_text="Close…").click()
    plain_page.get_by_label("No reply from the patient").check()
    plain_page.get_by_role("button", name="Close this request").click()
    expect(plain_page.get_by_text("Closed: no reply from the patient")).to_be_visible()
    patient_request.refresh_from_db()
    assert (patient_request.status, patient_request.closed_reason) == ("closed", "no_reply")


def test_colleague_who_was_faster_is_told_of_and_the_note_is_kept(
    page, live_server, coordinator, surgeon, address, patient_request
):
    begun_anew(patient_request)
    sign_in(page, live_server, coordinator)
    page.goto(address("change/"))
    page.get_by_label("Add a note").fill("I was about to call.")
    workflow.change_status(patient_request, "waiting", actor=surgeon)
    page.get_by_role("button", name="Start review").click()
    expect(page.get_by_text("It is now: waiting for patient.")).to_be_visible()
    expect(page.locator(".note").get_by_text("I was about to call.")).to_be_visible()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_brief_is_one_page_on_paper(page, live_server, surgeon, address, paper):
    sign_in(page, live_server, surgeon)
    page.goto(address("brief/"))
    page.wait_for_load_state("networkidle")
    assert pages_of(page.pdf(format=paper)) == 1


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_brief_with_the_widest_texts_is_one_page_and_cuts_nothing_off(
    page, live_server, surgeon, coordinator, address, patient_request, paper
):
    for name, value in {"full_name": "W" * 200, "story": "W" * 5000, "travelling_from": "M" * 200}.items():
        setattr(patient_request, name, value)
    patient_request.concerns = ["bridge", "tip", "nostrils", "between", "breathing_left", "breathing_right", "skin"]
    patient_request.best_time = patient_request.language = "W" * 100
    patient_request.save()
    EarlierOperation.objects.all().delete()
    for year in range(2010, 2018):
        EarlierOperation.objects.create(
            request=patient_request, year=year, what_was_done="W" * 999, surgeon="W" * 200, report="unsure"
        )
    keys = ("breathing", "bleeding", "medicines", "allergies", "illness", "nicotine", "scars", "anaesthesia")
    health = HealthAnswers.objects.get()
    health.answers = {key: {"answer": "talk", "words": "W" * 300} for key in keys}
    health.goals = "W" * 2000
    health.save()
    sign_in(page, live_server, surgeon)
    page.goto(address("brief/"))
    page.wait_for_load_state("networkidle")
    assert pages_of(page.pdf(format=paper)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 968})  # what Letter leaves between its margins
    lost = page.locator(".brief").evaluate("(each) => each.scrollHeight - each.clientHeight")
    assert lost <= 1
