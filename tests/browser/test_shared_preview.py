"""A shared draft in a real browser: read on a phone, commented on and approved, and the screen that makes the link."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from procedures import preview_links, publishing
from procedures.models import Approval, Fact, PreviewComment, PreviewLink
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in


@pytest.fixture
def draft(editor):
    subject = samples.make_page("sample")
    for place, kind in enumerate(samples.BLOCKS, start=1):
        samples.add_block(subject, kind, place * 10)
    publishing.record_edit(subject, editor=editor)
    return subject


@pytest.fixture
def reading(page, live_server, draft, editor):
    """A function that opens the newest draft by its link, without an account."""
    page.heard = complaints_of(page)
    page.link = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)

    def open_link():
        page.goto(f"{live_server.url}/preview/{preview_links.token_of(page.link)}/")
        return page

    return open_link


def open_panel(page):
    page.locator("summary", has_text="Comment or approve").press("Enter")
    return page.locator(".answer__panel")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_the_shared_page_and_nothing_sticks_out(reading, page, draft, width, scheme):
    preview_links.comment(page.link, name="Ada", text="A thought", content_hash=draft.working_hash)
    preview_links.approve(page.link, name="Counsel", content_hash=draft.working_hash)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    reading()
    assert (barriers_on(page), overflow_of(page)) == ([], 0)
    open_panel(page).get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("Write your comment first.")).to_be_visible()
    assert (barriers_on(page), overflow_of(page), page.heard) == ([], 0, [])


def test_draft_is_commented_on_and_approved_by_keyboard_on_a_phone(reading, page, draft):
    page.set_viewport_size({"width": 390, "height": 844})
    reading()
    panel = open_panel(page)
    panel.get_by_label("Your name").first.focus()
    page.keyboard.type("Ada Example")
    page.keyboard.press("Tab")
    page.keyboard.type("Please say less.\nMuch less.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Your comment was sent to the practice.")).to_be_visible()
    comment = PreviewComment.objects.get()
    assert (comment.name, comment.text, comment.content_hash) == (
        "Ada Example",
        "Please say less.\nMuch less.",
        draft.working_hash,
    )
    panel.get_by_label("Your name").last.fill("Dr. Miller")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Your approval was recorded for exactly this version.")).to_be_visible()
    expect(page.get_by_text("Dr. Miller approved exactly this version")).to_be_visible()
    assert (Approval.objects.get().name, Approval.objects.get().content_hash) == ("Dr. Miller", draft.working_hash)
    assert page.heard == []


def test_draft_that_changed_meanwhile_comes_back_with_the_name_and_is_approved_at_the_second_try(reading, page, draft):
    reading()
    Fact.objects.update(description="Three hours.")
    publishing.record_edit(draft, editor=None)
    panel = open_panel(page)
    panel.get_by_label("Your name").last.fill("Dr. Miller")
    panel.get_by_role("button", name="Approve this version").click()
    expect(page.get_by_text("The draft was changed while you were reading.")).to_be_in_viewport()
    expect(page.get_by_text("Three hours.")).to_be_attached()
    expect(panel.get_by_label("Your name").last).to_have_value("Dr. Miller")
    expect(panel.get_by_label("Your name").last).to_be_focused()
    assert Approval.objects.count() == 0
    panel.get_by_role("button", name="Approve this version").click()
    expect(page.get_by_text("Your approval was recorded")).to_be_visible()
    draft.refresh_from_db()
    assert [approval.content_hash for approval in Approval.objects.all()] == [draft.working_hash]


def test_what_has_focus_stays_clear_of_the_bar(reading, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    reading()
    page.locator("footer a").first.focus()
    stops = []
    while page.evaluate("!document.activeElement.closest('.preview-banner, .skip-link')"):
        stops.append(page.evaluate("document.activeElement.getBoundingClientRect().top"))
        page.keyboard.press("Shift+Tab")
    bar = page.evaluate("document.querySelector('.preview-banner').getBoundingClientRect().bottom")
    assert (len(stops) > 8, min(stops) >= bar) == (True, True)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_the_screen_that_shares(page, live_server, draft, editor, width, scheme):
    heard = complaints_of(page)
    link = preview_links.share(draft, by=editor, label="Counsel")
    preview_links.comment(link, name="Ada", text="A thought", content_hash=draft.working_hash)
    preview_links.approve(link, name="Counsel", content_hash=draft.working_hash)
    preview_links.revoke(preview_links.share(draft, by=editor, label="Gone"), by=editor)
    sign_in(page, live_server, editor)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/admin/procedures/page/{draft.pk}/share/")
    assert (barriers_on(page), overflow_of(page)) == ([], 0)
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_label("For whom")).to_be_focused()
    assert (barriers_on(page), overflow_of(page), heard) == ([], 0, [])


def test_link_is_made_copied_opened_by_someone_else_and_taken_back(page, live_server, browser, draft, editor):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/page/{draft.pk}/change/")
    page.get_by_role("link", name="Share this draft").click()
    page.get_by_label("For whom").fill("Counsel")
    page.get_by_label("Always the newest saved draft").check()
    page.get_by_role("button", name="Make the link").click()
    copy = page.get_by_role("button", name="Copy the link for Counsel")
    expect(copy).to_be_visible()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))  # else “Copied” goes again after four seconds
    copy.click()
    expect(page.locator("[data-copy]")).to_have_text(re.compile("^Copied"))
    address = page.evaluate("navigator.clipboard.readText()")
    page.clock.resume()
    assert address == f"{live_server.url}/preview/{preview_links.token_of(PreviewLink.objects.get())}/"
    visitor = browser.new_context().new_page()
    assert visitor.goto(address).status == 200
    expect(visitor.get_by_text("Draft for Counsel, not public.")).to_be_visible()
    page.get_by_role("button", name="Take back the link for Counsel").click()
    expect(page.get_by_text("The link for Counsel was taken back.")).to_be_visible()
    assert visitor.goto(address).status == 404
    visitor.context.close()
