"""The clock of New York: in words with its zone, and honest about the two nights on which it jumps."""

from datetime import UTC, datetime

import pytest

from practice_site.local_time import NoSuchTime, TwoSuchTimes, for_patients, from_clock, in_short, in_words


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        (datetime(2026, 7, 6, 8, 0), datetime(2026, 7, 6, 12, 0, tzinfo=UTC)),
        (datetime(2026, 12, 7, 8, 0), datetime(2026, 12, 7, 13, 0, tzinfo=UTC)),
        (datetime(2027, 3, 14, 1, 59), datetime(2027, 3, 14, 6, 59, tzinfo=UTC)),
        (datetime(2027, 3, 14, 3, 0), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 0, 59), datetime(2026, 11, 1, 4, 59, tzinfo=UTC)),
        (datetime(2026, 11, 1, 2, 0), datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_clock_time_becomes_one_moment(clock, moment):
    assert from_clock(clock) == moment


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_time_in_the_skipped_hour_does_not_exist(minute):
    with pytest.raises(NoSuchTime):
        from_clock(datetime(2027, 3, 14, 2, minute))


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_time_in_the_repeated_hour_is_asked_for(minute):
    clock = datetime(2026, 11, 1, 1, minute)
    with pytest.raises(TwoSuchTimes):
        from_clock(clock)
    assert from_clock(clock, is_second=False) == datetime(2026, 11, 1, 5, minute, tzinfo=UTC)
    assert from_clock(clock, is_second=True) == datetime(2026, 11, 1, 6, minute, tzinfo=UTC)


def test_choice_between_two_times_changes_nothing_on_other_days():
    assert from_clock(datetime(2026, 7, 6, 8, 0), is_second=True) == datetime(2026, 7, 6, 12, 0, tzinfo=UTC)


def test_words_name_day_time_and_zone():
    assert in_words(datetime(2026, 12, 7, 13, 0, tzinfo=UTC)) == "Monday, 7 December 2026, 8:00 EST"
    assert in_words(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == "Sunday, 1 November 2026, 1:30 EDT"
    assert in_words(datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == "Sunday, 1 November 2026, 1:30 EST"


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (datetime(2026, 7, 6, 0, 5), "Monday, 6 July 2026, 12:05 am New York time (EDT)"),
        (datetime(2026, 12, 7, 12, 0), "Monday, 7 December 2026, 12:00 pm New York time (EST)"),
        (datetime(2026, 12, 7, 14, 30), "Monday, 7 December 2026, 2:30 pm New York time (EST)"),
    ],
)
def test_patients_read_the_hour_as_they_say_it(clock, words):
    assert for_patients(from_clock(clock)) == words


def test_moment_is_said_in_short():
    assert in_short(datetime(2026, 12, 7, 13, 0, tzinfo=UTC)) == "Mon 7 Dec 2026, 8:00 EST"
