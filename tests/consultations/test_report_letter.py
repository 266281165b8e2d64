"""The letters that ask earlier surgeons for the report: filled in, with lines for what is missing, shown once."""

import re

import pytest
from django.utils.html import strip_tags

from consultations import private_link
from consultations.models import EarlierOperation
from consultations.private_link import Opens
from practice_site.models import Practice
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    return patient_request(full_name="Ada Example")


def add(patient, **fields) -> EarlierOperation:
    return EarlierOperation.objects.create(request=patient, **({"year": 2019} | fields))


def data_path(patient) -> str:
    return path_of_link(private_link.issue(patient, Opens.DATA))


def letters_on(html: str) -> list[str]:
    letters = re.findall(r'<article class="letter".*?</article>', html, re.DOTALL)
    return [re.sub(r"\s+", " ", strip_tags(letter.replace("<br>", "\n"))) for letter in letters]


def test_each_operation_gets_a_letter_filled_in_for_its_surgeon(client, patient):
    Practice.objects.create(
        pk=1, surgeon="Dr. Sample", street_address="2 Sample Street", state="NY", postal_code="10001"
    )
    add(patient, month=3, surgeon="First Clinic", surgeon_address="1 First Road\nFirst City")
    add(patient, year=2021, surgeon="Second Clinic")
    first, second = letters_on(client.post(data_path(patient) + "letters/").content.decode())
    for words in (
        "First Clinic 1 First Road First City",
        "an operation on my nose with you in March 2019",
        "Name: Ada Example",
        "another copy to Dr. Sample, 2 Sample Street, New York, NY 10001",
        "to ada@example.com",
    ):
        assert words in first
    assert "Second Clinic Address" in second  # a line to write the address on
    assert "with you in 2021" in second


def test_letter_without_a_surgeon_has_a_line_for_the_name(client, patient):
    add(patient)
    (letter,) = letters_on(client.post(data_path(patient) + "letters/").content.decode())
    assert "To Address" in letter


def test_letters_are_shown_once(client, patient):
    add(patient)
    path = data_path(patient)
    assert "Show my letters" in client.get(path).content.decode()
    assert client.post(path + "letters/").status_code == 200
    again = client.post(path + "letters/")
    assert (again.status_code, "has ended" in again.content.decode()) == (404, True)
    assert patient.events.filter(kind="data_opened").count() == 1


def test_letters_are_not_offered_without_an_operation_nor_opened_by_the_link_to_the_page(client, patient):
    assert "Show my letters" not in client.get(data_path(patient)).content.decode()
    assert client.post(path_of_link(private_link.issue(patient)) + "letters/").status_code == 404
