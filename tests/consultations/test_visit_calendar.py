"""The calendar that staff pick times from: what is open, what is taken, what holidays and clock changes do to it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
import time_machine

from consultations import appointments
from consultations.admin.visit_calendar import FirstWeekForm, neighbours, weeks_from
from practice_site.local_time import from_clock
from practice_site.models import OpeningHours, SpecialDay
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 19, 45, tzinfo=UTC)  # Wednesday before Thanksgiving, 14:45 in New York
THIS_WEEK = date(2026, 11, 23)
MONDAY = from_clock(datetime(2026, 11, 30, 10, 30))


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patient():
    return patient_request()


@pytest.fixture
def other():
    return patient_request(full_name="Eve Other")


def days_of(week) -> dict[str, str]:
    """The days of a week, each with its starts by the clock of the practice, or why there are none."""
    return {f"{day.day:%a %d}": day.closed or _clocks(day.starts) for day in week.days}


def _clocks(starts) -> str:
    from django.utils.timezone import localtime

    clocks = [f"{localtime(start.starts_at):%H:%M}" for start in starts]
    return f"{clocks[0]} to {clocks[-1]}, {len(clocks)}"


def kinds_on(weeks, day: date) -> dict[str, tuple[str, str]]:
    from django.utils.timezone import localtime

    starts = next(each for week in weeks for each in week.days if each.day == day).starts
    return {
        f"{localtime(start.starts_at):%H:%M}": (start.kind, str(start.request or ""))
        for start in starts
        if start.kind != "free"
    }


def test_week_begins_with_what_is_left_of_today_and_names_the_holiday(patient):
    weeks = weeks_from(THIS_WEEK, patient)
    assert [str(week.monday) for week in weeks] == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]
    assert days_of(weeks[0]) == {
        "Wed 25": "15:00 to 16:00, 3",
        "Thu 26": "Closed: Thanksgiving Day",
        "Fri 27": "09:00 to 16:00, 15",
    }
    assert [week.count_free for week in weeks] == [18, 75, 75, 75]


def test_evening_says_that_no_time_is_left(patient, stopped_clock):
    stopped_clock.move_to(NOW + timedelta(hours=2))
    assert days_of(weeks_from(THIS_WEEK, patient)[0])["Wed 25"] == "No time is left"


def test_hours_with_a_break_and_special_days_are_kept(patient):
    for weekday, opens, closes in [(0, 9, 12), (0, 13, 15), (5, 10, 12)]:
        OpeningHours.objects.create(weekday=weekday, opens_at=time(opens), closes_at=time(closes))
    SpecialDay.objects.create(day=date(2026, 12, 5), reason="Staff training")
    SpecialDay.objects.create(day=date(2026, 12, 2), opens_at=time(9), closes_at=time(10, 30))
    weeks = weeks_from(THIS_WEEK, patient)
    assert days_of(weeks[0]) == {"Sat 28": "10:00 to 11:00, 3"}
    assert days_of(weeks[1]) == {
        "Mon 30": "09:00 to 14:00, 8",
        "Wed 02": "09:00 to 09:30, 2",
        "Sat 05": "Closed: Staff training",
    }


@pytest.mark.parametrize(
    ("now", "first", "sunday", "offset"),
    [
        (datetime(2026, 10, 27, 12, tzinfo=UTC), date(2026, 10, 26), date(2026, 11, 1), (13, 14)),
        (datetime(2027, 3, 9, 12, tzinfo=UTC), date(2027, 3, 8), date(2027, 3, 14), (14, 13)),
    ],
)
def test_clock_changes_over_a_weekend_and_hours_stay_where_people_read_them(
    patient, stopped_clock, now, first, sunday, offset
):
    stopped_clock.move_to(now)
    weeks = weeks_from(first, patient)
    friday, monday = weeks[0].days[-1], weeks[1].days[0]
    assert (friday.day, monday.day) == (sunday - timedelta(days=2), sunday + timedelta(days=1))
    assert _clocks(friday.starts) == _clocks(monday.starts) == "09:00 to 16:00, 15"
    assert tuple(day.starts[0].starts_at.astimezone(UTC).hour for day in (friday, monday)) == offset


def test_day_of_the_clock_change_has_an_hour_more_and_an_hour_less(patient, stopped_clock):
    OpeningHours.objects.create(weekday=6, opens_at=time(0), closes_at=time(4))
    for now, first, starts in [
        (datetime(2026, 10, 27, 12, tzinfo=UTC), date(2026, 10, 26), 9),
        (datetime(2027, 3, 9, 12, tzinfo=UTC), date(2027, 3, 8), 5),
    ]:
        stopped_clock.move_to(now)
        day = weeks_from(first, patient)[0].days[-1]
        assert len(day.starts) == starts
        assert len({start.value for start in day.starts}) == starts


def test_what_is_taken_says_by_whom_half_an_hour_before_and_after(patient, other, coordinator):
    appointments.book(other, MONDAY, actor=coordinator)
    appointments.offer(other, [MONDAY + timedelta(hours=4)], actor=coordinator)
    weeks = weeks_from(THIS_WEEK, patient)
    taken, softly = ("taken", other.reference), ("others", other.reference)
    assert kinds_on(weeks, date(2026, 11, 30)) == {
        **dict.fromkeys(["10:00", "10:30", "11:00"], taken),
        **dict.fromkeys(["14:00", "14:30", "15:00"], softly),
    }
    assert weeks[1].count_free == 72
    assert kinds_on(weeks_from(THIS_WEEK, other), date(2026, 11, 30)) == {
        "10:30": ("visit", ""),
        "14:30": ("offered", ""),
    }


def test_visit_outside_the_hours_is_seen_all_the_same(patient, other, coordinator):
    appointments.book(other, from_clock(datetime(2026, 12, 5, 18, 10)), actor=coordinator)
    weeks = weeks_from(THIS_WEEK, patient)
    assert kinds_on(weeks, date(2026, 12, 5)) == {"18:10": ("taken", other.reference)}


@pytest.mark.parametrize(
    ("asked", "monday"),
    [
        ("2026-12-09", date(2026, 12, 7)),
        ("2020-01-01", THIS_WEEK),
        ("9999-12-31", THIS_WEEK + timedelta(weeks=52)),
        ("nonsense", THIS_WEEK),
        ("", THIS_WEEK),
    ],
)
def test_first_week_is_neither_past_nor_more_than_a_year_ahead(asked, monday):
    assert FirstWeekForm({"week": asked}).monday(None) == monday


def test_ways_to_other_weeks_end_where_there_are_none():
    assert neighbours(THIS_WEEK) == {"earlier": None, "later": THIS_WEEK + timedelta(weeks=4)}
    assert neighbours(THIS_WEEK + timedelta(weeks=2)) == {"earlier": THIS_WEEK, "later": date(2027, 1, 4)}
    assert neighbours(THIS_WEEK + timedelta(weeks=52))["later"] is None


def test_screen_shows_the_weeks_of_a_visit_that_is_far_ahead(patient, coordinator, signed_in):
    appointments.book(patient, from_clock(datetime(2027, 2, 17, 9)), actor=coordinator)
    html = signed_in(coordinator).get(f"/admin/consultations/consultationrequest/{patient.pk}/times/").content.decode()
    assert re.findall(r"Week of (\w+ \d+, \d{4})", html)[0] == "February 15, 2027"
    assert 'href="?week=2027-01-18"' in html


def test_boxes_say_day_and_time_and_taken_ones_cannot_be_ticked(patient, other, coordinator, signed_in):
    appointments.book(other, MONDAY, actor=coordinator)
    html = signed_in(coordinator).get(f"/admin/consultations/consultationrequest/{patient.pk}/times/").content.decode()
    rows = re.findall(r'<div class="times__start times__start--(\w+)">(.*?)</div>', html, re.DOTALL)
    read = {re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", row))).strip(): (kind, row) for kind, row in rows}
    kind, row = read[f"Mon, Nov 30, 10:30 to 11:30 taken by {other.reference}"]
    assert (kind, " disabled" in row) == ("taken", True)
    kind, row = read["Thu, Dec 3, 10:00 to 11:00"]
    assert (kind, " disabled" in row) == ("free", False)
    assert 'value="2026-12-03T15:00:00+00:00"' in row
    assert "Closed: Thanksgiving Day" in html
    assert "Eve Other" not in html


def test_weeks_ahead_are_reached_by_the_link_and_stay_after_a_mistake(patient, coordinator, signed_in):
    desk = signed_in(coordinator)
    address = f"/admin/consultations/consultationrequest/{patient.pk}/times/"
    html = desk.get(address, {"week": "2026-12-21"}).content.decode()
    assert "Closed: Christmas Day" in html
    assert re.findall(r'href="\?week=([\d-]+)"', html) == ["2026-11-23", "2027-01-18"]
    html = desk.post(address, {"act": "book", "week": "2026-12-21"}).content.decode()
    assert re.findall(r"Week of (\w+ \d+, \d{4})", html)[0] == "December 21, 2026"


@pytest.mark.parametrize("count", [1, 3])
def test_weeks_cost_the_same_with_one_and_three_visits(patient, coordinator, django_assert_num_queries, count):
    for days in range(count):
        appointments.book(patient_request(), MONDAY + timedelta(days=days), actor=coordinator)
        appointments.offer(patient_request(), [MONDAY + timedelta(days=days, hours=3)], actor=coordinator)
    with django_assert_num_queries(4):
        weeks_from(THIS_WEEK, patient)
