"""Who is written to and when; and that the link of a mail stands in that mail only."""

import hashlib
import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection

from consultations import consents, outbox, private_link
from consultations.mail_words import OURS
from consultations.models import MailText, OutboxMessage, PrivateLink
from practice_site.models import Practice
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
Kind, State = OutboxMessage.Kind, OutboxMessage.State
TO = "ada@example.com"
NAMED = {
    Kind.TIMES_OFFERED: {"times": "- Monday, 10:00 am"},
    **{kind: {"when": "Monday, 10:00 am"} for kind in (Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.REMINDER)},
}
TO_PATIENTS = [kind for kind in Kind if not kind.startswith("staff")]
PAGE_KINDS = [kind for kind in TO_PATIENTS if kind not in {Kind.DATA_LINK, Kind.WITHDRAWN}]
ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Visit, Zoë\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


@pytest.fixture
def patient(folder):
    request = patient_request()
    request.mails.all().delete()
    return request


def write(kind, request, **more):
    return outbox.write(kind, request, to=TO, **NAMED.get(kind, {}) | more)


def sent(folder):
    """The one mail that was sent."""
    (file,) = folder.glob("*.eml")
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def texts(mail) -> list[str]:
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_mail_brings_a_new_link_to_the_page_that_no_stored_row_holds(patient, folder, kind):
    message = write(kind, patient)
    assert (message.body.count("{link}"), PrivateLink.objects.count()) == (1, 0)
    assert outbox.send_due() == 1
    found = {address for text in texts(sent(folder)) for address in re.findall(r"http://[^\s\"<]+", text)}
    (address,) = found
    token = address.rstrip("/").rpartition("/")[2]
    link = private_link.find(token)
    assert (link.request, link.opens) == (patient, "page")
    assert link.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in OutboxMessage.objects.get().body


def test_mail_with_the_data_link_opens_the_data_for_minutes_only(patient, folder):
    write(Kind.DATA_LINK, patient)
    outbox.send_due()
    link = PrivateLink.objects.get()
    assert link.opens == "data"
    assert link.expires_at - link.created_at < timedelta(minutes=16)
    assert texts(sent(folder))[1].count("Open my data") == 1


def test_data_link_that_could_not_leave_within_the_hour_is_not_sent_any_more(patient, folder):
    message = write(Kind.DATA_LINK, patient)
    with time_machine.travel(message.created_at + timedelta(minutes=61)):
        assert outbox.send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.last_problem) == ("cancelled", "It waited too long for a link that ends soon.")
    assert patient.events.get(kind="mail_failed").detail == Kind.DATA_LINK.label
    assert (list(folder.iterdir()), PrivateLink.objects.count()) == ([], 0)


def test_mail_that_finds_no_server_has_made_no_link(patient, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    write(Kind.RECEIVED, patient)
    outbox.send_due()
    assert (OutboxMessage.objects.get().state, PrivateLink.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize("kind", [Kind.STAFF_NEW, Kind.STAFF_CORRECTED, Kind.STAFF_NEWS])
def test_staff_get_the_address_of_the_request_and_no_link_of_the_patient(patient, folder, kind):
    Practice.objects.create(email="office@example.com")
    outbox.write(kind, patient)
    outbox.send_due()
    mail, address = sent(folder), f"/admin/consultations/consultationrequest/{patient.pk}/change/"
    assert (mail["To"], mail["Reply-To"]) == ("office@example.com", None)
    assert all(address in text and "Ada" not in text for text in texts(mail))
    assert PrivateLink.objects.count() == 0


def test_calendar_entry_goes_along_as_a_file_that_says_its_method(patient, folder):
    write(Kind.BOOKED, patient, calendar=ENTRY)
    outbox.send_due()
    (file,) = sent(folder).iter_attachments()
    assert (file.get_content_type(), file.get_param("method"), file.get_filename()) == (
        *("text/calendar", "REQUEST"),
        "appointment.ics",
    )
    assert file.get_payload(decode=True).decode() == ENTRY


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_patient_who_took_back_the_contact_gets_only_what_they_asked_for(patient, kind):
    consents.withdraw(patient, "contact")
    is_asked_for = kind in {Kind.WITHDRAWN, Kind.DATA_LINK, Kind.NEW_LINK}
    assert (write(kind, patient) is not None) == is_asked_for
    assert OutboxMessage.objects.count() == is_asked_for
    assert outbox.write(Kind.STAFF_NEWS, patient) is not None


def test_patient_who_agreed_once_more_is_written_to_again(patient):
    consents.withdraw(patient, "contact")
    consents.give(patient, "contact")
    assert write(Kind.REMINDER, patient) is not None


def test_taking_back_another_consent_stops_no_mail(patient):
    consents.withdraw(patient, "use")
    assert write(Kind.REMINDER, patient) is not None


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_nobody_in_quarantine_is_written_to(patient, kind):
    patient.status = "quarantined"
    assert write(kind, patient) is None
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda request: consents.withdraw(request, "contact"), "The consent to be contacted was taken back."),
        (lambda request: type(request).objects.update(status="quarantined"), "The request is in quarantine."),
    ],
)
def test_rule_is_looked_at_once_more_before_a_mail_leaves(patient, folder, change, reason):
    write(Kind.REMINDER, patient)
    change(patient)
    assert outbox.send_due() == 0
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_problem) == ("cancelled", reason)
    assert list(folder.iterdir()) == []


def test_waiting_mails_can_be_called_back_by_kind_or_all(patient):
    other = patient_request()
    for kind in (Kind.REMINDER, Kind.BOOKED, Kind.RECEIVED):
        write(kind, patient)
    patient.mails.filter(kind=Kind.RECEIVED).update(state=State.SENT)
    assert outbox.cancel_waiting(patient, [Kind.REMINDER]) == 1
    assert outbox.cancel_waiting(patient) == 1
    states = dict(patient.mails.values_list("kind", "state"))
    assert states == {"reminder": "cancelled", "booked": "cancelled", "received": "sent"}
    assert set(other.mails.values_list("state", flat=True)) == {"waiting"}


def test_mail_that_cannot_be_read_any_more_waits_for_a_person(patient, folder):
    write(Kind.REMINDER, patient)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_outboxmessage SET body = %s", [b"\x01 spoiled"])
    assert outbox.send_due() == 0
    message = OutboxMessage.objects.get()
    assert (message.state, message.last_problem) == ("failed", "What was stored of this mail cannot be read.")
    assert list(folder.iterdir()) == []


def test_words_of_staff_are_sent_in_place_of_ours(patient, folder):
    MailText.objects.create(
        kind=Kind.RECEIVED, subject="Hello, {reference}", body="# Hi\n\nCome in: {link}\n\nCall {phone}."
    )
    write(Kind.RECEIVED, patient)
    outbox.send_due()
    mail = sent(folder)
    assert mail["Subject"] == f"Hello, {patient.reference}"
    assert re.fullmatch(r"Hi\n\nCome in: http://\S+\n?", texts(mail)[0])
    assert "<h1>Hi</h1>" in texts(mail)[1]


def test_text_that_staff_stored_against_the_rules_never_stops_a_request():
    MailText.objects.create(kind=Kind.RECEIVED, subject="{what}", body="{nothing} of {this} works {")
    request = patient_request()
    assert request.mails.get(kind="received").subject == OURS[Kind.RECEIVED].subject.format(reference=request.reference)
