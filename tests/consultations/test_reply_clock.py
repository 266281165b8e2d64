"""Until when an answer is due, and how that follows the opening hours."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from consultations import intake, reply_clock, workflow
from consultations.models import ConsultationRequest
from practice_site import hours_saving, working_hours
from practice_site.models import Practice
from tests.samples import ANSWERS, patient_request

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
AFTERNOONS = {weekday: [(time(13), time(17))] for weekday in range(5)}
Status = ConsultationRequest.Status


def at(text: str) -> datetime:
    """A moment in November or December 2026 on the clock of New York."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(at("11-23 10:00"), tick=False) as clock:  # a Monday; Thursday is Thanksgiving
        yield clock


def due_of(request) -> str:
    request.refresh_from_db()
    due = request.answer_due_at
    return f"{due.astimezone(NEW_YORK):%a %m-%d %H:%M}" if due else ""


def test_request_from_the_form_is_due_after_the_promised_hours():
    assert due_of(patient_request()) == "Tue 11-24 10:00"


def test_saved_hours_move_what_is_due_and_nothing_that_is_not_owed(coordinator, stopped_clock):
    first, answered = patient_request(), patient_request(full_name="Eve")
    workflow.change_status(answered, Status.WAITING, actor=coordinator)
    hours_saving.save_week(AFTERNOONS)
    assert (due_of(first), due_of(answered)) == ("Tue 11-24 17:00", "")


def test_review_goes_on_with_the_wait_of_a_new_request(coordinator, stopped_clock):
    request = patient_request()
    stopped_clock.move_to(at("11-23 15:00"))
    workflow.change_status(request, Status.IN_REVIEW, actor=coordinator)
    hours_saving.save_week(AFTERNOONS)
    assert due_of(request) == "Tue 11-24 17:00"


def test_request_that_came_back_waits_since_then(coordinator, stopped_clock):
    request = patient_request()
    for moment, status in (("11-23 11:00", Status.WAITING), ("11-24 12:00", Status.IN_REVIEW)):
        stopped_clock.move_to(at(moment))
        workflow.change_status(request, status, actor=coordinator)
    before = due_of(request)
    assert (before, reply_clock.set_anew(), due_of(request)) == ("Wed 11-25 12:00", 0, before)
    hours_saving.save_week(AFTERNOONS)
    assert due_of(request) == "Wed 11-25 17:00"


def test_request_opened_again_twice_waits_since_the_last_time(coordinator, stopped_clock):
    request = patient_request()
    steps = [("11-23 11:00", "closed"), ("11-23 12:00", "in_review"), ("11-24 11:00", "waiting")]
    for moment, status in [*steps, ("11-24 15:00", "in_review")]:
        stopped_clock.move_to(at(moment))
        workflow.change_status(request, status, actor=coordinator, reason="other")
    assert reply_clock.starts_of([request.pk]) == {request.pk: at("11-24 15:00")}


def test_request_from_quarantine_has_waited_since_it_came(coordinator, stopped_clock):
    request = intake.record_request(
        ANSWERS | {"operations_count": 1, "last_operation_year": 2019}, intake.new_form_token(), signs=["a link"]
    )
    stopped_clock.move_to(at("11-24 09:30"))
    workflow.change_status(request, Status.NEW, actor=coordinator)
    assert (due_of(request), reply_clock.set_anew(), due_of(request)) == ("Tue 11-24 10:00", 0, "Tue 11-24 10:00")


def test_spam_that_was_opened_again_waits_since_then(coordinator, stopped_clock):
    request = intake.record_request(
        ANSWERS | {"operations_count": 1, "last_operation_year": 2019}, intake.new_form_token(), signs=["a link"]
    )
    workflow.change_status(request, Status.CLOSED, actor=coordinator)
    stopped_clock.move_to(at("11-25 09:30"))
    workflow.change_status(request, Status.IN_REVIEW, actor=coordinator)
    assert (due_of(request), reply_clock.set_anew()) == ("Fri 11-27 09:30", 0)


def test_special_day_and_its_end_move_what_is_due():
    request = patient_request()
    special = hours_saving.save_special_day(date(2026, 11, 23), None, "Flood")
    assert due_of(request) == "Tue 11-24 17:00"
    hours_saving.save_special_day(date(2026, 11, 24), (time(9), time(10)), instead_of=special)
    assert due_of(request) == "Tue 11-24 10:00"
    hours_saving.save_special_day(date(2026, 11, 24), (time(12), time(13)), instead_of=special)
    assert due_of(request) == "Tue 11-24 13:00"
    hours_saving.remove_special_day(special)
    assert due_of(request) == "Tue 11-24 10:00"


def test_reminders_stand_unless_the_answer_is_due_in_the_future_now(stopped_clock):
    request = patient_request()
    stopped_clock.move_to(at("11-25 12:00"))
    ConsultationRequest.objects.update(reminders_sent=1)
    hours_saving.save_week({weekday: [(time(9), time(13))] for weekday in range(5)})
    assert (due_of(request), request.reminders_sent) == ("Wed 11-25 10:00", 1)
    hours_saving.save_week({4: [(time(9), time(17))]})
    assert (due_of(request), request.reminders_sent) == ("Fri 11-27 17:00", 0)


def test_practice_that_is_never_open_owes_nothing_by_a_moment():
    assert reply_clock.due_from(at("11-23 10:00"), working_hours.WorkingHours({})) is None


def test_request_from_before_the_clock_gets_its_moment():
    request = patient_request()
    ConsultationRequest.objects.update(answer_due_at=None)
    assert (reply_clock.set_anew(), due_of(request)) == (1, "Tue 11-24 10:00")


@pytest.mark.parametrize("count", [1, 3])
def test_all_are_set_anew_in_batches(monkeypatch, django_assert_num_queries, count):
    monkeypatch.setattr(reply_clock, "BATCH", 2)
    requests = [patient_request(full_name=f"Ada {number}") for number in range(count)]
    Practice.objects.update_or_create(pk=1, defaults={"reply_hours": 16})
    batches = {1: 1, 3: 2}[count]
    # Savepoint and its end, the hours, the practice; for each batch the rows and their events; at last an empty batch.
    with django_assert_num_queries(2 + 3 + 2 * batches + 1 + count):
        assert reply_clock.set_anew() == count
    assert {due_of(request) for request in requests} == {"Wed 11-25 10:00"}


@pytest.mark.parametrize(
    ("now", "words", "kind", "percent"),
    [
        ("11-23 10:00", "Due tomorrow, 10:00", "fine", 0),
        ("11-24 09:15", "Due today, in 45 min", "today", 91),
        ("11-24 09:59", "Due today, in 1 min", "today", 100),
        ("11-24 10:00", "Overdue", "overdue", 100),
        ("11-24 13:20", "Overdue by 3 h 20", "overdue", 100),
        ("11-25 10:00", "Overdue by 8 h", "overdue", 100),
    ],
)
def test_waiting_is_said_in_words(now, words, kind, percent):
    waiting = reply_clock.waiting_of(patient_request(), working_hours.load(), 8, now=at(now))
    assert (waiting.words, waiting.kind, waiting.percent) == (words, kind, percent)


def test_promise_that_ended_with_the_day_is_overdue_without_a_number(stopped_clock):
    stopped_clock.move_to(at("11-24 09:00"))
    waiting = reply_clock.waiting_of(patient_request(), working_hours.load(), 8, now=at("11-24 22:00"))
    assert waiting.words == "Overdue"
