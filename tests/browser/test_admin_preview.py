"""The preview beside the editor: what is typed shows without saving, and nothing else of the editor notices."""

import pytest
from playwright.sync_api import expect

from practice_site.models import Session
from procedures.models import Page
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, rich_text, sign_in, wait_for_editor

WIDE = {"width": 1600, "height": 1000}


@pytest.fixture
def editing(page, live_server, editor):
    """A function that opens the editor of a page, or of a new one, on a wide screen and waits for the first preview."""
    page.heard = complaints_of(page)
    sign_in(page, live_server, editor)
    page.set_viewport_size(WIDE)

    def open_editor(subject: Page | None = None):
        path = f"{subject.pk}/change/" if subject else "add/"
        page.goto(f"{live_server.url}/admin/procedures/page/{path}")
        wait_for_editor(page)
        expect(shown(page).locator(".preview-banner")).to_be_visible()
        return page

    return open_editor


def shown(page):
    """What stands in the frame that is seen."""
    return page.frame_locator(".preview__page:not(.preview__page--coming)")


def test_typing_shows_in_the_frame_without_saving_and_without_a_step_in_the_history(editing, page):
    subject = samples.live_page("sample", ("fact", "richtext"))
    editing(subject)
    steps = page.evaluate("history.length")
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("A typed title")
    rich_text(page, "Text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And typed words.")
    expect(shown(page).get_by_text("And typed words.")).to_be_attached()
    page.get_by_role("button", name="Move down, Fact").press("Enter")
    expect(shown(page).locator(".article__part").first).to_contain_text("A further")
    expect(page.locator("iframe")).to_have_count(1)
    assert page.evaluate("history.length") == steps
    subject.refresh_from_db()
    assert (subject.title, page.heard) == ("Sample", [])


def test_preview_keeps_its_place_while_typing_and_links_inside_stay(editing, page):
    subject = samples.live_page("sample", tuple(samples.BLOCKS))
    editing(subject)
    frame = page.locator(".preview__page")
    frame.evaluate("(frame) => frame.contentWindow.scrollTo({ top: 500, behavior: 'instant' })")
    page.get_by_label("Opening sentence").fill("Other words.")
    expect(shown(page).get_by_text("Other words.")).to_be_attached()
    assert page.locator(".preview__page").evaluate("(frame) => frame.contentWindow.scrollY") == 500
    steps = page.evaluate("history.length")
    shown(page).get_by_role("link", name="Procedures", exact=True).first.dispatch_event("click")
    shown(page).locator("a[href^='#']", has_text="What happens first").first.dispatch_event("click")
    page.wait_for_timeout(300)
    assert page.locator(".preview__page").evaluate("(frame) => frame.contentWindow.location.pathname") == (
        f"/admin/procedures/page/{subject.pk}/preview/"
    )
    assert page.evaluate("history.length") == steps


def test_widths_are_chosen_by_buttons_and_the_page_is_laid_out_for_them(editing, page):
    editing(samples.live_page("sample", ("fact",)))
    inside = "(frame) => [frame.contentWindow.innerWidth, Math.round(frame.getBoundingClientRect().width)]"
    box = page.locator(".preview__frame").evaluate("(box) => box.clientWidth")
    phone, desktop = (page.get_by_role("button", name=name) for name in ("Phone", "Desktop"))
    assert (page.locator(".preview__page").evaluate(inside), phone.get_attribute("aria-pressed")) == (
        [390, 390],
        "true",
    )
    desktop.press("Enter")
    assert page.locator(".preview__page").evaluate(inside) == [1280, box]
    assert (phone.get_attribute("aria-pressed"), desktop.get_attribute("aria-pressed")) == ("false", "true")
    assert page.locator(".preview__page").get_attribute("title") == "Preview of this page at desktop width"
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("A typed title")
    assert page.locator(".preview__page").evaluate(inside) == [1280, box]


def test_nothing_is_sent_while_nothing_changes_or_nobody_sees_it(editing, page):
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.url.endswith("/preview/") else None)
    editing(samples.live_page("sample", ("fact",)))
    assert sent == ["POST"]
    page.get_by_label("Title", exact=True).first.click()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1500)
    assert sent == ["POST"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    page.wait_for_timeout(1500)
    assert sent == ["POST"]
    page.set_viewport_size(WIDE)
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("A typed title")
    assert sent == ["POST", "POST"]


def test_new_tab_shows_what_is_typed_and_leaving_still_asks(editing, page, live_server):
    subject = samples.live_page("sample", ("fact",))
    editing(subject)
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Full width, new tab").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("A typed title")
    expect(opened.value.get_by_text("Draft preview, not public.")).to_be_visible()
    assert barriers_on(opened.value) == []
    opened.value.close()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]
    subject.refresh_from_db()
    assert (subject.title, page.heard) == ("Sample", [])


def test_new_tab_works_without_script(browser, live_server, editor):
    subject = samples.live_page("sample", ("fact",))
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/change/")
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("A typed title")
    page.context.close()


def test_page_that_was_never_saved_is_previewed_and_tells_what_needs_mending(editing, page):
    editing()
    page.get_by_label("Title", exact=True).first.fill("A new subject")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("A new subject")
    expect(shown(page).get_by_text("As typed. 2 fields still need mending.")).to_be_visible()
    assert Page.objects.count() == 0


def test_session_that_ended_is_told_calmly_and_the_preview_comes_back(editing, page, live_server, editor):
    editing(samples.live_page("sample", ("fact",)))
    Session.objects.all().delete()
    page.get_by_label("Title", exact=True).first.fill("A typed title")
    problem = page.locator(".preview__problem")
    expect(problem).to_have_text("You are signed out. Sign in again in another tab; what you typed stays here.")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("Sample")
    sign_in(page, live_server, editor)
    page.get_by_label("Title", exact=True).first.press("End")
    expect(shown(page).get_by_role("heading", level=1)).to_have_text("A typed title")
    expect(problem).to_have_text("")


def test_someone_who_may_only_look_sees_the_saved_draft(page, live_server, surgeon):
    heard = complaints_of(page)
    subject = samples.live_page("sample", ("fact",))
    sign_in(page, live_server, surgeon)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/change/")
    expect(shown(page).get_by_text("This is the saved draft.")).to_be_visible()
    assert (page.get_by_role("link", name="Full width, new tab").get_attribute("href"), heard) == (
        f"/admin/procedures/page/{subject.pk}/preview/",
        [],
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_in_the_editor_with_its_preview(page, live_server, editor, scheme, width):
    heard = complaints_of(page)
    subject = samples.live_page("sample", ("fact", "question"))
    sign_in(page, live_server, editor)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/change/")
    wait_for_editor(page)
    if width == 1440:
        expect(shown(page).locator(".preview-banner")).to_be_visible()
    assert (barriers_on(page), overflow_of(page), heard) == ([], 0, [])
