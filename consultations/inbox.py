"""The saved views of the staff's inbox: which requests each one holds, and in which order.

An ordering is a tuple of columns, all ascending or all descending, so that an index can serve it and a page can begin
behind a row. Where a column may be empty, the rows without a value come last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from consultations.models import Appointment, ConsultationRequest
from practice_site.local_time import day_of, start_of

Status = ConsultationRequest.Status
VIEW = "view"  # the name in an address
NEWEST_FIRST = ("-created_at", "-pk")
OLDEST_PROMISE_FIRST = ("answer_due_at", "pk")
THE_PATIENT_IS_NEXT = [Status.WAITING, Status.TIMES_OFFERED]
AT_AN_END = [Status.CLOSED, Status.WITHDRAWN, Status.QUARANTINED]


@dataclass(frozen=True)
class View:
    """One tab above the list. `narrow(requests, user, now)` leaves those that belong to it.

    `is_short` says that they are few however many requests there are, `has_blanks` that some have no value to be
    ordered by.
    """

    key: str
    title: str
    narrow: Callable[[QuerySet, object, datetime], QuerySet]
    ordering: tuple[str, ...] = NEWEST_FIRST
    is_short: bool = False
    has_blanks: bool = False


def needing_an_answer(requests: QuerySet, user=None, now: datetime | None = None) -> QuerySet:
    return requests.filter(answer_due_at__isnull=False)


def _without(requests: QuerySet, statuses: list[str]) -> QuerySet:
    """One state at a time, as the conditions of the indexes have them."""
    for status in statuses:
        requests = requests.exclude(status=status)
    return requests


def _not_at_an_end(requests):
    return _without(requests, AT_AN_END)


def _mine(requests, user, now):
    return _not_at_an_end(requests).filter(owner=user)


def _unassigned(requests, user, now):
    return _not_at_an_end(needing_an_answer(requests)).filter(owner=None)


def overdue(requests: QuerySet, user, now: datetime) -> QuerySet:
    return requests.filter(answer_due_at__lte=now)


def _waiting_for_patient(requests, user, now):
    # Asked for by name, SQLite would take the index by state, and sort all of them.
    return _without(requests, [status for status in Status.values if status not in THE_PATIENT_IS_NEXT])


def _booked_this_week(requests, user, now):
    """With a visit in the week of New York, Monday to Sunday. A request has one booked visit at most."""
    monday, next_monday = week_of(now)
    booked = requests.filter(
        appointments__state=Appointment.State.BOOKED,
        appointments__starts_at__gte=monday,
        appointments__starts_at__lt=next_monday,
    )
    return booked.annotate(visit_at=F("appointments__starts_at"))


def _quarantine(requests, user, now):
    return requests.filter(status=Status.QUARANTINED)


def _all(requests, user, now):
    return requests.exclude(status=Status.QUARANTINED)


VIEWS = [
    View("needs-answer", "Needs an answer", needing_an_answer, OLDEST_PROMISE_FIRST),
    View("mine", "Mine", _mine, OLDEST_PROMISE_FIRST, has_blanks=True),
    View("unassigned", "Unassigned", _unassigned, OLDEST_PROMISE_FIRST),
    View("overdue", "Overdue", overdue, OLDEST_PROMISE_FIRST),
    View("waiting", "Waiting for patient", _waiting_for_patient, ("changed_at", "pk")),
    View("booked", "Booked this week", _booked_this_week, ("visit_at", "pk"), is_short=True),
    View("quarantine", "Quarantine", _quarantine),
    View("all", "All", _all),
]
BY_KEY = {view.key: view for view in VIEWS}


def view_for(address: dict) -> View | None:
    """The view that an address asks for. None where a search or a state is asked for, which look at everyone."""
    if view := BY_KEY.get(address.get(VIEW, "")):
        return view
    return None if address.get("q") or address.get("status__exact") else VIEWS[0]


def ordering_for(view: View | None) -> tuple[str, ...]:
    return view.ordering if view else NEWEST_FIRST


def week_of(now: datetime) -> tuple[datetime, datetime]:
    """The Monday before and the Monday after a moment, at midnight on the clock of the practice, in UTC."""
    today = day_of(now)
    monday = today - timedelta(days=today.weekday())
    return start_of(monday), start_of(monday + timedelta(days=7))
