"""The clock of working hours, against a calendar that a person can check, and one that counts each minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_site import working_hours
from practice_site.models import OpeningHours, SpecialDay
from practice_site.working_hours import USUAL, NeverOpen, WorkingHours

NEW_YORK = ZoneInfo("America/New_York")
MIDNIGHT = time(0)
ROUND_THE_CLOCK = {weekday: [(MIDNIGHT, MIDNIGHT)] for weekday in range(7)}
WITH_A_BREAK = {weekday: [(time(9), time(12)), (time(13), time(17))] for weekday in range(5)}
usual = WorkingHours(USUAL)


def at(text: str, fold: int = 0) -> datetime:
    """A moment on the clock of New York."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


def on_the_clock(moment: datetime) -> str:
    return f"{moment.astimezone(NEW_YORK):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-25 10:00", 8, "Fri 2026-11-27 10:00"),  # the next day is Thanksgiving
        ("2026-11-24 09:00", 8, "Tue 2026-11-24 17:00"),  # the end of a day is that end
        ("2026-11-24 17:00", 8, "Wed 2026-11-25 17:00"),
        ("2026-11-24 16:59", 8, "Wed 2026-11-25 16:59"),
        ("2026-11-24 03:00", 1, "Tue 2026-11-24 10:00"),  # before opening
        ("2026-11-24 23:30", 1, "Wed 2026-11-25 10:00"),  # after closing
        ("2026-11-21 12:00", 1, "Mon 2026-11-23 10:00"),  # a Saturday
        ("2026-11-20 16:00", 2, "Mon 2026-11-23 10:00"),  # over a weekend
        ("2026-07-02 16:00", 2, "Mon 2026-07-06 10:00"),  # 4 July is a Saturday and kept on Friday
        ("2027-07-02 16:00", 2, "Tue 2027-07-06 10:00"),  # 4 July is a Sunday and kept on Monday
        ("2027-12-23 16:00", 2, "Mon 2027-12-27 10:00"),  # Christmas is a Saturday and kept on Friday
        ("2027-12-30 16:00", 2, "Mon 2028-01-03 10:00"),  # New Year of 2028 is kept in 2027
        ("2026-03-06 16:00", 2, "Mon 2026-03-09 10:00"),  # over the night in which the clock skips an hour
        ("2026-10-30 16:00", 2, "Mon 2026-11-02 10:00"),  # over the night that has an hour twice
        ("2027-03-12 16:00", 2, "Mon 2027-03-15 10:00"),
        ("2027-11-05 16:00", 2, "Mon 2027-11-08 10:00"),
        ("2026-11-02 16:00", 2, "Wed 2026-11-04 10:00"),  # Election Day is a holiday in New York
        ("2026-12-01 09:00", 80, "Mon 2026-12-14 17:00"),  # ten days of eight hours
    ],
)
def test_answer_is_due_as_a_calendar_says(start, hours, due):
    assert on_the_clock(usual.after(at(start), hours * 60)) == due
    assert usual.minutes_between(at(start), at(due[4:])) == hours * 60


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-24 11:00", 1, "12:00"),  # the end of the first stretch, not the beginning of the second
        ("2026-11-24 11:30", 1, "13:30"),
        ("2026-11-24 12:30", 1, "14:00"),  # asked during the break
        ("2026-11-24 12:00", 4, "17:00"),
    ],
)
def test_break_at_noon_does_not_count(start, hours, due):
    assert on_the_clock(WorkingHours(WITH_A_BREAK).after(at(start), hours * 60)) == f"Tue 2026-11-24 {due}"


