"""Planning in a real browser: by keyboard, on a phone, in light and dark."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practice_site.local_time import in_words
from procedures import publishing
from procedures.models import Publication
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in


@pytest.fixture
def planned_page(transactional_db):
    """A live page with a version that is planned for next week, and an end after it."""
    subject = samples.live_page("nose")
    samples.add_block(subject, "fact")
    publishing.record_edit(subject, editor=None)
    next_week = timezone.now().replace(microsecond=0) + timedelta(days=7)
    publishing.schedule(subject, author=None, live_from=next_week, live_until=next_week + timedelta(days=7))
    return subject


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_plan_screens_have_no_barriers(page, live_server, publisher, planned_page, scheme, width):
    heard = complaints_of(page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, publisher)
    plan = f"{live_server.url}/admin/procedures/page/{planned_page.pk}/plan/"
    publication = Publication.objects.upcoming().get()
    for address in (plan, f"{plan}{publication.pk}/", f"{live_server.url}/admin/"):
        page.goto(address)
        assert barriers_on(page) == []
        assert overflow_of(page) <= 0
    assert heard == []


def test_plan_is_made_and_cancelled_by_keyboard(page, live_server, publisher, transactional_db):
    subject = samples.live_page("nose")
    samples.add_block(subject, "fact")
    publishing.record_edit(subject, editor=None)
    sign_in(page, live_server, publisher)
    page.goto(f"{live_server.url}/admin/procedures/page/{subject.pk}/change/")
    page.locator("summary", has_text="Publish…").last.press("Enter")
    page.get_by_role("button", name="Save and choose a day…").press("Enter")
    group = page.get_by_role("group", name="Readers see it from")
    group.get_by_label("Day").fill("2031-01-06")
    group.get_by_label("Time").fill("08:00")
    page.get_by_role("button", name="Plan it").press("Enter")
    words = "Monday, 6 January 2031, 8:00 EST"
    expect(page.get_by_text(f"Version 2 from {words}")).to_be_visible()
    assert in_words(Publication.objects.upcoming().get().live_from) == words
    page.get_by_role("button", name="Cancel the plan").press("Enter")
    expect(page.get_by_text("The plan for version 2 was cancelled.")).to_be_visible()
    assert not Publication.objects.upcoming().exists()
