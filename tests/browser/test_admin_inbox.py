"""The inbox in the browser: its keys, how they are switched off, and what is heard after one of them."""

import pytest
from playwright.sync_api import expect

from consultations import intake, workflow
from consultations.models import ConsultationRequest
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.samples import ANSWERS

REQUESTS = "/admin/consultations/consultationrequest/"


def came_in(name: str, **changed) -> ConsultationRequest:
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019, "full_name": name} | changed
    return intake.record_request(answers, intake.new_form_token())


@pytest.fixture
def three(db):
    return [came_in(name) for name in ("Ada First", "Bea Second", "Cea Third")]


@pytest.fixture
def inbox(page, live_server, coordinator, three):
    """A function that opens the list at one view, as the coordinator."""
    sign_in(page, live_server, coordinator)

    def open_at(view: str = ""):
        page.goto(f"{live_server.url}{REQUESTS}" + (f"?view={view}" if view else ""))
        expect(page.locator("#inbox-keys")).to_be_visible()
        return page

    return open_at


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_keys_go_through_the_rows_and_enter_opens(inbox, three):
    page = inbox()
    walked = []
    for key in ("j", "j", "j", "j", "k"):
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == ["Ada First", "Bea Second", "Cea Third", "Cea Third", "Bea Second"]
    ring = page.locator(":focus").evaluate("(link) => getComputedStyle(link).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{three[1].pk}/change/")


def test_a_assigns_the_row_and_says_so_without_moving_the_focus(inbox, three, coordinator):
    page = inbox()
    heard = complaints_of(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("[role=status]", has_text="Assigned to you")).to_have_text("Assigned to you")
    expect(page.locator(".messagelist")).to_have_text(f"Assigned to you: {three[1].reference}.")
    expect(page.locator(f"#request-{three[1].pk} .field-owner")).to_contain_text("Sample Coordinator")
    assert focused(page) == "Bea Second"
    owners = ConsultationRequest.objects.order_by("pk").values_list("owner", flat=True)
    assert list(owners) == [None, coordinator.pk, None]
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_have_text(f"Assigned to you: {three[2].reference}.")
    assert heard == []


def test_a_in_a_view_that_the_row_leaves_keeps_it_in_sight(inbox, three):
    page = inbox("unassigned")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(f"#request-{three[0].pk} .field-owner")).to_contain_text("you")
    page.keyboard.press("j")
    assert focused(page) == "Bea Second"


def test_a_tells_when_a_colleague_was_faster(inbox, three, surgeon):
    page = inbox()
    workflow.assign(three[0], surgeon, actor=surgeon)
    page.keyboard.press("j")
    page.keyboard.press("a")
    told = "Sample Surgeon looks after this request now. Please look at it again."
    expect(page.locator(".messagelist .warning")).to_contain_text(told)
    expect(page.locator("[role=status]", has_text=told)).to_be_attached()
    expect(page.locator(f"#request-{three[0].pk} .field-owner")).to_contain_text("Sample Surgeon")
    assert ConsultationRequest.objects.get(pk=three[0].pk).owner == surgeon


def test_a_without_a_row_says_what_to_do_first(inbox):
    page = inbox()
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_have_text("Choose a request first: press J.")
    assert not ConsultationRequest.objects.exclude(owner=None).exists()


def test_a_says_when_it_did_not_work(inbox, three):
    page = inbox()
    page.context.clear_cookies()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".messagelist .error")).to_have_text("This did not work. Please load the page again.")


def test_keys_are_letters_while_a_field_has_focus(inbox):
    page = inbox()
    field = page.get_by_role("search").get_by_role("textbox")
    field.focus()
    page.keyboard.type("jak")
    expect(field).to_have_value("jak")
    page.get_by_label("With ticked:").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"


