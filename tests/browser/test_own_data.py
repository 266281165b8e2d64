"""Consents and one's own data in a real browser: on a phone, by keys, without scripts, light and dark."""

import io
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from consultations import consents, private_link
from consultations.consent_wordings import REMINDERS
from consultations.models import ConsultationRequest, OutboxMessage
from consultations.private_link import Opens
from tests.browser.test_public_pages import AXE_OPTIONS, WHAT_IS_WRONG
from tests.consultations.canaries import plant
from tests.samples import path_of_link, patient_request

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def patient(transactional_db):
    request = patient_request()
    consents.give(request, REMINDERS)
    return request


@pytest.fixture
def own_page(page, live_server, patient):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + path_of_link(private_link.issue(patient)))
    return page


def fold_of(page, title: str):
    return page.locator(".own-data__row", has_text=title)


def test_consent_is_taken_back_by_keys_after_its_effect_was_said(own_page, patient):
    page = own_page
    row = fold_of(page, "Reminders")
    effect = row.get_by_text("We will not remind you")
    expect(effect).to_be_hidden()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(effect).to_be_visible()
    page.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Yes, take it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("We will not remind you of a visit.")
    assert REMINDERS not in consents.standing(patient)


def test_everything_is_erased_without_scripts(browser, live_server, patient):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + path_of_link(private_link.issue(patient)))
    page.get_by_role("link", name="Erase").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erase everything?")
    assert ConsultationRequest.objects.count() == 1
    page.get_by_role("button", name="Yes, erase everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is gone")
    assert ConsultationRequest.objects.count() == 0
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has ended")
    context.close()


def test_no_leads_back_and_nothing_has_happened(own_page):
    page = own_page
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("link", name="No, go back").click()
    expect(page.get_by_role("heading", name="Your data")).to_be_in_viewport()
    assert ConsultationRequest.objects.get().status == "new"


def test_link_is_sent_once_for_two_presses(own_page, patient):
    own_page.get_by_role("button", name="Send me the link").dblclick()
    expect(own_page.get_by_role("status")).to_contain_text("We sent a link to your email address.")
    assert patient.mails.filter(kind=OutboxMessage.Kind.DATA_LINK).count() == 1


def test_file_arrives_under_a_neutral_name_and_its_page_opens_with_its_photos(
    page, live_server, transactional_db, coordinator, tmp_path
):
    request = plant(coordinator).request
    page.goto(live_server.url + path_of_link(private_link.issue(request, Opens.DATA)))
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download the file").click()
    assert loading.value.suggested_filename == f"my-request-{request.reference}.zip"
    zipfile.ZipFile(io.BytesIO(loading.value.path().read_bytes())).extractall(tmp_path)
    asked = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"file://{tmp_path}/read-me-first.html")
    pictures = page.locator("img")
    expect(pictures).to_have_count(6)
    for picture in pictures.all():
        expect(picture).to_have_js_property("naturalWidth", 64)
    assert [url for url in asked if not url.startswith((f"file://{tmp_path}/", "data:"))] == []
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.evaluate("document.fonts.check('300 20px Spectral') && document.fonts.size > 2")
    assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_and_nothing_wider_than_the_screen(page, live_server, patient, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    private = live_server.url + path_of_link(private_link.issue(patient))
    data = live_server.url + path_of_link(private_link.issue(patient, Opens.DATA))
    for address in (private, f"{private}withdraw/", f"{private}erase/", f"{live_server.url}/request/erased/", data):
        page.goto(address)
        page.evaluate("document.querySelectorAll('.own-data__fold').forEach((fold) => (fold.open = true))")
        assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []
        assert page.evaluate(WHAT_IS_WRONG) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Read it now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we keep about you")
    page.wait_for_load_state("load")
    assert [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]] == []
    assert page.evaluate(WHAT_IS_WRONG) == []
