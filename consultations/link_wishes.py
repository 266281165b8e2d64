"""Asking for a new link by reference and email. The answer is the same whether they fit; the worker looks later."""

from django.db import transaction

from consultations import limits, outbox, private_link
from consultations.models import ConsultationRequest, LinkWish, OutboxMessage
from consultations.reference import as_typed
from consultations.search_terms import folded
from practice_site.worker import Job, register_job

SECONDS_BETWEEN_LOOKS = 2


def wish(reference: str, email: str) -> None:
    """Note the wish. Costs the same for a request that exists and for one that does not."""
    LinkWish.objects.create(wished_reference=reference, email=email)


def answer_waiting() -> int:
    """Write a mail with a new link for every wish that fits. Returns how many were written; every wish is gone then."""
    return sum(_answer(pk) for pk in LinkWish.objects.values_list("pk", flat=True)[:100])


@transaction.atomic
def _answer(pk: int) -> bool:
    asked = LinkWish.objects.select_for_update().filter(pk=pk).first()
    if asked is None:
        return False
    request = ConsultationRequest.objects.filter(reference=as_typed(asked.wished_reference)).first()
    asked.delete()
    if request is None or not request.email or folded(request.email) != folded(asked.email):
        return False
    # Nobody can fill the patient's mail box, whatever they know.
    if limits.is_flood(limits.NEW_LINKS, limits.count(limits.NEW_LINKS, request.reference)):
        return False
    outbox.write(OutboxMessage.Kind.NEW_LINK, request, to=request.email)
    return True


def register() -> None:
    register_job(Job("new links", lambda: _in_a_line(answer_waiting()), every_seconds=SECONDS_BETWEEN_LOOKS))
    register_job(Job("links that are over", _delete_expired, every_seconds=3600))


def _in_a_line(count: int) -> str | None:
    return f"{count} new {'link' if count == 1 else 'links'} on the way" if count else None


def _delete_expired() -> None:
    private_link.delete_expired()
