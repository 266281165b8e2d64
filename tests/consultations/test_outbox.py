"""Mails to patients and staff leave, wait when the server is away, and never hold up a request."""

import email
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
import time_machine
from django.core.management import call_command

from consultations import intake, outbox
from consultations.health import outbox_age, worker_age
from consultations.models import OutboxMessage
from practice_site.mail_queue import PAUSES
from practice_site.models import Heartbeat, Practice, StaffAccount
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": None}


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


@pytest.fixture
def request_of_a_patient():
    return intake.record_request(CLEANED, intake.new_form_token())


def states():
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_local_mails_land_as_files_that_a_mail_program_opens(mail_folder, request_of_a_patient):
    Practice.objects.create(email="office@example.com")
    assert outbox.send_due() == 2
    files = sorted(mail_folder.glob("*.eml"))
    mails = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert {mail["To"] for mail in mails} == {"ada@example.com", "office@example.com"}
    to_patient = next(mail for mail in mails if mail["To"] == "ada@example.com")
    assert to_patient["Subject"] == f"We have your request, {request_of_a_patient.reference}"
    assert to_patient["Reply-To"] == "office@example.com"
    parts = [to_patient.get_body((kind,)).get_content() for kind in ("plain", "html")]
    assert all(request_of_a_patient.reference in part for part in parts)
    assert states() == ["sent", "sent"]


def test_sent_mails_are_events_of_the_request(mail_folder, request_of_a_patient):
    outbox.send_due()
    details = list(request_of_a_patient.events.filter(kind="mail_sent").values_list("detail", flat=True))
    assert details == ["We have your request", "New request, to staff"]


def test_mail_goes_through_a_real_server_with_a_stable_message_id(smtp, request_of_a_patient):
    server = smtp()
    assert outbox.send_due() == 2
    first = OutboxMessage.objects.earliest("pk")
    assert f"Message-ID: <{request_of_a_patient.reference}-received-{first.pk}@localhost>" in server.mails[0].decode()


def test_staff_mail_goes_to_those_who_may_answer_while_the_practice_has_no_address(mail_folder, request_of_a_patient):
    StaffAccount.objects.create_superuser("sam@example.com", "a long passphrase", full_name="Sam")
    StaffAccount.objects.create_user("editor@example.com", "a long passphrase", full_name="Only writes pages")
    StaffAccount.objects.create_superuser("gone@example.com", "a long passphrase", full_name="Left", is_active=False)
    assert outbox.staff_addresses() == ["sam@example.com"]


def test_server_that_is_away_is_tried_again_with_growing_pauses_until_given_up(settings, request_of_a_patient):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    OutboxMessage.objects.filter(kind="staff-new").delete()
    now, waits = request_of_a_patient.created_at + timedelta(seconds=1), []
    for _ in range(len(PAUSES)):
        with time_machine.travel(now, tick=False):
            outbox.send_due()
            due_at = OutboxMessage.objects.get().due_at
        waits.append(due_at - now)
        now = due_at
    assert waits == PAUSES
    with time_machine.travel(now, tick=False):
        outbox.send_due()
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_problem) == (
        "failed",
        "The mail server did not answer (ConnectionRefusedError).",
    )
    assert request_of_a_patient.events.get(kind="mail_failed").detail == "We have your request"
    assert outbox_age() == "Mail needs a person: see Mails in the staff pages."


def test_worker_killed_while_sending_leaves_the_mail_unclear_not_sent_again(mail_folder, request_of_a_patient):
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    OutboxMessage.objects.update(state="sending", claimed_at=long_ago)
    assert outbox.send_due() == 0
    assert states() == ["unclear", "unclear"]
    outbox.send_again(OutboxMessage.objects.earliest("pk"))
    assert outbox.send_due() == 1


def test_worker_shows_that_it_lives_and_once_sends_what_is_due(mail_folder, request_of_a_patient, capsys):
    assert worker_age() == "The worker has never run."
    call_command("run_worker", once=True)
    assert capsys.readouterr().out == "2 mails sent\n"
    assert (worker_age(), outbox_age()) == (None, None)
    Heartbeat.objects.update(beat_at=datetime.now(UTC) - timedelta(minutes=9))
    assert worker_age() == "The worker has been silent for 9 minutes."


def test_mails_that_wait_too_long_are_a_reason_not_to_be_ready(client, request_of_a_patient):
    OutboxMessage.objects.update(created_at=datetime.now(UTC) - timedelta(hours=1))
    Heartbeat.objects.beat("worker")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "problems": {"outbox": "Mail has waited for more than 30 minutes."},
        "warnings": {},
    }
