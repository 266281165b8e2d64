"""Mail through a real server: `EMAIL_URL`, the worker as a process, sign-in and encryption on the line."""

import email
import re
from email import policy
from hashlib import sha256

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from consultations.health_words import health_words_in
from tests.site.running import free_port, manage
from tests.site.tls import certificate

CANARIES = ["Zubaida", "Canary", "warble", "Zzyzx", "Sundays"]
STORE = """
from consultations import intake, key_ring, outbox
from consultations.models import OutboxMessage
from tests.samples import ANSWERS

key_ring.create_if_missing()
request = intake.record_request(ANSWERS | {
    "full_name": "Zubaida Canary", "story": "It will warble at night.", "travelling_from": "Zzyzx",
    "best_time": "Sundays", "operations_count": 1, "last_operation_year": 2019,
}, intake.new_form_token())
entry = "BEGIN:VCALENDAR\\r\\nMETHOD:REQUEST\\r\\nEND:VCALENDAR\\r\\n"
outbox.write(OutboxMessage.Kind.BOOKED, request, to=request.email, calendar=entry, when="Monday, 10:00 am")
"""
DUE_AT_ONCE = """
from django.utils import timezone
from consultations.models import OutboxMessage
OutboxMessage.objects.update(due_at=timezone.now())
"""
USER, PASSWORD = "me@example.com", "a p@ss: word"
URL = "smtp://me%40example.com:a%20p%40ss%3A%20word@127.0.0.1:{port}/?tls=1"


class Mailbox:
    """Keeps what the server takes, and who brought it over which line."""

    def __init__(self):
        self.mails, self.sessions = [], []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        self.sessions.append((session.authenticated, session.ssl is not None))
        return "250 taken"


def knows(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))


def work(data_dir, port: int, **variables):
    done = manage("run_worker", "--once", DATA_DIR=data_dir, EMAIL_URL=URL.format(port=port), **variables)
    assert done.returncode == 0, done.stderr
    return done


def everything_in(folder) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site's data with one request of a patient, who is to get two mails; nobody works with it yet."""
    folder = tmp_path_factory.mktemp("site")
    for command, given in (("migrate", ""), ("shell", STORE)):
        done = manage(command, given=given, DATA_DIR=folder / "data")
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def server(folder):
    """A mail server that takes mail only from those it knows, and only over an encrypted line."""
    options = {"require_starttls": True, "tls_context": certificate(folder)}
    options |= {"authenticator": knows, "auth_required": True}
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture(scope="module")
def outcomes(folder, server):
    """What the worker says: to a server that nobody vouches for, once that is mended, and after all is done."""
    trust = {"SSL_CERT_FILE": folder / "cert.pem"}
    said = [work(folder / "data", server.port).stdout]
    mails_before = len(server.handler.mails)
    manage("shell", given=DUE_AT_ONCE, DATA_DIR=folder / "data")
    said += [work(folder / "data", server.port, **trust).stdout for _ in range(2)]
    return mails_before, said


@pytest.fixture
def mails(server, outcomes):
    return server.handler.mails


def test_server_that_nobody_vouches_for_gets_no_mail(outcomes):
    mails_before, said = outcomes
    assert (mails_before, "mails sent" in said[0]) == (0, False)


def test_worker_signs_in_over_an_encrypted_line_and_hands_over_each_mail_once(folder, server, outcomes, mails):
    assert ["2 mails sent" in said for said in outcomes[1]] == [False, True, False]
    assert server.handler.sessions == [(True, True)] * 2
    assert [mail["To"] for mail in mails] == ["ada@example.com"] * 2
    assert not (folder / "data" / "mail").exists()


def test_both_parts_arrive_with_a_neutral_subject_and_no_word_of_the_patient(mails):
    for mail in mails:
        parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
        visible = [mail["Subject"], parts[0], re.sub(r"<style>.*?</style>|<[^>]+>", " ", parts[1], flags=re.DOTALL)]
        assert re.fullmatch(r"[A-Za-z ]+, [0-9A-Z]{4}-[0-9A-Z]{4}", mail["Subject"])
        assert [health_words_in(text.replace("http://", "")) for text in visible] == [[], [], []]
        assert [word for word in CANARIES if word.lower() in mail.as_string().lower()] == []
        assert mail["Auto-Submitted"] == "auto-generated"


def test_calendar_entry_arrives_as_a_file(mails):
    files = [file.get_filename() for mail in mails for file in mail.iter_attachments()]
    assert files == ["appointment.ics"]


def test_link_of_each_mail_is_its_own_and_lies_nowhere_in_the_data(folder, mails):
    stored, tokens = everything_in(folder / "data"), set()
    for mail in mails:
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        (token,) = re.findall(r"/request/([^/\s]+)/", text)
        assert html.count(f"/request/{token}/") == 3
        assert token.encode() not in stored
        assert token.partition(".")[0].encode() not in stored
        assert sha256(token.encode()).hexdigest().encode() in stored
        tokens.add(token)
    assert len(tokens) == 2
    assert not [word for word in CANARIES if word.encode() in stored]
