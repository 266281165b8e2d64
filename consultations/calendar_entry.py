"""The calendar entry of a visit, as a calendar program takes it in. It tells a reader nothing but when and where.

RFC 5545; what is published again with the same UID and a higher SEQUENCE takes the place of the earlier entry.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDDDTypes

from consultations.models import Appointment
from practice_site.models import Practice

TITLE = "Appointment"
# The clock of New York since 2007 (Energy Policy Act of 2005, section 110).
CHANGES = [
    (TimezoneDaylight, "EDT", (-5, -4), datetime(2007, 3, 11, 2), {"FREQ": "YEARLY", "BYMONTH": 3, "BYDAY": "2SU"}),
    (TimezoneStandard, "EST", (-4, -5), datetime(2007, 11, 4, 2), {"FREQ": "YEARLY", "BYMONTH": 11, "BYDAY": "1SU"}),
]


def text_of(appointment: Appointment, practice: Practice) -> str:
    """The entry as text with CR LF line ends. A cancelled visit takes the entry out of the calendar again."""
    is_cancelled = appointment.state == Appointment.State.CANCELLED
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Appointments//EN")
    calendar.add("METHOD", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(_new_york())
    calendar.add_component(_event(appointment, practice, is_cancelled))
    return calendar.to_ical().decode()


def _event(appointment: Appointment, practice: Practice, is_cancelled: bool) -> Event:
    event = Event()
    event.add("UID", f"{appointment.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("SEQUENCE", appointment.sequence)
    event.add("DTSTAMP", appointment.changed_at)
    event.add("DTSTART", _on_the_clock(appointment.starts_at))
    event.add("DTEND", _on_the_clock(appointment.ends_at))
    event.add("SUMMARY", TITLE)
    event.add("CLASS", "PRIVATE")
    event.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")
    if practice.street_address:
        event.add("LOCATION", f"{practice.street_address}, {practice.place_line}")
    return event


def _on_the_clock(moment: datetime) -> datetime:
    """In New York time, but in UTC for the second of two equal times, which a calendar takes for the first one."""
    local = timezone.localtime(moment)
    return local.astimezone(UTC) if local.fold else local


def _new_york() -> Timezone:
    zone = Timezone()
    zone.add("TZID", settings.TIME_ZONE)
    for kind, name, (before, after), since, rule in CHANGES:
        change = kind()
        change.add("TZNAME", name)
        change.add("TZOFFSETFROM", timedelta(hours=before))
        change.add("TZOFFSETTO", timedelta(hours=after))
        change.add("DTSTART", vDDDTypes(since))
        change.add("RRULE", rule)
        zone.add_component(change)
    return zone
