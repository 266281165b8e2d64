"""The site as it was, in a real browser: no barriers, no sideways scrolling, old pages in their old looks."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from procedures import publishing
from procedures.models import ArchiveRecord
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.samples import add_block, live_page, publish

pytestmark = pytest.mark.django_db(transaction=True)
SCREEN = "/admin/procedures/archiverecord/"


@pytest.fixture
def story(live_server, settings, tmp_path):
    """A page that was changed, and then lost its picture."""
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"
    with time_machine.travel(datetime.now(UTC) - timedelta(days=2)):
        story = live_page("nose", ("fact", "picture"))
    add_block(story, "reason", 100)
    publish(story)
    return story


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_of_the_archive_have_no_barriers(page, live_server, editor, story, width, scheme):
    sign_in(page, live_server, editor)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    heard = complaints_of(page)
    for address in ("", "?day=2999-01-01", f"of-one-page/?path={story.path}"):
        page.goto(live_server.url + SCREEN + address)
        assert (barriers_on(page), overflow_of(page)) == ([], 0)
    assert heard == []


def test_old_state_is_found_by_its_day_and_opens_with_the_picture_of_that_day(
    page, live_server, editor, story, settings
):
    for file in Path(settings.MEDIA_ROOT).rglob("*.*"):
        file.unlink()
    publishing.unpublish(story)
    sign_in(page, live_server, editor)
    heard = complaints_of(page)
    page.goto(live_server.url + SCREEN)
    page.get_by_label("Day").fill(str(timezone.localdate() - timedelta(days=1)))
    page.get_by_role("button", name="Show the site").press("Enter")
    page.get_by_role("link", name=re.compile("Open as it was ?: Nose")).click()
    first = ArchiveRecord.objects.filter(path=story.path).earliest("number")
    expect(page).to_have_url(f"{live_server.url}{SCREEN}{first.number}/page/")
    picture = page.locator("main img")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(page.locator("h1").first).to_have_css("font-family", re.compile("^[\"']?Spectral"))
    assert heard == []
