"""The calendar entry: right on both nights when the clock jumps, silent about everything but when and where."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from consultations import calendar_entry
from consultations.models import Appointment, ConsultationRequest
from practice_site.models import Practice

MADE = datetime(2026, 10, 20, 15, 0, tzinfo=UTC)


def visit_at(moment: datetime, **fields) -> Appointment:
    return Appointment(request=ConsultationRequest(), starts_at=moment, changed_at=MADE, **fields)


def entry_of(visit: Appointment, **practice):
    calendar = Calendar.from_ical(calendar_entry.text_of(visit, Practice(**practice)))
    return calendar, calendar.events[0]


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (datetime(2026, 10, 31, 14, 0, tzinfo=UTC), "20261031T100000", "20261031T110000"),
        (datetime(2026, 11, 1, 15, 0, tzinfo=UTC), "20261101T100000", "20261101T110000"),
        (datetime(2027, 3, 13, 15, 0, tzinfo=UTC), "20270313T100000", "20270313T110000"),
        (datetime(2027, 3, 14, 14, 0, tzinfo=UTC), "20270314T100000", "20270314T110000"),
        (datetime(2027, 3, 14, 6, 30, tzinfo=UTC), "20270314T013000", "20270314T033000"),
    ],
)
def test_entry_shows_new_york_time_and_means_that_moment(moment, start, end):
    visit = visit_at(moment)
    text = calendar_entry.text_of(visit, Practice())
    assert f"DTSTART;TZID=America/New_York:{start}\r\nDTEND;TZID=America/New_York:{end}\r\n" in text
    event = Calendar.from_ical(text).events[0]
    assert [event["DTSTART"].dt, event["DTEND"].dt] == [moment, moment + timedelta(hours=1)]


def test_second_of_two_equal_times_is_named_without_doubt():
    half_past_one_est = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert "DTSTART:20261101T063000Z\r\n" in calendar_entry.text_of(visit_at(half_past_one_est), Practice())
    an_hour_before = calendar_entry.text_of(visit_at(half_past_one_est - timedelta(hours=1)), Practice())
    assert "DTSTART;TZID=America/New_York:20261101T013000\r\nDTEND:20261101T063000Z\r\n" in an_hour_before


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        (datetime(2026, 10, 31, 12), -4),
        (datetime(2026, 11, 1, 0, 59), -4),
        (datetime(2026, 11, 1, 2, 1), -5),
        (datetime(2027, 3, 14, 1, 59), -5),
        (datetime(2027, 3, 14, 3, 1), -4),
        (datetime(2030, 7, 1, 12), -4),
    ],
)
def test_time_zone_that_comes_along_is_the_clock_of_new_york(clock, hours):
    calendar, _ = entry_of(visit_at(MADE))
    zone = calendar.timezones[0]
    assert zone.tz_name == "America/New_York"
    assert clock.replace(tzinfo=zone.to_tz(lookup_tzid=False)).utcoffset() == timedelta(hours=hours)


def test_entry_tells_when_and_where_and_nothing_else(settings):
    settings.SITE_URL = "https://practice.example:8443"
    visit = visit_at(datetime(2027, 1, 26, 15, 0, tzinfo=UTC), sequence=3)
    practice = {"street_address": "1 Sample Street, Floor 2", "state": "NY", "email": "desk@example.com"}
    calendar, event = entry_of(visit, **practice)
    assert dict(calendar) == {"VERSION": "2.0", "PRODID": "-//Appointments//EN", "METHOD": "PUBLISH"}
    told = {name: event[name].to_ical().decode() for name in event if not name.startswith("DT")}
    assert told == {
        "UID": f"{visit.uid}@practice.example",
        "SEQUENCE": "3",
        "SUMMARY": "Appointment",
        "CLASS": "PRIVATE",
        "STATUS": "CONFIRMED",
        "LOCATION": r"1 Sample Street\, Floor 2\, New York\, NY",
    }
    assert event["DTSTAMP"].dt == MADE
    assert [component.name for component in calendar.walk()] == [
        "VCALENDAR",
        "VTIMEZONE",
        "DAYLIGHT",
        "STANDARD",
        "VEVENT",
    ]


def test_place_is_left_out_while_the_street_is_not_filled_in():
    assert "LOCATION" not in entry_of(visit_at(MADE))[1]


def test_cancelled_visit_takes_its_entry_out_of_the_calendar():
    visit = visit_at(MADE + timedelta(days=9), sequence=2, state=Appointment.State.CANCELLED)
    calendar, event = entry_of(visit)
    assert [str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]] == ["CANCEL", "CANCELLED", 2]
    assert event["UID"].startswith(str(visit.uid))


def test_lines_end_as_the_rule_says_and_none_is_too_long():
    text = calendar_entry.text_of(visit_at(MADE), Practice(street_address="ü" * 120))
    lines = text.encode().split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert "ü" * 120 in str(Calendar.from_ical(text).events[0]["LOCATION"])


def test_two_calls_give_the_same_text():
    visit = visit_at(MADE)
    assert calendar_entry.text_of(visit, Practice()) == calendar_entry.text_of(visit, Practice())
