"""Versions in a real browser: read, compared and restored by keyboard, on a phone, in light and dark."""

import re

import pytest
from playwright.sync_api import expect

from procedures import publishing
from procedures.models import Approval, Fact, Page, PageVersion, Picture, Step
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in, wait_for_editor


@pytest.fixture
def subject(editor):
    """A page with a live version, a damaged one, and a draft that differs in every way."""
    page = samples.make_page("sample")
    for place, kind in enumerate(samples.BLOCKS, start=1):
        samples.add_block(page, kind, place * 10, **({"source": "A study"} if kind == "keyfigure" else {}))
    samples.publish(page, editor, note="First words")
    Page.objects.filter(pk=page.pk).update(title="A second title")
    samples.publish(page, editor)
    damaged = page.versions.get(number=1)
    PageVersion.objects.filter(pk=damaged.pk).update(content_hash="0" * 64)
    Approval.objects.create(version=page.versions.get(number=2), name="Dr. Miller")
    Fact.objects.update(ordering=500, description="Three to five hours.")
    Step.objects.all().delete()
    Picture.objects.update(caption="The room")
    samples.add_block(page, "note", 1, text="<h2>New</h2><ul><li><p>A <strong>new</strong> point.</p></li></ul>")
    publishing.record_edit(page, editor=editor)
    return page


@pytest.fixture
def versions(page, live_server, editor, subject):
    """The list of versions, open in the browser."""
    page.heard = complaints_of(page)
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/versions/")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_versions_and_comparison_are_without_barriers(versions, live_server, subject, width, scheme):
    page = versions
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_text("blocks without changes").click()
    found = barriers_on(page)
    overflow = overflow_of(page)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/versions/?a=1&b=draft")
    found += barriers_on(page)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/versions/2/page/")
    found += barriers_on(page)
    assert (found, overflow, overflow_of(page), page.heard) == ([], 0, 0, [])


def test_two_versions_are_chosen_and_compared_by_keyboard(versions):
    page = versions
    expect(page.locator("h2#comparison")).to_have_text("Version 2 and the working copy")
    page.get_by_role("radio", name="From Version 2").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="From Working copy")).to_be_checked()
    page.get_by_role("radio", name="To Working copy").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versions/?a=draft&b=2")
    expect(page.locator("h2#comparison")).to_have_text("The working copy and version 2")
    assert page.heard == []


def test_differences_are_told_in_words_signs_and_lines_besides_color(versions):
    page = versions
    tallies = [words.strip() for words in page.locator(".comparison__tallies li").all_inner_texts()]
    assert [re.sub(r"\s+", " ", words) for words in tallies] == ["~ 2 changed", "+ 1 added", "− 1 removed", "↕ 1 moved"]
    removed, added = page.locator(".diff del").first, page.locator(".diff ins").first
    for words, sign, line in ((removed, "removed: −", "line-through"), (added, "added: +", "underline")):
        assert words.text_content().startswith(sign)
        drawn = words.locator("u, s").evaluate("element => getComputedStyle(element).textDecorationLine")
        assert drawn == line
    headings = page.get_by_role("heading", level=3).all_text_contents()
    assert "Moved and changed : Fact, from 2nd to 11th place" in [re.sub(r"\s+", " ", each) for each in headings]


def test_rows_are_a_table_for_everyone_also_as_cards(versions):
    page = versions
    page.set_viewport_size({"width": 390, "height": 844})
    row = page.get_by_role("row", name="Version 2")
    expect(row.get_by_role("cell").nth(1)).to_contain_text("Sample Editor")
    expect(row.get_by_role("cell").nth(2)).to_contain_text("Approved by Dr. Miller")
    sizes = page.locator(".version-pick").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 44
    assert page.locator(".field-pick").evaluate_all("all => all.every((each) => each.scrollWidth <= each.clientWidth)")


def test_version_is_restored_by_keyboard_and_readers_see_no_change(versions, live_server, subject):
    page = versions
    page.get_by_role("button", name="Restore version 2").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    expect(page.get_by_text("Version 2 is in the working copy now.")).to_be_visible()
    expect(page.get_by_text("The words that stood there are kept as version 3.")).to_be_visible()
    wait_for_editor(page)
    assert Fact.objects.get().description == "Two to four hours."
    assert Page.objects.with_state().get(pk=subject.pk).state == Page.State.LIVE
    page.goto(live_server.url + subject.path)
    expect(page.locator("main")).to_contain_text("Two to four hours.")
    assert page.heard == []


def test_everything_works_without_scripts(browser, live_server, editor, subject):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/versions/")
    page.get_by_role("radio", name="To Version 2").check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_text("Both are the same, word for word.")).to_be_visible()
    page.get_by_role("button", name="Restore version 2").first.click()
    expect(page.get_by_text("Version 2 is in the working copy now.")).to_be_visible()
    context.close()
