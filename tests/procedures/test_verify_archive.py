"""`verify_archive` proves the whole archive and names the first thing that is not as it was written."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from practice_site.local_time import in_words
from procedures import archive, archive_retention, archive_store, publishing
from procedures.management.commands import verify_archive
from procedures.models import ArchivedFile, ArchiveHead, ArchiveRecord
from tests.environment import lend_static_files
from tests.samples import add_block, live_page, publish
from tests.site.running import ROOT, manage, subprocess_environment

NOON = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)


@pytest.fixture
def archived(db, settings, tmp_path):
    """A page with three published states, recorded on three days; the page."""
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"
    with time_machine.travel(NOON, tick=False):
        page = live_page("nose", ("fact",))
    for day in (1, 2):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            add_block(page, "reason", day * 100)
            publish(page)
    return page


def finding() -> str:
    with pytest.raises(CommandError, match="The archive is broken") as broken:
        call_command("verify_archive")
    assert broken.value.returncode == 1
    return str(broken.value).removeprefix("The archive is broken. ")


def name_of(record) -> str:
    return f"Record {record.number} ({record.path}, {in_words(record.shown_from)})"


def record(number: int) -> ArchiveRecord:
    return ArchiveRecord.objects.get(number=number)


def test_whole_archive_is_counted_and_its_newest_record_named(archived, capsys):
    call_command("verify_archive")
    newest = record(4)
    files = ArchivedFile.objects.values("digest").distinct().count() + 4
    assert capsys.readouterr().out == (
        f"4 records and {files} files are whole.\n"
        f"The newest: number 4, /procedures/nose/, Wednesday, 3 March 2027, 12:00 EST, {newest.record_hash}\n"
    )


@pytest.mark.django_db
def test_empty_archive_is_said_to_be_empty(capsys):
    call_command("verify_archive")
    assert capsys.readouterr().out == "The archive is empty.\n"


def test_progress_is_shown_while_it_takes_long(archived, capsys, monkeypatch):
    monkeypatch.setattr(verify_archive, "SECONDS_BETWEEN_LINES", 0)
    call_command("verify_archive")
    assert capsys.readouterr().out.splitlines()[:4] == [
        "25 %  1 of 4 records",
        "50 %  2 of 4 records",
        "75 %  3 of 4 records",
        "100 %  4 of 4 records",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/procedures/other/"},
        {"shown_from": NOON - timedelta(days=9)},
        {"recorded_at": NOON},
        {"reason": "schedule"},
        {"html_hash": "0" * 64},
        {"version_hash": ""},
        {"files": []},
        {"record_hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_row_is_named(archived, change):
    QuerySet(ArchiveRecord).filter(number=3).update(**change)
    assert finding() == f"{name_of(record(3))} was changed after it was written."


def test_row_that_was_changed_together_with_its_hash_breaks_the_next_link(archived):
    forged = record(2)
    forged.path = "/procedures/other/"
    forged.record_hash = archive.record_hash(forged)
    forged.save()
    assert finding() == f"{name_of(record(3))} does not follow from the record before it."


def test_row_that_was_taken_out_is_named(archived):
    QuerySet(ArchiveRecord).filter(number=2).delete()
    assert finding() == f"Record 2 is missing; the next one is {name_of(record(3))}."


def test_tail_that_was_cut_off_is_noticed(archived):
    QuerySet(ArchiveRecord).filter(number=4).delete()
    assert finding() == "It should have 4 records, but ends after 3."


def test_tail_that_was_rewritten_is_noticed(archived):
    forged = record(4)
    forged.path = "/procedures/other/"
    forged.record_hash = archive.record_hash(forged)
    forged.save()
    assert finding() == f"{name_of(forged)} is not the record that was written last."


def test_head_that_was_set_back_is_noticed(archived):
    ArchiveHead.objects.update(number=3, record_hash=record(3).record_hash)
    assert finding() == "Record 4 was added behind the end of the chain."


def test_head_that_was_taken_away_is_noticed(archived):
    ArchiveHead.objects.all().delete()
    assert finding() == "Record 4 was added behind the end of the chain."


def test_damaged_page_is_named(archived):
    archive_store.path_of(record(3).html_hash).write_bytes(b"<p>Other words</p>")
    assert finding() == (
        f"{name_of(record(3))}: the bytes of the page itself are not those that were kept ({record(3).html_hash})."
    )


def test_lost_file_is_named(archived):
    address, digest = next(pair for pair in record(1).files if pair[0].endswith(".css"))
    archive_store.path_of(digest).unlink()
    assert finding() == f"{name_of(record(1))}: the bytes of {address} are gone ({digest})."


def test_changed_list_of_files_is_noticed(archived):
    row = ArchivedFile.objects.first()
    QuerySet(ArchivedFile).filter(pk=row.pk).update(digest="0" * 64)
    assert finding() == f"The list of files says {'0' * 64} for {row.address}, and no record does."
    row.delete()
    assert finding() == f"The list of files has lost {row.address} ({row.digest}), which records name."


def test_bytes_may_go_a_year_after_they_were_last_to_be_seen(archived, capsys):
    first, last = record(1).html_hash, record(4).html_hash
    replaced = NOON + timedelta(days=1)
    assert archive_retention.last_appearance(first) == replaced
    assert archive_retention.last_appearance(last) is archive_retention.STILL_SHOWN
    assert archive_retention.purge(replaced + timedelta(days=366)) == 0
    with time_machine.travel(replaced + timedelta(days=366, seconds=1), tick=False):
        assert archive_retention.purge() == 1
        assert (archive_store.has(first), archive_store.has(last)) == (False, True)
        call_command("verify_archive")
    assert "1 file left the archive after the time they must be kept.\n" in capsys.readouterr().out
    with time_machine.travel(replaced + timedelta(days=300), tick=False):
        assert finding() == f"{name_of(record(1))}: the bytes of the page itself are gone ({first})."


def test_bytes_that_appear_again_after_a_purge_are_kept_again(archived, capsys):
    with time_machine.travel(NOON + timedelta(days=900), tick=False):
        publishing.unpublish(archived)
    with time_machine.travel(NOON + timedelta(days=1800), tick=False):
        assert archive_retention.purge() > 0
        publishing.publish(archived, author=None)
        call_command("verify_archive")


# Killed, or without room on the disk: in processes of their own, on a data folder of their own.
SCRIPT = """
import os, resource, signal, sys
import django
django.setup()
from procedures import archive, publishing
from procedures.models import ArchiveHead, Page
from tests.samples import add_block, live_page

