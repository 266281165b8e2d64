"""Finds requests by name, email, phone or reference, although the database holds none of them in the clear."""

from django.db.models import Q, QuerySet

from consultations import key_ring
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, SearchTerm
from consultations.search_terms import digest, terms_of, wanted_reference, wanted_terms

SEARCHED_FIELDS = ("full_name", "email", "phone")


def write_index(request: ConsultationRequest) -> None:
    """Make the index rows of a request anew, under the newest key."""
    key = key_ring.ring().newest
    values = [getattr(request, name) for name in SEARCHED_FIELDS]
    terms = terms_of(*("" if isinstance(value, Unreadable) else value for value in values))
    request.search_terms.all().delete()
    SearchTerm.objects.bulk_create(SearchTerm(request=request, digest=digest(term, key)) for term in sorted(terms))


def matching(requests: QuerySet, typed: str) -> QuerySet:
    """Those of `requests` that fit all that was typed. Nothing typed fits every one."""
    if not typed.strip():
        return requests
    by_terms = Q()
    for term in wanted_terms(typed):
        # While keys are being changed, some rows stand under one key and some under another.
        digests = [digest(term, key) for key in key_ring.ring().keys]
        by_terms &= Q(pk__in=SearchTerm.objects.filter(digest__in=digests).values("request"))
    return requests.filter(Q(reference=wanted_reference(typed)) | by_terms if by_terms else Q(pk=None))
