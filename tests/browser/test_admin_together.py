"""Two people at one page in two browsers, and typed text that comes back after a crash or an expired sign-in."""

import re

import pytest
from playwright.sync_api import expect

from procedures import working_together
from procedures.models import Fact, Page
from tests import samples
from tests.browser.admin_screens import (
    barriers_on,
    complaints_of,
    overflow_of,
    rich_text,
    sign_in,
    wait_for_editor,
    wait_until,
)
from tests.signing_in import with_password

OFFER = re.compile(r"You typed something on \d{1,2} [A-Z][a-z]+, \d{1,2}:\d\d that was not saved here\.")


@pytest.fixture
def robin(staff_of):
    account = staff_of("editor", "robin@example.com", full_name="Robin Sample")
    return with_password(account, "a long passphrase")


@pytest.fixture
def subject(db):
    return samples.live_page("sample", ("fact", "note", "reason"), kind="standard")


@pytest.fixture
def window(new_context, live_server):
    """A function that opens the editor in a browser of its own, for one account."""

    def open_window(account, subject: Page | None):
        page = new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.heard = complaints_of(page)
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, live_server, account)
        open_editor(page, live_server, subject)
        return page

    return open_window


def open_editor(page, live_server, subject: Page | None) -> None:
    page.goto(f"{live_server.url}/admin/procedures/page/{f'{subject.pk}/change' if subject else 'add'}/")
    wait_for_editor(page)


def press(page, name: str, *, is_editor: bool = True) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    if is_editor:
        wait_for_editor(page)


def title(page):
    return page.get_by_label("Title", exact=True).first


def kept(page) -> list[str]:
    """What the browser keeps of what was typed, one text for each window."""
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('typed-text:')).map((key) => localStorage[key])"
    )


def rest(page, words: str) -> None:
    """Type nothing until these words, which were typed last, are kept."""
    wait_until(page, lambda: any(words in text for text in kept(page)))


def offers(page):
    return page.locator(".typed-text")


def type_in_every_way(page) -> None:
    """Words in a field and in a rich text, a block moved, one removed, one added."""
    title(page).fill("A typed title")
    rich_text(page, "Text").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed in the note")
    page.get_by_role("button", name="Move up, Reason").press("Enter")
    page.get_by_label("Remove, Fact: How long").check()
    page.get_by_role("button", name="Add at the end").press("Enter")
    choice = page.locator(".block-kinds__kind", has_text=re.compile("^Question"))
    expect(choice).to_be_visible()
    choice.press("Enter")
    block = page.locator(".order-machine > .inline-related:not(.empty-form)").last
    block.get_by_label("Question", exact=True).fill("Will it come back?")
    rich_text(block, "Answer").click()
    page.keyboard.type("It will.")


def assert_holds_what_was_typed(page) -> None:
    expect(page.get_by_text("This is what you typed. Nothing is saved yet.")).to_be_visible()
    expect(title(page)).to_have_value("A typed title")
    expect(rich_text(page, "Text")).to_have_text("Typed in the note")
    expect(page.locator("[name$='-question']").first).to_have_value("Will it come back?")
    expect(page.get_by_label("Remove, Fact: How long")).to_be_checked()
    order = page.eval_on_selector_all(
        ".order-machine > .inline-related:not(.empty-form) > h3 > b", "all => all.map((each) => each.innerText)"
    )
    assert order == ["Fact", "Reason", "Note", "Question"]


def come_back_to(page) -> None:
    """What the browser says when someone looks at the window again: the site is asked at once."""
    with page.expect_response("**/presence/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_two_people_see_each_other_come_and_go(window, subject, publisher, robin, live_server):
    mine = window(publisher, subject)
    words = mine.locator(".together__others")
    expect(words).to_have_text("Nobody else has this page open.")
    theirs = window(robin, subject)
    expect(theirs.locator(".together__others")).to_have_text("Sample Publisher has this page open too.")
    come_back_to(mine)
    expect(words).to_have_text("Robin Sample has this page open too.")
    theirs.goto(f"{live_server.url}/admin/")
    wait_until(mine, lambda: not working_together.others_at(subject, publisher))  # the farewell is sent on its own
    come_back_to(mine)
    expect(words).to_have_text("Nobody else has this page open.")
    assert (mine.heard, theirs.heard) == ([], [])


def test_site_is_asked_every_20_seconds(new_context, subject, publisher, robin, live_server):
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, live_server, publisher)
    open_editor(page, live_server, subject)
    expect(page.locator(".together__others")).to_have_text("Nobody else has this page open.")
    working_together.seen(subject, robin)
    with page.expect_response("**/presence/"):
        page.clock.fast_forward(20_000)
    expect(page.locator(".together__others")).to_have_text("Robin Sample has this page open too.")