def test_keys_with_control_belong_to_the_browser(inbox):
    page = inbox()
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_shortcuts_are_switched_off_and_stay_off_until_they_are_switched_on(inbox):
    page = inbox()
    page.get_by_role("button", name="Turn shortcuts off").press("Enter")
    expect(page.locator("[role=status]", has_text="Shortcuts are off")).to_be_attached()
    page.keyboard.press("j")
    assert focused(page) == "Turn shortcuts on"
    inbox("all")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_role("button", name="Turn shortcuts on").click()
    page.keyboard.press("j")
    assert focused(page) == "Cea Third"


def test_request_is_assigned_without_scripts_by_the_form(browser, live_server, coordinator, three):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, live_server, coordinator)
        page.goto(live_server.url + REQUESTS)
        assert page.locator("#inbox-keys").is_hidden()
        page.get_by_label(f"Tick request {three[1].reference}").check()
        page.get_by_role("button", name="Go").click()
        expect(page.locator(".messagelist")).to_have_text(f"Assigned to you: {three[1].reference}.")
    assert ConsultationRequest.objects.get(pk=three[1].pk).owner == coordinator


def test_all_on_the_page_are_closed_with_a_reason(inbox):
    page = inbox()
    page.get_by_label("Tick all on this page").check()
    expect(page.locator(".action-counter")).to_have_text("3 of 3 selected")
    page.get_by_label("With ticked:").select_option(label="Close, with a reason")
    page.get_by_label("Reason to close").select_option(label="Booked elsewhere")
    page.get_by_role("button", name="Go").press("Enter")
    expect(page.locator(".messagelist")).to_have_text("Closed: 3 requests.")
    assert set(ConsultationRequest.objects.values_list("closed_reason", flat=True)) == {"elsewhere"}


def test_row_stays_a_row_for_screen_readers_on_a_phone(inbox, page):
    page.set_viewport_size({"width": 390, "height": 844})
    inbox()
    row = page.get_by_role("table").get_by_role("row").filter(has_text="Ada First")
    assert row.get_by_role("rowheader").get_by_role("link").inner_text() == "Ada First"
    assert page.get_by_role("columnheader").all_inner_texts()[1:3] == ["Waiting", "Name"]
    assert row.evaluate("(row) => getComputedStyle(row).display") == "grid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_kind_of_row_makes_no_barrier_and_nothing_sticks_out(
    inbox, page, live_server, coordinator, three, scheme, width
):
    came_in("W" * 120, language="x" * 100, travelling_from="y" * 150, concerns=["bridge", "tip", "nostrils", "skin"])
    came_in("محمد بن عبد الله", language="العربية")
    intake.record_request(
        ANSWERS | {"operations_count": 0, "last_operation_year": None}, intake.new_form_token(), ["x"]
    )
    workflow.assign(three[0], coordinator, actor=coordinator)
    workflow.change_status(three[1], "waiting", actor=coordinator)
    workflow.change_status(three[2], "closed", actor=coordinator, reason="other")
    ConsultationRequest.objects.filter(pk=three[0].pk).update(answer_due_at=three[0].created_at)
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for view in ("needs-answer", "all", "quarantine", "booked", "mine"):
        inbox(view)
        page.get_by_text("Filter", exact=True).click()
        found += [*barriers_on(page), *([view] if overflow_of(page) else [])]
    inbox()
    page.keyboard.press("j")
    found += barriers_on(page)
    page.goto(f"{live_server.url}/admin/")
    found += [*barriers_on(page), *(["start"] if overflow_of(page) else [])]
    assert (found, heard) == ([], [])


@pytest.mark.parametrize("width", [320, 1024, 1200])
def test_list_and_start_page_fit_between_phone_and_desk(inbox, page, live_server, three, coordinator, width):
    workflow.change_status(three[0], "waiting", actor=coordinator)
    came_in("Maximilian Longname-Placeholder", travelling_from="Buenos Aires", language="Portuguese")
    page.set_viewport_size({"width": width, "height": 900})
    inbox("all")
    on_the_list = overflow_of(page)
    page.goto(f"{live_server.url}/admin/")
    assert (on_the_list, overflow_of(page)) == (0, 0)
