"""A request is read and worked on by keyboard, on a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from consultations import intake
from consultations.models import ConsultationRequest
from tests.browser.admin_screens import barriers_on, complaints_of, settle, sign_in
from tests.samples import ANSWERS


@pytest.fixture
def patient_request(db):
    answers = ANSWERS | {"operations_count": 2, "last_operation_year": 2019, "phone": "+1 212 555 0100"}
    return intake.record_request(answers, intake.new_form_token())


def open_from_start(page, live_server, account) -> None:
    sign_in(page, live_server, account)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Open the first request").press("Enter")
    page.wait_for_url("**/change/")


def test_new_request_is_opened_noted_and_taken_into_review(page, live_server, coordinator, patient_request):
    heard = complaints_of(page)
    open_from_start(page, live_server, coordinator)
    assert page.locator("h1").inner_text() == "Ada Example"
    page.get_by_label("Add a note").fill("Asked for the report.")
    page.get_by_role("button", name="Add note").press("Enter")
    expect(page.locator("main").get_by_text("Asked for the report.")).to_be_visible()
    page.get_by_role("button", name="Start review").press("Enter")
    expect(page.locator(".stages [aria-current]")).to_have_text("In review")
    assert ConsultationRequest.objects.get().status == "in_review"
    assert heard == []


def test_words_come_before_contact_facts_on_a_phone(page, live_server, coordinator, patient_request):
    page.set_viewport_size({"width": 390, "height": 844})
    open_from_start(page, live_server, coordinator)
    tops = [
        page.locator(selector).first.bounding_box()["y"]
        for selector in (".concern-drawing", ".request__words", ".request__reach", "#answers")
    ]
    assert tops == sorted(tops)


def test_contact_facts_stay_beside_the_words_at_a_desk(page, live_server, coordinator, patient_request):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_from_start(page, live_server, coordinator)
    words, facts = (page.locator(selector).bounding_box() for selector in (".request__words", ".request__reach"))
    assert facts["x"] > words["x"] + words["width"]
    assert page.get_by_role("link", name="Call +1 212 555 0100").get_attribute("href") == "tel:+12125550100"


def test_half_written_note_is_not_lost_without_a_question(page, live_server, coordinator, patient_request):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_from_start(page, live_server, coordinator)
    settle(page)
    page.get_by_label("Add a note").type("Half a")
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_patient_is_searched_for_by_keyboard_and_no_address_holds_the_name(
    page, live_server, coordinator, patient_request
):
    heard, asked = complaints_of(page), []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/consultations/consultationrequest/?status__exact=new")
    page.get_by_role("search").get_by_role("textbox").fill("Ada")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 found.")).to_be_visible()
    expect(page.get_by_role("search").get_by_role("textbox")).to_have_value("Ada")
    assert "status__exact=new" in page.url
    page.reload()
    expect(page.get_by_role("link", name="Ada Example")).to_be_visible()
    page.get_by_role("search").get_by_role("textbox").fill("Nobody")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 found.")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 found.")).to_be_visible()
    assert barriers_on(page) == []
    assert [address for address in asked if "Ada" in address or "Nobody" in address] == []
    assert heard == []
