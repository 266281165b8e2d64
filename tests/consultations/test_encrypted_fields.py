"""Encrypted fields: bound to their place, calm when they cannot be opened, never in the clear."""

import logging
import re

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models, transaction

from consultations import intake, outbox, workflow
from consultations.encrypted_fields import EncryptedField, EncryptedTextField, Sealed, SealedModel, Unreadable
from consultations.models import (
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    OutboxMessage,
    RequestEvent,
    RequestNote,
)
from tests.samples import ANSWERS, patient_request
from tests.site.running import manage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
WORDS = ["", "Ada", "Zoë 王小明 محمد 김민수 🌸", "line\nline\r\n", "x" * 5000]


def encrypted(model) -> list[str]:
    return [field.attname for field in model._meta.fields if isinstance(field, EncryptedField)]


def raw(row, name: str) -> bytes:
    """The value as the database holds it."""
    return bytes(type(row).objects.filter(pk=row.pk).values_list(name, flat=True).get())


def put(row, name: str, sealed: bytes) -> None:
    type(row).objects.filter(pk=row.pk).update(**{name: Sealed(sealed)})


def spoil(row, *names: str) -> None:
    for name in names or encrypted(type(row)):
        sealed = raw(row, name)
        put(row, name, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize("words", WORDS)
def test_text_of_any_script_comes_back_as_it_was(words):
    request = patient_request(story=words)
    assert raw(request, "story")[:1] == b"\x01"
    assert fresh(request).story == words


@pytest.mark.parametrize("value", [0, 2019, [], ["bridge"], {"a": {"b": "ë 🌸"}}, "text", True])
def test_numbers_lists_and_tables_come_back_as_they_were(value):
    event = RequestEvent.objects.create(request=patient_request(), kind="received", before=value)
    assert fresh(event).before == value
    assert type(fresh(event).before) is type(value)


def test_empty_entry_stands_for_the_default():
    request = patient_request(story="words", contact_by="phone")
    for name in ("story", "contact_by", "concerns", "last_operation_year"):
        put(request, name, b"")
    row = fresh(request)
    assert (row.story, row.contact_by, row.concerns, row.last_operation_year) == ("", "email", [], None)


def test_every_value_of_the_patient_is_encrypted_under_the_newest_key(add_key):
    request, newest = patient_request(), None
    newest = add_key()
    request.save()
    assert {raw(request, name)[1:5].hex() for name in encrypted(ConsultationRequest)} == {newest.id}


COPIES = {
    "to another row of the same patient": lambda one, other, note: (note, "text", second_note(one), "text"),
    "to another patient": lambda one, other, note: (one, "full_name", other, "full_name"),
    "to another field": lambda one, other, note: (one, "full_name", one, "email"),
    "to another model": lambda one, other, note: (one, "full_name", note, "text"),
    "to the note of another patient": lambda one, other, note: (note, "text", second_note(other), "text"),
}


def second_note(request) -> RequestNote:
    return RequestNote.objects.create(request=request, text="Another note", author_name="Sam")


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_value_that_was_copied_elsewhere_is_unreadable_there(copy):
    one, other = patient_request(), patient_request(full_name="Other Example")
    note = RequestNote.objects.create(request=one, text="A note", author_name="Sam")
    source, from_name, target, to_name = copy(one, other, note)
    assert not isinstance(getattr(fresh(source), from_name), Unreadable)
    put(target, to_name, raw(source, from_name))
    assert isinstance(getattr(fresh(target), to_name), Unreadable)


def test_note_that_was_moved_to_another_patient_is_unreadable():
    note = second_note(patient_request())
    RequestNote.objects.update(request=patient_request())
    assert isinstance(fresh(note).text, Unreadable)


def test_any_flipped_byte_makes_a_value_unreadable():
    request = patient_request()
    sealed = raw(request, "full_name")
    for at in range(len(sealed)):
        put(request, "full_name", sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        assert isinstance(fresh(request).full_name, Unreadable), at


def test_number_that_is_sealed_as_no_number_is_unreadable():
    request = patient_request()
    field = EncryptedTextField(name="concerns")
    put(request, "concerns", field.sealed("no list", request))
    assert isinstance(fresh(request).concerns, Unreadable)


def test_unreadable_value_is_written_back_as_it_was_found():
    request = patient_request()
    spoil(request)
    before = {name: raw(request, name) for name in encrypted(ConsultationRequest)}
    row = fresh(request)
    assert (row.full_name, row.concerns) == ("unreadable", "unreadable")
    row.status = "closed"
    row.save()
    row.save(update_fields=["full_name"])
    row.refresh_from_db()
    row.save()
    assert {name: raw(request, name) for name in encrypted(ConsultationRequest)} == before


def test_value_that_nobody_read_is_written_back_as_it_was_found():
    request = patient_request()
    before = raw(request, "story")
    fresh(request).save()
    assert raw(request, "story") == before
    row = fresh(request)
    assert row.story == ANSWERS["story"]
    row.save()
    assert raw(row, "story") != before
    assert fresh(row).story == ANSWERS["story"]


def test_unreadable_value_can_be_replaced():
    request = patient_request()
    spoil(request, "full_name")
    row = fresh(request)
    row.full_name = "Ada Again"
    row.save()
    assert fresh(row).full_name == "Ada Again"


def test_value_opens_again_when_its_key_is_back(own_ring):
    request = patient_request()
    away = own_ring.rename(own_ring.with_name("away.json"))
    assert fresh(request).full_name == "unreadable"
    away.rename(own_ring)
    assert fresh(request).full_name == "Ada Example"


def test_deferred_values_are_fetched_and_opened_when_they_are_read():
    request = patient_request()
    note = second_note(request)
    row = ConsultationRequest.objects.only("status").get(pk=request.pk)
    assert row.full_name == "Ada Example"
    row = ConsultationRequest.objects.defer("story").get(pk=request.pk)
    row.status = "closed"
    row.save()
    assert fresh(row).story == ANSWERS["story"]
    assert RequestNote.objects.only("pk").get(pk=note.pk).text == "Another note"


def test_many_rows_at_once_are_sealed_one_by_one():
    request = patient_request()
    notes = RequestNote.objects.bulk_create(RequestNote(request=request, text=words, author_name="S") for words in "ab")
    assert [fresh(note).text for note in notes] == ["a", "b"]
    for note in notes:
        note.text += "!"
    with pytest.raises(TypeError, match="never by update"):
        RequestNote.objects.bulk_update(notes, ["text"])


def test_row_without_a_patient_cannot_be_encrypted():
    with pytest.raises(ImproperlyConfigured, match="must belong to a request"):
        RequestNote(text="words").save()


def test_update_is_refused_and_writes_nothing():
    request = patient_request()
    before = raw(request, "full_name")
    with pytest.raises(TypeError, match="full_name is encrypted") as refusal, transaction.atomic():
        ConsultationRequest.objects.update(full_name="Canary")
    assert "Canary" not in str(refusal.value)
    assert raw(request, "full_name") == before


@pytest.mark.parametrize("lookup", ["", "__exact", "__iexact", "__in", "__contains", "__gt", "__startswith", "__regex"])
def test_looking_up_is_refused(lookup):
    value = ["Ada"] if lookup == "__in" else "Ada"
    with pytest.raises(FieldError, match="full_name is encrypted"):
        list(ConsultationRequest.objects.filter(**{f"full_name{lookup}": value}))


def test_whether_there_is_a_value_can_be_asked():
    patient_request()
    patient_request(last_operation_year=None)
    assert ConsultationRequest.objects.filter(last_operation_year__isnull=True).count() == 1


def test_longest_text_is_a_rule_for_forms():
    request = patient_request()
    request.full_name = "x" * 201
    with pytest.raises(ValidationError) as refusal:
        request.full_clean()
    assert list(refusal.value.message_dict) == ["full_name"]
    assert ConsultationRequest._meta.get_field("full_name").to_python(7) == "7"


def test_field_of_the_class_is_no_value():
    assert ConsultationRequest.full_name.field.name == "full_name"


def test_field_says_nothing_of_how_it_is_kept_without_a_kind():
    field = EncryptedField()
    with pytest.raises(NotImplementedError):
        field.to_bytes("x")
    with pytest.raises(NotImplementedError):
        field.from_bytes(b"x")


# Screens


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
    patient_request(full_name="Readable Caller")
    visitor = signed_in(administrator)
    words = words_on(visitor, REQUESTS)
    assert f"unreadable {unreadable_request.reference}" in words
    assert "Readable Caller" in words
    words = words_on(visitor, f"{REQUESTS}{unreadable_request.pk}/change/")
    for part in (
        f"{unreadable_request.reference} , received",
        "What bothers this patient unreadable",
        "“unreadable” The patient’s own words.",
        "Nose operations so far unreadable",
        "Year of the last one unreadable",
        "What was done unreadable",
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


# Leaks


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
from tests.consultations.test_encrypted_fields import everything_a_patient_can_leave
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
    "ConsentRecord.purpose",
    "ConsentRecord.wording",
    "ConsultationRequest.form_key",
    "ConsultationRequest.reference",
    "ConsultationRequest.source_path",
    "ConsultationRequest.status",
    "FileToDelete.kind",
    "FileToDelete.name",
    "KeyInUse.fingerprint",
    "KeyInUse.key_id",
    "MailText.body",
    "MailText.kind",
    "MailText.subject",
    "OfferedTime.state",
    "Appointment.state",
    "OutboxMessage.kind",
    "OutboxMessage.last_problem",
    "OutboxMessage.state",
    "OutboxMessage.subject",
    "PrivateLink.opens",
    "PrivateLink.token_digest",
    "RequestEvent.actor_name",
    "RequestEvent.detail",
    "RequestEvent.kind",
    "RequestEvent.status",
    "RequestNote.author_name",
    "RequestPhoto.file_name",
    "RequestPhoto.thumbnail_name",
    "RequestPhoto.view",
    "SearchTerm.digest",
    "SendCount.what",
    "SendCount.who",
    "Tombstone.reason",
    "Tombstone.reference_digest",
}
