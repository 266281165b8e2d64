"""Encrypted fields: bound to their place, calm when they cannot be opened, never in the clear."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models, transaction

from consultations.encrypted_fields import (
    EncryptedField,
    EncryptedJSONField,
    EncryptedTextField,
    Unreadable,
    place_of,
)
from consultations.models import (
    ConsultationRequest,
    LinkWish,
    RequestEvent,
    RequestNote,
)
from tests.consultations.sealed_rows import encrypted, fresh, put, raw, spoil
from tests.samples import ANSWERS, patient_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_ring")]
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
CLEANED = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
WORDS = ["", "Ada", "Zoë 王小明 محمد 김민수 🌸", "line\nline\r\n", "x" * 5000]


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


def test_place_is_spelled_as_in_every_value_that_is_stored():
    """Spelled in another way, nothing that was ever stored would open."""
    request = patient_request()
    note, wish = second_note(request), LinkWish(wished_reference="K7RM-2QXD", email="ada@example.com")
    assert [place_of(row, "a") for row in (request, note, wish)] == [
        f"consultations.consultationrequest.a/{request.reference}/{request.seal_id}",
        f"consultations.requestnote.a/{request.pk}/{note.seal_id}",
        f"consultations.linkwish.a//{wish.seal_id}",
    ]


def test_what_is_no_text_is_sealed_as_short_json_in_utf_8():
    assert EncryptedJSONField().to_bytes({"a": ["ë", 1]}) == '{"a":["ë",1]}'.encode()


@pytest.mark.parametrize("name", encrypted(ConsultationRequest))
def test_column_holds_bytes_and_a_new_one_is_filled_with_nothing(name):
    field = ConsultationRequest._meta.get_field(name)
    assert field.db_type(connection) == models.BinaryField().db_type(connection)
    assert [field.get_prep_value(value) for value in (b"", field.get_default())] in ([b"", b""], [b"", None])


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


def test_text_field_takes_its_options_and_what_is_no_text_becomes_text():
    field = EncryptedTextField("name of the patient", max_length=5)
    assert (field.verbose_name, field.clean("x" * 5, None)) == ("name of the patient", "x" * 5)
    with pytest.raises(ValidationError, match="at most 5 characters"):
        field.clean("x" * 6, None)
    words = "Zoë"
    assert (field.to_python(7), field.to_python(None)) == ("7", None)
    assert field.to_python(words) is words


def test_field_of_the_class_is_no_value():
    assert ConsultationRequest.full_name.field.name == "full_name"


def test_field_says_nothing_of_how_it_is_kept_without_a_kind():
    field = EncryptedField()
    with pytest.raises(NotImplementedError):
        field.to_bytes("x")
    with pytest.raises(NotImplementedError):
        field.from_bytes(b"x")
