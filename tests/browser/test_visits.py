"""A visit from the first offer to the last change, in real browsers: by keyboard, on a phone, without scripts."""

from datetime import datetime

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from consultations import appointments, private_link, workflow
from consultations.models import Appointment, OfferedTime
from practice_site.local_time import from_clock
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.samples import patient_request

TUESDAY, THURSDAY, WEDNESDAY = (
    from_clock(datetime(2031, 1, 7, 10)),
    from_clock(datetime(2031, 1, 9, 14, 30)),
    from_clock(datetime(2031, 1, 15, 9)),
)
SCREENS = [(scheme, width) for scheme in ("light", "dark") for width in (390, 1440)]


@pytest.fixture
def patient(transactional_db):
    return patient_request()


@pytest.fixture
def offered(patient, coordinator):
    return appointments.offer(patient, [TUESDAY, THURSDAY, WEDNESDAY], actor=coordinator)


def staff_page(live_server, request, end: str) -> str:
    return f"{live_server.url}/admin/consultations/consultationrequest/{request.pk}/{end}"


def look(page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})


def check_screen(page) -> None:
    assert barriers_on(page) == []
    assert overflow_of(page) <= 0


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_patient_screens_have_no_barriers(page, live_server, patient, offered, scheme, width):
    heard = complaints_of(page)
    look(page, scheme, width)
    address = private_link.issue(patient)
    page.goto(address)
    check_screen(page)
    appointments.choose(patient, offered[0].pk)
    page.goto(address)
    for folded in ("Move to another time", "Cancel the visit"):
        page.locator("summary", has_text=folded).click()
    check_screen(page)
    assert heard == []


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_staff_screens_have_no_barriers(page, live_server, coordinator, patient, offered, scheme, width):
    heard = complaints_of(page)
    look(page, scheme, width)
    sign_in(page, live_server, coordinator)
    appointments.choose(patient, offered[0].pk)
    page.goto(staff_page(live_server, patient, "times/"))
    for folded in ("Cancel it", "A time outside opening hours"):
        page.locator("summary", has_text=folded).click()
    page.get_by_role("group", name="A time outside opening hours").get_by_label("Day").fill("2020-01-01")
    page.get_by_role("button", name="Offer these times").click()
    expect(page.get_by_text("Give both the day and the time.")).to_be_visible()
    check_screen(page)
    for address in (staff_page(live_server, patient, "change/"), f"{live_server.url}/admin/"):
        page.goto(address)
        check_screen(page)
    assert heard == []


def test_patient_books_moves_and_cancels_by_keyboard(page, live_server, patient, offered):
    page.goto(private_link.issue(patient))
    expect(page.locator("h1")).to_have_text("Three times are open for you")
    page.get_by_role("radio", name="Tuesday 7 January 10:00 am").press("ArrowDown")
    expect(page.get_by_role("radio", name="Thursday 9 January 2:30 pm")).to_be_checked()
    page.get_by_label("remind me of a visit").press("Space")
    page.get_by_role("button", name="Book this time").press("Enter")
    expect(page.locator("h1")).to_have_text("Your visit is booked")
    expect(page.locator(".visit")).to_contain_text("9 January 2031")
    assert patient.consents.standing().filter(purpose="reminders").exists()
    page.locator("summary", has_text="Move to another time").press("Enter")
    page.get_by_role("radio", name="Wednesday 15 January 9:00 am").press("Space")
    page.get_by_role("button", name="Move my visit").press("Enter")
    expect(page.locator(".visit")).to_contain_text("15 January 2031")
    page.locator("summary", has_text="Cancel the visit").press("Enter")
    page.get_by_role("button", name="Yes, cancel my visit").press("Enter")
    expect(page.locator("h1")).to_have_text("Two times are open for you")
    assert Appointment.objects.get().state == "cancelled"


def test_patient_without_scripts_is_told_what_is_missing_and_books(browser, live_server, patient, offered):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(private_link.issue(patient))
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".error-summary")).to_contain_text("Choose one of the times")
    page.get_by_role("link", name="Choose one of the times").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".visit")).to_contain_text("7 January 2031")
    context.close()


