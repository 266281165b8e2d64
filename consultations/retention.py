"""Erases what patients sent when its time is over: photos and answers first, later the whole request.

A limit counts from `changed_at`, in days on the calendar of New York: what came to its stage on 3 June and is kept for
90 days goes on 1 September, whatever the hour and however the clocks changed. Never touched are requests that are kept
for a legal reason, those with a visit ahead, and those that were joined with another one, which they go after. A
request whose visit took place counts as seen, whatever became of it later. For one that is open the time begins with
the last thing that the patient or a colleague did about it: nobody has worked on it since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from consultations import erasure, outbox, patient_history, photos
from consultations.models import (
    Appointment,
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    Merge,
    OutboxMessage,
    RequestEvent,
    RequestPhoto,
    Tombstone,
)
from consultations.retention_limits import LONGEST, Limit, Limits, Stage, What, days_in_words, in_force
from consultations.workflow import record
from practice_site.local_time import start_of

Status = ConsultationRequest.Status
MailState = OutboxMessage.State
Kind = RequestEvent.Kind

OPEN = [Status.NEW, Status.IN_REVIEW, Status.WAITING, Status.TIMES_OFFERED]
MAY_HAVE_BEEN_SEEN = [*OPEN, Status.CLOSED, Status.WITHDRAWN]
BY_PATIENT = [Kind.PHOTO_KEPT, Kind.PHOTO_REMOVED, Kind.HISTORY_CHANGED]  # what leaves `changed_at` as it is
NO_WORK = [Kind.HELD, Kind.HOLD_ENDED]
STATES = {
    Stage.OPEN: OPEN,
    Stage.SEEN: [Status.SEEN, *MAY_HAVE_BEEN_SEEN],
    Stage.CLOSED: [Status.CLOSED],
    Stage.WITHDRAWN: [Status.WITHDRAWN],
    Stage.QUARANTINED: [Status.QUARANTINED],
}


@dataclass(frozen=True)
class Finding:
    """One kind of data of one request whose time is over, or comes soon. `goes_on` is the first day without it."""

    pk: int
    reference: str
    limit: Limit
    since: date
    goes_on: date

    @property
    def stage(self) -> str:
        return Stage(self.limit.stage).label

    @property
    def what(self) -> str:
        return What(self.limit.what).label

    @property
    def in_words(self) -> str:
        """One line, for example "K7RM-2QXD  Closed  Photos  since 2026-06-03  kept 90 days"."""
        kept = f"kept {days_in_words(self.limit.days)}"
        return "  ".join([self.reference, self.stage, self.what, f"since {self.since}", kept])


def requests_with(limit: Limit, limits: Limits, until: date | None = None, *, held_too: bool = False) -> QuerySet:
    """The requests that lose what `limit` is about by the end of the day `until`, by default today.

    What goes today as a whole is found under that limit only. Those that are held are left out unless `held_too`.
    """
    today = timezone.localdate()
    whole = limits[limit.stage, What.EVERYTHING].days
    is_part = limit.what != What.EVERYTHING
    if limit.days is None or (is_part and whole is not None and whole <= limit.days):
        return ConsultationRequest.objects.none().annotate(since=F("changed_at")).order_by()
    found = ConsultationRequest.objects.filter(
        _in_stage(limit.stage),
        ~Exists(Merge.objects.filter(request=OuterRef("pk"), undone_at=None)),
        changed_at__lt=_end_of(until or today, limit.days),  # which an index finds; `since` is never earlier
    )
    found = found.annotate(since=_since(limit.stage)).filter(since__lt=_end_of(until or today, limit.days))
    if not held_too:
        found = found.filter(held_since=None)
    if is_part:
        found = found.filter(_has(limit.what))
        found = found.filter(since__gte=_end_of(today, whole)) if whole is not None else found
    return found.order_by()


def findings(limits: Limits | None = None, until: date | None = None) -> Iterator[Finding]:
    """Everything whose time is over by the end of the day `until`, by default today."""
    limits = limits or in_force()
    for limit in limits.values():
        rows = requests_with(limit, limits, until).order_by("pk").values_list("pk", "reference", "since")
        for pk, reference, since in list(rows):
            yield finding(pk, reference, limit, since)


def expire(found: Finding, limits: Limits) -> bool:
    """Erase what was found, in a transaction of its own. False when it is not to go any more."""
    with transaction.atomic():
        current = ConsultationRequest.objects.select_for_update().filter(pk=found.pk).first()
        if current is None or not requests_with(found.limit, limits).filter(pk=found.pk).exists():
            return False
        if found.limit.what == What.EVERYTHING:
            return erasure.erase(current, Tombstone.Reason.RETENTION)
        EXPIRE[found.limit.what](current)
        words = f"{What(found.limit.what).label.lower()}, kept {days_in_words(found.limit.days)}"
        record(current, RequestEvent.Kind.EXPIRED, words)
        erasure.note_traces()
    return True


def finding(pk: int, reference: str, limit: Limit, moment: datetime) -> Finding:
    """What a request loses by a limit with days, and when."""
    since = timezone.localdate(moment)
    return Finding(pk, reference, limit, since, since + timedelta(days=min(limit.days, LONGEST)))


def _end_of(day: date, days: int) -> datetime:
    """What changed before this moment has been kept for `days` at the end of `day`. Midnight exists on every day."""
    first_to_stay = day - timedelta(days=min(days, LONGEST) - 1)
    return start_of(first_to_stay)


def _since(stage: str):
    """The moment from which the time of a request in this stage counts."""
    if stage != Stage.OPEN:
        return F("changed_at")
    by_staff = Q(actor__isnull=False) & ~Q(kind__in=NO_WORK)
    events = RequestEvent.objects.filter(by_staff | Q(kind__in=BY_PATIENT), request=OuterRef("pk"))
    last = events.order_by("-created_at").values("created_at")[:1]
    return Greatest(F("changed_at"), Coalesce(Subquery(last), F("changed_at")))


def _in_stage(stage: str) -> Q:
    was_seen = Q(Exists(RequestEvent.objects.filter(request=OuterRef("pk"), status=Status.SEEN)))
    visits = Appointment.objects.filter(request=OuterRef("pk")).exclude(state=Appointment.State.CANCELLED)
    states = Q(status__in=STATES[stage])
    if stage == Stage.SEEN:
        return states & (Q(status=Status.SEEN) | was_seen)
    if stage == Stage.OPEN:
        return states & ~was_seen & ~Q(Exists(visits))
    return states & ~was_seen


def _has(what: str) -> Q:
    """Something of this kind is there to erase."""
    mails = OutboxMessage.objects.filter(request=OuterRef("pk")).exclude(subject="")
    kinds = {
        What.PHOTOS: [RequestPhoto.objects.filter(request=OuterRef("pk"))],
        What.HEALTH: [model.objects.filter(request=OuterRef("pk")) for model in (EarlierOperation, HealthAnswers)],
        What.MAILS: [mails.exclude(state__in=[MailState.WAITING, MailState.SENDING])],
    }
    found = Q()
    for rows in kinds[what]:
        found |= Q(Exists(rows))
    return found


EXPIRE = {What.PHOTOS: photos.expire, What.HEALTH: patient_history.expire, What.MAILS: outbox.expire_texts}
