"""A request is erased for good by staff: from its page, by way of the password, to the list, without a barrier."""

import re

import pytest
from playwright.sync_api import expect

from consultations.models import ConsultationRequest, Tombstone
from tests.browser.admin_screens import complaints_of, found_on, sign_in
from tests.samples import patient_request
from tests.signing_in import with_password

REQUESTS = "/admin/consultations/consultationrequest/"
PASSWORD = "a long passphrase"


@pytest.fixture
def surgeon(surgeon):
    return with_password(surgeon, PASSWORD)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_way_from_a_request_to_where_nothing_of_it_is_left(page, live_server, surgeon, width, scheme):
    heard, patient = complaints_of(page), patient_request()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, surgeon, minutes_ago=10)
    page.goto(f"{live_server.url}{REQUESTS}{patient.pk}/change/")
    found = found_on(page)
    page.get_by_role("link", name="Erase it for good").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erase this request for good?")
    found += found_on(page)
    page.get_by_label("It was sent by mistake").check()
    page.get_by_label("Reference of this request").fill("K7RM-2QXD")
    page.get_by_role("button", name="Erase for good").click()
    reference = page.get_by_label("Reference of this request")
    expect(reference).to_have_accessible_description(re.compile("This is not the reference of this request"))
    expect(reference).to_be_focused()
    expect(page.get_by_label("It was sent by mistake")).to_be_checked()
    found += found_on(page)
    assert ConsultationRequest.objects.get() == patient
    reference.fill(patient.reference.lower())
    reference.press("Enter")
    expect(page.get_by_text("The request is erased for good.")).to_be_visible()
    assert (Tombstone.objects.get().reason, ConsultationRequest.objects.exists()) == ("staff", False)
    assert patient.reference not in page.locator("main").first.inner_text()
    found += found_on(page)
    assert (found, heard) == ([], [])