def test_save_of_someone_else_is_told_and_its_changes_are_a_press_away(window, subject, publisher, robin):
    mine, theirs = window(publisher, subject), window(robin, subject)
    expect(mine.get_by_role("button", name="Look at the changes")).to_be_hidden()
    title(theirs).fill("Robin’s title")
    press(theirs, "Save draft")
    title(mine).fill("My title")
    come_back_to(mine)
    expect(mine.locator(".together__saved")).to_have_text(re.compile(r"^Robin Sample saved this page at \d+:\d\d\.$"))
    press(mine, "Look at the changes", is_editor=False)
    expect(mine.get_by_text("What you typed is not saved yet.")).to_be_visible()
    press(mine, "Go on writing")
    expect(title(mine)).to_have_value("My title")
    assert Page.objects.get().title == "Robin’s title"
    assert (mine.heard, theirs.heard) == ([], [])


def test_save_on_top_is_refused_and_mine_is_kept(window, subject, publisher, robin):
    mine, theirs = window(publisher, subject), window(robin, subject)
    theirs.get_by_label("Remove, Fact: How long").check()
    press(theirs, "Save draft")
    type_in_every_way(mine)
    mine.get_by_label("Remove, Fact: How long").uncheck()
    press(mine, "Save draft", is_editor=False)
    expect(mine.get_by_role("heading", level=1)).to_have_text("Robin Sample saved this page while you were writing")
    assert (Page.objects.get().title, Fact.objects.count()) == ("Sample", 0)
    press(mine, "Keep yours in place of Robin Sample’s")
    expect(mine.get_by_text("The draft was saved.")).to_be_visible()
    assert (Page.objects.get().title, Fact.objects.get().term) == ("A typed title", "How long")
    expect(offers(mine)).to_have_count(0)
    assert kept(mine) == []
    assert theirs.heard == []
    assert [words for words in mine.heard if "409" not in words] == []


def test_dropped_text_is_not_offered_again(window, subject, publisher, robin):
    mine, theirs = window(publisher, subject), window(robin, subject)
    title(theirs).fill("Robin’s title")
    press(theirs, "Save draft")
    title(mine).fill("My title")
    press(mine, "Save draft", is_editor=False)
    press(mine, "Keep Robin Sample’s and drop yours")
    expect(title(mine)).to_have_value("Robin’s title")
    expect(offers(mine)).to_have_count(0)
    assert kept(mine) == []


@pytest.mark.parametrize("way", ["reload", "crash"])
def test_typed_text_is_offered_after_the_window_went(window, subject, editor, live_server, way):
    page = window(editor, subject)
    type_in_every_way(page)
    rest(page, "It will.")
    if way == "crash":
        context, heard = page.context, page.heard
        page.close(run_before_unload=False)
        page = context.new_page()
        page.heard = heard
        page.on("dialog", lambda dialog: dialog.accept())
        open_editor(page, live_server, subject)
    else:
        page.reload()
        wait_for_editor(page)
    expect(title(page)).to_have_value("Sample")
    expect(offers(page)).to_have_text(OFFER)
    press(page, "Show it")
    assert_holds_what_was_typed(page)
    assert Page.objects.get().title == "Sample"
    press(page, "Save draft")
    assert (Page.objects.get().title, Fact.objects.count()) == ("A typed title", 0)
    expect(offers(page)).to_have_count(0)
    assert (kept(page), page.heard) == ([], [])


def test_typed_text_survives_an_expired_sign_in(window, subject, robin, live_server):
    page = window(robin, subject)
    type_in_every_way(page)
    page.context.clear_cookies(name="sessionid")
    come_back_to(page)
    expect(page.get_by_text("You are signed out. Save to sign in again")).to_be_visible()
    press(page, "Save draft", is_editor=False)
    page.get_by_label("Email address").fill("robin@example.com")
    page.get_by_label("Password", exact=True).fill("a long passphrase")
    press(page, "Sign in")
    assert (title(page).input_value(), Page.objects.get().title) == ("Sample", "Sample")
    expect(offers(page)).to_have_text(OFFER)
    press(page, "Show it")
    assert_holds_what_was_typed(page)
    press(page, "Save draft")
    assert (Page.objects.get().title, kept(page), page.heard) == ("A typed title", [], [])


def test_typed_text_of_a_new_page_is_offered_until_the_page_is_saved(window, editor):
    page = window(editor, None)
    title(page).fill("A new subject")
    rest(page, "A new subject")
    page.reload()
    wait_for_editor(page)
    press(page, "Show it")
    assert (title(page).input_value(), Page.objects.count()) == ("A new subject", 0)
    page.get_by_label("Opening sentence").fill("One calm sentence.")
    page.get_by_text("Address and menu").click()
    page.get_by_label("Address", exact=True).fill("a-new-subject")
    press(page, "Save draft")
    assert (Page.objects.get().title, kept(page), page.heard) == ("A new subject", [], [])


