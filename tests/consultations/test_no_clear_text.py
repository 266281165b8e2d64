"""No table, no file and no log line holds a word of a patient, and each of these tests would see one."""

import logging

import pytest
from django.apps import apps
from django.db import connection, models

from consultations import intake
from consultations.encrypted_fields import SealedModel
from consultations.models import (
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    RequestEvent,
    RequestNote,
)
from tests.consultations.sealed_rows import encrypted, spoil
from tests.samples import ANSWERS
from tests.site.running import manage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}


CANARIES = {
    "full_name": "Canaryname Kanarienvogel",
    "email": "canarymail@example.com",
    "phone": "+1 212 555 0199",
    "story": "canarystory",
    "best_time": "canarytime",
    "language": "canarytongue",
    "travelling_from": "canaryplace",
    "heard_from": "canaryfriend",
}
SIGNS = ["canary", "kanarien", "212 555", "2125550199", "5550199"]


def everything_a_patient_can_leave() -> ConsultationRequest:
    token = intake.new_form_token()
    request = intake.record_request(CLEANED | CANARIES, token)
    intake.record_request(CLEANED | CANARIES | {"story": "canarystory two"}, token)
    RequestNote.objects.create(request=request, text="canarynote", author_name="Sam")
    EarlierOperation.objects.create(request=request, year=2019, surgeon="canarysurgeon", what_was_done="canarywork")
    HealthAnswers.objects.create(
        request=request, answers={"smoking": {"answer": "talk", "words": "canaryhealth"}}, goals="canarygoal"
    )
    return request


def found_in(content: bytes) -> list[str]:
    spellings = {sign: (sign.encode(), sign.encode("utf-16-le")) for sign in SIGNS}
    return [sign for sign, ways in spellings.items() if any(way in content.lower() for way in ways)]


def every_cell() -> bytes:
    with connection.cursor() as cursor:
        cells = []
        for model in apps.get_app_config("consultations").get_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            cells += [cell for row in cursor.fetchall() for cell in row]
    return b"\n".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells)


def test_no_table_holds_a_word_of_the_patient():
    request = everything_a_patient_can_leave()
    cells = every_cell()
    assert request.reference.encode() in cells
    assert found_in(cells) == []
    RequestEvent.objects.create(request=request, kind="received", detail="CanaryStory")
    assert found_in(every_cell()) == ["canary"]


WRITE = """
from tests.consultations.test_no_clear_text import everything_a_patient_can_leave
print(everything_a_patient_can_leave().reference)
"""


def test_no_byte_of_the_data_folder_holds_a_word_of_the_patient(tmp_path):
    assert manage("migrate", "-v0", DATA_DIR=str(tmp_path)).returncode == 0
    assert manage("run_worker", "--once", DATA_DIR=str(tmp_path)).returncode == 0
    done = manage("shell", "--no-imports", "-c", WRITE, DATA_DIR=str(tmp_path))
    reference = done.stdout.strip()
    content = b"".join(file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file())
    assert len(reference) == 9
    assert reference.encode() in content
    assert found_in(content) == []


def test_no_log_line_holds_a_word_of_the_patient(caplog, administrator, signed_in):
    caplog.set_level(logging.DEBUG)
    request = everything_a_patient_can_leave()
    spoil(request, "full_name", "concerns")
    visitor = signed_in(administrator)
    caplog.clear()
    visitor.get(REQUESTS)
    visitor.get(f"{REQUESTS}{request.pk}/change/")
    ours = [record.getMessage() for record in caplog.records if record.name == "consultations.encrypted_fields"]
    place = f"consultations.consultationrequest.full_name/{request.reference}/{request.seal_id}"
    assert ours[0] == f"unreadable: {place}, CannotOpen"
    assert found_in(caplog.text.encode()) == []


def test_every_model_with_encrypted_fields_names_its_rows():
    holders = [model for model in apps.get_models() if encrypted(model)]
    assert holders == [model for model in apps.get_models() if issubclass(model, SealedModel)]
    assert ConsultationRequest in holders


def test_nothing_that_a_patient_types_is_kept_in_a_clear_text_field():
    """Words that staff or the site write may be in the clear; a new text field must be named here or encrypted."""
    clear = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("consultations").get_models()
        for field in model._meta.fields
        if isinstance(field, models.TextField | models.CharField | models.JSONField)
    }
    assert clear == KEPT_IN_THE_CLEAR


KEPT_IN_THE_CLEAR = {
    "AccessLogHead.digest",
    "AccessLogHead.dropped_digest",
    "AccessLogHead.dropped_seal",
    "AccessRecord.act",
    "AccessRecord.actor_name",
    "AccessRecord.address",
    "AccessRecord.detail",
    "AccessRecord.digest",
    "AccessRecord.previous_digest",
    "ConsentRecord.given_how",
    "ConsentRecord.noted_by_name",
    "ConsentRecord.purpose",
    "ConsentRecord.wording",
    "ConsultationRequest.closed_reason",
    "ConsultationRequest.form_key",
    "ConsultationRequest.reference",
    "ConsultationRequest.source",
    "ConsultationRequest.source_path",
    "ConsultationRequest.status",
    "DuplicateSign.digest",
    "DuplicateSign.kind",
    "FileToDelete.kind",
    "FileToDelete.name",
    "KeyInUse.fingerprint",
    "KeyInUse.key_id",
    "MailText.body",
    "MailText.kind",
    "MailText.subject",
    "Merge.closed_reason_before",
    "Merge.merged_by_name",
    "Merge.offers_before",
    "Merge.status_before",
    "OfferedTime.state",
    "Appointment.state",
    "OutboxMessage.kind",
    "OutboxMessage.last_problem",
    "OutboxMessage.state",
    "OutboxMessage.subject",
    "OutboxMessage.written_by_name",
    "PrivateLink.opens",
    "PrivateLink.token_digest",
    "ReplyTemplate.body",
    "ReplyTemplate.leads_to",
    "ReplyTemplate.title",
    "RequestEvent.actor_name",
    "RequestEvent.detail",
    "RequestEvent.kind",
    "RequestEvent.status",
    "RequestNote.author_name",
    "RequestPhoto.file_name",
    "RequestPhoto.thumbnail_name",
    "RequestPhoto.view",
    "RetentionRule.stage",
    "RetentionRule.what",
    "SearchTerm.digest",
    "SendCount.what",
    "SendCount.who",
    "Tombstone.closed_reason",
    "Tombstone.reason",
    "Tombstone.reference_digest",
    "Tombstone.source",
    "Tombstone.status",
}
