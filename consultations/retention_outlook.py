"""What goes in the next days, for the staff's screens: counted in one query, or listed, the nearest first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Value
from django.utils import timezone
from django.utils.formats import date_format

from consultations import retention
from consultations.models import ConsultationRequest
from consultations.retention import Finding
from consultations.retention_limits import Limit, Limits, Stage, What, in_force

DAYS_AHEAD = 30
LISTED = 100  # lines of one limit

REQUESTS = {  # in one stage: one, and several
    Stage.OPEN: ("idle request", "idle requests"),
    Stage.SEEN: ("request with a visit", "requests with a visit"),
    Stage.CLOSED: ("closed request", "closed requests"),
    Stage.WITHDRAWN: ("withdrawn request", "withdrawn requests"),
    Stage.QUARANTINED: ("request in quarantine", "requests in quarantine"),
}
PARTS = {
    What.PHOTOS: "Photos of {requests}",
    What.HEALTH: "Answers about health of {requests}",
    What.MAILS: "Texts of the mails of {requests}",
    What.EVERYTHING: "All of {requests}",
}


@dataclass(frozen=True)
class Outlook:
    """How many requests lose what `limit` is about, on which days."""

    limit: Limit
    count: int
    first: date
    last: date

    @property
    def what(self) -> str:
        return what_of(self.limit, self.count)

    @property
    def in_words(self) -> str:
        """For example "Photos of 3 closed requests, on 2 August"."""
        return f"{self.what}, {self._days()}"

    def _days(self) -> str:
        today = timezone.localdate()
        if self.last <= today:
            return "today"
        first, last = ("today" if day <= today else date_format(day, "j F") for day in (self.first, self.last))
        return f"on {first}" if first == last else f"between {first} and {last}"


def what_of(limit: Limit, count: int) -> str:
    """For example "Photos of 3 closed requests"."""
    requests = f"{count:,} {REQUESTS[limit.stage][count != 1]}"
    return PARTS[limit.what].format(requests=requests)


def counts(limits: Limits | None = None, until: date | None = None) -> list[Outlook]:
    """Every limit by which something goes by the end of the day `until`, by default today. Two queries at most."""
    limits = limits or in_force()
    parts = [
        retention.requests_with(limit, limits, until)
        .annotate(place=Value(place))
        .values("place")
        .annotate(number=Count("pk"), first=Min("since"), last=Max("since"))
        for place, limit in enumerate(limits.values())
        if limit.days is not None
    ]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    known = list(limits.values())
    return [_outlook(known[row["place"]], row) for row in sorted(rows, key=lambda row: row["place"]) if row["number"]]


def coming(days: int = DAYS_AHEAD) -> list[Outlook]:
    """What goes in the next days, the nearest first."""
    until = timezone.localdate() + timedelta(days=days)
    return sorted(counts(until=until), key=lambda outlook: outlook.first)


def listed(days: int = DAYS_AHEAD) -> list[Finding]:
    """The same one by one, the nearest first, up to `LISTED` of each limit."""
    limits, until = in_force(), timezone.localdate() + timedelta(days=days)
    found = [finding for limit in limits.values() for finding in _of_limit(limit, limits, until)]
    return sorted(found, key=lambda finding: (finding.goes_on, finding.reference))


def waiting_for(request: ConsultationRequest) -> list[Finding]:
    """What this request would lose today if nothing kept it."""
    limits = in_force()
    return [
        retention.finding(request.pk, request.reference, limit, since)
        for limit in limits.values()
        for since in retention.requests_with(limit, limits, held_too=True)
        .filter(pk=request.pk)
        .values_list("since", flat=True)
    ]


def _of_limit(limit: Limit, limits: Limits, until: date) -> list[Finding]:
    rows = retention.requests_with(limit, limits, until).order_by("since", "pk")
    columns = rows.values_list("pk", "reference", "since")[:LISTED]
    return [retention.finding(pk, reference, limit, since) for pk, reference, since in columns]


def _outlook(limit: Limit, row: dict) -> Outlook:
    return Outlook(limit, row["number"], _goes_on(limit, row["first"]), _goes_on(limit, row["last"]))


def _goes_on(limit: Limit, since: datetime) -> date:
    return retention.finding(0, "", limit, since).goes_on
