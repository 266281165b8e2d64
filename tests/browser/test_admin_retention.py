"""Limits, the hold and the numbers, used by keyboard at a desk and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import ConsultationRequest, RetentionRule
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.samples import many_requests

LIMITS = "/admin/consultations/retentionrule/"


@pytest.fixture
def closed_requests(db):
    requests = many_requests(3)
    ConsultationRequest.objects.update(status="closed", changed_at=timezone.now() - timedelta(days=350))
    return requests


def test_shorter_limit_is_asked_about_and_saved_by_keyboard(page, live_server, administrator, closed_requests):
    heard = complaints_of(page)
    sign_in(page, live_server, administrator)
    page.goto(live_server.url + LIMITS)
    page.get_by_label("Closed: the whole request, days").fill("300")
    page.keyboard.press("Enter")
    tick = page.get_by_label("I know that this is lost: all of 3 closed requests")
    expect(tick).to_be_visible()
    assert barriers_on(page) == []
    assert not RetentionRule.objects.exists()
    tick.press("Space")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The limits were saved.")).to_be_visible()
    assert RetentionRule.objects.get().days == 300
    assert heard == []


@pytest.mark.parametrize("width", [390, 1440])
def test_what_goes_soon_is_held_from_the_start_page(page, live_server, surgeon, closed_requests, width):
    heard = complaints_of(page)
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, live_server, surgeon)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="See which, or hold one").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Will be erased in 30 days")
    assert (overflow_of(page), barriers_on(page)) == (0, [])
    page.get_by_role("link", name=f"Hold {closed_requests[0].reference}").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep it for a legal reason?")
    assert (overflow_of(page), barriers_on(page)) == (0, [])
    page.get_by_label("Why it has to be kept").fill("A letter of a lawyer.")
    page.get_by_role("button", name="Keep this request").press("Enter")
    expect(page.get_by_text("is kept until you end it.")).to_be_visible()
    expect(page.get_by_role("link", name="Hold ")).to_have_count(2)
    assert page.url.endswith("/soon/")
    assert (overflow_of(page), heard) == (0, [])


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_are_readable_and_say_the_same_in_words(page, live_server, coordinator, width, scheme):
    many_requests(12)
    ConsultationRequest.objects.update(created_at=timezone.now() - timedelta(days=14))
    heard = complaints_of(page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/numbers/")
    chart = page.locator(".chart__drawing").first
    expect(chart.locator("desc")).to_contain_text("Between 0 and 12 requests a week")
    height = chart.locator(".chart__value").first.evaluate("(text) => text.getBoundingClientRect().height")
    assert height >= 12
    page.get_by_text("The same as a table").first.press("Enter")
    expect(page.locator(".chart table").first.get_by_text("12", exact=True)).to_be_visible()
    assert (overflow_of(page), barriers_on(page), heard) == (0, [], [])