@pytest.mark.parametrize(
    "stretches",
    [
        [(time(9), time(12)), (time(12), time(17))],
        [(time(9), time(14)), (time(11), time(17))],
        [(time(11), time(12)), (time(9), time(17))],
    ],
)
def test_stretches_that_touch_or_overlap_count_once(stretches):
    clock = WorkingHours({1: stretches})
    assert clock.minutes_between(at("2026-11-24 00:00"), at("2026-11-25 00:00")) == 8 * 60
    assert on_the_clock(clock.after(at("2026-11-24 09:00"), 6 * 60)) == "Tue 2026-11-24 15:00"


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-07", 24),
        ("2026-03-08", 23),  # the clock goes from 2:00 to 3:00
        ("2026-11-01", 25),  # and here from 2:00 to 1:00
        ("2027-03-14", 23),
        ("2027-11-07", 25),
    ],
)
def test_day_around_the_clock_has_the_hours_that_really_pass(day, hours):
    begin = at(f"{day} 00:00")
    end = at(f"{date.fromisoformat(day) + timedelta(days=1)} 00:00")
    clock = WorkingHours(ROUND_THE_CLOCK)
    assert clock.minutes_between(begin, end) == hours * 60
    assert clock.after(begin, hours * 60) == end


def test_stretch_in_the_hour_that_the_clock_skips_counts_no_minute_twice():
    clock = WorkingHours({6: [(time(1), time(2, 45)), (time(3), time(4))]})
    skipped, ordinary = at("2026-03-08 00:00"), at("2026-03-15 00:00")
    # From 1:00 on two hours pass until 4:00.
    assert clock.minutes_between(skipped, skipped + timedelta(hours=12)) == 120
    assert clock.minutes_between(ordinary, ordinary + timedelta(hours=12)) == 165


def test_hours_that_end_at_midnight_last_until_the_day_ends():
    clock = WorkingHours({4: [(time(20), MIDNIGHT)]})
    assert on_the_clock(clock.after(at("2026-12-04 21:00"), 180)) == "Sat 2026-12-05 00:00"
    assert on_the_clock(clock.after(at("2026-12-04 21:00"), 181)) == "Fri 2026-12-11 20:01"
    assert clock.is_open(at("2026-12-04 23:59"))
    assert not clock.is_open(at("2026-12-05 00:00"))


def test_special_day_opens_on_a_holiday_closes_a_weekday_and_opens_on_a_weekend():
    special = {
        date(2026, 11, 26): [(time(10), time(14))],
        date(2026, 11, 27): [],
        date(2026, 11, 28): [(time(8), time(9))],
    }
    clock = WorkingHours(USUAL, special)
    days = [at(f"2026-11-{day} 00:00") for day in (25, 26, 27, 28, 29)]
    assert [clock.minutes_between(*pair) for pair in pairwise(days)] == [480, 240, 0, 60]
    assert on_the_clock(clock.after(at("2026-11-25 16:00"), 6 * 60)) == "Sat 2026-11-28 09:00"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 08:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 16:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-26 10:00", False),
        ("2026-11-28 10:00", False),
    ],
)
def test_open_from_the_first_minute_until_before_the_last(moment, is_open):
    assert usual.is_open(at(moment)) == is_open


def test_practice_that_is_never_open_has_no_clock():
    with pytest.raises(NeverOpen):
        WorkingHours({}).after(at("2026-11-24 10:00"), 1)
    with pytest.raises(NeverOpen):
        WorkingHours({}, {date(2026, 11, 24): [(time(9), time(10))]}).after(at("2026-11-24 10:00"), 1)
    assert WorkingHours({}).minutes_between(at("2026-01-01 00:00"), at("2027-01-01 00:00")) == 0


def test_practice_that_opens_an_hour_a_week_owes_answers_in_the_second_year():
    clock = WorkingHours({1: [(time(9), time(10))]})
    due = clock.after(at("2026-11-23 10:00"), 80 * 60)
    assert clock.minutes_between(at("2026-11-23 10:00"), due) == 80 * 60
    assert due > at("2028-01-01 00:00")


def test_no_minutes_have_passed_at_once_wherever_the_clock_stands():
    for moment in ("2026-11-24 10:00", "2026-11-24 20:00", "2026-11-28 10:00"):
        assert usual.after(at(moment), 0) == at(moment)
    with pytest.raises(ValueError, match="forward only"):
        usual.after(at("2026-11-24 10:00"), -1)


def test_ten_years_are_counted_to_the_minute():
    clock, start = WorkingHours(WITH_A_BREAK), at("2026-01-01 00:00")
    assert clock.minutes_between(start, at("2036-01-01 00:00")) == 7 * 60 * _workdays(2026, 2036)


