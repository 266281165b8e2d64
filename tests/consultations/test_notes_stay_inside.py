"""No note of staff reaches a patient: not by any mail, calendar entry, page, copy of the data, letter or template."""

import ast
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

import consultations
from consultations import answering, appointments, mail_texts, outbox, patient_history, private_link, workflow
from consultations.models import OutboxMessage, ReplyTemplate
from consultations.private_link import Opens
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
NOTE = "zznoteword"
ROOM = Path(consultations.__file__).parent
# What writes to patients or draws what they read. None of it may know of notes.
OUTWARD = ["outbox", "mail_*", "private_*", "private_sections/*", "private_views/*", "visit_mails", "visit_reminders"]
OUTWARD += ["calendar_entry", "report_letter", "reply_texts", "starter_replies", "own_data_file", "own_data_json"]


@pytest.fixture
def patient(coordinator):
    """A request with notes before, between and after everything that is told to the patient."""
    request = patient_request(contact_by="phone", phone="+1 212 555 0142")
    workflow.add_note(request, f"{NOTE} first", author=coordinator)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    patient_history.add_operation(request, {"year": 2019, "surgeon": "Dr. Who", "report": "can_get"})
    visit = appointments.book(request, start, actor=coordinator)
    appointments.offer(request, [start + timedelta(days=1)], actor=coordinator)
    appointments.move(visit, start + timedelta(days=2), actor=coordinator)
    seen = answering.last_change(request)
    answering.called(request, f"{NOTE} by phone", actor=coordinator, then="stays", seen=seen)
    return request


def _mail_of_every_kind(request, author) -> list[OutboxMessage]:
    mails = []
    for kind in OutboxMessage.Kind.values:
        values = {entry.name: "said" for entry in mail_texts.SAID_IN_IT.get(kind, [])}
        to = "" if kind in mail_texts.STAFF_KINDS else request.email
        mails.append(outbox.write(kind, request, to=to, author=author, **values))
    return mails


def test_no_mail_of_any_kind_holds_a_word_of_a_note(patient, coordinator, mailoutbox):
    assert None not in _mail_of_every_kind(patient, coordinator)
    outbox.send_due()
    assert {mail.kind for mail in patient.mails.filter(state="sent")} == set(OutboxMessage.Kind.values)
    for message in mailoutbox:
        parts = [part.get_payload(decode=True) or b"" for part in message.message().walk()]
        whole = b"\n".join([message.message().as_bytes(), *parts]).decode(errors="replace")
        assert NOTE not in whole, message.subject
    stored = [(mail.subject, mail.body, mail.calendar) for mail in patient.mails.all()]
    assert any("BEGIN:VCALENDAR" in calendar for _, _, calendar in stored)
    assert NOTE not in str(stored)


def test_no_page_section_download_or_calendar_of_the_patient_holds_a_word_of_a_note(patient, client):
    walked = []
    for opens in (Opens.PAGE, Opens.DATA):
        path = path_of_link(private_link.issue(patient, opens))
        for end in _ends_of_private_addresses():
            response = client.get(path + end)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            walked.append((end, response.status_code, NOTE in body.decode(errors="replace")))
    for end in ("read/", "download/", "letters/"):
        response = client.post(path_of_link(private_link.issue(patient, Opens.DATA)) + end)
        walked.append((end, response.status_code, NOTE.encode() in _unpacked(response)))
    assert [each for each in walked if each[2]] == []
    assert {end for end, status, _ in walked if status == 200} >= {"", "read/", "download/"}


def _ends_of_private_addresses() -> list[str]:
    from consultations.private_urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        end = str(pattern.pattern).partition("<str:token>/")[2]
        found.append(re.sub(r"<(?:\w+:)?(\w+)>", "1", end))
    return sorted(set(found))


def _unpacked(response) -> bytes:
    """The body, and where it is an archive, everything in it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_no_template_fills_in_a_note(patient, coordinator):
    from consultations import reply_texts

    ReplyTemplate.objects.create(title="All", body=" ".join(entry.typed for entry in reply_texts.PLACEHOLDERS))
    filled = [reply_texts.filled_for(text.body, patient) for text in ReplyTemplate.objects.all()]
    assert NOTE not in str(filled)


def test_what_writes_to_patients_knows_no_notes():
    """Neither the model nor the relation is named there, so that no mistake can bring a note along."""
    files = [file for name in OUTWARD for file in ROOM.glob(f"{name}.py")]
    assert len(files) > 20
    named = {file.name: _names_in(file) & {"RequestNote", "notes", "requestnote"} for file in files}
    assert {name: found for name, found in named.items() if found} == {}


def _names_in(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names |= {
            getattr(node, field) for field in ("id", "attr", "name") if isinstance(getattr(node, field, None), str)
        }
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= {node.value} | set(node.value.split("__"))
    return names


def test_relation_is_named_as_the_search_above_expects():
    model = apps.get_model("consultations", "RequestNote")
    assert model._meta.get_field("request").remote_field.related_name == "notes"
