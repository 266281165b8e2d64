"""What looks like spam, looked at in the browser: no barrier, and a name that nothing fits stays inside the screen."""

import pytest
from playwright.sync_api import expect

from consultations import intake
from consultations.models import ConsultationRequest
from tests.browser.admin_screens import complaints_of, found_on, sign_in
from tests.samples import ANSWERS

NAMES = ["W" * 200, "אבגדהוזחטיכלמנ" * 14, "محمد بن عبد الله " * 11]


@pytest.fixture
def kept_apart(db):
    for name in NAMES:
        answers = ANSWERS | {"operations_count": 2, "last_operation_year": 2019, "full_name": name}
        intake.record_request(answers, intake.new_form_token())
        intake.record_request(answers, intake.new_form_token(), ["three or more links"])


@pytest.mark.usefixtures("kept_apart")
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_long_names_and_quarantine_make_no_barrier_and_nothing_sticks_out(
    page, live_server, coordinator, width, scheme
):
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, coordinator)
    requests = "/admin/consultations/consultationrequest/"
    pages = [f"{requests}{pk}/change/" for pk in ConsultationRequest.objects.values_list("pk", flat=True)]
    for path in ["/admin/", requests, f"{requests}?view=quarantine", *pages]:
        page.goto(live_server.url + path)
        found += found_on(page)
    assert (found, heard) == ([], [])


@pytest.mark.usefixtures("kept_apart")
def test_request_is_taken_in_from_the_start_page_by_keyboard(page, live_server, coordinator):
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="3 requests look like spam.").press("Enter")
    page.wait_for_url("**view=quarantine")
    page.locator("#result_list th a").first.press("Enter")
    expect(page.get_by_role("heading", name="This looks like spam. Is it?")).to_be_visible()
    page.get_by_role("button", name="Not spam, take it in").press("Enter")
    expect(page.locator(".stages [aria-current]")).to_have_text("New")
    assert ConsultationRequest.objects.filter(status="quarantined").count() == 2
