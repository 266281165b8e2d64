"""Tells which requests may be of one person, although the database holds neither name nor number in the clear.

A sign is a digest under the secret of the ring that outlives every key. That two requests share one is shown to staff;
nothing follows from it by itself. The form asks for no year of birth, so a name counts only with the year of the last
operation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from consultations import key_ring
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, DuplicateSign, Merge
from consultations.search_terms import folded, national_number, words_of
from practice_site.worker import Job, register_job

Kind = DuplicateSign.Kind
MOST_SHOWN = 5  # other requests beside one; a telephone that a whole clinic uses fits hundreds
BATCH = 500
SECONDS_BETWEEN_BATCHES = 2
MADE_OF = {
    Kind.EMAIL: ("email",),
    Kind.PHONE: ("phone",),
    Kind.NAME_AND_YEAR: ("full_name", "last_operation_year"),
}
SIGN_FIELDS = tuple(name for names in MADE_OF.values() for name in names)
# What joins into a sentence: “Same email and phone as …”.
WORDS = {Kind.EMAIL: "email", Kind.PHONE: "phone", Kind.NAME_AND_YEAR: "name and year"}


def write_signs(*requests: ConsultationRequest) -> None:
    """Make the signs of these requests anew. One that rests on something unreadable stays as it was."""
    readable = [(request, kind) for request in requests for kind in Kind if _is_readable(request, kind)]
    texts = {(request, kind): _text_of(request, kind) for request, kind in readable}
    for kind in Kind:
        without = [request.pk for (request, each), text in texts.items() if each == kind and not text]
        if without:
            DuplicateSign.objects.filter(kind=kind, request__in=without).delete()
    DuplicateSign.objects.bulk_create(
        (
            DuplicateSign(request=request, kind=kind, digest=_digest(kind, text))
            for (request, kind), text in texts.items()
            if text
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["request", "kind"],
        update_fields=["digest"],
    )


def forget_answers(request: ConsultationRequest) -> None:
    """The answers of a request are erased: no sign may say any more what they were."""
    DuplicateSign.objects.filter(request=request, kind=Kind.NAME_AND_YEAR).delete()


def signs_shared(requests: Iterable[ConsultationRequest]) -> dict[int, list[tuple[str, str, int]]]:
    """What may be of the same person: {pk: [(label, reference of the other, its pk), …]}, newest first, at most five.

    The label is for people, such as “Same email and phone”. Requests that are joined with another one are left out on
    both sides. Two queries, whatever the number of requests.
    """
    own = DuplicateSign.objects.filter(~_is_joined("request"), request__in=[request.pk for request in requests])
    by_request = defaultdict(set)
    for request_pk, kind, digest in own.values_list("request", "kind", "digest"):
        by_request[request_pk].add((kind, digest))
    others = _others({digest for signs in by_request.values() for _, digest in signs})
    return {pk: found for pk, signs in by_request.items() if (found := _found(pk, signs, others))}


def signs_shared_with(request: ConsultationRequest) -> list[tuple[str, str, int]]:
    """The same for one request alone. One query."""
    own = DuplicateSign.objects.filter(~_is_joined("request"), request=request)
    signs, others = set(), defaultdict(list)
    for digest, kind, pk, reference in _bearers(own.values("digest")).values_list(*BEARER):
        signs.add((kind, digest))
        others[digest].append((pk, reference))
    return _found(request.pk, signs, others)


BEARER = ("digest", "kind", "request", "request__reference")


def _others(digests: set[str]) -> dict[str, list[tuple[int, str]]]:
    if not digests:
        return {}
    found = defaultdict(list)
    for digest, _, pk, reference in _bearers(digests).values_list(*BEARER):
        found[digest].append((pk, reference))
    return found


def _bearers(digests) -> QuerySet:
    """For each digest the newest requests that bear it, one more than are shown: it may be the one that asks."""
    newest = Window(RowNumber(), partition_by=F("digest"), order_by=F("request").desc())
    rows = DuplicateSign.objects.filter(~_is_joined("request"), digest__in=digests)
    return rows.annotate(place=newest).filter(place__lte=MOST_SHOWN + 1).order_by("digest", "-request")


def _found(pk: int, signs: set, others: dict) -> list[tuple[str, str, int]]:
    shared = defaultdict(list)
    for kind, digest in sorted(signs, key=lambda sign: list(Kind).index(Kind(sign[0]))):
        for other in others.get(digest, []):
            if other[0] != pk:
                shared[other].append(WORDS[Kind(kind)])
    newest = sorted(shared, reverse=True)[:MOST_SHOWN]
    return [(f"Same {_in_words(shared[other])}", other[1], other[0]) for other in newest]


def _in_words(parts: Sequence[str]) -> str:
    """“email”, “email and phone”, “email, phone, name and year”."""
    if "name and year" in parts:
        return ", ".join(parts)
    return " and ".join(parts)


def _is_joined(field: str) -> Exists:
    return Exists(Merge.objects.standing().filter(request=OuterRef(field)))


def _is_readable(request: ConsultationRequest, kind: str) -> bool:
    return not any(isinstance(getattr(request, name), Unreadable) for name in MADE_OF[kind])


def _text_of(request: ConsultationRequest, kind: str) -> str:
    """What the digest is made of; blank when there is nothing to compare."""
    if kind == Kind.EMAIL:
        return folded(request.email)
    if kind == Kind.PHONE:
        return national_number(request.phone)
    words, year = sorted(words_of(request.full_name)), request.last_operation_year
    return f"{' '.join(words)} {year}" if words and year else ""


def _digest(kind: str, text: str) -> str:
    return key_ring.ring().digest(f"duplicate {kind}", text)


class Backlog:
    """Gives requests from before there were signs theirs, a batch at each turn, and then costs nothing more.

    What was done is told by the signs themselves, so that a worker that is started anew goes on.
    """

    def __init__(self):
        self.last, self.is_done = 0, False

    def run(self) -> str | None:
        """Write the signs of the next batch. Returns a line when there was one."""
        count = 0 if self.is_done else self._write_batch()
        self.is_done = count == 0
        return f"{count} {'request was' if count == 1 else 'requests were'} compared with the others" if count else None

    @transaction.atomic
    def _write_batch(self) -> int:
        has_signs = Exists(DuplicateSign.objects.filter(request=OuterRef("pk")))
        older = ConsultationRequest.objects.select_for_update().filter(~has_signs, pk__gt=self.last).order_by("pk")
        batch = list(older[:BATCH])
        write_signs(*batch)
        self.last = batch[-1].pk if batch else self.last
        return len(batch)


def register() -> None:
    """The worker works off the backlog."""
    register_job(Job("signs of the same person", Backlog().run, every_seconds=SECONDS_BETWEEN_BATCHES))
