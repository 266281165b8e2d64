"""The check before publishing in a browser: links to folded blocks, marks, ticks, a list that follows the typing."""

import pytest
from playwright.sync_api import expect

from procedures import publishing
from procedures.models import AcceptedWarning
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in, wait_for_editor


@pytest.fixture
def sample(live_server):
    """A page with a link to a draft, a figure without a source, and no text for search results."""
    draft = samples.make_page("draft")
    subject = samples.make_page("sample", seo_description="")
    samples.add_block(subject, "fact", 10)
    samples.add_block(subject, "keyfigure", 20)
    samples.add_block(subject, "question", 30, answer=f'<p>See <a href="page:{draft.pk}">the draft</a>.</p>')
    publishing.record_edit(subject, editor=None)
    return subject


@pytest.fixture
def editing(page, live_server, publisher, sample):
    """The open editor of the sample."""
    page.heard = complaints_of(page)
    sign_in(page, live_server, publisher)
    page.goto(f"{live_server.url}/admin/procedures/page/{sample.pk}/change/")
    wait_for_editor(page)
    return page


def lines_of(page) -> list[str]:
    """The first words of each line of the panel."""
    return [" ".join(line.split(":")[0].split()) for line in page.locator(".checks__item").all_inner_texts()]


def summary_of(page):
    return page.locator(".checks__summary")


def test_link_opens_a_folded_block_and_leads_to_the_field(editing):
    editing.get_by_role("button", name="Fold all blocks").click()
    block = editing.locator("#procedures_keyfigure_set-0")
    expect(block.get_by_label("Source")).to_be_hidden()
    editing.get_by_role("link", name="Key figure “10 to 15 in every 100”").press("Enter")
    expect(block.get_by_label("Source")).to_be_focused()
    fold = block.locator("[data-tool=fold]")
    expect(fold).to_have_attribute("aria-expanded", "true")
    editing.get_by_role("link", name="Question “Am I a candidate?”").press("Enter")
    expect(editing.locator("#procedures_question_set-0 .field-answer [contenteditable]")).to_be_focused()
    assert editing.heard == []


def test_link_opens_the_part_of_the_page_form_that_is_closed(editing):
    field = editing.locator("#id_seo_description")
    expect(field).to_be_hidden()
    editing.get_by_role("link", name="Text in search results").press("Enter")
    expect(field).to_be_focused()


def test_address_of_a_block_opens_it(editing, live_server, sample):
    editing.get_by_role("button", name="Fold all blocks").click()
    editing.goto("about:blank")
    editing.goto(f"{live_server.url}/admin/procedures/page/{sample.pk}/change/#procedures_question_set-0")
    expect(editing.locator("#id_procedures_question_set-0-question")).to_be_focused()


def test_blocks_with_findings_are_marked_in_words(editing):
    marks = editing.eval_on_selector_all(
        ".order-machine > .inline-related:not(.empty-form)",
        "all => all.map((each) => [each.id, each.querySelector('.block-problem')?.textContent ?? ''])",
    )
    assert marks == [
        ["procedures_fact_set-0", ""],
        ["procedures_keyfigure_set-0", "To confirm"],
        ["procedures_question_set-0", "To fix"],
    ]


def test_list_follows_the_typing_and_keeps_ticks_and_focus(editing, sample):
    editing.get_by_label("It should stay so").first.check()
    expect(summary_of(editing)).to_have_text("1 to fix, 1 to confirm.")
    expect(editing.get_by_label("It should stay so").first).to_be_focused()
    editing.get_by_role("link", name="Key figure").click()
    editing.keyboard.type("Our own count")
    expect(summary_of(editing)).to_have_text("1 to fix.")
    expect(editing.get_by_label("Source").first).to_be_focused()
    assert lines_of(editing)[:2] == ["To fix Question “Am I a candidate?”", "Confirmed Text in search results"]
    expect(editing.locator("#procedures_keyfigure_set-0 .block-problem")).to_have_count(0)
    expect(editing.locator("#checks-summary")).to_have_text("1 to fix. Show")
    assert AcceptedWarning.objects.count() == 0
    with editing.expect_navigation():
        editing.get_by_role("button", name="Save draft").click()
    expect(editing.get_by_text("The draft was saved.")).to_be_visible()
    assert AcceptedWarning.objects.count() == 1
    expect(summary_of(editing)).to_have_text("1 to fix.")
    assert editing.heard == []


def test_list_is_only_asked_for_when_something_changed(editing):
    asked = []
    editing.on("request", lambda request: asked.append(request.url) if request.url.endswith("/checks/") else None)
    editing.get_by_label("Title", exact=True).first.click()
    editing.wait_for_timeout(2200)
    assert asked == []


def test_new_block_is_checked_marked_and_linked_before_it_is_saved(editing):
    editing.get_by_role("button", name="Add at the end").press("Enter")
    editing.locator(".block-kinds__kind", has_text="Reason").press("Enter")
    block = editing.locator("#procedures_reason_set-0")
    expect(block.locator("fieldset :focus")).to_be_attached()
    editing.keyboard.type("You may " + "wait and " * 15 + "ask.")
    expect(block.locator(".block-problem")).to_have_text("To confirm")
    editing.get_by_role("link", name="Reason “You may").press("Enter")
    expect(block.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_panel_has_no_barrier_and_nothing_sticks_out(editing, scheme, width):
    editing.emulate_media(color_scheme=scheme)
    editing.set_viewport_size({"width": width, "height": 900})
    editing.get_by_label("It should stay so").first.check()
    expect(summary_of(editing)).to_have_text("1 to fix, 1 to confirm.")
    assert (barriers_on(editing), overflow_of(editing)) == ([], 0)
    assert editing.heard == []
