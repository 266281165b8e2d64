"""The form in a real browser: by keyboard alone, without scripts, twice, and with mistakes."""

import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from consultations.models import ConsultationRequest
from tests.browser.admin_screens import settle
from tests.browser.test_public_pages import AXE_OPTIONS, WHAT_IS_WRONG


@pytest.fixture(autouse=True)
def quick_hands(settings):
    """The browser fills the form in faster than people can."""
    settings.FORM_SECONDS_AT_LEAST = 0


@pytest.fixture
def form(page, live_server, transactional_db):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/consultation/")
    return page


def fill_in(page):
    page.get_by_label("Full name").fill("Ada Example")
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("How many nose operations").fill("2")
    page.get_by_label("Bridge").check()
    page.get_by_label("What would you like us to know?").fill("Linea una\nשורה שתיים 👃")
    for box in page.locator("input[name^=consent_]").all():
        box.check()


def send(page):
    page.get_by_role("button", name="Send my request").click()


def test_request_is_sent_by_keyboard_alone(form):
    page = form
    typed = {"full_name": "Ada Example", "email": "ada@example.com", "operations_count": "2", "story": "By keys"}
    ticked = {"bridge", "breathing_left"}
    for _ in range(120):
        page.keyboard.press("Tab")
        name, kind, value = page.evaluate("(({name, type, value}) => [name, type, value])(document.activeElement)")
        if name in typed and kind != "radio":
            page.keyboard.type(typed[name])
        elif (name == "concerns" and value in ticked) or (name or "").startswith("consent_") or name == "age":
            page.keyboard.press("Space")
        elif kind == "submit":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/consultation/received/")
    request = ConsultationRequest.objects.get()
    assert (request.full_name, request.operations_count, request.story) == ("Ada Example", 2, "By keys")
    assert set(request.concerns) == ticked
    expect(page.locator("main")).to_contain_text(request.reference)


def test_request_is_sent_without_scripts(browser, live_server, transactional_db):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{live_server.url}/consultation/")
    fill_in(page)
    send(page)
    page.wait_for_url("**/consultation/received/")
    assert ConsultationRequest.objects.get().story == "Linea una\nשורה שתיים 👃"
    context.close()


def test_double_click_back_and_resend_make_one_request(form):
    page = form
    fill_in(page)
    page.get_by_role("button", name="Send my request").dblclick()
    page.wait_for_url("**/consultation/received/")
    reference = ConsultationRequest.objects.get().reference
    page.go_back()
    expect(page.get_by_label("Full name")).to_have_value("Ada Example")
    expect(page.get_by_label("How many nose operations")).to_have_value("2")
    settle(page)  # the form remembers under which number it was sent
    send(page)
    page.wait_for_url("**/consultation/received/")
    assert ConsultationRequest.objects.get().reference == reference
    page.reload()
    expect(page.locator("main")).to_contain_text(reference)


def test_form_sent_too_quickly_comes_back_filled_in_and_is_sent_again(form, settings):
    page = form
    fill_in(page)
    settings.FORM_SECONDS_AT_LEAST = 3600
    send(page)
    expect(page.locator(".error-summary")).to_have_text(re.compile("^That was very quick."))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Full name")).to_have_value("Ada Example")
    expect(page.get_by_label("Bridge")).to_be_checked()
    assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []
    settings.FORM_SECONDS_AT_LEAST = 0
    send(page)
    page.wait_for_url("**/consultation/received/")
    assert ConsultationRequest.objects.get().status == "new"


def test_field_to_leave_empty_is_out_of_sight_and_of_the_order_of_keys(form):
    page = form
    box = page.locator("[name=topic]").bounding_box()
    hidden = page.locator("[name=topic]").locator("..").bounding_box()
    assert (hidden["width"], hidden["height"]) == (1, 1)
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.name", [box["x"] + 3, box["y"] + 3]) != "topic"
    page.locator("#id_consent_use").focus()
    reached = []
    for key in ["Tab"] * 4 + ["Shift+Tab"] * 8:
        page.keyboard.press(key)
        reached.append(page.evaluate("document.activeElement.name"))
    assert "consent_use" in reached
    assert "topic" not in reached


@pytest.mark.parametrize("charset", ["charset*=nonsense''utf-8", "charset=utf-16", "charset*=utf-16''%ff"])
def test_content_type_that_nobody_can_read_is_refused_in_words(live_server, transactional_db, charset):
    request = urllib.request.Request(
        f"{live_server.url}/consultation/",
        b"full_name=Ada",
        {"Content-Type": f"application/x-www-form-urlencoded; {charset}"},
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)
    with refusal.value as answer:
        assert answer.status == 415
        assert "We could <em>not read</em> this" in answer.read().decode()


def test_mistakes_are_listed_first_and_lead_to_their_fields(form):
    page = form
    page.get_by_label("Email address").fill("ada@")
    page.get_by_label("What would you like us to know?").fill("Kept words")
    send(page)
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert summary.inner_text().startswith("Please check seven answers")
    page.get_by_role("link", name="Enter an email address like name@example.com").click()
    expect(page.get_by_label("Email address")).to_be_focused()
    expect(page.get_by_label("What would you like us to know?")).to_have_value("Kept words")
    assert page.evaluate(WHAT_IS_WRONG) == ["the first heading is not the h1"]  # the summary stands before it
    assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []


@pytest.mark.parametrize("width", [390, 800, 1440])
def test_touching_the_drawing_chooses_the_place(form, width):
    page = form
    page.set_viewport_size({"width": width, "height": 900})
    box = page.locator("input[name=concerns][value=tip]")
    hit = page.locator("label", has=box).locator("i")
    hit.click()
    expect(box).to_be_checked()


def test_received_page_is_without_barriers(form):
    page = form
    fill_in(page)
    send(page)
    page.wait_for_url("**/consultation/received/")
    expect(page.locator("main")).to_contain_text(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}"))
    assert page.evaluate(WHAT_IS_WRONG) == []
    assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []
