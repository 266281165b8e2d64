"""Joins two requests of one person: one goes on, the other is closed and points there. Both histories stay.

Who is joined must go on nowhere itself, and so must the one that goes on. Both are held while this is looked at, the
lower number first: so nobody waits for each other, and no way leads in a circle.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from consultations import outbox, workflow
from consultations.free_times import TimeRefused, check, hold_the_calendar, taken_by
from consultations.models import ConsultationRequest, Merge, OfferedTime, OutboxMessage, RequestEvent
from consultations.workflow import NotAllowed, record
from practice_site.local_time import in_words

Status = ConsultationRequest.Status
Mail = OutboxMessage.Kind
# What a patient asked for, what a person wrote, and that a visit does not take place, is said all the same.
STILL_SENT = {*outbox.ASKED_FOR, Mail.REPLY, Mail.CANCELLED, Mail.STAFF_MENTION}
STOPS = [kind for kind in Mail.values if kind not in STILL_SENT]
CANNOT_GO_ON = {
    Status.CLOSED: "{} is closed. Open it again first, or let the other one go on.",
    Status.WITHDRAWN: "The patient took {} back. It cannot go on.",
    Status.QUARANTINED: "{} is in quarantine. Say first whether it is spam.",
}


@dataclass(frozen=True)
class Joined:
    """A request that was joined with another one, directly or by way of a third."""

    request: ConsultationRequest
    merge: Merge
    photo_count: int


@transaction.atomic
def join(
    request: ConsultationRequest, kept: ConsultationRequest, *, actor, seen: tuple[str, str] | None = None
) -> Merge:
    """Close `request` as a duplicate of `kept`, which goes on. `seen` are the states of both on the screen.

    Raises `NotAllowed`, with a sentence for staff, for one that is joined already, was changed in between, has a visit
    to come, or where `kept` cannot go on.
    """
    request, kept = _both_locked(request, kept)
    if why := why_not(request, kept):
        raise NotAllowed(why)
    if seen is not None and seen != (request.status, kept.status):
        raise NotAllowed("One of the two was changed in the meantime. Please look at them again.")
    merge = Merge(
        request=request,
        kept=kept,
        status_before=request.status,
        closed_reason_before=request.closed_reason,
        due_before=request.answer_due_at,
        offers_before=list(request.offered_times.open_now().values_list("pk", flat=True)),
        merged_by=actor,
        merged_by_name=str(actor),
    )
    workflow.close_as_duplicate(request, actor=actor)
    merge.save(force_insert=True)
    outbox.cancel_waiting(request, STOPS)
    record(request, RequestEvent.Kind.MERGED, kept.reference, actor=actor)
    record(kept, RequestEvent.Kind.MERGED, request.reference, actor=actor)
    return merge


def why_not(request: ConsultationRequest, kept: ConsultationRequest) -> str | None:
    """Why `request` cannot be closed in favour of `kept`, in words for staff; None when it can."""
    if request.pk == kept.pk:
        return "A request cannot be joined with itself."
    for each in (request, kept):
        if pointing := standing_of(each):
            return f"{each} is joined with {pointing.kept} already."
    if kept.status in CANNOT_GO_ON:
        return CANNOT_GO_ON[kept.status].format(kept)
    if request.status == Status.WITHDRAWN:
        return f"The patient took {request} back. It stays as it is."
    if visit := request.appointments.coming().first():
        return f"{request} has a visit on {in_words(visit.starts_at)}. Let it go on, or cancel the visit first."
    return None


@transaction.atomic
def separate(merge: Merge, *, actor) -> ConsultationRequest:
    """Take two requests apart again: the joined one stands as before. Returns it.

    Times that were open are open again, as far as they are still free; where none is left, it is in review. Raises
    `NotAllowed` when that was done already, or when the joined request was changed since.
    """
    request, kept = _both_locked(merge.request, merge.kept)
    merge = Merge.objects.select_for_update().filter(pk=merge.pk).first()
    if merge is None or merge.undone_at:
        raise NotAllowed(f"{request} was taken apart already.")
    workflow.undo_duplicate(
        request, merge.status_before, reason=merge.closed_reason_before, due=merge.due_before, actor=actor
    )
    if merge.status_before == Status.TIMES_OFFERED and not _open_again(request, merge.offers_before):
        workflow.follow(request, Status.IN_REVIEW, actor=actor)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    record(request, RequestEvent.Kind.SEPARATED, kept.reference, actor=actor)
    record(kept, RequestEvent.Kind.SEPARATED, request.reference, actor=actor)
    return workflow.locked(request)


def standing_of(request: ConsultationRequest) -> Merge | None:
    """How this request was joined away, if it was. One query."""
    return request.merges_away.standing().select_related("kept").first()


def goes_on_as(request: ConsultationRequest) -> ConsultationRequest:
    """The request that goes on for this one, at the end of all ways; itself when it is not joined. Few queries."""
    while workflow.is_joined(request):
        request = standing_of(request).kept
    return request


def joined_with(kept: ConsultationRequest) -> list[Joined]:
    """All requests that lead to this one, the newest first. One query, and one more for each link of a chain."""
    found, ends = [], [kept.pk]
    while ends:
        merges = Merge.objects.standing().filter(kept__in=ends).select_related("request", "kept")
        merges = list(merges.annotate(photo_count=Count("request__photos")))
        found += [Joined(merge.request, merge, merge.photo_count) for merge in merges]
        ends = [merge.request_id for merge in merges]
    return sorted(found, key=lambda joined: joined.request.created_at, reverse=True)


def older_of(one: ConsultationRequest, other: ConsultationRequest) -> ConsultationRequest:
    """Which of two goes on, unless staff choose otherwise: the older one that can."""
    able = [each for each in (one, other) if each.status not in CANNOT_GO_ON] or [one, other]
    return min(able, key=lambda each: (each.created_at, each.pk))


def _both_locked(one: ConsultationRequest, other: ConsultationRequest) -> list[ConsultationRequest]:
    held = dict.fromkeys(sorted({one.pk, other.pk}))
    for pk in held:
        held[pk] = ConsultationRequest.objects.select_for_update().filter(pk=pk).first()
    if not all(held.values()):
        raise NotAllowed("One of the two was erased in the meantime.")
    return [held[one.pk], held[other.pk]]


def _open_again(request: ConsultationRequest, numbers: list[int]) -> bool:
    """Offer again what was open, without the times that have passed or went to others. False when none is left."""
    hold_the_calendar()
    for offer in request.offered_times.filter(pk__in=numbers, state=OfferedTime.State.TAKEN_BACK):
        try:
            check(request, offer.starts_at, taken_by(request))
        except TimeRefused:
            continue
        offer.state = OfferedTime.State.OPEN
        offer.save(update_fields=["state"])
    return request.offered_times.open_now().exists()