def test_text_thrown_away_stays_away(window, subject, editor):
    page = window(editor, subject)
    title(page).fill("A typed title")
    rest(page, "A typed title")
    page.reload()
    wait_for_editor(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(offers(page)).to_have_count(0)
    page.reload()
    wait_for_editor(page)
    expect(offers(page)).to_have_count(0)
    assert (kept(page), title(page).input_value()) == ([], "Sample")


def test_refused_save_goes_on_under_the_same_number(window, subject, editor):
    page = window(editor, subject)
    title(page).fill("")
    press(page, "Save draft")
    expect(page.locator(".errornote")).to_be_visible()
    expect(offers(page)).to_have_count(0)
    title(page).fill("A typed title")
    press(page, "Save draft")
    expect(offers(page)).to_have_count(0)
    assert (Page.objects.get().title, kept(page)) == ("A typed title", [])


def test_text_typed_in_another_window_is_not_offered_while_that_is_open(window, subject, editor, live_server):
    first = window(editor, subject)
    title(first).fill("Typed in the first window")
    rest(first, "Typed in the first window")
    second = first.context.new_page()
    second.on("dialog", lambda dialog: dialog.accept())
    open_editor(second, live_server, subject)
    expect(offers(second)).to_have_count(0)
    title(second).fill("Typed in the second window")
    rest(second, "Typed in the second window")
    assert len(kept(second)) == 2
    first.close(run_before_unload=False)
    second.reload()
    wait_for_editor(second)
    expect(offers(second)).to_have_count(2)
    second.get_by_role("button", name="Show it").first.click()
    expect(title(second)).to_have_value("Typed in the second window")


def test_text_of_someone_else_or_of_long_ago_is_not_offered(window, subject, editor, robin, live_server):
    page = window(editor, subject)
    title(page).fill("A typed title")
    rest(page, "A typed title")
    sign_in(page, live_server, robin)
    open_editor(page, live_server, subject)
    expect(offers(page)).to_have_count(0)
    sign_in(page, live_server, editor)
    open_editor(page, live_server, subject)
    expect(offers(page)).to_have_count(1)
    page.evaluate("""() => {
        for (const key of Object.keys(localStorage).filter((each) => each.startsWith("typed-text:"))) {
            const text = JSON.parse(localStorage.getItem(key))
            text.at -= 31 * 24 * 3600 * 1000
            localStorage.setItem(key, JSON.stringify(text))
        }
    }""")
    open_editor(page, live_server, subject)
    expect(offers(page)).to_have_count(0)
    assert kept(page) == []


def test_change_that_was_taken_back_is_not_kept(window, subject, editor):
    page = window(editor, subject)
    title(page).fill("A typed title")
    rest(page, "A typed title")
    title(page).fill("Sample")
    wait_until(page, lambda: kept(page) == [])


def test_full_storage_leaves_writing_as_it_is(window, subject, editor):
    page = window(editor, subject)
    page.evaluate("""() => {
        let size = 4_000_000
        let number = 0
        while (size > 0) {
            try {
                localStorage.setItem(`filler-${number++}`, "x".repeat(size))
            } catch {
                size = Math.floor(size / 2)
            }
        }
    }""")
    title(page).fill("A typed title")
    page.wait_for_timeout(1500)  # what keeps the text tries, and has no room
    press(page, "Save draft")
    assert (Page.objects.get().title, page.heard) == ("A typed title", [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_screens_have_no_barriers(window, subject, publisher, robin, scheme, width):
    mine, theirs = window(publisher, subject), window(robin, subject)
    mine.set_viewport_size({"width": width, "height": 900})
    mine.emulate_media(color_scheme=scheme)
    title(mine).fill("My title")
    rest(mine, "My title")
    mine.reload()
    wait_for_editor(mine)
    expect(offers(mine)).to_have_count(1)
    assert (barriers_on(mine), overflow_of(mine)) == ([], 0)
    title(theirs).fill("Robin’s title")
    press(theirs, "Save draft")
    come_back_to(mine)
    expect(mine.get_by_role("button", name="Look at the changes")).to_be_visible()
    assert (barriers_on(mine), overflow_of(mine)) == ([], 0)
    press(mine, "Show it", is_editor=False)
    expect(mine.locator(".conflict")).to_be_visible()
    assert (barriers_on(mine), overflow_of(mine)) == ([], 0)
