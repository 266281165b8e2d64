"""Erasing: nothing of a patient is left anywhere, whatever breaks in between, and nobody else loses anything."""

import contextlib
import logging
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.admin.models import LogEntry
from django.core import mail

from consultations import database_cleaning, erasure, key_ring, outbox, photo_files
from consultations.models import ConsultationRequest, DuplicateSign, FileToDelete, LinkWish, Merge, Tombstone
from practice_site import mail_files
from practice_site.models import Session
from practice_site.worker import jobs
from tests.consultations.canaries import WORDS, all_that_is_kept, plant
from tests.samples import patient_request

pytestmark = pytest.mark.django_db(transaction=True)
Reason = Tombstone.Reason


@pytest.fixture(autouse=True)
def mails_lie_in_files(settings):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = folder = Path(tempfile.mkdtemp(dir=site_settings.DATA_DIR))
    yield
    shutil.rmtree(folder)


@pytest.fixture
def planted(coordinator):
    return plant(coordinator)


def found(needles: dict[str, bytes], content: bytes) -> set[str]:
    return {name for name, needle in needles.items() if needle in content}


def test_nothing_is_left_in_the_database_the_files_the_mails_or_the_log(planted, caplog):
    needles, reference = planted.spellings, planted.request.reference
    before = found(needles, all_that_is_kept())
    # What could be found before: nearly every sealed value (a few are cut by the end of a page), and what lies open.
    sealed = {name for name in needles if name.startswith("sealed")}
    assert len(before & sealed) > len(sealed) * 0.9
    assert {f"{reference} as it is", "zqmail@zqhost.example as it is", *planted.file_names} <= before
    with caplog.at_level(logging.DEBUG):
        assert erasure.erase(planted.request, Reason.PATIENT)
        assert erasure.finish() == 1
    assert found(needles, all_that_is_kept()) == set()
    assert found(needles, caplog.text.encode() + repr(mail.outbox).encode()) == set()


def test_canaries_are_really_kept_before(planted):
    request = ConsultationRequest.objects.get()
    readable = repr(
        [
            *(getattr(request, field.name) for field in request._meta.fields),
            *(event.before for event in request.events.all()),
            *(list(row.__class__.objects.values()) and vars(_opened(row)) for row in _rows(request)),
        ]
    )
    assert [word for word in WORDS if word not in readable and word != "5550137942"] == []


def _rows(request):
    return [row for relation in request._meta.related_objects for row in relation.related_model.objects.all()]


def _opened(row):
    for field in row._meta.fields:
        getattr(row, field.name)
    return row


def test_tombstone_says_when_and_why_and_nothing_else(coordinator):
    with time_machine.travel(datetime(2027, 1, 12, 3, 30, tzinfo=UTC), tick=False):
        request = patient_request()
    with time_machine.travel(datetime(2027, 6, 2, 2, 0, tzinfo=UTC), tick=False):
        erasure.erase(request, Reason.RETENTION)
    stone = Tombstone.objects.values().get()
    assert (stone["received_on"], stone["erased_on"], stone["reason"]) == (
        date(2027, 1, 11),
        date(2027, 6, 1),
        "retention",
    )
    assert stone["reference_digest"] == key_ring.ring().digest("tombstone", request.reference)
    numbers = {"request_number", "source", "status", "closed_reason", "answered_on", "answered_after", "booked_on"}
    assert set(stone) == {"id", "reference_digest", "received_on", "erased_on", "reason", "cleaned_at", *numbers}
    assert (stone["source"], stone["status"], stone["booked_on"]) == ("form", "new", None)


def test_others_keep_everything(planted, coordinator):
    other = patient_request(full_name="Somebody Else", email="else@example.com")
    before = [*other.mails.values_list(), *other.events.values_list(), *other.consents.values_list()]
    terms = other.search_terms.count()
    erasure.erase(planted.request, Reason.PATIENT)
    erasure.finish()
    assert ConsultationRequest.objects.get() == other
    assert [*other.mails.values_list(), *other.events.values_list(), *other.consents.values_list()] == before
    assert other.search_terms.count() == terms
    assert ConsultationRequest.objects.get().full_name == "Somebody Else"


def test_every_row_that_belongs_to_a_request_goes_with_it(planted):
    """A new model that points to a request is found here, and must be filled by `canaries.plant`."""
    kept = patient_request(full_name="Somebody Else")
    Merge.objects.create(request=planted.request, kept=kept, status_before="new", merged_by_name="Sam")
    assert DuplicateSign.objects.filter(request=planted.request).count() == 3
    pointing = [relation.related_model for relation in ConsultationRequest._meta.related_objects]
    empty = {model.__name__ for model in pointing if not model.objects.exists()}
    assert empty == set()
    erasure.erase(planted.request, Reason.STAFF)
    left = {model.__name__ for model in pointing if model.objects.filter(request=planted.request.pk).exists()}
    assert (left, LinkWish.objects.exists(), ConsultationRequest.objects.get()) == (set(), False, kept)


