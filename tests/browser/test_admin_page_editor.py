"""Writing a page: every kind of block, by keyboard, on a phone, with pictures and links, until readers see it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from procedures.models import Fact, Page, RichText
from tests import samples
from tests.browser.admin_screens import complaints_of, overflow_of, rich_text, sign_in, wait_for_editor

PHONE_PHOTO = Path(__file__).parent.parent / "files" / "phone.heic"
FIELDS_OF_A_PAGE = {"Title": "A new subject", "Opening sentence": "One calm sentence about it."}


@pytest.fixture
def editing(page, live_server, publisher):
    """A function that opens the editor, for a page or for a new one, and waits until it is ready."""
    page.heard = complaints_of(page)
    sign_in(page, live_server, publisher)

    def open_editor(subject: Page | None = None):
        path = f"{subject.pk}/change/" if subject else "add/"
        page.goto(f"{live_server.url}/admin/procedures/page/{path}")
        wait_for_editor(page)
        return page

    return open_editor


def add(page, kind: str):
    """Add a block at the end by keyboard, and wait until its first field has focus. Returns the new block."""
    page.get_by_role("button", name="Add at the end").press("Enter")
    choice = page.locator(".block-kinds__kind", has_text=re.compile(f"^{kind}"))
    expect(choice).to_be_visible()
    choice.press("Enter")
    block = page.locator(".order-machine > .inline-related:not(.empty-form)").last
    expect(block.locator("fieldset :focus")).to_be_attached()
    return block


def headers(page) -> list[str]:
    return page.eval_on_selector_all(
        ".order-machine > .inline-related:not(.empty-form) > h3",
        "all => all.map((each) => each.innerText.replace(/\\s+/g, ' '))",
    )


def assert_is_seen(image) -> None:
    """The picture has arrived and has pixels. It is only asked for once it comes into view."""
    image.scroll_into_view_if_needed()
    expect(image).not_to_have_js_property("naturalWidth", 0)


def told(page):
    """The live region with what was just said."""
    return page.locator("body > [role=status]")


def save(page, name: str = "Save draft") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    wait_for_editor(page)


def write_every_kind(page) -> None:
    add(page, "Text")
    page.keyboard.type("What it is in plain words")
    for kind, values in {
        "Fact": {"Term": "How long", "Description": "Two hours."},
        "Reason": {"Reason": "The plan did not suit the nose."},
        "Point": {"Title": "Health", "Text": "Better breathing."},
        "Step": {"Title": "We listen", "Text": "You tell us.", "When": "First"},
        "Key figure": {"Number": "10 in every 100", "Sentence": "About 10 in every 100 ask again."},
        "Related pages": {},
        "Call to action": {"Heading": "Take *one step*"},
    }.items():
        block = add(page, kind)
        for label, value in values.items():
            block.get_by_label(label, exact=True).fill(value)
    page.locator(".inline-related:not(.empty-form) .choice-grid input").last.check()
    question = add(page, "Question")
    question.get_by_label("Question", exact=True).fill("Am I a candidate?")
    rich_text(question, "Answer").click()
    page.keyboard.type("You may be.")
    add(page, "Note")
    page.keyboard.type("Nothing is decided that day.")
    picture = add(page, "Picture")
    picture.get_by_label("Or a new file").set_input_files(
        files=[{"name": "room.png", "mimeType": "image/png", "buffer": samples.picture_bytes("PNG")}]
    )
    expect(picture.locator(".picture-field__image")).to_be_visible()
    picture.get_by_label("Description on this page").fill("A consulting room with two chairs")


def test_page_with_every_kind_of_block_is_written_moved_published_and_read(editing, page, live_server):
    samples.live_page("other", kind="standard")
    editing()
    for label, value in FIELDS_OF_A_PAGE.items():
        page.get_by_label(label, exact=True).first.fill(value)
    write_every_kind(page)
    save(page)
    expect(page.get_by_text("The draft was saved.")).to_be_visible()
    expect(page.get_by_text("Never published").first).to_be_visible()
    written = headers(page)
    assert [words.split(" ")[0] for words in written] == [
        *("Text", "Fact", "Reason", "Point", "Step", "Key", "Related", "Call", "Question", "Note", "Picture")
    ]

    page.get_by_role("button", name="Move up, Fact").press("Enter")
    assert headers(page)[:2] == [written[1], written[0]]
    for tick in page.locator("input[name=accept_warning]").all():  # no search text, a figure without source
        tick.check()
    page.get_by_text("Publish…").click()
    page.get_by_label("What changed?").fill("First words")
    save(page, "Save and publish now")
    expect(page.locator(".page-state__word")).to_have_text("Live")

    page.get_by_label("This page").get_by_role("link", name="View on site").click()
    expect(page).to_have_url(live_server.url + Page.objects.get(title="A new subject").path)
    page.wait_for_load_state("load")
    text = page.locator("main").inner_text()
    assert text.index("How long") < text.index("What it is in plain words")
    assert_is_seen(page.locator("main figure img"))
    version = Page.objects.get(title="A new subject").versions.get()
    assert (version.note, [block["type"] for block in version.snapshot["blocks"]][:2]) == (
        "First words",
        ["fact", "richtext"],
    )
    assert page.heard == []


def test_move_buttons_keep_focus_and_say_the_new_place(editing, page):
    subject = samples.live_page("sample", ("fact", "reason", "step"))
    editing(subject)
    down = page.get_by_role("button", name="Move down, Fact")
    down.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Move down, Fact: How long")
    expect(told(page)).to_have_text("Fact: How long is now block 2 of 3.")
    down.press("Enter")
    down.press("Enter")
    expect(told(page)).to_have_text("Fact: How long is the last block already.")
    order = page.eval_on_selector_all(".order-machine-ordering", "all => all.map((each) => each.name.split('_')[1])")
    assert order[:3] == ["reason", "step", "fact"]
    save(page)
    assert [words.split(" ")[0] for words in headers(page)] == ["Reason", "Step", "Fact"]


def test_new_block_taken_away_leaves_saved_ones_as_they_were(editing, page):
    subject = samples.live_page("sample", ("fact", "fact"))
    first, second = Fact.objects.filter(parent=subject).order_by("ordering")
    editing(subject)
    for term in ("Kept", "Dropped"):
        page.get_by_role("button", name="Add here").nth(1).click()
        page.locator(".block-kinds__kind", has_text="Fact").click()
        expect(page.locator(":focus")).to_have_attribute("name", re.compile("term$"))
        page.keyboard.type(term)
    page.get_by_label("Description", exact=True).locator("visible=true").nth(2).fill("New words.")
    page.get_by_role("button", name="Remove, Fact: Dropped").click()
    expect(told(page)).to_have_text("Fact: Dropped was removed.")
    save(page)
    facts = Fact.objects.filter(parent=subject).order_by("ordering")
    assert [(fact.term, fact.pk in {first.pk, second.pk}) for fact in facts] == [
        ("How long", True),
        ("Kept", False),
        ("How long", True),
    ]


def test_list_of_kinds_opens_in_place_and_escape_gives_focus_back(editing, page):
    editing(samples.live_page("sample", ("fact", "reason")))
    page.get_by_role("button", name="Add here").nth(1).press("Enter")
    expect(page.locator(".block-kinds__kind:focus")).to_have_text(re.compile("^Text"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Add here").nth(1)).to_be_focused()
    expect(page.locator(".block-kinds")).to_be_hidden()


def test_fold_shows_headers_only_and_opens_again(editing, page):
    editing(samples.live_page("sample", ("fact",)))
    fold = page.get_by_role("button", name="Fields of Fact: How long")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_label("Term").first).to_be_hidden()
    page.get_by_role("button", name="Fold all blocks").click()
    page.get_by_role("button", name="Open all blocks").click()
    expect(page.get_by_label("Term").first).to_be_visible()


def test_header_follows_what_is_typed(editing, page):
    editing(samples.live_page("sample", ("richtext",)))
    rich_text(page, "Text").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("One two three four five six seven eight nine ten")
    expect(page.locator(".inline-related:not(.empty-form) > h3 .inline_label")).to_have_text(
        "One two three four five six seven eight nine …"
    )


def test_leaving_asks_only_when_something_changed(editing, page, live_server):
    subject = samples.live_page("sample", ("fact", "reason"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    editing(subject)
    page.goto(f"{live_server.url}/admin/")
    assert asked == []
    editing(subject)
    page.get_by_role("button", name="Move down, Fact").press("Enter")
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]
    editing(subject)
    page.get_by_label("Title", exact=True).first.fill("Another title")
    save(page)
    assert asked == ["beforeunload"]


def test_link_to_a_page_an_address_and_no_link_again(editing, page):
    target = samples.live_page("other", kind="standard")
    subject = samples.live_page("sample", ("note",))
    editing(subject)
    text = rich_text(page, "Text")
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    page.get_by_label("A page of this site").select_option(f"page:{target.pk}")
    page.get_by_role("button", name="Set link").click()
    value = page.locator("[name='procedures_note_set-0-text']")
    expect(value).to_have_value(f'<p><a href="page:{target.pk}">Nothing is decided that day.</a></p>')
    expect(text).to_be_focused()
    page.keyboard.press("Control+K")
    expect(page.get_by_label("A page of this site")).to_have_value(f"page:{target.pk}")
    page.get_by_label("A page of this site").select_option("")
    page.get_by_label("Or an address").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("full address")
    page.get_by_label("Or an address").fill("someone@example.com")
    page.keyboard.press("Enter")
    expect(value).to_have_value('<p><a href="mailto:someone@example.com">Nothing is decided that day.</a></p>')
    expect(text).to_be_focused()
    page.keyboard.press("Control+K")
    page.get_by_role("button", name="Remove link").click()
    expect(value).to_have_value("<p>Nothing is decided that day.</p>")
    assert page.heard == []


def test_toolbar_is_named_and_walked_by_arrows(editing, page):
    editing(samples.live_page("sample", ("richtext",)))
    toolbar = page.get_by_role("toolbar", name="Format: Text").first
    toolbar.get_by_role("button", name="Large heading").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(toolbar.get_by_role("button", name="Bold")).to_be_focused()
    names = [button.get_attribute("aria-label") for button in toolbar.get_by_role("button").all()]
    assert names == ["Large heading", "Smaller heading", "Bold", "Italic", "List", "Numbered list", "Link"]


@pytest.mark.parametrize("name", ["room.jpg", "room.png", "phone.heic"])
def test_uploaded_picture_is_read_by_visitors_around_its_focal_point(editing, page, live_server, name):
    content = (
        PHONE_PHOTO.read_bytes() if name.endswith("heic") else samples.picture_bytes("PNG" if "png" in name else "JPEG")
    )
    subject = samples.make_page("sample")
    editing(subject)
    block = add(page, "Picture")
    block.get_by_label("Or a new file").set_input_files(files=[{"name": name, "mimeType": "", "buffer": content}])
    expect(block.locator(".picture-field__image")).to_be_visible()
    block.get_by_label("Description on this page").fill("A room")
    save(page)
    preview = page.locator(".inline-related:not(.empty-form) .picture-field__image")
    assert_is_seen(preview)
    box = preview.bounding_box()
    preview.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    expect(page.get_by_label("Focal point on this page, from the left").first).to_have_value(re.compile("^2[456]$"))
    page.get_by_text("Publish…").click()
    save(page, "Save and publish now")
    page.goto(live_server.url + subject.path)
    image = page.locator("main figure img")
    assert_is_seen(image)
    expect(image).to_have_attribute("alt", "A room")


def test_file_that_is_no_picture_is_refused_at_its_field(editing, page):
    editing(samples.make_page("sample"))
    block = add(page, "Picture")
    block.get_by_label("Or a new file").set_input_files(
        files=[{"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.7"}]
    )
    expect(block.locator(".field-upload [role=status]")).to_contain_text("This file is a PDF document.")
    save(page)
    expect(page.locator(".field-image .errorlist").first).to_contain_text("Choose a picture, or remove this block.")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("button", name="Choose a picture")).to_be_focused()


def test_editor_on_a_phone_in_the_dark(editing, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    subject = samples.live_page("sample", tuple(samples.BLOCKS))
    editing(subject)
    assert overflow_of(page) == 0
    sizes = page.eval_on_selector_all(
        ".block-tools__button",
        "all => all.map((each) => each.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))",
    )
    assert min(size for size in sizes if size) >= 40
    page.get_by_role("button", name="Move down, Text").click()
    save(page)
    assert RichText.objects.get(parent=subject).ordering == 20


def test_letters_are_counted_while_typing(editing, page):
    editing()
    page.get_by_label("Title", exact=True).first.focus()
    field = page.get_by_label("Opening sentence")
    field.fill("Twelve signs")
    expect(page.locator(".field-summary .field__count").first).to_have_text("12 of 180 letters")
    expect(page.locator(".field-summary [aria-live]").first).to_have_text("12 of 180 letters")


def test_answer_of_the_site_stays_in_sight_until_typing_goes_on(editing, page):
    editing(samples.live_page("sample", tuple(samples.BLOCKS)))
    title = page.get_by_role("heading", level=1)
    term = page.get_by_label("Term").first
    term.fill("How long it takes")
    term.evaluate("field => field.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(title).not_to_be_in_viewport()
    save(page)
    expect(title).not_to_be_in_viewport()
    answer = page.get_by_text("The draft was saved.")
    expect(answer).to_be_in_viewport()
    term.press("x")
    expect(answer).not_to_be_in_viewport()


def test_unpublishing_takes_two_steps(editing, page, live_server):
    subject = samples.live_page("sample", ("fact",))
    editing(subject)
    expect(page.get_by_role("button", name="Take it off the site")).to_be_hidden()
    page.get_by_text("Unpublish…").click()
    save(page, "Take it off the site")
    expect(page.locator(".page-state__word")).to_have_text("Unpublished")
    assert page.goto(live_server.url + subject.path).status == 404
