"""Finds requests by name, email, phone or reference, although the database holds none of them in the clear."""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet

from consultations import key_ring
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, SearchTerm
from consultations.search_terms import digest, terms_of, wanted_reference, wanted_terms

SEARCHED_FIELDS = ("full_name", "email", "phone")


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


def matching(requests: QuerySet, typed: str) -> QuerySet:
    """Those of `requests` that fit all that was typed. Nothing typed fits every one."""
    if not typed.strip():
        return requests
    by_terms = Q()
    for terms in wanted_terms(typed):
        # While keys are being changed, some rows stand under one key and some under another.
        digests = [digest(term, key) for term in terms for key in _keys()]
        by_terms &= Q(pk__in=SearchTerm.objects.filter(digest__in=digests).values("request"))
    return requests.filter(Q(reference=wanted_reference(typed)) | by_terms if by_terms else Q(pk=None))
