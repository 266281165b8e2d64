"""Mails leave once, wait when the server is away, and never hold up a request."""

import email
import socket
import threading
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
import time_machine
from django.core.management import call_command

from consultations import intake, outbox
from consultations.health import outbox_age, worker_age
from consultations.models import OutboxMessage
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


class SmtpServer(threading.Thread):
    """A real server on a real socket that speaks as much SMTP as a test needs; `answers` overrides replies by verb."""

    def __init__(self, answers=None, hang_up_after=""):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.answers = {"DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"} | (answers or {})
        self.hang_up_after = hang_up_after
        self.mails = []

    def run(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as stream:
                self._speak(stream)

    def _speak(self, stream):
        self._say(stream, "220 ready")
        while command := stream.readline().decode().strip():
            verb = command.split()[0].upper()
            self._say(stream, self.answers.get(verb, "250 fine"))
            if verb == "DATA" and self.answers["DATA"].startswith("354"):
                lines = []
                while (text := stream.readline()) not in {b".\r\n", b""}:
                    lines.append(text)
                self.mails.append(b"".join(lines))
                if self.hang_up_after == "DATA":
                    return
                self._say(stream, self.answers["."])
            if verb == "QUIT":
                return

    def _say(self, stream, words):
        stream.write(words.encode() + b"\r\n")
        stream.flush()


@pytest.fixture
def smtp(settings):
    servers = []

    def start(**options):
        server = SmtpServer(**options)
        server.start()
        servers.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        return server

    yield start
    for server in servers:
        server.socket.close()


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


def test_nothing_is_sent_twice(mail_folder, request_of_a_patient):
    assert [outbox.send_due(), outbox.send_due()] == [2, 0]
    assert len(list(mail_folder.iterdir())) == 2


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
    for _ in range(len(outbox.PAUSES)):
        with time_machine.travel(now, tick=False):
            outbox.send_due()
            due_at = OutboxMessage.objects.get().due_at
        waits.append(due_at - now)
        now = due_at
    assert waits == outbox.PAUSES
    with time_machine.travel(now, tick=False):
        outbox.send_due()
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_problem) == (
        "failed",
        "The mail server did not answer (ConnectionRefusedError).",
    )
    assert request_of_a_patient.events.get(kind="mail_failed").detail == "We have your request"
    assert outbox_age() == "Mail needs a person: see Mails in the staff pages."


def test_refused_mail_is_tried_again_because_it_certainly_did_not_arrive(smtp, request_of_a_patient):
    server = smtp(answers={"RCPT": "450 later"})
    outbox.send_due()
    assert (server.mails, states()) == ([], ["waiting", "waiting"])


def test_line_that_breaks_after_the_mail_was_handed_over_is_left_to_a_person(smtp, request_of_a_patient):
    server = smtp(hang_up_after="DATA")
    outbox.send_due()
    outbox.send_due()
    assert (len(server.mails), states()) == (2, ["unclear", "unclear"])


def test_worker_killed_while_sending_leaves_the_mail_unclear_not_sent_again(mail_folder, request_of_a_patient):
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    OutboxMessage.objects.update(state="sending", claimed_at=long_ago)
    assert outbox.send_due() == 0
    assert states() == ["unclear", "unclear"]
    outbox.send_again(OutboxMessage.objects.earliest("pk"))
    assert outbox.send_due() == 1


def test_mail_claimed_by_another_worker_is_left_alone(mail_folder, request_of_a_patient):
    first = OutboxMessage.objects.earliest("pk")
    assert outbox._claim(first.pk) is not None
    assert outbox._claim(first.pk) is None


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
