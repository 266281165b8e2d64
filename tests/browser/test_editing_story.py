"""The whole way, with nothing but the admin's own words: change, approval, Monday 8:00, last month, and back."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import expect

from procedures.models import Approval, Page
from tests.browser.admin_screens import complaints_of, sign_in, wait_for_editor

THURSDAY = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
MONDAY = datetime(2026, 12, 7, 13, 0, tzinfo=UTC)  # 8:00 in New York
OLD_WORDS, NEW_WORDS = "did not go right", "When your first nose surgery *left questions*"


@pytest.fixture
def main_page(transactional_db):
    call_command("load_starter_content", verbosity=0)
    return Page.objects.get(slug="secondary-rhinoplasty")


def read_by_a_patient(browser, live_server) -> str:
    """The heading of the main page, as someone without an account sees it."""
    context = browser.new_context()
    reader = context.new_page()
    reader.goto(f"{live_server.url}/procedures/secondary-rhinoplasty/")
    heading = reader.locator("h1").inner_text()
    context.close()
    return " ".join(heading.split())


def approve_as_the_surgeon(browser, link: str) -> None:
    """Open the link without an account and approve."""
    context = browser.new_context()
    reader = context.new_page()
    reader.goto(link)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("left questions")
    reader.locator("summary", has_text="Comment or approve").click()
    part = reader.get_by_role("region", name="Approve this version")
    part.get_by_label("Your name").fill("Dr. Miller")
    part.get_by_role("button", name="Approve this version").click()
    expect(reader.locator(".answer__done")).to_be_visible()
    context.close()


def press_in_publish_panel(page, name: str) -> None:
    page.locator(".submit-row summary", has_text="Publish…").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_change_is_approved_planned_live_found_again_and_taken_back(page, browser, live_server, publisher, main_page):
    heard = complaints_of(page)
    with time_machine.travel(THURSDAY, tick=True) as clock:
        sign_in(page, live_server, publisher)
        page.goto(f"{live_server.url}/admin/")
        page.get_by_role("link", name="Pages", exact=True).first.click()
        page.get_by_role("link", name="Secondary rhinoplasty", exact=True).click()
        wait_for_editor(page)
        page.locator("#id_hero_line").fill(NEW_WORDS)
        press_in_publish_panel(page, "Save and show someone first…")

        page.get_by_label("For whom").fill("Dr. Miller")
        page.get_by_role("button", name="Make the link").click()
        approve_as_the_surgeon(browser, page.get_by_label("Link for Dr. Miller").input_value())
        assert Approval.objects.get().name == "Dr. Miller"

        page.get_by_role("link", name="Secondary rhinoplasty").first.click()
        expect(page.get_by_text("Dr. Miller approved exactly this draft")).to_be_visible()
        wait_for_editor(page)
        for tick in page.locator("input[name=accept_warning]").all():
            tick.check()
        press_in_publish_panel(page, "Save and choose a day…")
        group = page.get_by_role("group", name="Readers see it from")
        group.get_by_label("Day").fill("2026-12-07")
        group.get_by_label("Time").fill("08:00")
        page.get_by_role("button", name="Plan it").click()
        expect(page.locator(".messagelist")).to_contain_text("goes live on Monday, 7 December 2026, 8:00 EST")
        assert OLD_WORDS in read_by_a_patient(browser, live_server)

        clock.move_to(MONDAY)
        assert read_by_a_patient(browser, live_server) == NEW_WORDS.replace("*", "")

        sign_in(page, live_server, publisher)  # the weekend ended the session
        page.get_by_role("link", name="Secondary rhinoplasty").first.click()
        page.get_by_role("link", name="Versions", exact=True).click()
        page.get_by_label("From version 1").check()
        page.get_by_label("To version 2").check()
        page.get_by_role("button", name="Compare the two").click()
        expect(page.locator("del").first).to_contain_text("did not go right")
        page.get_by_role("button", name="Restore version 1", exact=True).first.click()
        expect(page.locator("#id_hero_line")).to_have_value("When your first nose surgery *did not go right*")
        wait_for_editor(page)
        assert "left questions" in read_by_a_patient(browser, live_server)
        for tick in page.locator("input[name=accept_warning]").all():
            tick.check()
        press_in_publish_panel(page, "Save and publish now")
        assert OLD_WORDS in read_by_a_patient(browser, live_server)
    assert heard == []