def test_two_presses_and_the_way_back_book_one_visit(page, live_server, patient, offered):
    page.goto(private_link.issue(patient))
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").dblclick()
    expect(page.locator("h1")).to_have_text("Your visit is booked")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Your visit is booked")  # nothing of the page was stored
    assert Appointment.objects.get().sequence == 0


def test_old_tab_gets_calm_words_and_the_times_that_are_left(page, live_server, patient, offered):
    page.goto(private_link.issue(patient))
    page.get_by_role("radio").first.check()
    OfferedTime.objects.filter(pk=offered[0].pk).update(state="taken_back")
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("h1")).to_have_text("Two times are open for you")
    page.get_by_role("link", name="This time is not open any more.").press("Enter")
    expect(page.get_by_role("radio").first).to_be_focused()


def test_calendar_entry_is_downloaded(page, live_server, patient, offered):
    appointments.choose(patient, offered[0].pk)
    page.goto(private_link.issue(patient))
    with page.expect_download() as download:
        page.get_by_role("link", name="Add it to your calendar").click()
    assert download.value.suggested_filename == "appointment.ics"
    event = Calendar.from_ical(download.value.path().read_bytes()).events[0]
    assert event["DTSTART"].dt == TUESDAY


def test_staff_offer_move_and_cancel_by_keyboard(page, live_server, coordinator, patient):
    heard = complaints_of(page)
    workflow.change_status(patient, "in_review", actor=coordinator)
    sign_in(page, live_server, coordinator)
    page.goto(staff_page(live_server, patient, "change/"))
    page.get_by_role("link", name="Offer times").press("Enter")
    page.locator(".times__week").nth(1).locator("summary").press("Enter")
    boxes = page.locator(".times__week").nth(1).get_by_role("checkbox")
    first = boxes.first.get_attribute("value")
    boxes.nth(0).press("Space")
    boxes.nth(4).press("Space")
    page.get_by_role("button", name="Offer these times").press("Enter")
    expect(page.get_by_text("2 times were offered. The patient gets a mail.")).to_be_visible()
    appointments.choose(patient, OfferedTime.objects.first().pk)
    assert Appointment.objects.get().starts_at.isoformat() == first
    page.goto(staff_page(live_server, patient, "change/"))
    page.get_by_role("link", name="Move or cancel the visit").press("Enter")
    page.locator("summary", has_text="A time outside opening hours").press("Enter")
    outside = page.get_by_role("group", name="A time outside opening hours")
    outside.get_by_label("Day").fill("2031-01-07")
    outside.get_by_label("Time", exact=True).fill("19:15")
    page.get_by_role("button", name="Move the visit").press("Enter")
    expect(page.get_by_text("The visit is on Tuesday, 7 January 2031, 19:15 EST now.")).to_be_visible()
    page.get_by_role("link", name="Move or cancel the visit").press("Enter")
    page.locator("summary", has_text="Cancel it").press("Enter")
    page.get_by_role("button", name="Yes, cancel this visit").press("Enter")
    expect(page.get_by_text("The visit was cancelled. The patient gets a mail.")).to_be_visible()
    assert Appointment.objects.get().state == "cancelled"
    assert heard == []


def test_staff_without_scripts_book_at_once_on_a_phone(browser, live_server, coordinator, patient):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, live_server, coordinator)
    page.goto(staff_page(live_server, patient, "times/"))
    page.locator(".times__week").nth(1).locator("summary").click()
    box = page.locator(".times__week").nth(1).get_by_role("checkbox").first
    box.check()
    chosen = box.get_attribute("value")
    page.get_by_role("button", name="Book this time now").click()
    expect(page.get_by_text("The visit is booked: ")).to_be_visible()
    assert Appointment.objects.get().starts_at.isoformat() == chosen
    page.goto(staff_page(live_server, patient, "times/"))
    page.locator(".times__week").nth(1).locator("summary").click()
    expect(page.locator(".times__week").nth(1).get_by_role("checkbox").first).to_be_disabled()
    context.close()
