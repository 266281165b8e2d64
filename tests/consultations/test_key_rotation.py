"""Everything comes under a new key while the site runs; killed at any moment, nothing is lost and the rest goes on."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from consultations import key_ring, key_rotation, keys_in_use, photo_files, search_index
from consultations.encrypted_fields import Sealed, Unreadable
from consultations.key_rotation import NotNow, Rotation, drop_old
from consultations.models import (
    ConsultationRequest,
    EarlierOperation,
    HealthAnswers,
    KeyInUse,
    LinkWish,
    OutboxMessage,
    RequestNote,
    RequestPhoto,
    SearchTerm,
)
from consultations.search_terms import digest
from tests.consultations.sealed_rows import raw, spoil
from tests.samples import many_requests, patient_request, picture_bytes

pytestmark = pytest.mark.django_db
JPEG = picture_bytes()


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path, own_ring):
    settings.DATA_DIR = tmp_path
    keys_in_use.check()
    return tmp_path


def photo_of(request) -> RequestPhoto:
    names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
    photo = RequestPhoto(request=request, view="front", width=4, height=2, findings={"dark": True}, **names)
    photo_files.write(photo, "photo", JPEG)
    photo_files.write(photo, "thumbnail", JPEG[:100])
    photo.save()
    return photo


def one_of_each() -> dict:
    """A row of every model with encrypted fields, by its class."""
    request = patient_request(full_name="Ada Rotated", phone="+1 212 555 0100")
    rows = [
        request,
        request.mails.first(),
        request.events.first(),
        photo_of(request),
        RequestNote.objects.create(request=request, text="A note", author_name="Sam"),
        EarlierOperation.objects.create(request=request, year=2019, surgeon="Dr. Before"),
        HealthAnswers.objects.create(request=request, answers={"smoking": {"answer": "no", "words": ""}}, goals="Air"),
        LinkWish.objects.create(wished_reference="K7RM-2QXD", email="ada@example.com"),
    ]
    return {type(row): row for row in rows}


def values_of(rows: dict) -> list:
    fresh = [type(row).objects.get(pk=row.pk) for row in rows.values()]
    return [(name, getattr(row, name)) for row in fresh for name in key_rotation.encrypted_names(type(row))]


def rotate(capsys) -> list[str]:
    call_command("rotate_keys")
    return capsys.readouterr().out.splitlines()


def newest() -> str:
    return key_ring.ring().newest.id


def all_ids() -> set[str]:
    return key_rotation.ids_in_rows() | photo_files.key_ids_on_disk()


def test_every_model_and_file_comes_under_the_new_key_with_equal_values(capsys):
    rows, first = one_of_each(), newest()
    assert set(rows) == set(key_rotation.sealed_models())
    before = values_of(rows)
    assert all_ids() == {first}
    lines = rotate(capsys)
    assert newest() != first
    assert [key.id for key in key_ring.ring().keys] == [newest(), first]
    assert all_ids() == {newest()}
    assert values_of(rows) == before
    assert photo_files.read(rows[RequestPhoto], "photo") == JPEG
    assert photo_files.read(rows[RequestPhoto], "thumbnail") == JPEG[:100]
    assert lines == [
        f"Added the key {newest()}.",
        "answers about health: 1 encrypted anew",
        "earlier operations: 1 encrypted anew",
        "files of photos: 2 encrypted anew",
        f"link wishs: {LinkWish.objects.count()} encrypted anew",
        f"mails: {OutboxMessage.objects.count()} encrypted anew",
        "notes: 1 encrypted anew",
        "photos: 1 encrypted anew",
        f"request events: {rows[ConsultationRequest].events.count()} encrypted anew",
        "requests: 1 encrypted anew",
        f"Everything is under the key {newest()}. Back the key ring up.",
    ]


def test_index_follows_to_the_new_key(capsys):
    request = patient_request(full_name="Ada Rotated")
    rotate(capsys)
    kept = set(SearchTerm.objects.filter(request=request).values_list("digest", flat=True))
    assert digest("ada", key_ring.ring().newest) in kept
    assert kept.isdisjoint(digest(term, key_ring.ring().keys[1]) for term in ("ada", "rot", "rotated"))
    assert list(search_index.matching(ConsultationRequest.objects.all(), "rota ada")) == [request]


def test_new_key_is_noted_as_in_use_and_the_next_start_wants_it(capsys, own_ring):
    before = own_ring.read_bytes()
    rotate(capsys)
    assert set(KeyInUse.objects.values_list("key_id", flat=True)) == {key.id for key in key_ring.ring().keys}
    added = newest()
    own_ring.write_bytes(before)
    assert added in keys_in_use.missing_keys()


def test_each_run_adds_one_key_and_an_empty_entry_needs_none(capsys):
    request = patient_request()
    ConsultationRequest.objects.update(story=Sealed())
    ids = [newest()]
    for _ in range(3):
        rotate(capsys)
        ids.append(newest())
    assert [key.id for key in key_ring.ring().keys] == ids[::-1]
    assert ConsultationRequest.objects.get(pk=request.pk).story == ""
    assert raw(request, "story") == b""


def test_run_after_a_stopped_one_goes_on_with_its_key(capsys, monkeypatch):
    many_requests(5)
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    write, calls = search_index.write_index, []

    def broken(*requests):
        calls.append(len(requests))
        if len(calls) == 2:
            raise OperationalError("away")
        write(*requests)

    monkeypatch.setattr(search_index, "write_index", broken)
    with pytest.raises(CommandError, match=r"Stopped \(OperationalError\)\. Nothing is lost"):
        call_command("rotate_keys")
    added = newest()
    heads = [row.__dict__["email"][1:5].hex() for row in ConsultationRequest.objects.order_by("pk")]
    assert [head == added for head in heads] == [True, True, False, False, False]
    assert found("ada") == 5
    monkeypatch.setattr(search_index, "write_index", write)
    capsys.readouterr()
    assert rotate(capsys)[0] == f"Went on with the key {added}, which an earlier run had added."
    assert newest() == added
    assert all_ids() == {added}


def found(typed: str) -> int:
    return search_index.matching(ConsultationRequest.objects.all(), typed).count()


def test_row_that_comes_under_the_older_key_behind_the_walk_is_caught_up_with(monkeypatch):
    monkeypatch.setattr(key_rotation, "ROWS_BETWEEN_LINES", 200)
    late = many_requests(201)[0]
    late = ConsultationRequest.objects.get(pk=late.pk)
    ConsultationRequest.objects.filter(pk=late.pk).delete()
    said = []

    def say(line):
        said.append(line)
        if line.startswith("requests: 200 of 200"):
            ConsultationRequest.objects.bulk_create([late])  # as a process does that still has the older ring

    Rotation(say).run()
    assert said == [f"Added the key {newest()}.", "requests: 200 of 200", "requests: 200 of 201"]
    assert ConsultationRequest.objects.get(pk=late.pk).email == "ada0@example.com"
    assert all_ids() == {newest()}
    assert found("ada0@example.com") == 1


def test_unreadable_values_are_counted_named_and_left_as_they_are(capsys, data_folder):
    rows = one_of_each()
    request, note, photo = rows[ConsultationRequest], rows[RequestNote], rows[RequestPhoto]
    spoil(request, "full_name")
    spoil(note, "text")
    spoiled = (raw(request, "full_name"), raw(note, "text"))
    (data_folder / "private" / "photos" / photo.file_name).unlink()
    for _ in range(2):
        with pytest.raises(CommandError, match=r"^3 values could not be opened and were left as they are\."):
            call_command("rotate_keys")
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == sorted(
        [
            f"unreadable: {request.reference}, full_name",
            f"unreadable: {note}, text",
            f"unreadable: {photo}, file {photo.file_name}",
        ]
    )
    assert (raw(request, "full_name"), raw(note, "text")) == spoiled
    fresh = ConsultationRequest.objects.get(pk=request.pk)
    assert isinstance(fresh.full_name, Unreadable)
    assert fresh.email == "ada@example.com"
    assert raw(request, "email")[1:5].hex() == newest()
    assert found("rotated") == found("ada@example.com") == found("2125550100") == 1


def test_photo_that_was_removed_meanwhile_does_not_come_back():
    photo = photo_of(patient_request())
    rotation = Rotation(print)
    key_rotation.add_key()
    photo.delete()
    for name, _ in photo_files.names_of(photo):
        photo_files.remove_from_disk(name)
    rotation._renew_files(photo.pk)
    assert list(photo_files.names_on_disk()) == []


def test_second_run_at_the_same_time_is_refused():
    with (
        key_rotation.alone(),
        pytest.raises(CommandError, match="being changed already"),
    ):
        call_command("rotate_keys")
    with key_rotation.alone():
        pass
    assert len(key_ring.ring().keys) == 1


def test_nothing_is_rotated_without_the_whole_ring(own_ring):
    patient_request()
    lost = newest()
    own_ring.unlink()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("rotate_keys")
    key_ring.create_if_missing()
    with pytest.raises(CommandError, match=f"lacks {lost}"):
        call_command("rotate_keys")
    assert len(key_ring.ring().keys) == 1


def test_key_that_could_not_be_written_is_not_in_use(monkeypatch, own_ring):
    patient_request()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_ring.os, "fsync", full)
    with pytest.raises(CommandError, match=r"Stopped \(OSError\)"):
        call_command("rotate_keys")
    monkeypatch.undo()
    assert keys_in_use.missing_keys() is None
    assert KeyInUse.objects.count() == len(key_ring.ring().keys) == 1


# Dropping


def make_old() -> None:
    KeyInUse.objects.update(first_used_at=timezone.now() - timedelta(minutes=11))


def test_keys_that_nothing_uses_are_dropped_and_forgotten(capsys):
    rows, first = one_of_each(), newest()
    rotate(capsys)
    make_old()
    call_command("rotate_keys", drop_old=True)
    assert capsys.readouterr().out == f"The key {first} is out of the ring: nothing uses it.\n"
    assert [key.id for key in key_ring.ring().keys] == [newest()]
    assert list(KeyInUse.objects.values_list("key_id", flat=True)) == [newest()]
    assert not any(isinstance(value, Unreadable) for _, value in values_of(rows))
    call_command("rotate_keys", drop_old=True)
    assert capsys.readouterr().out == "Every key in the ring is used.\n"


def test_key_that_one_row_or_one_file_uses_stays(capsys, data_folder):
    request, first = patient_request(), newest()
    photo = photo_of(request)
    left = (data_folder / "private" / "photos" / photo.file_name).read_bytes()
    spoil(request, "story")
    with pytest.raises(CommandError):
        call_command("rotate_keys")
    make_old()
    assert drop_old() == []
    request.delete()
    (data_folder / "private" / "photos" / "of-no-row").write_bytes(left)
    assert drop_old() == []
    (data_folder / "private" / "photos" / "of-no-row").write_bytes(b"never sealed")
    assert drop_old() == [first]


def test_key_that_was_forgotten_but_not_dropped_goes_the_next_time(capsys):
    first = newest()
    rotate(capsys)
    make_old()
    KeyInUse.objects.filter(key_id=first).delete()
    assert drop_old() == [first]


def test_nothing_is_dropped_while_an_answer_may_be_on_its_way_under_an_older_key(capsys):
    rotate(capsys)
    with pytest.raises(CommandError) as refusal:
        call_command("rotate_keys", drop_old=True)
    assert str(refusal.value) == (
        "The newest key is not ten minutes old. Wait until nothing can be on its way under an older one."
    )
    KeyInUse.objects.all().delete()
    with pytest.raises(NotNow):
        drop_old()
    assert len(key_ring.ring().keys) == 2
