"""A coordinator sets the opening hours, with mistakes on the way."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from practice_site.models import OpeningHours, SpecialDay
from tests.browser.admin_screens import barriers_on, complaints_of, sign_in


def test_coordinator_sets_hours_and_a_special_day(page, live_server, coordinator):
    heard, today = complaints_of(page), str(timezone.localdate())
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Opening hours for the waiting clock").click()
    monday = page.get_by_role("group", name="Monday")
    monday.get_by_label("Opens again").fill("16:00")
    monday.get_by_label("Closes for the day").fill("18:00")
    page.get_by_role("button", name="Save the hours").click()
    expect(monday).to_contain_text("The second hours must begin after the first ones end.")
    expect(monday.get_by_label("Opens", exact=True)).to_be_focused()
    assert barriers_on(page) == []
    monday.get_by_label("Closes", exact=True).fill("12:30")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_role("row", name="Monday")).to_contain_text("9:00 to 12:30 and 16:00 to 18:00")
    assert OpeningHours.objects.count() == 6

    page.get_by_role("link", name="Set other hours").first.click()
    day = page.get_by_label("Day", exact=True)
    expect(day).to_have_value(re.compile(r"^\d{4}-\d\d-\d\d$"))
    assert day.input_value() >= today
    page.get_by_label("Reason").fill("Everybody travels")
    page.get_by_role("button", name="Add this day").click()
    expect(page.get_by_text("Closed, as you set")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("keeps its usual hours again")
    assert (SpecialDay.objects.count(), heard) == (0, [])


def test_page_works_without_scripts(browser, live_server, coordinator):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/practice_site/openinghours/")
    page.get_by_label("Day", exact=True).fill(str(timezone.localdate() + timedelta(days=20)))
    page.get_by_role("button", name="Add this day").click()
    expect(page.get_by_role("status")).to_contain_text("was saved")
    assert SpecialDay.objects.get().stretches == []
    context.close()
