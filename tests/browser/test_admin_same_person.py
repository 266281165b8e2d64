"""A call is entered by keyboard; two requests of one person are joined and taken apart."""

import pytest
from playwright.sync_api import expect

from consultations import workflow
from consultations.models import ConsultationRequest
from tests.browser.admin_screens import barriers_on, complaints_of, found_on, sign_in
from tests.samples import patient_request

REQUESTS = "/admin/consultations/consultationrequest/"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_call_is_entered_by_keyboard_alone(page, live_server, coordinator):
    heard = complaints_of(page)
    sign_in(page, live_server, coordinator)
    page.goto(live_server.url + REQUESTS)
    page.get_by_role("link", name="Enter a call or visit").press("Enter")
    page.wait_for_url("**/add/")
    page.get_by_label("Phone call").first.focus()
    press(page, "ArrowDown", "Tab")
    page.keyboard.type("Mira Caller")
    press(page, "Tab", "Space", "Tab")
    page.keyboard.type("212 555 0177")
    press(page, "Tab", "Tab", "Tab", "Tab", "Tab")
    page.keyboard.type("2")
    press(page, "Tab", "Tab", "Tab", "Space")
    page.get_by_label("The caller agreed to be contacted about this request.").focus()
    press(page, "Space", "Tab", "Space", "Tab", "Enter")
    expect(page.locator("h1")).to_have_text("Mira Caller")
    request = ConsultationRequest.objects.get()
    assert (request.source, request.phone, request.concerns) == ("visit", "212 555 0177", ["tip"])
    assert heard == []


def test_what_is_missing_gets_the_focus_and_everything_typed_stays(page, live_server, coordinator):
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUESTS}add/")
    page.get_by_label("Full name").fill("Mira Caller")
    page.get_by_role("button", name="Save the request").click()
    expect(page.locator(".errornote")).to_contain_text("Nothing is kept yet.")
    expect(page.get_by_label("Full name")).to_have_value("Mira Caller")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def test_two_are_joined_and_taken_apart(page, live_server, coordinator):
    older, newer = patient_request(), patient_request(phone="+1 212 555 0100")
    heard = complaints_of(page)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUESTS}{newer.pk}/change/")
    page.get_by_role("link", name="See both").press("Enter")
    expect(page.get_by_role("radio", name=f"{older.reference} goes on")).to_be_checked()
    page.get_by_role("button", name="Join the two").press("Enter")
    expect(page.get_by_role("heading", name="Joined with")).to_be_visible()
    page.locator("main").get_by_role("link", name=newer.reference).first.click()
    expect(page.get_by_role("heading", name=f"Joined with {older.reference}")).to_be_visible()
    page.get_by_role("button", name="Take apart again").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("stands for itself again")
    assert set(ConsultationRequest.objects.values_list("status", flat=True)) == {"new"}
    assert heard == []


def test_name_below_the_note_is_written_by_a_press(page, live_server, coordinator, staff_of):
    staff_of("surgeon", full_name="Zoë Brown")
    request = patient_request()
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUESTS}{request.pk}/change/")
    page.get_by_label("Add a note").fill("Please look,")
    page.get_by_role("button", name="@zoe").press("Enter")
    expect(page.get_by_label("Add a note")).to_have_value("Please look, @zoe ")
    expect(page.get_by_label("Add a note")).to_be_focused()
    page.get_by_role("button", name="Add note").press("Enter")
    expect(page.locator(".note__text b")).to_have_text("@zoe")
    expect(page.locator("#events ~ .log")).to_contain_text("told Zoë Brown")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_on_any_of_these_screens(page, live_server, coordinator, scheme, width):
    from consultations import merging

    first, second, third = (patient_request(phone="+1 212 555 0100") for _ in range(3))
    merging.join(second, first, actor=coordinator)
    workflow.add_note(first, "@sample and <b>nobody</b>", author=coordinator)
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, coordinator)
    paths = ["add/", f"{first.pk}/change/", f"{second.pk}/change/", f"{third.pk}/join/{first.pk}/"]
    for path in paths:
        page.goto(live_server.url + REQUESTS + path)
        found += found_on(page)
    page.goto(f"{live_server.url}{REQUESTS}add/")
    page.get_by_role("button", name="Save the request").click()
    page.locator(".errornote").wait_for()
    found += barriers_on(page)
    assert (found, [line for line in heard if "422" not in line]) == ([], [])
