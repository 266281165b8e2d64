"""Publishing at a time: live is decided by time alone, plans can be changed and taken back, and never overlap."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from practice_site.models import StaffAccount
from procedures import publishing, wishes
from procedures.models import Page, Publication
from procedures.publishing import NotPublished
from tests.samples import live_page, make_page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
MONDAY = datetime(2026, 12, 7, 13, 0, tzinfo=UTC)  # 8:00 in New York
FRIDAY = datetime(2026, 12, 11, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def robin():
    return StaffAccount.objects.create_user("robin@example.com", full_name="Robin Doe")


def with_new_title(subject: Page, title: str = "New words") -> Page:
    Page.objects.filter(pk=subject.pk).update(title=title)
    subject.refresh_from_db()
    publishing.record_edit(subject, editor=None)
    return subject


def plan(subject: Page, start=MONDAY, end=None, title: str = "New words") -> Publication:
    return publishing.schedule(with_new_title(subject, title), author=None, live_from=start, live_until=end)


def live_title(subject: Page, at) -> str | None:
    found = Publication.objects.live_at(at).filter(page=subject).values_list("listing", flat=True)
    assert len(found) <= 1
    return found[0]["title"] if found else None


def line_of(subject: Page) -> list[tuple]:
    rows = Publication.objects.filter(page=subject).order_by("live_from")
    return [(row.version.number, row.live_from, row.live_until) for row in rows]


def test_planned_version_takes_over_to_the_second(client, stopped_clock):
    subject = live_page("nose")
    plan(subject)
    assert live_title(subject, MONDAY - SECOND) == "Nose"
    assert live_title(subject, MONDAY) == "New words"
    stopped_clock.move_to(MONDAY - SECOND)
    assert "New words" not in client.get(subject.path).content.decode()
    stopped_clock.move_to(MONDAY)
    assert "<h1>New words</h1>" in client.get(subject.path).content.decode()


def test_planned_end_takes_the_page_off_the_site(client, stopped_clock):
    subject = live_page("nose")
    publishing.end_at(subject, FRIDAY)
    stopped_clock.move_to(FRIDAY - SECOND)
    assert client.get(subject.path).status_code == 200
    stopped_clock.move_to(FRIDAY)
    assert client.get(subject.path).status_code == 404


def test_planned_end_can_be_taken_back():
    subject = live_page("nose")
    publishing.end_at(subject, FRIDAY)
    publishing.end_at(subject, None)
    assert line_of(subject) == [(1, NOW, None)]


def test_page_that_was_never_live_can_be_planned_with_beginning_and_end():
    subject = make_page("nose")
    plan(subject, MONDAY, FRIDAY)
    shown = [live_title(subject, moment) for moment in (NOW, MONDAY, FRIDAY - SECOND, FRIDAY)]
    assert shown == [None, "New words", "New words", None]


def test_state_of_a_page_tells_that_it_is_planned(stopped_clock):
    subject = make_page("nose")
    plan(subject, MONDAY, FRIDAY)
    states = []
    for moment in (NOW, MONDAY, FRIDAY):
        stopped_clock.move_to(moment)
        states.append(Page.objects.with_state().get(pk=subject.pk).state)
    assert states == [Page.State.PLANNED, Page.State.LIVE, Page.State.UNPUBLISHED]


def test_cancelled_plan_leaves_everything_as_it_was():
    subject = live_page("nose")
    publishing.end_at(subject, FRIDAY)
    publication = plan(subject)
    assert line_of(subject) == [(1, NOW, MONDAY), (2, MONDAY, None)]
    publishing.cancel(publication)
    assert line_of(subject) == [(1, NOW, FRIDAY)]
    assert subject.versions.count() == 2


def test_cancelling_the_first_of_two_plans_closes_the_gap():
    subject = live_page("nose")
    first = plan(subject, MONDAY, title="First")
    plan(subject, FRIDAY, title="Second")
    publishing.cancel(first)
    assert line_of(subject) == [(1, NOW, FRIDAY), (3, FRIDAY, None)]
    publishing.cancel(Publication.objects.get(live_from=FRIDAY))
    assert line_of(subject) == [(1, NOW, None)]


def test_plan_can_be_moved():
    subject = live_page("nose")
    moved = publishing.reschedule(plan(subject), live_from=FRIDAY)
    assert line_of(subject) == [(1, NOW, FRIDAY), (2, FRIDAY, None)]
    assert moved.version.number == 2


def test_plan_that_cannot_be_moved_stays_where_it_was():
    subject = live_page("nose")
    publication = plan(subject)
    with pytest.raises(NotPublished, match="has passed"):
        publishing.reschedule(publication, live_from=NOW - SECOND)
    assert line_of(subject) == [(1, NOW, MONDAY), (2, MONDAY, None)]


def test_plan_that_has_begun_cannot_be_cancelled(stopped_clock):
    publication = plan(live_page("nose"))
    stopped_clock.move_to(MONDAY)
    with pytest.raises(NotPublished, match="has begun"):
        publishing.cancel(publication)


def test_plan_in_the_past_is_refused_in_words():
    subject = live_page("nose")
    with pytest.raises(NotPublished, match="Thursday, 3 December 2026, 9:59 EST has passed"):
        plan(subject, NOW - timedelta(minutes=1))
    assert line_of(subject) == [(1, NOW, None)]


def test_end_before_the_beginning_is_refused():
    with pytest.raises(NotPublished, match="before it is there"):
        plan(make_page("nose"), FRIDAY, MONDAY)


def test_plan_that_overlaps_a_later_one_is_refused_and_names_it():
    subject = live_page("nose")
    plan(subject, FRIDAY, title="Second")
    with pytest.raises(NotPublished, match="Version 2 is planned from Friday, 11 December 2026, 17:00 EST"):
        plan(subject, MONDAY, title="Third")
    plan(subject, MONDAY, FRIDAY, title="Third")
    assert [live_title(subject, at) for at in (NOW, MONDAY, FRIDAY)] == ["Nose", "Third", "Second"]


def test_plan_at_an_address_that_another_page_will_have_is_refused():
    first = make_page("nose")
    plan(first)
    Page.objects.filter(pk=first.pk).update(slug="elsewhere")
    second = make_page("nose", title="Second")
    with pytest.raises(NotPublished, match=r"Another page is planned from Monday.*“New words”"):
        publishing.publish(second, author=None)


def test_publishing_now_keeps_the_plan_for_later():
    subject = live_page("nose")
    plan(subject)
    publishing.publish(with_new_title(subject, "A small fix"), author=None)
    shown = [live_title(subject, at) for at in (NOW, MONDAY)]
    assert shown == ["A small fix", "New words"]
    publishing.cancel(Publication.objects.upcoming().get())
    assert live_title(subject, MONDAY) == "A small fix"


def test_publishing_now_keeps_the_planned_end():
    subject = live_page("nose")
    publishing.end_at(subject, FRIDAY)
    publishing.publish(with_new_title(subject, "A small fix"), author=None)
    assert [live_title(subject, at) for at in (NOW, FRIDAY - SECOND, FRIDAY)] == ["A small fix", "A small fix", None]


def test_unpublishing_now_keeps_the_plan_and_publishing_again_gives_way_to_it():
    subject = live_page("nose")
    plan(subject)
    publishing.unpublish(subject)
    assert [live_title(subject, at) for at in (NOW, MONDAY)] == [None, "New words"]
    publishing.publish(with_new_title(subject, "Back again"), author=None)
    assert [live_title(subject, at) for at in (NOW, MONDAY)] == ["Back again", "New words"]


def test_end_of_a_version_that_gives_way_cannot_be_planned_beside_it():
    subject = live_page("nose")
    plan(subject)
    with pytest.raises(NotPublished, match="Version 2 takes over on Monday"):
        publishing.end_at(subject, FRIDAY)


def test_moved_page_leads_from_every_old_address_to_the_newest(client):
    subject = live_page("first")
    for slug in ("second", "third"):
        Page.objects.filter(pk=subject.pk).update(slug=slug)
        publishing.publish(subject, author=None)
    answers = [client.get(f"/procedures/{slug}/") for slug in ("first", "second")]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (301, "/procedures/third/"),
        (301, "/procedures/third/"),
    ]
    assert "<h1>First</h1>" in client.get("/procedures/third/").content.decode()


def test_page_that_moved_back_and_forth_never_leads_in_a_circle(client):
    subject = live_page("first")
    for slug in ("second", "first"):
        Page.objects.filter(pk=subject.pk).update(slug=slug)
        publishing.publish(subject, author=None)
    assert client.get("/procedures/second/").headers["Location"] == "/procedures/first/"
    assert "<h1>First</h1>" in client.get("/procedures/first/").content.decode()


def test_old_address_taken_by_a_new_page_belongs_to_it(client):
    subject = live_page("first")
    Page.objects.filter(pk=subject.pk).update(slug="second")
    publishing.publish(subject, author=None)
    live_page("first", title="Newcomer")
    assert "<h1>Newcomer</h1>" in client.get("/procedures/first/").content.decode()


def test_old_address_of_a_page_that_is_gone_is_not_here(client):
    subject = live_page("first")
    Page.objects.filter(pk=subject.pk).update(slug="second")
    publishing.publish(subject, author=None)
    publishing.unpublish(subject)
    answer = client.get("/procedures/first/")
    assert (answer.status_code, "is not here" in answer.content.decode()) == (404, True)


def test_planned_move_changes_the_address_only_when_its_time_comes(client, stopped_clock):
    subject = live_page("first")
    Page.objects.filter(pk=subject.pk).update(slug="second")
    publishing.schedule(subject, author=None, live_from=MONDAY)
    assert [client.get(f"/procedures/{slug}/").status_code for slug in ("first", "second")] == [200, 404]
    stopped_clock.move_to(MONDAY)
    assert [client.get(f"/procedures/{slug}/").status_code for slug in ("first", "second")] == [301, 200]


def test_wish_is_closed_by_publishing(robin):
    subject = live_page("nose")
    wish = wishes.ask(with_new_title(subject), by=robin, note="Please")
    publishing.publish(subject, author=None)
    wish.refresh_from_db()
    assert wish.closed_at == NOW
