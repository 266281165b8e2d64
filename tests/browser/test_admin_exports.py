"""The access log, the question for the password, and exports: without a barrier, on phone and desk, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.admin_screens import complaints_of, found_on, sign_in
from tests.samples import patient_request
from tests.signing_in import with_password

REQUESTS = "/admin/consultations/consultationrequest/"
PASSWORD = "a long passphrase"


@pytest.fixture
def surgeon(surgeon):
    return with_password(surgeon, PASSWORD)


def found_when_open(page) -> list[str]:
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
    return found_on(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_way_from_a_request_to_its_file_and_into_the_log(page, live_server, surgeon, scheme, width):
    heard, found, patient = complaints_of(page), [], patient_request()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, surgeon, minutes_ago=10)
    page.goto(f"{live_server.url}{REQUESTS}{patient.pk}/change/")
    page.get_by_role("link", name="Export as ZIP").click()
    expect(page.get_by_label("Your password")).to_be_visible()
    found += found_when_open(page)
    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("4 tries are left")).to_be_visible()
    found += found_when_open(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Download the ZIP file")).to_be_visible()
    found += found_when_open(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ZIP file").click()
    assert download.value.suggested_filename == f"request-{patient.reference}.zip"
    page.get_by_role("link", name="Print instead").click()
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()
    found += found_when_open(page)
    page.goto(f"{live_server.url}{REQUESTS}")
    page.get_by_role("link", name="Export this list").click()
    expect(page).to_have_url(re.compile("/export/"))
    found += found_when_open(page)
    page.goto(f"{live_server.url}/admin/consultations/accessrecord/")
    found += found_when_open(page)
    page.get_by_label("Reference").fill(patient.reference)
    page.get_by_role("button", name="Show", exact=True).click()
    rows = page.locator("#result_list tbody tr")
    expect(rows.filter(has_text=patient.reference)).to_have_count(4)  # read, the page of the export, the file, paper
    expect(rows).to_have_count(4)
    assert patient.reference not in page.url
    found += found_when_open(page)
    assert (found, heard) == ([], [])
