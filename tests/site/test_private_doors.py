"""What the link of one patient opens: one request, while it stands, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import private_link
from consultations.models import ConsultationRequest, EarlierOperation, PrivateLink
from tests.samples import path_of_link
from tests.site.every_url import path_of
from tests.site.walking import READ, SEND, digests, letter_of

pytestmark = pytest.mark.django_db
PRIVATE = "request/<str:token>/"
OF_ONES_DATA = {f"{PRIVATE}{name}/" for name in ("read", "download", "letters")}


@pytest.fixture
def patient(site):
    return ConsultationRequest.objects.order_by("pk").first()


@pytest.fixture
def private_addresses(every_address):
    return {route: address for route, address in every_address.items() if route.startswith(PRIVATE)}


def token_for(request, opens: str = private_link.Opens.PAGE) -> str:
    return path_of_link(private_link.issue(request, opens)).split("/")[2]


def expired(patient) -> str:
    token = token_for(patient)
    PrivateLink.objects.filter(request=patient).update(expires_at=timezone.now() - timedelta(seconds=1))
    return token


def ended_by_a_newer_one(patient) -> str:
    token = token_for(patient)
    private_link.keep(private_link.find(token_for(patient)))
    return token


def forged(patient) -> str:
    return token_for(patient)[:-1] + "!"


def opened_by(token: str, site, wanted: dict) -> list[tuple[str, str]]:
    """What `token` opens, asked one after the other, so that what was changed would stay."""
    starts = (start for start in site.samples if start.startswith("request/"))
    samples = {start: site.samples[start] | {"token": token} for start in starts}
    paths = [(route, method, path_of(address, samples)) for route, address in wanted.items() for method in (READ, SEND)]
    answers = [(route, method, letter_of(site.sent("anonymous", method, path))) for route, method, path in paths]
    return [(route, method) for route, method, letter in answers if letter not in {"4", "5"}]


@pytest.mark.parametrize("token_of", [expired, ended_by_a_newer_one, forged])
def test_link_that_does_not_stand_opens_and_changes_nothing(site, private_addresses, patient, token_of):
    token = token_of(patient)
    before = digests()
    assert opened_by(token, site, private_addresses) == []
    assert digests() == before


def test_link_to_the_page_does_not_open_the_copy_of_ones_data(site, private_addresses, patient):
    token = token_for(patient)
    before = digests()
    wanted = {route: address for route, address in private_addresses.items() if route in OF_ONES_DATA}
    assert (opened_by(token, site, wanted), len(wanted)) == ([], 3)
    assert digests() == before


def test_link_to_ones_data_opens_nothing_else(site, private_addresses, patient):
    token = token_for(patient, private_link.Opens.DATA)
    before = digests()
    wanted = {route: each for route, each in private_addresses.items() if route not in {*OF_ONES_DATA, PRIVATE}}
    assert opened_by(token, site, wanted) == []
    assert digests() == before


def test_own_link_reaches_no_operation_of_somebody_else(site, patient):
    other = ConsultationRequest.objects.exclude(pk=patient.pk).first()
    operation = EarlierOperation.objects.get(request=patient)
    site.sent("anonymous", SEND, f"/request/{token_for(other)}/operations/{operation.pk}/remove/")
    assert EarlierOperation.objects.filter(pk=operation.pk).exists()
