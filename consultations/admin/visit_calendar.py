"""The weeks to pick a time from: when the practice is open, half an hour by half an hour, and what is taken of it."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone

from consultations.free_times import A_DAY, VISIT
from consultations.models import Appointment, ConsultationRequest, OfferedTime
from practice_site import working_hours
from practice_site.local_time import start_of
from practice_site.working_hours import WorkingHours

STEP = timedelta(minutes=30)
WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 4
WEEKS_AHEAD = 52


@dataclass(frozen=True)
class Start:
    """A time at which a visit could begin. `kind`: "free", "taken", "visit" (of this patient), "offered" or "others".

    `request` is whose visit or offer it is, where it is somebody else's.
    """

    starts_at: datetime
    ends_at: datetime
    kind: str
    request: ConsultationRequest | None = None
    is_ticked: bool = False

    @property
    def value(self) -> str:
        return self.starts_at.isoformat()

    @property
    def can_be_ticked(self) -> bool:
        return self.kind not in {"taken", "visit"}


@dataclass(frozen=True)
class Day:
    """One day with its starts, or why it has none."""

    day: date
    starts: list[Start]
    closed: str = ""


@dataclass(frozen=True)
class Week:
    monday: date
    days: list[Day]

    @property
    def count_free(self) -> int:
        return sum(start.can_be_ticked for day in self.days for start in day.starts)

    @property
    def has_ticked(self) -> bool:
        return any(start.is_ticked for day in self.days for start in day.starts)


class FirstWeekForm(forms.Form):
    """The day whose week is shown first; it travels in the address."""

    week = forms.DateField(required=False)

    def monday(self, visit: Appointment | None) -> date:
        """Monday of that week: never a past one, and at most a year ahead. Without one, so that the visit is seen."""
        this_week = _monday(timezone.localdate())
        asked = self.cleaned_data.get("week") if self.is_valid() else None
        if asked is None and visit and timezone.localdate(visit.starts_at) >= this_week + WEEKS_SHOWN * WEEK:
            asked = timezone.localdate(visit.starts_at)
        return min(max(_monday(asked or this_week), this_week), this_week + WEEKS_AHEAD * WEEK)


def weeks_from(first: date, request: ConsultationRequest, ticked: Set[datetime] = frozenset()) -> list[Week]:
    """The weeks from the Monday `first` on, as this patient could have them. Four queries."""
    hours = working_hours.load()
    begin, end = start_of(first), start_of(first + WEEKS_SHOWN * WEEK)
    visits = list(_visits(begin, end))
    offers = list(_offers(begin, end))
    weeks = []
    for number in range(WEEKS_SHOWN):
        monday = first + number * WEEK
        days = [_day(monday + timedelta(days=each), hours, visits, offers, request, ticked) for each in range(7)]
        weeks.append(Week(monday, [day for day in days if day.starts or day.closed]))
    return weeks


def neighbours(first: date) -> dict[str, date | None]:
    """The Mondays that the links to earlier and later weeks lead to; None where there is no such week."""
    this_week = _monday(timezone.localdate())
    earlier, later = first - WEEKS_SHOWN * WEEK, first + WEEKS_SHOWN * WEEK
    return {
        "earlier": max(earlier, this_week) if first > this_week else None,
        "later": later if later <= this_week + WEEKS_AHEAD * WEEK else None,
    }


def _day(day: date, hours: WorkingHours, visits, offers, request, ticked) -> Day:
    if day < timezone.localdate():
        return Day(day, [])
    now = timezone.now()
    begins = {moment for stretch in hours.stretches(day) for moment in _steps(*stretch)}
    # What is booked or offered outside the opening hours, or between two steps, is there all the same.
    begins |= {each.starts_at for each in (*visits, *offers) if timezone.localdate(each.starts_at) == day}
    starts = [_start(moment, visits, offers, request, ticked) for moment in sorted(begins) if moment > now]
    if starts:
        return Day(day, starts)
    closed = hours.closed_because(day)
    return Day(day, [], f"Closed: {closed}" if closed else _words_for_none(day, hours))


def _words_for_none(day: date, hours: WorkingHours) -> str:
    if hours.stretches(day):
        return "No time is left"
    return "Closed" if day.weekday() in hours.week else ""


def _start(moment: datetime, visits, offers, request, ticked) -> Start:
    end = moment + VISIT
    for visit in visits:
        if visit.starts_at < end and visit.ends_at > moment:
            if visit.request_id != request.pk:
                own_end = visit.ends_at if visit.starts_at == moment else end
                return Start(moment, own_end, "taken", visit.request)
            if visit.starts_at == moment:
                return Start(moment, visit.ends_at, "visit")
    offered = [offer.request for offer in offers if offer.starts_at < end and offer.starts_at + VISIT > moment]
    exact = any(offer.request_id == request.pk and offer.starts_at == moment for offer in offers)
    others = next((other for other in offered if other.pk != request.pk), None)
    kind = "offered" if exact else "others" if others else "free"
    return Start(moment, end, kind, others if kind == "others" else None, moment in ticked)


def _steps(opens: datetime, closes: datetime) -> Iterator[datetime]:
    while opens + VISIT <= closes:
        yield opens
        opens += STEP


def _visits(begin: datetime, end: datetime):
    booked = Appointment.objects.filter(state=Appointment.State.BOOKED, starts_at__gt=begin - A_DAY, starts_at__lt=end)
    return booked.select_related("request").order_by("starts_at")


def _offers(begin: datetime, end: datetime):
    offers = OfferedTime.objects.open_now().filter(starts_at__gte=begin, starts_at__lt=end)
    return offers.select_related("request").order_by("starts_at")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
