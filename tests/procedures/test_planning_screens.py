"""Planning, asking and publishing in the admin, by real people with their roles."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine

from procedures import publishing
from procedures.models import Page, Publication, PublicationWish
from tests import samples
from tests.procedures.test_admin import send

PAGES = "/admin/procedures/page/"
NOW = datetime(2026, 10, 29, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def clock(prefix: str, day: str, time: str, which: str = "") -> dict:
    return {f"{prefix}_day": day, f"{prefix}_time": time, f"{prefix}_which": which}


def plan(client, subject, day, time, which="", **more):
    data = {"act": "plan"} | clock("plan-live_from", day, time, which) | more
    return client.post(f"{PAGES}{subject.pk}/plan/", data, follow=True)


def words_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<body")[2])
    return re.sub(r"\s+", " ", unescape(body))


def changed_page() -> Page:
    subject = samples.live_page("nose", kind="standard")
    Page.objects.filter(pk=subject.pk).update(title="New words")
    subject.refresh_from_db()
    publishing.record_edit(subject, editor=None)
    return subject


def test_publisher_plans_monday_eight_o_clock_and_everyone_sees_it_coming(publisher, editor, signed_in):
    subject = changed_page()
    said = words_of(plan(signed_in(publisher), subject, "2026-11-02", "08:00"))
    when = "Monday, 2 November 2026, 8:00 EST"
    assert f"Version 2 goes live on {when}. Until then, readers see no change." in said
    assert f"Version 2 from {when}" in said
    assert Publication.objects.upcoming().get().live_from == datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
    assert f"{when} Nose shows version 2" in words_of(signed_in(editor).get("/admin/")).replace("New words", "Nose")
    assert f"Version 2 takes its place on {when}." in words_of(signed_in(publisher).get(f"{PAGES}{subject.pk}/change/"))


def test_time_that_the_clock_shows_twice_is_asked_for_and_everything_typed_is_kept(publisher, signed_in):
    subject = changed_page()
    answer = plan(signed_in(publisher), subject, "2026-11-01", "01:30", **{"plan-note": "For the night"})
    said = words_of(answer)
    assert "the clock shows this time twice" in said
    html = answer.content.decode()
    assert 'value="2026-11-01"' in html
    assert 'value="01:30"' in html
    assert 'name="plan-live_from_which"' in html
    assert "For the night" in said
    assert not Publication.objects.upcoming().exists()
    plan(signed_in(publisher), subject, "2026-11-01", "01:30", "second")
    assert Publication.objects.upcoming().get().live_from == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "time", "message"),
    [
        ("2027-03-14", "02:30", "so this time does not exist"),
        ("2026-10-29", "10:59", "This time has passed."),
        ("2026-11-02", "", "Give both the day and the time."),
        ("", "", "Give the day and the time."),
        ("soon", "08:00", "Write the day like 2026-12-07."),
    ],
)
def test_time_that_cannot_be_is_refused_beside_its_field(publisher, signed_in, day, time, message):
    subject = changed_page()
    answer = plan(signed_in(publisher), subject, day, time)
    assert message in words_of(answer)
    assert "<title>Error: " in answer.content.decode()
    assert not Publication.objects.upcoming().exists()


def test_plan_that_overlaps_is_refused_with_the_other_plan_named(publisher, signed_in):
    subject = changed_page()
    visitor = signed_in(publisher)
    plan(visitor, subject, "2026-11-06", "08:00")
    said = words_of(plan(visitor, subject, "2026-11-02", "08:00"))
    assert "Version 2 is planned from Friday, 6 November 2026, 8:00 EST. Change or cancel that plan first" in said


def test_plan_is_changed_and_cancelled(publisher, signed_in):
    subject = changed_page()
    visitor = signed_in(publisher)
    plan(visitor, subject, "2026-11-02", "08:00")
    first = Publication.objects.upcoming().get()
    screen = visitor.get(f"{PAGES}{subject.pk}/plan/{first.pk}/").content.decode()
    assert 'value="2026-11-02"' in screen
    moved = clock("change-live_from", "2026-11-03", "09:15")
    said = words_of(visitor.post(f"{PAGES}{subject.pk}/plan/{first.pk}/", moved, follow=True))
    assert "Version 2 goes live on Tuesday, 3 November 2026, 9:15 EST now." in said
    second = Publication.objects.upcoming().get()
    said = words_of(visitor.post(f"{PAGES}{subject.pk}/plan/{second.pk}/cancel/", follow=True))
    assert "The plan for version 2 was cancelled. The version itself is kept." in said
    assert not Publication.objects.upcoming().exists()
    said = words_of(visitor.post(f"{PAGES}{subject.pk}/plan/{second.pk}/cancel/", follow=True))
    assert "This plan was cancelled already." in said


def test_end_is_planned_and_taken_back(publisher, signed_in):
    subject = samples.live_page("nose", kind="standard")
    visitor = signed_in(publisher)
    data = {"act": "end"} | clock("end-live_until", "2026-12-24", "17:00")
    said = words_of(visitor.post(f"{PAGES}{subject.pk}/plan/", data, follow=True))
    assert "The page leaves the site on Thursday, 24 December 2026, 17:00 EST." in said
    assert "Nose leaves the site" in words_of(visitor.get("/admin/"))
    said = words_of(visitor.post(f"{PAGES}{subject.pk}/plan/stay/", follow=True))
    assert "The page stays on the site until you change something." in said
    assert Publication.objects.get().live_until is None


@pytest.mark.parametrize("address", ["plan/", "plan/1/", "plan/1/cancel/", "plan/stay/"])
def test_editor_reaches_no_plan(editor, signed_in, address):
    subject = changed_page()
    publishing.schedule(subject, author=None, live_from=datetime(2026, 11, 2, 13, 0, tzinfo=UTC))
    before = list(Publication.objects.values_list("pk", "live_from", "live_until"))
    visitor = signed_in(editor)
    answers = [visitor.post(f"{PAGES}{subject.pk}/{address}", {"act": "plan"}).status_code]
    assert answers == [403]
    assert list(Publication.objects.values_list("pk", "live_from", "live_until")) == before


def test_editor_asks_and_publisher_sees_it_and_publishes(editor, publisher, signed_in):
    subject = samples.live_page("nose", kind="standard")
    said = words_of(send(signed_in(editor), subject, title="New words", _ask="1", ask_note="For Monday, please"))
    assert "Everyone who may publish now sees on the start page that you ask for it." in said
    assert "ask you to publish" not in words_of(signed_in(editor).get("/admin/"))
    start = words_of(signed_in(publisher).get("/admin/"))
    assert "Colleagues ask you to publish New words “For Monday, please” Sample Editor" in start
    subject.refresh_from_db()
    send(signed_in(publisher), subject, _publish="1")
    assert PublicationWish.objects.get().closed_by == publisher
    assert "ask you to publish" not in words_of(signed_in(publisher).get("/admin/"))


def test_publisher_may_close_a_wish_without_publishing(editor, publisher, signed_in):
    subject = samples.make_page("nose", kind="standard")
    send(signed_in(editor), subject, _ask="1")
    subject.refresh_from_db()
    said = words_of(send(signed_in(publisher), subject, _close_wish="1"))
    assert "The wish for publication was closed." in said
    assert (PublicationWish.objects.get().closed_by, Publication.objects.count()) == (publisher, 0)


@pytest.mark.parametrize("pressed", ["_publish", "_unpublish", "_close_wish"])
def test_editor_who_presses_what_only_publishers_have_changes_nothing_on_the_site(editor, signed_in, pressed):
    subject = samples.live_page("nose", kind="standard")
    before = list(Publication.objects.values_list("version__number", "live_until"))
    said = words_of(send(signed_in(editor), subject, title="New words", **{pressed: "1"}))
    assert "publishing needs a colleague" in said
    assert list(Publication.objects.values_list("version__number", "live_until")) == before


def test_new_address_is_announced_on_save_and_on_publishing(publisher, signed_in, client):
    subject = samples.live_page("nose", kind="standard")
    visitor = signed_in(publisher)
    said = words_of(send(visitor, subject, slug="your-nose"))
    assert "Its address changes from /nose/ to /your-nose/ then" in said
    subject.refresh_from_db()
    said = words_of(send(visitor, subject, _publish="1"))
    assert "Readers who follow the old address /nose/ are led to /your-nose/." in said
    assert client.get("/nose/").headers["Location"] == "/your-nose/"


def test_save_and_choose_a_day_saves_and_leads_to_the_plan(publisher, signed_in):
    subject = samples.make_page("nose", kind="standard")
    answer = send(signed_in(publisher), subject, title="New words", _plan="1")
    assert answer.redirect_chain == [(f"{PAGES}{subject.pk}/plan/", 302)]
    subject.refresh_from_db()
    assert subject.title == "New words"
