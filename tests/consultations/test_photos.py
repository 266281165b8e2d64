"""Keeping photos: cleaned, closed, one for each place, and never half there."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from PIL import Image

from consultations import consents, limits, photo_advice, photo_files, photos, workflow
from consultations.consent_wordings import PHOTOS
from consultations.models import ConsultationRequest, RequestEvent, RequestPhoto
from practice_site import picture_upload
from tests.consultations.test_photo_advice import front
from tests.samples import patient_request, picture_bytes, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def patient():
    request = patient_request()
    consents.give(request, PHOTOS)
    return request


def names_on_disk() -> list[str]:
    return sorted(photo_files.names_on_disk())


def names_of(*kept: RequestPhoto) -> list[str]:
    return sorted(name for photo in kept for name, _ in photo_files.names_of(photo))


def opened(photo: RequestPhoto, size: str = "photo") -> Image.Image:
    return Image.open(io.BytesIO(photo_files.read(photo, size)))


def test_photo_is_kept_as_a_large_and_a_small_jpeg(patient):
    kept = photos.keep(patient, "front", upload(picture_bytes(size=(4000, 3000))))
    sizes = [(opened(kept, size).format, opened(kept, size).size) for size in ("photo", "thumbnail")]
    assert sizes == [("JPEG", (3000, 2250)), ("JPEG", (480, 360))]
    assert opened(kept, "thumbnail").quantization == Image.open(io.BytesIO(picture_bytes(quality=80))).quantization
    stored = patient.photos.get()
    assert (stored.view, stored.width, stored.height, names_on_disk()) == ("front", 3000, 2250, names_of(kept))
    assert patient.events.get(kind=RequestEvent.Kind.PHOTO_KEPT).detail == "From the front"


def test_nothing_of_the_sent_file_is_kept_but_its_pixels(patient, data_folder, caplog):
    exif = Image.Exif()
    exif[0x010E], exif[0x0110], exif[0x8298] = "canary words", "canary phone", "canary name"
    content = picture_bytes(exif=exif.tobytes(), comment=b"canary comment")
    assert content.count(b"canary") == 4
    kept = photos.keep(patient, "front", upload(content, "canary-holiday.jpg"))
    for size in ("photo", "thumbnail"):
        picture = opened(kept, size)
        assert (dict(picture.getexif()), picture.info.keys() & {"comment", "icc_profile", "xmp"}) == ({}, set())
        assert b"canary" not in photo_files.read(kept, size)
    row = RequestPhoto.objects.filter(pk=kept.pk).values().get()
    everything = [str(row), str(kept.findings), str(list(patient.events.values())), caplog.text]
    everything += [file.name + file.read_bytes().decode("latin-1") for file in data_folder.rglob("*") if file.is_file()]
    assert [text for text in everything if "canary" in text] == []


def test_findings_are_closed_in_the_database(patient):
    kept = photos.keep(patient, "front", upload())
    assert set(RequestPhoto.objects.get(pk=kept.pk).findings) == {"advice", "fingerprint"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT findings FROM consultations_requestphoto")
        assert b"advice" not in bytes(cursor.fetchone()[0])


def test_new_photo_takes_the_place_of_the_old_one(patient, django_capture_on_commit_callbacks):
    old = photos.keep(patient, "front", upload())
    side = photos.keep(patient, "profile_left", upload())
    with django_capture_on_commit_callbacks(execute=True):
        new = photos.keep(patient, "front", upload(picture_bytes(size=(20, 20))))
    assert set(patient.photos.all()) == {side, new}
    assert names_on_disk() == names_of(side, new)
    assert old.seal_id != new.seal_id
    assert opened(new).size == (20, 20)


@pytest.mark.parametrize("status", sorted(photos.TAKES_NO_PHOTOS))
def test_request_that_nobody_works_on_takes_no_photo(patient, status):
    ConsultationRequest.objects.filter(pk=patient.pk).update(status=status)
    patient.refresh_from_db()
    with pytest.raises(ValidationError, match="takes no more photos") as refusal:
        photos.keep(patient, "front", upload())
    assert refusal.value.code == "closed"
    assert (patient.photos.count(), names_on_disk()) == (0, [])


def test_without_consent_no_photo_is_even_decoded(monkeypatch):
    monkeypatch.delattr(photos, "clean_pixels")
    request = patient_request()
    with pytest.raises(ValidationError, match="Tick the box") as refusal:
        photos.keep(request, "front", upload())
    assert refusal.value.code == "consent"


def test_flood_of_photos_for_one_request_is_refused_and_another_is_not(patient):
    other = patient_request(email="other@example.com")
    consents.give(other, PHOTOS)
    for _ in range(limits.FLOOD[limits.PHOTOS]):
        limits.count(limits.PHOTOS, patient.reference)
    with pytest.raises(ValidationError, match="many photos within this hour") as refusal:
        photos.keep(patient, "front", upload())
    assert refusal.value.code == photos.TOO_MANY
    assert photos.keep(other, "front", upload()) == other.photos.get()
    assert patient.photos.count() == 0


@pytest.mark.parametrize(
    "change_of_mind",
    [
        lambda request: consents.withdraw(request, PHOTOS),
        lambda request: workflow.follow(request, ConsultationRequest.Status.WITHDRAWN),
    ],
    ids=["consent taken back", "request taken back"],
)
def test_change_of_mind_while_the_photo_is_decoded_holds(patient, monkeypatch, change_of_mind):
    def slowly(file):
        change_of_mind(patient)
        return picture_upload.clean_pixels(file)

    monkeypatch.setattr(photos, "clean_pixels", slowly)
    with pytest.raises(ValidationError):
        photos.keep(patient, "front", upload())
    assert (patient.photos.count(), names_on_disk()) == (0, [])


def test_request_erased_while_the_photo_is_decoded_stays_erased(patient, monkeypatch):
    def slowly(file):
        ConsultationRequest.objects.get(pk=patient.pk).delete()
        return picture_upload.clean_pixels(file)

    monkeypatch.setattr(photos, "clean_pixels", slowly)
    with pytest.raises(ConsultationRequest.DoesNotExist):
        photos.keep(patient, "front", upload())
    assert (RequestPhoto.objects.count(), names_on_disk()) == (0, [])


def test_failure_before_the_row_leaves_no_file_and_the_old_photo(patient, monkeypatch):
    old = photos.keep(patient, "front", upload())

    def broken(*args, **kwargs):
        raise RuntimeError("the database is away")

    monkeypatch.setattr(photos, "record", broken)
    with pytest.raises(RuntimeError):
        photos.keep(patient, "front", upload())
    assert list(patient.photos.all()) == [old]
    assert names_on_disk() == names_of(old)


@pytest.mark.django_db(transaction=True)
def test_photo_that_was_stored_stays_whole_when_only_the_answer_of_the_database_is_lost(patient, monkeypatch):
    really_record, really_commit = photos.record, connection._commit

    def commit_and_lose_the_answer():
        really_commit()
        raise OperationalError("the connection is gone")

    def record_last(*args):
        really_record(*args)
        monkeypatch.setattr(connection, "_commit", commit_and_lose_the_answer)

    monkeypatch.setattr(photos, "record", record_last)
    with pytest.raises(OperationalError):
        photos.keep(patient, "front", upload())
    monkeypatch.undo()
    stored = patient.photos.get()
    assert names_on_disk() == names_of(stored)
    assert opened(stored).size == (1000, 600)


def test_process_killed_between_file_and_row_leaves_files_that_a_sweep_finds(patient, monkeypatch):
    old = photos.keep(patient, "front", upload())

    class Killed(BaseException):
        pass

    def die(photo):
        raise Killed

    monkeypatch.setattr(photos, "_store", die)
    monkeypatch.setattr(photo_files, "remove_from_disk", lambda name: True)  # a dead process tidies nothing
    with pytest.raises(Killed):
        photos.keep(patient, "front", upload())
    assert len(set(names_on_disk()) - set(names_of(*RequestPhoto.objects.all()))) == 2
    assert set(names_of(old)) <= set(names_on_disk())


def test_second_file_that_cannot_be_written_takes_the_first_along(patient, monkeypatch):
    write = photo_files.write

    def full(photo, size, content):
        if size == "thumbnail":
            raise OSError(28, "No space left on device")
        write(photo, size, content)

    monkeypatch.setattr(photo_files, "write", full)
    with pytest.raises(OSError, match="No space left"):
        photos.keep(patient, "front", upload())
    assert (patient.photos.count(), names_on_disk()) == (0, [])


def test_advice_is_given_in_words_and_the_same_photo_is_known_again(patient):
    first = photos.keep(patient, "front", upload())
    again = photos.keep(patient, "below", upload())
    once_more = photos.keep(patient, "front", upload(picture_bytes(size=(1000, 620))))
    known = {words: code for code, words in photo_advice.WORDS.items()}
    found = [[known[words] for words in photos.advice_of(photo)] for photo in (first, again, once_more)]
    assert ["same" in codes for codes in found] == [False, True, True]
    assert all("small" in codes for codes in found)
    assert photos.advice_of(patient.photos.get(view="below")) == photos.advice_of(again)


def test_advice_knows_the_place_of_a_photo_and_what_it_replaces(patient):
    stream = io.BytesIO()
    front().save(stream, "PNG")
    side = photos.keep(patient, "profile_left", upload(stream.getvalue()))
    again = photos.keep(patient, "profile_left", upload(stream.getvalue()))
    assert photos.advice_of(side) == photos.advice_of(again) == (photo_advice.WORDS["not_profile"],)


def test_advice_that_is_not_given_any_more_is_left_out(patient):
    kept = photos.keep(patient, "front", upload())
    kept.findings = {"advice": ["given in former years", "dark"]}
    assert photos.advice_of(kept) == (photo_advice.WORDS["dark"],)


def test_photo_whose_findings_cannot_be_read_does_not_keep_the_next_one_out(patient):
    kept = photos.keep(patient, "front", upload())
    RequestPhoto.objects.filter(pk=kept.pk).update(seal_id="00000000-0000-4000-8000-000000000000")
    assert photos.keep(patient, "below", upload()).findings["fingerprint"] == kept.findings["fingerprint"]


def test_advice_that_cannot_be_read_is_no_advice(patient):
    kept = photos.keep(patient, "front", upload())
    RequestPhoto.objects.filter(pk=kept.pk).update(seal_id="00000000-0000-4000-8000-000000000000")
    assert photos.advice_of(RequestPhoto.objects.get(pk=kept.pk)) == ()


@pytest.mark.django_db(transaction=True)
def test_four_photos_at_once_are_all_kept():
    request = patient_request()
    consents.give(request, PHOTOS)
    views = RequestPhoto.View.values[:4]

    def keep(view):
        try:
            return photos.keep(request, view, upload(picture_bytes(size=(1200, 900)))).view
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(keep, views)) == views
    assert names_on_disk() == names_of(*request.photos.all())
    assert {opened(photo).size for photo in request.photos.all()} == {(1200, 900)}


@pytest.mark.django_db(transaction=True)
def test_same_place_filled_four_times_at_once_holds_one_photo():
    request = patient_request()
    consents.give(request, PHOTOS)

    def keep(number):
        try:
            photos.keep(request, "front", upload(picture_bytes(size=(100 + number, 90))))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(4)))
    kept = request.photos.get()
    assert names_on_disk() == names_of(kept)
    assert opened(kept).size == (kept.width, kept.height)


@pytest.mark.django_db(transaction=True)
def test_files_stay_for_a_sweep_when_only_the_answer_of_the_database_is_missing(monkeypatch):
    request = patient_request()
    consents.give(request, PHOTOS)
    commit = connection.commit

    def answer_gets_lost():
        is_about_the_photo = RequestPhoto.objects.exists()
        commit()
        if is_about_the_photo:
            raise OperationalError("the connection was lost")

    monkeypatch.setattr(connection, "commit", answer_gets_lost)
    with pytest.raises(OperationalError):
        photos.keep(request, "front", upload())
    monkeypatch.undo()
    kept = request.photos.get()
    assert (names_on_disk(), opened(kept).format) == (names_of(kept), "JPEG")