def end_at_once(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

page = Page.objects.filter(slug="nose").first() or live_page("nose", ("fact",))
step = sys.argv[1]
if step == "inside":
    page.title = "Killed while publishing"
    with archive.recording("published"):
        page.save()
        publishing.record_edit(page, editor=None)
        publishing.publish(page, author=None)
        end_at_once()
if step == "written":
    add_block(page, "reason", 100, text="Killed before the end.")
    publishing.record_edit(page, editor=None)
    ArchiveHead.save = end_at_once  # files and rows are written; the transaction is still open
    publishing.publish(page, author=None)
if step == "beside":
    page = live_page(f"page-{sys.argv[2]}", ("fact",))
if step == "full":
    add_block(page, "reason", 100, text="Words " * 30)
    publishing.record_edit(page, editor=None)
    from django.db import connection
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        publishing.publish(page, author=None)
    except publishing.NotPublished as refusal:
        print(refusal)
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """The data folder of a site with one page, live and archived."""
    folder = tmp_path_factory.mktemp("archive") / "data"
    folder.mkdir()
    lend_static_files(folder)
    assert manage("migrate", "-v0", DATA_DIR=str(folder)).returncode == 0
    assert run(folder, "begin").returncode == 0
    return folder


def start(data_dir, *arguments) -> subprocess.Popen:
    surroundings = subprocess_environment(DATA_DIR=str(data_dir), PYTHONPATH=str(ROOT))
    command = [sys.executable, "-c", SCRIPT, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, **pipes)


def run(data_dir, *arguments) -> subprocess.CompletedProcess:
    with start(data_dir, *arguments) as process:
        output, complaints = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, output, complaints)


def state_of(data_dir) -> str:
    """What stands on the site and in the archive, as a new process finds it."""
    code = (
        "from procedures.models import *; from django.test import Client; "
        "print(PageVersion.objects.count(), Publication.objects.count(), ArchiveRecord.objects.count(), "
        "Client(SERVER_NAME='localhost').get('/procedures/nose/').content)"
    )
    done = manage("shell", "--no-imports", "-c", code, DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("step", ["inside", "written"])
def test_publish_that_is_killed_leaves_the_old_state(data_dir, step):
    before = state_of(data_dir)
    assert before.startswith("1 1 2 ")
    assert run(data_dir, step).returncode == -signal.SIGKILL
    assert state_of(data_dir) == before
    proof = manage("verify_archive", DATA_DIR=str(data_dir))
    assert (proof.returncode, proof.stdout.splitlines()[0][:13]) == (0, "2 records and")


@pytest.mark.parametrize("room", [30_000, 3_000])
def test_publish_without_room_on_the_disk_is_refused_and_the_site_stays(data_dir, room):
    """With room for the rows but not for the page; and for neither."""
    before = state_of(data_dir)
    done = run(data_dir, "full", room)
    assert done.stdout == (
        "The exact copy that the law asks for could not be kept: the disk is full. Nothing was changed, and the site "
        "stands as it was. Ask whoever looks after the server to make room on the disk, then try once more.\n"
    ), done.stderr
    assert state_of(data_dir) == before
    assert not list((data_dir / "archive").rglob(".draft-*"))
    assert manage("verify_archive", DATA_DIR=str(data_dir)).returncode == 0


def test_people_who_publish_at_the_same_moment_leave_one_whole_chain(data_dir):
    processes = [start(data_dir, "beside", number) for number in range(4)]
    assert [process.communicate()[1] for process in processes] == [""] * 4
    proof = manage("verify_archive", DATA_DIR=str(data_dir))
    assert proof.returncode == 0, proof.stderr
    # Each of the four adds its own page, the list, and the page of before and those of the others that came first.
    assert proof.stdout.startswith(f"{2 + sum(3 + others for others in range(4))} records and ")