def test_traces_in_the_log_and_sessions_of_staff_go_too(planted):
    erasure.erase(planted.request, Reason.PATIENT)
    assert LogEntry.objects.count() == 0
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert kept == [{"kept": "this stays"}]


def test_erasing_twice_leaves_one_tombstone(planted):
    assert [erasure.erase(planted.request, Reason.PATIENT) for _ in range(2)] == [True, False]
    assert Tombstone.objects.count() == 1


def test_wish_for_another_request_stays(planted):
    other = patient_request(email="else@example.com")
    LinkWish.objects.create(wished_reference=other.reference, email="else@example.com")
    erasure.erase(planted.request, Reason.PATIENT)
    assert LinkWish.objects.get().wished_reference == other.reference


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


def dies(*args, **kwargs):
    raise Killed


STEPS = {
    "before the files go": (photo_files, "remove_from_disk"),
    "before the local mails go": (mail_files, "forget"),
    "before the database is cleaned": (database_cleaning, "clean"),
}


@pytest.mark.parametrize(("module", "name"), STEPS.values(), ids=STEPS)
def test_killed_between_two_steps_it_is_finished_later(planted, monkeypatch, module, name):
    needles = planted.spellings
    with monkeypatch.context() as broken:
        broken.setattr(module, name, dies)
        with contextlib.suppress(Killed):
            erasure.erase(planted.request, Reason.PATIENT)
        with contextlib.suppress(Killed):
            erasure.finish()
    assert Tombstone.objects.get().cleaned_at is None
    assert erasure.finish() == 1
    assert found(needles, all_that_is_kept()) == set()
    assert erasure.finish() == 0


def test_killed_in_the_middle_of_the_rows_nothing_has_happened(planted, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(ConsultationRequest, "delete", dies)
        with pytest.raises(Killed):
            erasure.erase(planted.request, Reason.PATIENT)
    assert (Tombstone.objects.count(), FileToDelete.objects.count()) == (0, 0)
    assert [photo_files.read(photo, "photo") for photo in planted.request.photos.all()] == planted.pictures[::2]


def test_file_that_cannot_be_deleted_keeps_the_tombstone_open(planted, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(photo_files, "remove_from_disk", lambda name: False)
        erasure.erase(planted.request, Reason.PATIENT)
        assert erasure.finish() == 0
    assert Tombstone.objects.get().cleaned_at is None
    assert erasure.finish() == 1


class ErasesWhileSending(mail_files.EmailBackend):
    """The patient presses the button while a mail is on its way."""

    def send_messages(self, messages):
        erasure.erase(ConsultationRequest.objects.get(), Reason.PATIENT)
        return super().send_messages(messages)


def test_erased_while_a_mail_is_sent_nothing_breaks_and_nothing_is_left(planted, settings, caplog):
    needles = planted.spellings
    settings.EMAIL_BACKEND = f"{__name__}.ErasesWhileSending"
    with caplog.at_level(logging.WARNING):
        outbox.send_due()
    assert caplog.text == ""
    assert list(Path(site_settings.EMAIL_FILE_PATH).iterdir()) != []
    erasure.finish()
    assert found(needles, all_that_is_kept()) == set()


def test_local_mail_that_cannot_be_deleted_is_tried_again_and_not_named(planted, monkeypatch, caplog):
    def refuses(reference):
        raise PermissionError(f"{reference}-received-1.eml")

    with monkeypatch.context() as broken:
        broken.setattr(mail_files, "forget", refuses)
        erasure.erase(planted.request, Reason.PATIENT)
        assert erasure.finish() == 0
    assert "PermissionError" in caplog.text
    assert planted.request.reference not in caplog.text
    assert erasure.finish() == 1


def test_worker_does_it_and_says_how_many(planted):
    [job] = [job for job in jobs if job.name == "erased requests"]
    assert job.run() is None
    erasure.erase(planted.request, Reason.PATIENT)
    assert job.run() == "1 request erased for good"
    assert Tombstone.objects.get().cleaned_at is not None


def test_mail_that_was_on_its_way_is_deleted_by_the_worker(planted):
    folder = Path(site_settings.EMAIL_FILE_PATH)
    erasure.erase(planted.request, Reason.PATIENT)
    late = folder / f"{planted.request.reference}-received-9.eml"
    late.write_text("To: zqmail@zqhost.example")
    erasure.finish()
    assert not late.exists()


def test_database_that_somebody_reads_is_cleaned_at_the_next_turn(planted, monkeypatch):
    monkeypatch.setattr(database_cleaning, "clean", lambda: False)
    erasure.erase(planted.request, Reason.PATIENT)
    assert erasure.finish() == 0
    assert Tombstone.objects.get().cleaned_at is None
