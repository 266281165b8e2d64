"""The only writer of offered times and visits. Every change leaves an event and tells those who did not make it.

The one who acts is staff (`actor`), or the patient when there is no actor. A visit that is moved keeps its calendar
entry; one that is booked anew after it was cancelled gets a new one.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultations import staff_news, visit_mails
from consultations.free_times import check, hold_the_calendar, take_back_offers_at, taken_by
from consultations.models import Appointment, ConsultationRequest, OfferedTime, RequestEvent
from consultations.models.appointment import MOST_OFFERED
from consultations.workflow import BY_RULE, NotAllowed, follow, locked, record
from practice_site.local_time import in_short

Status = ConsultationRequest.Status
Offer = OfferedTime.State
Kind = RequestEvent.Kind
GONE = "This time is not open any more. Please choose another one."
CHANGED = "This visit was changed in the meantime. Please look at it again."
BOOKED_ALREADY = "A visit is booked already, on {when}. Move that one instead."
TOO_MANY = "A patient chooses between up to five times. {count} are open already; take one back first."


def can_offer(request: ConsultationRequest) -> bool:
    """Whether a request in this state may get times at all."""
    return request.status == Status.TIMES_OFFERED or Status.TIMES_OFFERED in BY_RULE[request.status]


@transaction.atomic
def offer(request: ConsultationRequest, moments: list[datetime], *, actor) -> list[OfferedTime]:
    """Offer times to choose from, beside those that are still open.

    Raises `TimeRefused` for a time that has passed, is offered or booked already, or clashes with the visit of
    somebody else; `NotAllowed` for none or too many, and for a request that is closed.
    """
    current = locked(request)
    hold_the_calendar()
    taken = taken_by(current)
    for place, moment in enumerate(moments):
        check(current, moment, [*taken, *moments[:place]])
    open_now = list(current.offered_times.open_now().values_list("starts_at", flat=True))
    if not moments or len(open_now) + len(moments) > MOST_OFFERED:
        raise NotAllowed(TOO_MANY.format(count=len(open_now)) if moments else "Give at least one time.")
    if not current.appointments.coming().exists():
        follow(current, Status.TIMES_OFFERED, actor=actor)
    offered = [current.offered_times.create(starts_at=moment) for moment in sorted(moments)]
    record(current, Kind.TIMES_OFFERED, "; ".join(in_short(each.starts_at) for each in offered), actor=actor)
    visit_mails.offered(current, [*open_now, *moments])
    return offered


@transaction.atomic
def take_back(offered: OfferedTime, *, actor) -> bool:
    """A time is not offered any more. False when it was not open."""
    current = locked(offered.request)
    if not _open(current, offered.pk).update(state=Offer.TAKEN_BACK):
        return False
    record(current, Kind.TIMES_OFFERED, f"no longer {in_short(offered.starts_at)}", actor=actor)
    if current.status == Status.TIMES_OFFERED:
        follow(current, _state_without_visit(current), actor=actor)
    return True


@transaction.atomic
def choose(request: ConsultationRequest, offered_pk: int) -> Appointment:
    """The patient takes an offered time: it is booked, or the booked visit moves there. Twice is once.

    Raises `NotAllowed` when the time is not open any more.
    """
    current = locked(request)
    hold_the_calendar()
    visit = current.appointments.coming().first()
    chosen = current.offered_times.filter(pk=offered_pk, state=Offer.CHOSEN).first()
    if visit and chosen and visit.starts_at == chosen.starts_at:
        return visit
    offered = _open(current, offered_pk).first()
    if offered is None or current.status not in {Status.TIMES_OFFERED, Status.BOOKED}:
        raise NotAllowed(GONE)
    if visit:
        _release(visit, Offer.OPEN)
        _move(visit, offered.starts_at)
    else:
        visit = _book(current, offered.starts_at)
    staff_news.tell(current)
    return visit


@transaction.atomic
def book(request: ConsultationRequest, moment: datetime, *, actor) -> Appointment:
    """Staff book what was agreed on, by phone say, offered before or not. The same time twice is once.

    Raises `TimeRefused` for a time that has passed or clashes with the visit of somebody else; `NotAllowed` for a
    request that is closed, and while another visit of this patient is to come.
    """
    current = locked(request)
    hold_the_calendar()
    if visit := current.appointments.coming().first():
        if visit.starts_at == moment:
            return visit
        raise NotAllowed(BOOKED_ALREADY.format(when=in_short(visit.starts_at)))
    if not can_offer(current):
        raise NotAllowed(f"This request is {current.get_status_display().lower()}, so nothing can be booked.")
    check(current, moment)
    return _book(current, moment, actor=actor)


@transaction.atomic
def none_fits(request: ConsultationRequest) -> bool:
    """None of the times suits the patient: staff look for others. False when nothing was waiting for an answer."""
    current = locked(request)
    if current.status != Status.TIMES_OFFERED:
        return False
    current.offered_times.filter(state=Offer.OPEN).update(state=Offer.DECLINED)
    record(current, Kind.NO_TIME_FITS)
    follow(current, Status.IN_REVIEW)
    staff_news.tell(current)
    return True


@transaction.atomic
def move(visit: Appointment, moment: datetime, *, actor, seen: int | None = None) -> Appointment:
    """Staff move a visit. `seen` is the SEQUENCE on the screen. The same time again changes nothing.

    Raises `TimeRefused` for a time that cannot be, and `NotAllowed` when the visit was changed meanwhile.
    """
    current = locked(visit.request)
    hold_the_calendar()
    visit = _standing(visit, seen)
    if moment == visit.starts_at:
        return visit
    check(current, moment)
    _release(visit, Offer.TAKEN_BACK)
    return _move(visit, moment, actor=actor)


@transaction.atomic
def cancel(visit: Appointment, *, actor=None, seen: int | None = None) -> None:
    """The visit does not take place. The patient can choose another time, if one is open.

    Raises `NotAllowed` when the visit was changed meanwhile. What is cancelled already stays so.
    """
    current = locked(visit.request)
    if current.appointments.filter(pk=visit.pk, state=Appointment.State.CANCELLED).exists():
        return
    visit = _standing(visit, seen)
    _cancel(visit, actor=actor, offer_state=Offer.TAKEN_BACK if actor else Offer.DECLINED)
    follow(current, _state_without_visit(current), actor=actor)
    if actor is None:
        staff_news.tell(current)


@transaction.atomic
def cancel_for_withdrawal(request: ConsultationRequest) -> bool:
    """The patient takes the whole request back, and a coming visit with it. False when there was none.

    The state of the request and the word to staff are the caller's, who does more than this.
    """
    visit = locked(request).appointments.coming().select_for_update().first()
    if visit is None:
        return False
    _cancel(visit, actor=None, offer_state=Offer.DECLINED)
    return True


def _open(request: ConsultationRequest, offered_pk: int):
    return request.offered_times.open_now().filter(pk=offered_pk)


def _standing(visit: Appointment, seen: int | None) -> Appointment:
    """The visit as it is now. Raises `NotAllowed` when it has begun, or is not the one that was seen."""
    now = Appointment.objects.coming().select_for_update().filter(pk=visit.pk).first()
    if now is None or seen not in {None, now.sequence}:
        raise NotAllowed(CHANGED)
    return now


def _book(request: ConsultationRequest, moment: datetime, *, actor=None) -> Appointment:
    request.appointments.filter(state=Appointment.State.BOOKED).update(state=Appointment.State.OVER)
    visit = request.appointments.create(starts_at=moment)
    _settle(visit)
    follow(request, Status.BOOKED, actor=actor)
    record(request, Kind.BOOKED, in_short(moment), actor=actor)
    visit_mails.booked(visit)
    return visit


def _move(visit: Appointment, moment: datetime, *, actor=None) -> Appointment:
    detail = f"from {in_short(visit.starts_at)} to {in_short(moment)}"
    visit.starts_at, visit.reminded_at = moment, None
    _change(visit)
    _settle(visit)
    record(visit.request, Kind.MOVED, detail, actor=actor)
    visit_mails.moved(visit)
    return visit


def _cancel(visit: Appointment, *, actor, offer_state: str) -> None:
    visit.state = Appointment.State.CANCELLED
    _change(visit)
    _release(visit, offer_state)
    record(visit.request, Kind.CANCELLED, in_short(visit.starts_at), actor=actor)
    visit_mails.cancelled(visit)


def _change(visit: Appointment) -> None:
    """Every change goes into calendars by a higher SEQUENCE."""
    visit.sequence, visit.changed_at = visit.sequence + 1, timezone.now()
    visit.save(update_fields=["starts_at", "state", "sequence", "changed_at", "reminded_at"])


def _settle(visit: Appointment) -> None:
    """The time of the visit is open to nobody any more."""
    visit.request.offered_times.filter(state=Offer.OPEN, starts_at=visit.starts_at).update(state=Offer.CHOSEN)
    take_back_offers_at(visit)


def _release(visit: Appointment, state: str) -> None:
    """What becomes of the offer that the visit stood on."""
    visit.request.offered_times.filter(state=Offer.CHOSEN, starts_at=visit.starts_at).update(state=state)


def _state_without_visit(request: ConsultationRequest) -> str:
    return Status.TIMES_OFFERED if request.offered_times.open_now().exists() else Status.IN_REVIEW
