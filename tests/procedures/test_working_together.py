"""Who has a page open: what is noted, how long it counts, who may say so, and in which words it is told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from procedures import publishing, working_together
from procedures.models import EditPresence, Page
from tests import samples

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 12:00 in New York
NOBODY = "Nobody else has this page open."


@pytest.fixture
def robin(staff_of):
    return staff_of("editor", "robin@example.com", full_name="Robin Sample")


def tell(client, page: Page, **data):
    return client.post(f"/admin/procedures/page/{page.pk}/presence/", {"based_on": page.working_hash} | data)


def test_others_are_seen_for_a_minute_and_oneself_never(editor, robin):
    page = samples.make_page()
    with time_machine.travel(NOON, tick=False) as clock:
        working_together.seen(page, robin)
        working_together.seen(page, editor)
        assert working_together.others_at(page, editor) == [robin]
        clock.shift(timedelta(seconds=60))
        assert working_together.others_at(page, editor) == [robin]
        clock.shift(timedelta(seconds=1))
        assert working_together.others_at(page, editor) == []


def test_word_of_someone_is_kept_once_and_old_ones_of_any_page_are_forgotten(editor, robin):
    page, other = samples.make_page("one"), samples.make_page("two")
    with time_machine.travel(NOON, tick=False) as clock:
        working_together.seen(other, robin)
        working_together.seen(page, editor)
        clock.shift(timedelta(seconds=20))
        working_together.seen(page, editor)
        assert EditPresence.objects.count() == 2
        clock.shift(timedelta(seconds=41))
        working_together.seen(page, editor)
        kept = EditPresence.objects.get()
        assert (kept.page, kept.user, kept.seen_at) == (page, editor, NOON + timedelta(seconds=61))


def test_who_leaves_is_gone_at_once(editor, robin):
    page = samples.make_page()
    working_together.seen(page, robin)
    working_together.leave(page, robin)
    assert working_together.others_at(page, editor) == []


def test_browser_is_told_who_else_has_the_page_open(editor, robin, signed_in, staff_of):
    page = samples.make_page()
    visitor = signed_in(editor)
    assert tell(visitor, page).json() == {"others": NOBODY, "saved": ""}
    tell(signed_in(robin), page)
    assert tell(visitor, page).json()["others"] == "Robin Sample has this page open too."
    tell(signed_in(staff_of("publisher")), page)
    assert tell(visitor, page).json()["others"] == "Robin Sample and Sample Publisher have this page open too."
    tell(signed_in(robin), page, leave="1")
    assert tell(visitor, page).json()["others"] == "Sample Publisher has this page open too."


@pytest.mark.parametrize(("hours", "words"), [(0, "at 12:00"), (11, "at 12:00"), (13, "on 22 November 2026, 12:00")])
def test_browser_is_told_once_someone_saved_meanwhile(editor, robin, signed_in, hours, words):
    page = samples.make_page()
    with time_machine.travel(NOON, tick=False) as clock:
        publishing.record_edit(page, editor=robin)
        clock.shift(timedelta(hours=hours))
        answers = [tell(signed_in(account), page, based_on="older").json() for account in (editor, robin)]
        assert tell(signed_in(editor), page).json()["saved"] == ""
    assert [answer["saved"] for answer in answers] == [
        f"Robin Sample saved this page {words}.",
        f"You saved this page in another window {words}.",
    ]


def test_editor_says_who_else_has_it_open_without_scripts_too(editor, robin, signed_in):
    page = samples.make_page()
    working_together.seen(page, robin)
    path = f"/admin/procedures/page/{page.pk}/change/"
    html = signed_in(editor).get(path).content.decode()
    assert '<p class="together__others quiet" role="status">Robin Sample has this page open too.</p>' in html
    assert NOBODY in signed_in(robin).get(path).content.decode()
    assert EditPresence.objects.get().user == robin


def test_who_may_only_read_is_not_there_and_is_told_nothing(surgeon, signed_in):
    page = samples.make_page()
    visitor = signed_in(surgeon)
    assert tell(visitor, page).status_code == 403
    assert EditPresence.objects.count() == 0
    html = visitor.get(f"/admin/procedures/page/{page.pk}/change/").content.decode()
    assert ("based_on" in html, "presence" in html) == (False, False)


def test_presence_is_said_by_post_at_a_page_that_is_there(editor, signed_in, client):
    page = samples.make_page()
    visitor = signed_in(editor)
    address = f"/admin/procedures/page/{page.pk}/presence/"
    assert visitor.get(address).status_code == 405
    assert visitor.post("/admin/procedures/page/999/presence/").status_code == 404
    assert client.post(address).headers["Location"] == f"/admin/login/?next={address}"
    assert EditPresence.objects.count() == 0
