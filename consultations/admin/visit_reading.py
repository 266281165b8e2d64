"""Times and visits of one request, as staff read them."""

from django.db.models import IntegerField, Value
from django.utils import timezone

from consultations.appointments import can_offer
from consultations.models import Appointment, ConsultationRequest, OfferedTime

Status = ConsultationRequest.Status
BUTTONS = {Status.TIMES_OFFERED: "Offer more times", Status.BOOKED: "Move or cancel the visit"}
THE_NEXT_STEP = {Status.IN_REVIEW, Status.WAITING}


def visit_context(request: ConsultationRequest) -> dict:
    """The coming visit, what was offered, visits that are over or cancelled, and the way to change it. One query."""
    visits, offers = _visits_and_offers(request)
    coming = next((visit for visit in visits if visit.is_coming), None)
    return {
        "visit": coming,
        "earlier": [visit for visit in visits if visit != coming],
        "open": [offer for offer in offers if _is_open(offer)],
        "offers": offers,
        "button": BUTTONS.get(request.status, "Offer times") if can_offer(request) else "",
        "is_next_step": request.status in THE_NEXT_STEP,
    }


def _visits_and_offers(request: ConsultationRequest) -> tuple[list[Appointment], list[OfferedTime]]:
    """Both in their usual orders, read together: a request has few of either, and its page asks for much else."""
    zero = Value(0, output_field=IntegerField())
    visits = request.appointments.order_by().values_list(
        "pk", "starts_at", "state", "created_at", "sequence", "minutes"
    )
    offers = request.offered_times.order_by().values_list("pk", "starts_at", "state", "offered_at", zero, zero)
    booked, offered = [], []
    for pk, starts_at, state, since, sequence, minutes in visits.union(offers, all=True):
        common = {"pk": pk, "request": request, "starts_at": starts_at, "state": state}
        if minutes:
            booked.append(Appointment(**common, created_at=since, sequence=sequence, minutes=minutes))
        else:
            offered.append(OfferedTime(**common, offered_at=since))
    booked.sort(key=lambda visit: (visit.created_at, visit.pk), reverse=True)
    return booked, sorted(offered, key=lambda offer: (offer.starts_at, offer.pk))


def _is_open(offer: OfferedTime) -> bool:
    return offer.state == OfferedTime.State.OPEN and offer.starts_at > timezone.now()
