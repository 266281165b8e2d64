"""Erases what patients sent when its time is over: photos and answers first, later the whole request.

A limit counts from `changed_at`, in days on the calendar of New York: what came to its stage on 3 June and is kept for
90 days goes on 1 September, whatever the hour and however the clocks changed. Never touched are requests that are kept
for a legal reason, those with a visit ahead, and those that were joined with another one, which they go after. A
request whose visit took place counts as seen, whatever became of it later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
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
from consultations.workflow import OPEN, record

Status = ConsultationRequest.Status
MailState = OutboxMessage.State

MAY_HAVE_BEEN_SEEN = [*sorted(OPEN), Status.CLOSED, Status.WITHDRAWN]
STATES = {
    Stage.OPEN: sorted(OPEN),
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
        return ConsultationRequest.objects.none().order_by()
    found = ConsultationRequest.objects.filter(
        _in_stage(limit.stage),
        ~Exists(Merge.objects.filter(request=OuterRef("pk"), undone_at=None)),
        changed_at__lt=_end_of(until or today, limit.days),
    )
    if not held_too:
        found = found.filter(held_since=None)
    if is_part:
        found = found.filter(_has(limit.what))
        found = found.filter(changed_at__gte=_end_of(today, whole)) if whole is not None else found
    return found.order_by()


def findings(limits: Limits | None = None, until: date | None = None) -> Iterator[Finding]:
    """Everything whose time is over by the end of the day `until`, by default today."""
    limits = limits or in_force()
    for limit in limits.values():
        rows = requests_with(limit, limits, until).order_by("pk").values_list("pk", "reference", "changed_at")
        for pk, reference, changed_at in list(rows):
            yield finding(pk, reference, limit, changed_at)


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


def finding(pk: int, reference: str, limit: Limit, changed_at: datetime) -> Finding:
    """What a request loses by a limit with days, and when."""
    since = timezone.localdate(changed_at)
    return Finding(pk, reference, limit, since, since + timedelta(days=min(limit.days, LONGEST)))


def _end_of(day: date, days: int) -> datetime:
    """What changed before this moment has been kept for `days` at the end of `day`. Midnight exists on every day."""
    first_to_stay = day - timedelta(days=min(days, LONGEST) - 1)
    return timezone.make_aware(datetime.combine(first_to_stay, time.min), timezone.get_default_timezone())


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
