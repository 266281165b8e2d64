"""The files of photos: encrypted, named by nothing, whole or not there, and gone when their rows are."""

import os
import stat
import uuid
from datetime import timedelta

import pytest
from PIL import Image, UnidentifiedImageError

from consultations import encryption, key_ring, photo_files, photos
from consultations.models import FileToDelete, RequestPhoto
from practice_site.worker import jobs
from tests.samples import patient_request, picture_bytes

pytestmark = pytest.mark.django_db

JPEG = picture_bytes()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "private" / "photos"


def stored_photo(request=None, view="front", content=JPEG) -> RequestPhoto:
    names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
    photo = RequestPhoto(request=request or patient_request(), view=view, width=4, height=2, **names)
    photo_files.write(photo, "photo", content)
    photo_files.write(photo, "thumbnail", content[:100])
    photo.save()
    return photo


def test_file_reads_back_as_it_was(folder):
    photo = RequestPhoto.objects.get(pk=stored_photo().pk)
    assert photo_files.read(photo, "photo") == JPEG
    assert photo_files.read(photo, "thumbnail") == JPEG[:100]


def test_file_on_the_disk_is_no_picture_and_is_named_by_nothing(folder):
    photo = stored_photo()
    on_disk = folder / photo.file_name
    with pytest.raises(UnidentifiedImageError):
        Image.open(on_disk)
    assert JPEG[:3] not in on_disk.read_bytes()
    assert sorted(photo_files.names_on_disk()) == sorted([photo.file_name, photo.thumbnail_name])
    assert {len(name) for name in os.listdir(folder)} == {32}


def test_folders_and_files_are_for_their_owner_alone(folder):
    photo = stored_photo()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, folder / photo.file_name)]
    assert modes == [0o700, 0o700, 0o600]


def test_files_of_two_patients_swapped_open_for_neither(folder):
    one, other = stored_photo(), stored_photo(patient_request(email="other@example.com"))
    a, b = folder / one.file_name, folder / other.file_name
    first = a.read_bytes()
    a.write_bytes(b.read_bytes())
    b.write_bytes(first)
    for photo in (one, other):
        with pytest.raises(encryption.CannotOpen):
            photo_files.read(photo, "photo")


def test_thumbnail_does_not_open_as_the_photo(folder):
    photo = stored_photo()
    os.replace(folder / photo.thumbnail_name, folder / photo.file_name)
    with pytest.raises(encryption.CannotOpen):
        photo_files.read(photo, "photo")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])),
    ],
    ids=["missing", "empty", "cut", "changed"],
)
def test_file_that_is_not_whole_cannot_be_opened(folder, spoil):
    photo = stored_photo()
    spoil(folder / photo.file_name)
    with pytest.raises(encryption.CannotOpen):
        photo_files.read(photo, "photo")
    assert photo_files.read(photo, "thumbnail") == JPEG[:100]


def test_why_a_file_cannot_be_read_is_said_without_its_place(folder):
    photo = stored_photo()
    (folder / photo.file_name).unlink()
    with pytest.raises(encryption.CannotOpen) as refusal:
        photo_files.read(photo, "photo")
    assert str(refusal.value) == "The file cannot be read (FileNotFoundError)."
    assert refusal.value.__cause__ is None


