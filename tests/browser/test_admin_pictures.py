"""The picture library and the picture block in a browser: by drop, by keyboard, by pointer, in light and dark."""

import base64
import re

import pytest
from playwright.sync_api import expect

from practice_site.picture_upload import read_picture
from procedures import picture_library
from procedures.models import Image, Page, Picture
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, settle, sign_in, wait_for_editor

DROP = """([selector, files]) => {
  const transfer = new DataTransfer()
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))
    transfer.items.add(new File([bytes], name))
  }
  const place = document.querySelector(selector)
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }
}"""


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def staff(page, live_server, editor):
    """The browser of an editor, and a function that opens a screen."""
    page.heard = complaints_of(page)
    sign_in(page, live_server, editor)
    page.open = lambda path: page.goto(f"{live_server.url}/admin/procedures/{path}")
    return page


def image_of(width: int, **words) -> Image:
    picture = read_picture(samples.upload(samples.picture_bytes("PNG", size=(width, width // 2))))
    image = picture_library.take_in(picture, uploader=None)
    for name, value in words.items():
        setattr(image, name, value)
    image.save()
    return image


def drop(page, selector: str, *contents: bytes) -> None:
    files = [(f"Jane-{number}.png", base64.b64encode(content).decode()) for number, content in enumerate(contents)]
    page.evaluate(DROP, [selector, files])


def open_editor(page, subject: Page) -> None:
    page.open(f"page/{subject.pk}/change/")
    wait_for_editor(page)


def add_picture_block(page):
    page.get_by_role("button", name="Add at the end").press("Enter")
    choice = page.locator(".block-kinds__kind", has_text=re.compile("^Picture"))
    expect(choice).to_be_visible()
    choice.press("Enter")
    block = page.locator(".order-machine > .inline-related:not(.empty-form)").last
    expect(block.get_by_role("button", name="Choose a picture")).to_be_focused()
    return block


def save(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    wait_for_editor(page)


def test_dropped_files_are_taken_in_shown_first_and_spoken_of(staff):
    image_of(200, title="Old door")
    staff.open("image/")
    zone = "form[data-picture-drop]"
    drop(staff, zone, samples.picture_bytes("PNG"), b"%PDF-1.7", samples.picture_bytes("PNG", size=(90, 60)))
    words = staff.locator(f"{zone} [role=status]")
    expect(words).to_contain_text("2 pictures are in the library.")
    expect(words).to_contain_text("Picture 2 of 3: This file is a PDF document.")
    titles = staff.locator(".picture-grid .picture-card__title")
    expect(titles).to_have_count(3)
    assert [image.title for image in Image.objects.all()] == titles.all_inner_texts()
    titles.first.click()
    expect(staff.get_by_label("Name", exact=True)).to_have_value(Image.objects.first().title)


def test_file_that_is_known_is_named_and_not_shown_twice(staff):
    picture_library.take_in(read_picture(samples.upload(samples.picture_bytes("PNG"))), uploader=None)
    staff.open("image/")
    drop(staff, "form[data-picture-drop]", samples.picture_bytes("PNG"))
    expect(staff.locator("form [role=status]")).to_contain_text("The library has this picture already, as “Picture of ")
    expect(staff.locator(".picture-grid .picture-card")).to_have_count(1)
    assert staff.heard == []


def test_picture_is_chosen_in_a_block_by_keyboard_alone(staff):
    image_of(300, title="Old door")
    room = image_of(200, title="Consulting room", alt="Two chairs", focus_x=30, focus_y=40)
    subject = samples.make_page("sample")
    open_editor(staff, subject)
    block = add_picture_block(staff)
    staff.keyboard.press("Enter")
    expect(staff.get_by_label("Search by name")).to_be_focused()
    expect(staff.locator(".picture-choices__choice")).to_have_count(2)
    staff.keyboard.type("chairs")
    expect(staff.locator(".picture-dialog__count")).to_have_text("1 picture")
    staff.keyboard.press("Enter")
    staff.keyboard.press("Tab")
    staff.keyboard.press("Tab")
    expect(staff.locator(".picture-choices__choice")).to_be_focused()
    staff.keyboard.press("Enter")
    expect(staff.locator("#picture-dialog")).not_to_be_visible()
    expect(block.get_by_role("button", name="Choose another picture")).to_be_focused()
    expect(block.locator(".picture-field__words")).to_have_text("“Consulting room”. Two chairs")
    expect(block.get_by_role("button", name="Focal point, 30 from the left, 40 from the top")).to_be_visible()
    expect(block.locator("h3 .inline_label")).to_have_text("Consulting room")
    save(staff)
    picture = Picture.objects.get(parent=subject)
    assert (picture.image, picture.alt, picture.focus_x) == (room, "", None)
    assert staff.heard == []


def test_escape_closes_the_window_and_gives_focus_back(staff):
    open_editor(staff, samples.make_page("sample"))
    block = add_picture_block(staff)
    staff.keyboard.press("Enter")
    expect(staff.locator(".picture-dialog__count")).to_have_text("No pictures yet. Add the first one here.")
    staff.keyboard.press("Escape")
    expect(block.get_by_role("button", name="Choose a picture")).to_be_focused()


def test_file_dropped_in_the_window_is_taken_in_and_chosen(staff):
    open_editor(staff, samples.make_page("sample"))
    block = add_picture_block(staff)
    staff.keyboard.press("Enter")
    expect(staff.get_by_label("Search by name")).to_be_focused()
    drop(staff, "#picture-dialog [data-picture-drop]", samples.picture_bytes("PNG"))
    expect(staff.locator("#picture-dialog")).not_to_be_visible()
    expect(block.locator(".picture-field__words")).to_contain_text("No description in the library yet.")
    expect(block.locator("[data-picture-field] select")).to_have_value(str(Image.objects.get().pk))


def test_new_file_of_a_block_is_kept_at_once_and_survives_a_form_error(staff):
    subject = samples.make_page("sample")
    open_editor(staff, subject)
    block = add_picture_block(staff)
    content = samples.picture_bytes("PNG")
    block.get_by_label("Or a new file").set_input_files(
        files=[{"name": "Jane.png", "mimeType": "image/png", "buffer": content}]
    )
    expect(block.locator(".picture-drop [role=status]")).to_have_text("The picture is in the library.")
    expect(block.get_by_label("Or a new file")).to_have_value("")
    block.get_by_label("Description on this page").fill("A room")
    staff.get_by_label("Title", exact=True).first.fill("")
    save(staff)
    expect(staff).to_have_title(re.compile("^Error: "))
    expect(staff.locator(".inline-related:not(.empty-form) .picture-field__image")).to_be_visible()
    staff.get_by_label("Title", exact=True).first.fill("Sample")
    save(staff)
    picture = Picture.objects.get(parent=subject)
    assert (picture.image, picture.alt) == (Image.objects.get(), "A room")


def test_picture_for_shared_links_is_chosen_and_taken_off(staff):
    image = image_of(300, title="Old door")
    subject = samples.make_page("sample")
    open_editor(staff, subject)
    staff.get_by_text("Search results and shared links").click()
    staff.locator(".field-share_image [data-choose-picture]").first.click()
    staff.get_by_role("button", name="Old door").click()
    save(staff)
    subject.refresh_from_db()
    assert subject.share_image == image
    staff.get_by_text("Search results and shared links").click()
    staff.get_by_role("button", name="Use the site’s own drawing").click()
    save(staff)
    subject.refresh_from_db()
    assert subject.share_image is None


def test_focal_point_follows_keys_pointer_and_numbers(staff):
    image = image_of(800, title="Old door")
    staff.open(f"image/{image.pk}/change/")
    ring = staff.get_by_role("button", name="Focal point")
    left, top = staff.get_by_label("Focal point, from the left"), staff.get_by_label("Focal point, from the top")
    ring.focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp"):
        staff.keyboard.press(key)
    expect(left).to_have_value("61")
    expect(top).to_have_value("49")
    expect(staff.locator(".picture-screen [aria-live]")).to_have_text("61 from the left, 49 from the top")
    picture = staff.locator(".picture-field__image")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    staff.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    staff.mouse.down()
    staff.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75, steps=4)
    staff.mouse.up()
    expect(left).to_have_value("25")
    expect(top).to_have_value("75")
    left.fill("10")
    expect(ring).to_have_attribute("aria-label", "Focal point, 10 from the left, 75 from the top")
    with staff.expect_navigation():
        staff.get_by_role("button", name="Save").click()
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y) == (10, 75)
    assert staff.heard == []


def test_finger_taps_the_point_or_drags_the_ring_and_scrolls_beside_it(browser, live_server, editor):
    image = image_of(800, title="Old door")
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/image/{image.pk}/change/")
    page.get_by_role("button", name="Focal point").wait_for()
    settle(page)
    box = page.locator(".picture-field__image").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.5)
    expect(page.get_by_label("Focal point, from the left")).to_have_value("20")
    styles = "(each) => getComputedStyle(each).touchAction"
    assert page.locator(".picture-field__preview").evaluate(styles) == "auto"
    assert page.locator(".picture-field__point").evaluate(styles) == "none"
    context.close()


def test_focal_point_of_a_page_is_its_own_until_both_numbers_are_blank(staff):
    image = image_of(800, title="Old door", focus_x=20, focus_y=30)
    subject = samples.make_page("sample")
    samples.add_block(subject, "picture", image=image.pk, focus_x="", focus_y="")
    open_editor(staff, subject)
    ring = staff.get_by_role("button", name="Focal point").first
    left = staff.get_by_label("Focal point on this page, from the left").first
    top = staff.get_by_label("Focal point on this page, from the top").first
    expect(ring).to_have_attribute("aria-label", "Focal point, 20 from the left, 30 from the top")
    left.fill("60")
    left.blur()
    expect(top).to_have_value("30")
    left.fill("")
    left.blur()
    expect(top).to_have_value("")
    expect(ring).to_have_attribute("aria-label", "Focal point, 20 from the left, 30 from the top")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_in_the_library_and_nothing_sticks_out(staff, scheme, width):
    image = image_of(800, title="Consulting room, morning", alt="Two chairs", credit="A. Maker")
    image_of(200, title="Old door")
    subject = samples.make_page("sample")
    samples.add_block(subject, "picture", image=image.pk)
    samples.publish(subject)
    staff.emulate_media(color_scheme=scheme)
    staff.set_viewport_size({"width": width, "height": 900})
    found = []
    for path in ("image/", "image/?q=nothing+at+all", f"image/{image.pk}/change/", f"image/{image.pk}/delete/"):
        staff.open(path)
        found += barriers_on(staff) + [f"{path} sticks out"] * bool(overflow_of(staff))
    open_editor(staff, subject)
    staff.locator(".order-machine [data-choose-picture]").first.click()
    expect(staff.locator(".picture-choices__choice")).to_have_count(2)
    found += barriers_on(staff) + ["the window sticks out"] * bool(overflow_of(staff))
    dialog = staff.locator("#picture-dialog")
    assert dialog.evaluate("(each) => each.scrollWidth - each.clientWidth") == 0
    assert (found, staff.heard) == ([], [])


def test_without_scripts_files_and_choices_still_go_through_the_forms(browser, live_server, editor):
    image = image_of(300, title="Old door")
    subject = samples.make_page("sample")
    samples.add_block(subject, "picture", image=image_of(200, title="Wave").pk)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/procedures/image/")
    content = samples.picture_bytes("PNG")
    page.get_by_label("New pictures").set_input_files(
        files=[{"name": "Jane.png", "mimeType": "image/png", "buffer": content}]
    )
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_text("Now say what it shows.")).to_be_visible()
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/change/")
    page.locator("[name='procedures_picture_set-0-image']").select_option(str(image.pk))
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft was saved.")).to_be_visible()
    assert Picture.objects.get(parent=subject).image == image
    context.close()
