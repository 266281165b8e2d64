"""How fast we say we answer: from what the last 90 days show, in round words, and never when somebody waits longer."""

from datetime import UTC, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from consultations import reply_promise
from consultations.models import ConsultationRequest, Tombstone
from practice_site import hours_saving
from tests.samples import ANSWERS, form_token, many_requests, patient_request

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)  # a Monday


@pytest.fixture(autouse=True)
def stopped_clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


def answered(*minutes: int, days_ago: float = 1, source: str = "form") -> None:
    """Requests that got their first answer after so many working minutes."""
    moment = timezone.now() - timedelta(days=days_ago)
    first = ConsultationRequest.objects.count()
    for request, after in zip(many_requests(len(minutes), first), minutes, strict=True):
        ConsultationRequest.objects.filter(pk=request.pk).update(
            status="waiting", first_answered_at=moment, answered_after=after, source=source
        )


def erased(*minutes: int, days_ago: int = 1) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    for number, after in enumerate(minutes):
        Tombstone.objects.create(
            reference_digest=f"{number}-{days_ago}",
            received_on=day,
            erased_on=day,
            reason="patient",
            source="form",
            answered_on=day,
            answered_after=after,
        )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "one working hour"),
        (60, "one working hour"),
        (61, "2 working hours"),
        (121, "4 working hours"),
        (240, "4 working hours"),
        (241, "one working day"),
        (480, "one working day"),
        (481, "two working days"),
        (4800, "ten working days"),
        (4801, ""),
    ],
)
def test_time_is_rounded_up_to_plain_words(minutes, words):
    limit, said = reply_promise.rounded_up(minutes, 480)
    assert (said, limit >= minutes) == (words, True)


def test_hours_that_fill_a_short_day_are_days():
    assert reply_promise.rounded_up(150, 180) == (180, "one working day")
    assert reply_promise.rounded_up(200, 180) == (360, "two working days")


def test_nine_in_ten_decide_and_the_tenth_does_not():
    answered(*[100] * 9, 4000)
    assert reply_promise.work_out() == "2 working hours"
    answered(4000)
    assert reply_promise.work_out() == "nine working days"


def test_nine_answers_are_too_few_and_erased_ones_count():
    answered(*[100] * 9)
    assert reply_promise.work_out() == ""
    erased(100)
    assert reply_promise.work_out() == "2 working hours"


def test_only_the_form_and_the_last_90_days_count():
    answered(*[100] * 10, days_ago=91)
    erased(*[100] * 10, days_ago=92)
    answered(*[100] * 10, source="phone")
    assert reply_promise.work_out() == ""
    answered(*[100] * 10, days_ago=89)
    assert reply_promise.work_out() == "2 working hours"


def test_nobody_is_promised_what_somebody_who_waits_has_not_got(stopped_clock):
    answered(*[100] * 10)
    patient_request()
    for moment, words in ((NOW + timedelta(hours=2), "2 working hours"), (NOW + timedelta(hours=2, minutes=1), "")):
        stopped_clock.move_to(moment)
        assert reply_promise.work_out() == words
    answered(*[400] * 10)
    assert reply_promise.work_out() == "one working day"
    stopped_clock.move_to(NOW + timedelta(days=1, hours=1))  # an hour overdue
    assert reply_promise.work_out() == ""
    ConsultationRequest.objects.filter(status="new").update(status="quarantined", answer_due_at=None)
    assert reply_promise.work_out() == "one working day"


def test_working_day_is_as_long_as_the_practice_is_open():
    answered(*[300] * 10)
    assert reply_promise.work_out() == "one working day"
    hours_saving.save_week({weekday: [(time(9), time(12))] for weekday in range(5)})
    assert reply_promise.work_out() == "two working days"


def shown(html: str) -> bool:
    return "We usually answer within 2 working hours." in unescape(html)


def test_form_and_received_page_say_it(client):
    answered(*[100] * 10)
    assert shown(client.get("/consultation/").content.decode())
    assert shown(client.post("/consultation/", {"form_token": form_token(client)}).content.decode())
    client.post("/consultation/", ANSWERS | {"form_token": form_token(client)})
    assert shown(client.get("/consultation/received/").content.decode())


def test_form_says_nothing_where_there_is_nothing_to_say(client):
    assert "We usually answer" not in client.get("/consultation/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_form_costs_no_query_more_within_a_minute(client, django_assert_num_queries, count, stopped_clock):
    answered(*[100] * 10 * count)
    with django_assert_num_queries(5):
        assert reply_promise.in_words() == "2 working hours"
    with django_assert_num_queries(0):
        assert reply_promise.in_words() == "2 working hours"
    with django_assert_num_queries(2):  # the practice, and the pages of the menu
        assert shown(client.get("/consultation/").content.decode())
    stopped_clock.move_to(NOW + timedelta(seconds=61))
    with django_assert_num_queries(5):
        reply_promise.in_words()
