"""Finds requests by name, email, phone or reference, although the database holds none of them in the clear."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consultations import key_ring
from consultations.capped_counts import capped_counts
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, SearchTerm
from consultations.search_terms import digest, terms_of, wanted_reference, wanted_terms

SEARCHED_FIELDS = ("full_name", "email", "phone")
MOST_FOUND = 1000
MOST_LOOKED_AT = 2000  # requests with the rarest word, that are asked for the other words


def write_index(*requests: ConsultationRequest) -> None:
    """Make the index rows of these requests anew, under the newest key.

    Where a name, email or phone cannot be opened, the rows that were made when it could stay, and still find it.
    """
    key = key_ring.ring().newest
    whole = [request.pk for request in requests if _is_readable(request)]
    SearchTerm.objects.filter(request__in=whole).delete()
    SearchTerm.objects.bulk_create(
        (SearchTerm(request=request, digest=digest(term, key)) for request in requests for term in _terms(request)),
        batch_size=5000,
        ignore_conflicts=True,
    )


def write_new(requests: list[ConsultationRequest]) -> None:
    """The same for many requests that were made just now and have no rows yet, without an object for each row."""
    key, table = key_ring.ring().newest, SearchTerm._meta.db_table
    known = lru_cache(maxsize=None)(lambda term: digest(term, key))
    rows = [(request.pk, known(term)) for request in requests for term in _terms(request)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} (request_id, digest) VALUES (%s, %s)", rows)  # noqa: S608 (a name from the model)


def _is_readable(request: ConsultationRequest) -> bool:
    return not any(isinstance(getattr(request, name), Unreadable) for name in SEARCHED_FIELDS)


def _terms(request: ConsultationRequest) -> Iterable[str]:
    values = [getattr(request, name) for name in SEARCHED_FIELDS]
    return sorted(terms_of(*("" if isinstance(value, Unreadable) else value for value in values)))


def _keys() -> tuple[key_ring.Key, ...]:
    try:
        return key_ring.ring().keys
    except ImproperlyConfigured:  # references can still be looked up, and `/readyz` says what is wrong
        return ()


@dataclass(frozen=True)
class Found:
    """The newest requests that fit, by their numbers, the newest first.

    `is_more` says that others may fit as well: more than `MOST_FOUND` do, or every word is so common that only the
    newest requests were looked through.
    """

    numbers: list[int]
    is_more: bool = False


def matching(requests: QuerySet, typed: str) -> QuerySet:
    """Those of `requests` that fit all that was typed, as `find` finds them. Nothing typed fits every one."""
    return requests.filter(pk__in=find(typed).numbers) if typed.strip() else requests


def find(typed: str) -> Found:
    """The newest requests that fit all that was typed; at the same cost whatever the number of requests.

    The rarest word leads: its newest requests are looked up, and each is asked for the other words.
    """
    by_reference = list(
        ConsultationRequest.objects.filter(reference=wanted_reference(typed)).values_list("pk", flat=True)
    )
    words = [_digests(terms) for terms in dict.fromkeys(map(frozenset, wanted_terms(typed)))]
    found = _fitting(words) if words else Found([])
    numbers = sorted({*by_reference, *found.numbers}, reverse=True)
    return Found(numbers[:MOST_FOUND], found.is_more)


def _digests(terms: Iterable[str]) -> list[str]:
    # While keys are being changed, some rows stand under one key and some under another.
    return [digest(term, key) for term in terms for key in _keys()]


def _fitting(words: list[list[str]]) -> Found:
    flat = list(dict.fromkeys(value for word in words for value in word))
    lists = [SearchTerm.objects.filter(digest=value) for value in flat]
    hits = dict(zip(flat, capped_counts(lists, MOST_LOOKED_AT), strict=True))
    rarest = min(words, key=lambda word: sum(hits[value] for value in word))
    others = [word for word in words if word is not rarest]
    leading = [value for value in rarest if hits[value]]
    numbers = sorted({number for value in leading for number in _newest(value, others)}, reverse=True)
    is_cut = bool(others) and any(hits[value].is_more for value in leading)
    return Found(numbers[:MOST_FOUND], is_cut or len(numbers) > MOST_FOUND)


def _newest(leading: str, others: list[list[str]]) -> list[int]:
    """The newest requests with one digest that have one of each of the others as well. One query."""
    rows = SearchTerm.objects.filter(digest=leading).order_by("-request_id")
    if others:
        last = rows.values("request_id")[MOST_LOOKED_AT - 1 : MOST_LOOKED_AT]
        rows = rows.filter(request_id__gte=Coalesce(Subquery(last), 0))
    for number, word in enumerate(others):
        # A subquery with a limit is looked up row by row. As EXISTS, PostgreSQL may read all rows of a common word.
        fits = SearchTerm.objects.filter(request_id=OuterRef("request_id"), digest__in=word).order_by().values("pk")[:1]
        rows = rows.alias(**{f"fits_{number}": Subquery(fits)}).filter(**{f"fits_{number}__isnull": False})
    return list(rows.values_list("request_id", flat=True)[: MOST_FOUND + 1])
