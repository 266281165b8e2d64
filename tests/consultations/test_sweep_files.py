"""`sweep_files`: rows without files, files without rows, both ways, and never a file that may still get its row."""

import os
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consultations import photo_files
from consultations.models import FileToDelete, RequestPhoto
from practice_site import mail_files
from tests.samples import patient_request, picture_bytes

pytestmark = pytest.mark.django_db
HOURS = 3600


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()


@pytest.fixture
def photo():
    names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
    photo = RequestPhoto(request=patient_request(), view="front", width=4, height=2, **names)
    for size in photo_files.SIZES:
        photo_files.write(photo, size, picture_bytes(size=(4, 2)))
    photo.save()
    return photo


def file_of(name: str, hours: float = 2) -> Path:
    """A stray file among the photos, `hours` old."""
    path = photo_files.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")
    return aged(path, hours)


def aged(path: Path, hours: float) -> Path:
    moment = time.time() - hours * HOURS
    os.utime(path, (moment, moment))
    return path


def sweep(capsys, *options) -> tuple[str | None, list[str]]:
    """The refusal, if there was one, and the lines."""
    refusal = None
    try:
        call_command("sweep_files", *options)
    except CommandError as problem:
        refusal = str(problem)
    return refusal, capsys.readouterr().out.splitlines()


def test_nothing_to_find_is_said_and_ends_well(photo, capsys):
    assert sweep(capsys) == (None, ["Every photo has its files, and every file its row."])
    assert len(list(photo_files.names_on_disk())) == 2


def test_files_without_rows_are_named_and_deleted(photo, capsys):
    strays = [file_of("a" * 32), file_of("b" * 32 + ".1f2e3d4c")]
    refusal, lines = sweep(capsys)
    assert refusal == "2 things did not fit, 2 of them mended, 0 left."
    assert lines == [f"a file without a row: {stray.name}: deleted" for stray in strays]
    assert sorted(photo_files.names_on_disk()) == sorted([photo.file_name, photo.thumbnail_name])
    assert sweep(capsys)[0] is None


def test_dry_run_deletes_nothing(photo, capsys):
    stray = file_of("a" * 32)
    refusal, lines = sweep(capsys, "--dry-run")
    assert refusal == "1 thing did not fit, 0 of them mended, 1 left."
    assert lines == [f"a file without a row: {stray.name}"]
    assert stray.exists()


def test_file_younger_than_an_hour_stays(capsys):
    stray = file_of("a" * 32, hours=0.9)
    assert sweep(capsys)[0] is None
    assert stray.exists()


def test_file_that_waits_to_be_deleted_is_the_workers(capsys):
    stray = file_of("a" * 32)
    FileToDelete.objects.create(kind=FileToDelete.Kind.PHOTO, name=stray.name)
    assert sweep(capsys)[0] is None
    assert stray.exists()


@pytest.mark.parametrize(("gone", "named"), [("file_name", "photo"), ("thumbnail_name", "thumbnail")])
def test_row_without_a_file_is_named_by_its_reference_and_stays(photo, capsys, gone, named):
    photo_files.remove_from_disk(getattr(photo, gone))
    refusal, lines = sweep(capsys)
    assert refusal == "1 thing did not fit, 0 of them mended, 1 left."
    assert lines == [f"a row without a file: {photo.request.reference}: from the front, {named}"]
    assert RequestPhoto.objects.count() == 1


def test_local_mails_of_requests_that_are_gone_go_and_others_stay(capsys):
    folder = mail_files.mail_folder()
    request = patient_request(email="kept@example.com")
    names = [f"{request.reference}-received-1.eml", "AAAA-BBBB-received-2.eml", ".AAAA-BBBB-booked-3.part", "other.eml"]
    files = [folder / name for name in names]
    for file in files:
        file.write_text("To: kept@example.com")
        aged(file, 2)
    refusal, lines = sweep(capsys)
    assert refusal == "2 things did not fit, 2 of them mended, 0 left."
    assert lines == ["a local copy of a mail about a request that is not there: deleted"] * 2
    assert [file.exists() for file in files] == [True, False, False, True]


def test_file_that_cannot_be_deleted_is_left_and_said(capsys, monkeypatch):
    stray = file_of("a" * 32)

    def refuses(self, missing_ok=False):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuses)
    refusal, lines = sweep(capsys)
    assert refusal == "1 thing did not fit, 0 of them mended, 1 left."
    assert lines == [f"a file without a row: {stray.name}"]
