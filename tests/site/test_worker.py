"""The worker runs what the wings registered, each job in its own time, and none of them can stop another."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet

from practice_site import worker
from practice_site.models import Heartbeat
from practice_site.worker import Job, NotDone, Round, register_job
from procedures.models import ArchiveHead, ArchiveRecord
from tests.environment import lend_static_files
from tests.samples import live_page
from tests.site.running import PATIENCE, ROOT, manage, subprocess_environment


@pytest.fixture
def jobs(monkeypatch):
    """The registered jobs, replaced by an empty list that a test fills."""
    monkeypatch.setattr(worker, "jobs", [])
    return worker.jobs


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it: `clock[0]`, in seconds."""
    now = [1000.0]
    monkeypatch.setattr(worker, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def said():
    return []


def failing(problem: Exception):
    def run():
        raise problem

    return run


def work(said) -> Round:
    return Round(said.append, lambda line: said.append(f"! {line}"))


def test_each_job_runs_in_its_own_time(jobs, clock, said):
    register_job(Job("often", lambda: "often", every_seconds=2))
    register_job(Job("seldom", lambda: "seldom", every_seconds=5))
    round_of_jobs = work(said)
    for second in range(7):
        clock[0] = 1000 + second
        said.append(second)
        round_of_jobs.run_due()
    assert said == [0, "often", "seldom", 1, 2, "often", 3, 4, "often", 5, "seldom", 6, "often"]


def test_pause_lasts_until_the_next_job_and_never_longer_than_two_seconds(jobs, clock, said):
    register_job(Job("mails", lambda: None, every_seconds=10))
    round_of_jobs = work(said)
    round_of_jobs.run_due()
    assert round_of_jobs.pause() == 2
    clock[0] += 9.5
    assert round_of_jobs.pause() == 0.5
    clock[0] += 5
    assert round_of_jobs.pause() == 0


def test_job_that_fails_is_tried_again_and_stops_no_other(jobs, clock, said, caplog):
    register_job(Job("broken", failing(ValueError("no good")), every_seconds=2))
    register_job(Job("away", failing(OperationalError()), every_seconds=2))
    register_job(Job("mails", lambda: "2 mails sent", every_seconds=2))
    round_of_jobs = work(said)
    round_of_jobs.run_due()
    clock[0] += 2
    round_of_jobs.run_due()
    assert said == ["! The database did not answer (OperationalError); trying again.", "2 mails sent"] * 2
    assert [record.getMessage() for record in caplog.records] == ["The job “broken” failed; it is tried again."] * 2


def test_job_begins_once_and_again_only_if_its_beginning_failed(jobs, clock, said):
    answers = iter([OperationalError(), NotDone("The disk is full."), "begun"])

    def begin():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    register_job(Job("archive", lambda: "looked", every_seconds=2, at_start=begin))
    round_of_jobs = work(said)
    for _ in range(4):
        round_of_jobs.run_due()
        clock[0] += 2
    assert said == [
        "! The database did not answer (OperationalError); trying again.",
        "! The disk is full.",
        "begun",
        "looked",
        "looked",
    ]


@pytest.mark.django_db
def test_both_wings_registered_their_jobs_and_once_runs_each(capsys):
    assert {"archive", "outbox", "counts of sends"} <= {job.name for job in worker.jobs}
    live_page("nose")
    QuerySet(ArchiveRecord).delete()
    ArchiveHead.objects.all().delete()
    call_command("run_worker", once=True)
    assert capsys.readouterr().out == "2 states of the site archived\n"
    assert Heartbeat.objects.age_of(worker.WORKER) is not None
    call_command("run_worker", once=True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_ends_cleanly_when_told_to(tmp_path, number):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    lend_static_files(data_dir)
    assert manage("migrate", "-v0", DATA_DIR=str(data_dir)).returncode == 0
    assert manage("load_starter_content", "-v0", DATA_DIR=str(data_dir)).returncode == 0
    code = (
        "from django.db.models import QuerySet; from procedures.models import *; "
        "QuerySet(ArchiveRecord).delete(); QuerySet(ArchiveHead).delete()"
    )
    assert manage("shell", "--no-imports", "-c", code, DATA_DIR=str(data_dir)).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"],
        cwd=ROOT,
        env=subprocess_environment(DATA_DIR=str(data_dir)),
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        line = json.loads(process.stderr.readline())
        assert (line["logger"], line["level"]) == ("practice_site.worker", "info")
        assert line["event"].endswith("states of the site archived")
        os.kill(process.pid, number)
        assert process.wait(PATIENCE) == 0