def test_folders_are_made_also_where_there_is_no_data_folder_yet(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "new" / "data"
    photo = stored_photo()
    assert photo_files.path_of(photo.file_name) == tmp_path / "new" / "data" / "private" / "photos" / photo.file_name
    assert photo_files.read(photo, "photo") == JPEG


def test_file_is_sealed_anew_under_the_newest_key_once(folder, settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "ring.json"
    key_ring.create_if_missing()
    photo, old = stored_photo(), key_ring.ring()
    key_ring.save(key_ring.KeyRing((key_ring.new_key(), *old.keys), old.digest_secret))
    files = photo_files.names_of(photo)
    assert [photo_files.rewrite(*file) for file in files + files] == [True, True, False, False]
    newest = key_ring.ring().newest.id
    assert {encryption.key_id_of((folder / name).read_bytes()) for name, _ in files} == {newest}
    assert photo_files.read(photo, "photo") == JPEG


def test_rewriting_leaves_a_file_that_cannot_be_opened_as_it_was(folder):
    (name, place), _ = photo_files.names_of(stored_photo())
    sealed = (folder / name).read_bytes()
    of_another_key = sealed[:1] + b"\xff\xff\xff\xff" + sealed[5:]
    (folder / name).write_bytes(of_another_key)
    with pytest.raises(encryption.CannotOpen):
        photo_files.rewrite(name, place)
    assert (folder / name).read_bytes() == of_another_key


def test_half_a_file_of_a_crash_is_listed_and_a_fresh_one_can_be_spared(folder):
    stored_photo()
    half = folder / f"{uuid.uuid4().hex}.0badcafe"
    half.write_bytes(b"half")
    os.utime(half, (1, 1))
    assert half.name in set(photo_files.names_on_disk())
    assert list(photo_files.names_on_disk(older_than=timedelta(hours=1))) == [half.name]


def test_there_may_be_no_folder_yet():
    assert list(photo_files.names_on_disk()) == []


def test_full_disk_leaves_neither_half_a_file_nor_a_name(folder, monkeypatch):
    folder.mkdir(parents=True)

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photo_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        stored_photo()
    assert list(photo_files.names_on_disk()) == []


def test_file_that_cannot_even_be_begun_says_why(folder, monkeypatch):
    def too_many(*args):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(photo_files.os, "open", too_many)
    with pytest.raises(OSError, match="Too many open files"):
        photo_files._put("a", b"words")
    monkeypatch.undo()
    assert list(photo_files.names_on_disk()) == []


# Going


def test_all_photos_go_with_their_files_when_the_transaction_stands(folder, django_capture_on_commit_callbacks):
    request = patient_request()
    other = stored_photo(patient_request(email="other@example.com"))
    for view in ("front", "below"):
        stored_photo(request, view)
    with django_capture_on_commit_callbacks(execute=True):
        assert photos.remove_all(request) == 2
        assert len(list(photo_files.names_on_disk())) == 6  # not before
    assert sorted(photo_files.names_on_disk()) == sorted([other.file_name, other.thumbnail_name])
    assert (list(request.photos.all()), FileToDelete.objects.count()) == ([], 0)
    assert list(request.events.filter(kind="photo_removed").values_list("detail", flat=True)) == [
        "From the front",
        "From below",
    ]


def test_one_photo_goes_and_only_once(folder, django_capture_on_commit_callbacks):
    request = patient_request()
    stored_photo(request), stored_photo(request, "below")
    with django_capture_on_commit_callbacks(execute=True):
        assert [photos.remove(request, "front"), photos.remove(request, "front")] == [True, False]
    assert [photo.view for photo in request.photos.all()] == ["below"]
    assert len(list(photo_files.names_on_disk())) == 2


def test_other_files_that_were_given_up_are_left_to_their_own_transactions(folder, django_capture_on_commit_callbacks):
    one, other = stored_photo(), stored_photo(patient_request(email="other@example.com"))
    photo_files.give_up([other.file_name])  # by a transaction that does not stand yet
    with django_capture_on_commit_callbacks(execute=True):
        photo_files.give_up([one.file_name])
    assert sorted(photo_files.names_on_disk()) == sorted([one.thumbnail_name, other.file_name, other.thumbnail_name])
    assert [row.name for row in FileToDelete.objects.all()] == [other.file_name]


def test_file_that_is_given_up_twice_goes_once(folder):
    photo = stored_photo()
    photo_files.give_up([photo.file_name])
    photo_files.give_up([photo.file_name, photo.thumbnail_name])
    assert FileToDelete.objects.count() == 2
    assert photo_files.delete_given_up() == 2


def test_worker_looks_for_files_once_a_minute(monkeypatch):
    registered = []
    monkeypatch.setattr(photo_files, "register_job", registered.append)
    photo_files.register()
    assert [(job.name, job.every_seconds, job.run()) for job in registered] == [("photo files", 60, None)]
    assert registered == [job for job in jobs if job.name == "photo files"]


def test_worker_tells_of_one_file_in_words_for_one(folder):
    photo_files.give_up([stored_photo().file_name])
    assert next(job for job in jobs if job.name == "photo files").run() == "1 file of photos deleted"


def test_worker_deletes_the_files_that_a_killed_process_left(folder):
    request = patient_request()
    stored_photo(request)
    photos.remove_all(request)  # the test's transaction never stands, as if the process had died right after it did
    job = next(job for job in jobs if job.name == "photo files")
    assert len(list(photo_files.names_on_disk())) == 2
    assert job.run() == "2 files of photos deleted"
    assert (list(photo_files.names_on_disk()), FileToDelete.objects.count(), job.run()) == ([], 0, None)


def test_file_that_cannot_be_deleted_is_tried_again(folder, caplog):
    request = patient_request()
    photo = stored_photo(request)
    (folder / photo.file_name).unlink()
    (folder / photo.file_name).mkdir()  # unlink() fails on a folder, also for root
    photos.remove_all(request)
    assert photo_files.delete_given_up() == 1
    assert [row.name for row in FileToDelete.objects.all()] == [photo.file_name]
    assert caplog.messages == ["A photo's file could not be deleted (IsADirectoryError); it is tried again."]
    (folder / photo.file_name).rmdir()
    assert photo_files.delete_given_up() == 1