def _workdays(first_year: int, end_year: int) -> int:
    day, count = date(first_year, 1, 1), 0
    while day.year < end_year:
        count += day.weekday() < 5 and day not in working_hours.holidays_of(day.year)
        day += timedelta(days=1)
    return count


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None))
stretches = st.tuples(clocks, clocks).filter(lambda pair: pair[1] == MIDNIGHT or pair[0] < pair[1])
weeks = st.dictionaries(st.integers(0, 6), st.lists(stretches, max_size=2), min_size=1, max_size=7)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
practices = st.builds(WorkingHours, weeks, st.dictionaries(days, st.lists(stretches, max_size=1), max_size=3))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(), timedelta(days=40))


@settings(deadline=None, max_examples=150)
@given(practices, moments, spans, spans)
def test_minutes_never_run_backwards_and_add_up(clock, start, span, more):
    middle, end = start + span, start + span + more
    whole = clock.minutes_between(start, end)
    parts = clock.minutes_between(start, middle) + clock.minutes_between(middle, end)
    assert 0 <= whole - parts <= 1  # each part drops the minute that it only began
    assert whole <= (end - start) // timedelta(minutes=1)
    assert clock.minutes_between(end, start) == -whole


@settings(deadline=None, max_examples=150)
@given(practices, moments, st.integers(1, 5000), st.integers(0, 600))
def test_due_is_the_first_moment_at_which_the_minutes_have_passed(clock, start, minutes, more):
    try:
        due = clock.after(start, minutes)
        later = clock.after(start, minutes + more)
    except NeverOpen:
        return
    assert clock.minutes_between(start, due) == minutes
    assert clock.minutes_between(start, due - timedelta(seconds=1)) == minutes - 1
    assert later >= due
    assert clock.after(start + timedelta(minutes=more), minutes) >= due


@settings(deadline=None, max_examples=150)
@given(practices, moments, spans)
def test_what_has_passed_until_a_moment_was_due_by_then(clock, start, span):
    passed = clock.minutes_between(start, start + span)
    assert start <= clock.after(start, passed) <= start + span


@settings(deadline=None, max_examples=15)
@given(practices, moments, st.timedeltas(timedelta(), timedelta(days=3)))
def test_a_clock_that_looks_each_minute_counts_the_same(clock, start, span):
    start = start.replace(second=0, microsecond=0)
    whole = span // timedelta(minutes=1)
    looked = sum(clock.is_open(start + timedelta(minutes=minute)) for minute in range(whole))
    assert clock.minutes_between(start, start + timedelta(minutes=whole)) == looked


@pytest.mark.parametrize(("load", "queries"), [(working_hours.load, 2), (working_hours.load_at_once, 1)])
def test_what_is_saved_is_what_the_clock_reads(db, django_assert_num_queries, load, queries):
    assert load() == WorkingHours(USUAL)
    OpeningHours.objects.create(weekday=2, opens_at=time(13), closes_at=time(17, 30))
    OpeningHours.objects.create(weekday=2, opens_at=time(9), closes_at=time(12))
    OpeningHours.objects.create(weekday=5, opens_at=time(20), closes_at=MIDNIGHT)
    SpecialDay.objects.create(day=date(2026, 12, 24), opens_at=time(9), closes_at=time(12))
    SpecialDay.objects.create(day=date(2026, 12, 28))
    with django_assert_num_queries(queries):
        read = load()
    assert read == WorkingHours(
        {2: [(time(9), time(12)), (time(13), time(17, 30))], 5: [(time(20), MIDNIGHT)]},
        {date(2026, 12, 24): [(time(9), time(12))], date(2026, 12, 28): []},
    )


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(time(9), time(9)), (time(17), time(9)), (None, time(9)), (time(9), None), (None, MIDNIGHT), (MIDNIGHT, None)],
)
def test_database_refuses_hours_that_cannot_be(db, opens, closes):
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(day=date(2026, 12, 24), opens_at=opens, closes_at=closes)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(weekday=0, opens_at=opens, closes_at=closes)
