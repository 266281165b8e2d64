"""The surgeon's brief: what stands on it, and that long texts are cut with a sign."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consultations import taking_back
from consultations.consent_wordings import USE
from consultations.models import Appointment, EarlierOperation, HealthAnswers
from tests.consultations.full_request import NOW, full_request
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
CUT = "“…” means: the rest stands on the page of request"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def brief(surgeon, signed_in):
    """A function that returns the words of a request's brief."""
    visitor = signed_in(surgeon)

    def words(request) -> str:
        html = visitor.get(f"/admin/consultations/consultationrequest/{request.pk}/brief/").content.decode()
        article = re.search(r"<article.*</article>", html, re.DOTALL)[0]
        return " ".join(re.sub(r"<[^>]+>", " ", article).split())

    return words


def test_brief_says_who_when_what_and_what_to_watch(brief, coordinator):
    with time_machine.travel(NOW, tick=False):
        request = full_request(coordinator, rows=2)
        said = brief(request)
    for words in (
        f"{request.reference} Zubaida Canary Adult",
        "Visit Saturday, 28 November 2026, 15:00 EST",
        "Contact Phone call. +1 212 555 0142 , canary@example.com",
        "Bridge, breathing left",
        "“I cannot breathe well at night.”",
        "Goals: “Canary goals”",
        "68 months ago First nose operation Canary work 0 March 2021",
        "Medicines: Yes. Aspirin",
        "No to: Hard to breathe, Bleeds long",
        "Not answered: Allergies, Raised scars, Anaesthesia",
        "From below",
        "Questions to ask",
    ):
        assert words in said
    assert "Canary note" not in said
    assert CUT not in said


def test_long_texts_are_cut_and_the_page_says_where_the_rest_is(brief):
    request = patient_request(story="I cannot breathe. \n" * 200, operations_count=9)
    for year in range(2010, 2019):
        EarlierOperation.objects.create(request=request, year=year, month=1, what_was_done="Long words. " * 99)
    HealthAnswers.objects.create(
        request=request, answers={"medicines": {"answer": "yes", "words": "Many. " * 99}}, goals="To be well. " * 99
    )
    said = brief(request)
    assert f"{CUT} {request.reference}." in said
    assert "5 earlier operations are left out here…" in said
    assert re.findall(r"(\w+) nose operation", said) == ["Sixth", "Seventh", "Eighth", "Ninth"]
    assert len(said) < 2500


def test_visit_that_is_over_is_not_the_one_to_come(brief):
    request = patient_request()
    Appointment.objects.create(request=request, starts_at=timezone.now() - timedelta(hours=1))
    assert "Visit No time is booked" in brief(request)


def test_request_without_answers_still_has_a_brief(brief):
    request = patient_request()
    taking_back.take_back(request, USE)
    said = brief(request)
    assert "The answers are erased." in said
    assert "Not answered yet." in said
    assert "No photo was added yet." in said
