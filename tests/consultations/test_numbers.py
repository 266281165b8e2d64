"""Numbers: what is counted and when, that erasing changes none, and what nobody can read from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import capped_counts, charts, erasure, numbers, numbers_chart
from consultations.models import ConsultationRequest, Tombstone
from tests.query_plans import plans_of, scans_in
from tests.samples import many_requests, patient_request

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 7, 12, 14, 0, tzinfo=UTC)  # 10:00 in New York
PAGE = "/admin/numbers/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def some(count: int, *, days_ago: float = 3, **fields) -> None:
    """So many requests that came so long ago."""
    first = ConsultationRequest.objects.count() + Tombstone.objects.count()
    made = [request.pk for request in many_requests(count, first)]
    moment = timezone.now() - timedelta(days=days_ago)
    ConsultationRequest.objects.filter(pk__in=made).update(created_at=moment, changed_at=moment, **fields)


def a_busy_quarter() -> None:
    some(6, days_ago=3, source="form")
    some(7, days_ago=3, source="phone")
    some(2, days_ago=3, source="visit")
    some(3, days_ago=20)
    answered = {"status": "waiting", "first_answered_at": timezone.now() - timedelta(days=30)}
    some(10, days_ago=31, answered_after=125, **answered)
    some(9, days_ago=31, answered_after=333, **answered)
    some(8, days_ago=40, status="booked", first_booked_at=timezone.now() - timedelta(days=2))
    some(5, days_ago=200, status="closed", closed_reason="elsewhere")
    some(4, days_ago=200, status="closed", closed_reason="no_reply")
    some(2, days_ago=200, status="closed", closed_reason="not_suitable")
    some(30, days_ago=3, status="quarantined")
    some(30, days_ago=3, status="closed", closed_reason="spam")
    some(30, days_ago=3, status="closed", closed_reason="duplicate")


def all_numbers():
    return [numbers.weeks(), numbers.months(), numbers.booked_this_month(), numbers.replies(), numbers.reasons()]


def test_weeks_are_the_last_twelve_whole_ones_from_monday(monday):
    a_busy_quarter()
    weeks = numbers.weeks()
    assert [week.first_day for week in weeks] == [date(2027, 4, 19) + timedelta(weeks=week) for week in range(12)]
    assert [week.count for week in weeks] == [0] * 6 + [8, 19, 0, 3, 0, 15]
    assert [(group.name, group.count) for group in weeks[-1].groups] == [
        ("Phone call", 7),
        ("Other ways, together", 8),
    ]
    assert (weeks[-3].words, numbers.total(weeks)) == ("fewer than 5", "about 50")


def test_erasing_everything_changes_no_number_but_where_requests_stand():
    a_busy_quarter()
    before = all_numbers()
    assert any(group.count for group in numbers.stages())
    for request in ConsultationRequest.objects.all():
        erasure.erase(request, Tombstone.Reason.RETENTION)
    assert not ConsultationRequest.objects.exists()
    assert all_numbers() == before
    assert not any(group.count for group in numbers.stages())


def test_first_replies_are_told_as_median_and_ninetieth_percent_to_ten_minutes():
    a_busy_quarter()
    replies = numbers.replies()
    assert (replies.half_within, replies.nine_in_ten_within) == (130, 330)
    assert (replies.half_in_words, replies.nine_in_ten_in_words) == ("2 h 10", "5 h 30")


@pytest.mark.parametrize(("count", "half", "nine"), [(4, None, None), (5, 60, None), (9, 60, None), (10, 60, 60)])
def test_times_of_few_replies_are_not_told(count, half, nine):
    some(count, answered_after=60, first_answered_at=timezone.now())
    assert numbers.replies() == numbers.Replies(half, nine)


def test_reply_of_ninety_days_ago_no_longer_counts():
    first_moment = datetime(2027, 4, 14, 4, 0, tzinfo=UTC)  # midnight in New York, ninety days with today
    some(10, answered_after=60, first_answered_at=first_moment)
    assert numbers.replies().half_within == 60
    ConsultationRequest.objects.update(first_answered_at=first_moment - timedelta(seconds=1))
    assert numbers.replies().half_within is None


def test_month_begins_at_midnight_in_new_york():
    some(5, status="booked", first_booked_at=datetime(2027, 7, 1, 3, 59, 59, tzinfo=UTC))
    assert numbers.booked_this_month().count == 0
    some(6, status="booked", first_booked_at=datetime(2027, 7, 1, 4, 0, tzinfo=UTC))
    assert (numbers.booked_this_month().count, numbers.booked_this_month().first_day) == (6, date(2027, 7, 1))
    assert [month.count for month in numbers.months()] == [0] * 10 + [5, 6]


@pytest.mark.parametrize(
    ("now", "midnight"),
    [("2027-03-15T14:00:00Z", "2027-03-15T04:00:00Z"), ("2027-11-08T14:00:00Z", "2027-11-08T05:00:00Z")],
)
def test_week_in_which_the_clock_changes_ends_at_midnight_all_the_same(now, midnight):
    with time_machine.travel(now, tick=False):
        some(5)
        moment = datetime.fromisoformat(midnight)
        ConsultationRequest.objects.update(created_at=moment - timedelta(seconds=1))
        assert numbers.weeks()[-1].count == 5
        ConsultationRequest.objects.update(created_at=moment)
        assert numbers.weeks()[-1].count == 0


def test_reasons_leave_out_spam_and_joined_and_tell_few_together():
    a_busy_quarter()
    reasons = [(group.name, group.count) for group in numbers.reasons()]
    assert reasons == [("Booked elsewhere", 5), ("Another reason", 0), ("Other reasons, together", 6)]


def test_stages_leave_out_spam_quarantine_and_joined():
    a_busy_quarter()
    stages = {group.name: group.count for group in numbers.stages()}
    assert (stages["Closed"], stages["New"], stages["Waiting for patient"]) == (11, 18, 19)
    assert "Quarantine" not in stages


def test_stages_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(capped_counts.capped_counts, "__defaults__", (6,))
    some(8)
    assert numbers.stages()[0].words == "6 or more"


def test_chart_says_in_words_what_it_shows():
    a_busy_quarter()
    chart = numbers_chart.of_weeks(numbers.weeks())
    assert chart.about == (
        "12 weeks from 19 Apr to 11 Jul. Between fewer than 5 and 19 requests a week; most in the week of 7 Jun."
    )
    assert (chart.rows[7], chart.rows[9]) == (("7 Jun", "19"), ("21 Jun", "fewer than 5"))


def test_stems_stand_in_proportion_and_names_have_room():
    drawing = charts.lollipops([("a", 0, "0"), ("b", 10, "10"), ("c", None, "<5"), ("d", 5, "5")], names_every=1)
    assert [stem.y for stem in drawing.stems] == [150, 24, 125, 87]
    assert [stem.is_vague for stem in drawing.stems] == [False, False, True, False]
    twelve = charts.lollipops([(str(place), 1, "1") for place in range(12)])
    assert [stem.name for stem in twelve.stems if stem.name] == ["0", "3", "6", "11"]


@pytest.mark.parametrize("role", ["administrator", "surgeon", "coordinator"])
def test_those_who_answer_see_the_numbers(staff_of, signed_in, role):
    a_busy_quarter()
    client = signed_in(staff_of(role))
    page = client.get(PAGE).content.decode()
    assert "Requests a week" in page
    assert "2 h 10" in page
    assert "about 50" in page
    start = client.get("/admin/").content.decode()
    assert f'href="{PAGE}"' in start
    assert "Nine in ten within" in start


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_those_who_write_pages_get_no_hint(staff_of, signed_in, role):
    a_busy_quarter()
    client = signed_in(staff_of(role))
    assert client.get(PAGE).status_code == 403
    start = client.get("/admin/").content.decode()
    assert "Numbers" not in start
    assert "Requests a week" not in start


def test_start_page_says_nothing_while_there_are_no_numbers(coordinator, signed_in):
    assert "First reply" not in signed_in(coordinator).get("/admin/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_much_whatever_there_is(coordinator, signed_in, django_assert_num_queries, count):
    for number in range(count):
        erasure.erase(patient_request(email=f"{number}@example.com"), Tombstone.Reason.STAFF)
        patient_request(email=f"b{number}@example.com")
    with django_assert_num_queries(10):
        for ask in (numbers.weeks, numbers.months, numbers.replies, numbers.reasons, numbers.stages, numbers.overdue):
            ask()


def test_every_count_reads_an_index():
    some(3)
    with CaptureQueriesContext(connection) as asked:
        [*all_numbers(), numbers.stages(), numbers.overdue()]
    assert len(asked) == 12
    assert scans_in(plans_of([query["sql"] for query in asked.captured_queries])) == []
