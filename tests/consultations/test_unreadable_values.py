"""What cannot be opened is named as such and takes no screen, no correction and no mail down."""

import re

import pytest

from consultations import intake, outbox, workflow
from consultations.models import (
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    OutboxMessage,
)
from tests.consultations.sealed_rows import encrypted, fresh, raw, spoil
from tests.samples import ANSWERS, patient_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}


@pytest.fixture
def unreadable_request(coordinator) -> ConsultationRequest:
    """A request with everything that can belong to one, none of which can be opened."""
    token = intake.new_form_token()
    request = intake.record_request(CLEANED, token)
    intake.record_request(CLEANED | {"story": "Corrected", "concerns": ["tip"]}, token)
    note = workflow.add_note(request, "A note", author=coordinator)
    operation = EarlierOperation.objects.create(request=request, year=2019, month=3, report="have")
    health = HealthAnswers.objects.create(request=request, answers={"smoking": {"answer": "no", "words": ""}})
    for row in [request, note, operation, health, *request.mails.all(), *request.events.all()]:
        spoil(row)
    return request


def words_on(visitor, path: str) -> str:
    """What the main part of a screen says, with one space between any two words."""
    main = re.search(r"<main.*</main>", visitor.get(path).content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_screens_stay_up_and_say_what_is_unreadable(administrator, signed_in, unreadable_request):
    patient_request(full_name="Readable Caller", email="readable@example.com")
    visitor = signed_in(administrator)
    words = words_on(visitor, REQUESTS)
    assert f"unreadable {unreadable_request.reference}" in words
    assert "Readable Caller" in words
    words = words_on(visitor, f"{REQUESTS}{unreadable_request.pk}/change/")
    for part in (
        f"{unreadable_request.reference} , received",
        "What this patient hopes for unreadable",
        "“unreadable” The patient’s own words.",
        "Nose operations so far unreadable",
        "Year of the last one unreadable",
        "? when is not known Nose operation “unreadable” unreadable , unreadable . Report: “unreadable”. unreadable",
        "All answers unreadable",
        "All answers, before unreadable",
        "Only staff see these. They are never part of a mail. unreadable",
    ):
        assert part in words
    assert "No area was chosen" not in words
    assert f"unreadable {unreadable_request.reference}" in words_on(visitor, "/admin/")
    mail = unreadable_request.mails.first()
    assert f"{unreadable_request.reference} To unreadable" in words_on(visitor, MAILS)
    assert "Text of the mail unreadable" in words_on(visitor, f"{MAILS}{mail.pk}/change/")


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("brief", "Surgeon’s brief, {} unreadable Adult, comes from unreadable"),
        ("photos", "{}"),
        ("owner", "{} , now with nobody"),
    ],
)
def test_further_screens_of_an_unreadable_request_stay_up(administrator, signed_in, unreadable_request, screen, words):
    said = words_on(signed_in(administrator), f"{REQUESTS}{unreadable_request.pk}/{screen}/")
    assert words.format(unreadable_request.reference) in said


def test_note_and_state_can_be_added_to_what_is_unreadable(coordinator, signed_in, unreadable_request):
    before = {name: raw(unreadable_request, name) for name in encrypted(ConsultationRequest)}
    sent = {"_status": "in_review", "seen_status": "new", "note": "Ask again."}
    path = f"{REQUESTS}{unreadable_request.pk}/change/"
    html = signed_in(coordinator).post(path, sent, follow=True).content.decode()
    assert "Ask again." in html
    assert fresh(unreadable_request).status == "in_review"
    assert {name: raw(unreadable_request, name) for name in encrypted(ConsultationRequest)} == before


def test_correction_of_unreadable_answers_is_taken(coordinator, signed_in):
    token = intake.new_form_token()
    request = intake.record_request(CLEANED, token)
    spoil(request)
    intake.record_request(CLEANED | {"full_name": "Ada Again"}, token)
    words = words_on(signed_in(coordinator), f"{REQUESTS}{request.pk}/change/")
    assert "Ada Again" in words
    assert "What bothers you, before unreadable" in words


def test_mail_that_cannot_be_opened_is_given_up(settings, tmp_path, unreadable_request):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assert outbox.send_due() == 0
    told = set(OutboxMessage.objects.values_list("state", "last_problem"))
    assert told == {("failed", "What was stored of this mail cannot be read.")}
    assert not (tmp_path / "mail").exists()
