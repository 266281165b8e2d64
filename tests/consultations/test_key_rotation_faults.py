"""Rotating keys in real processes on a database of their own: killed, run again, and beside others that write."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.running import ROOT, manage, subprocess_environment

FILL = """
from tests.samples import many_requests
from consultations.models import RequestNote
requests = many_requests(5000)
notes = (RequestNote(request=request, text=f"Note {request.pk} 🌸", author_name="Sam") for request in requests)
RequestNote.objects.bulk_create(notes, batch_size=500)
"""
LOOK = """
from consultations import key_ring, key_rotation, search_index
from consultations.models import ConsultationRequest, RequestNote
from tests.samples import in_letters
requests = ConsultationRequest.objects.filter(form_key__startswith="sample-").order_by("pk")
expected = [(f"Ada {in_letters(number)}", f"ada{number}@example.com") for number in range(5000)]
assert [(request.full_name, request.email) for request in requests] == expected
assert [note.text for note in RequestNote.objects.order_by("pk")] == [f"Note {request.pk} 🌸" for request in requests]
everyone = ConsultationRequest.objects.all()
for number in range(0, 5000, 100):
    assert [found.pk for found in search_index.matching(everyone, in_letters(number))] == [requests[number].pk]
    assert search_index.matching(everyone, f"ada{number}@example.com").count() == 1
print(len(key_ring.ring().keys), len(key_rotation.ids_in_rows()))
"""


@pytest.fixture
def site_folder(tmp_path) -> Path:
    """A data folder with 10,000 encrypted rows, on SQLite."""
    return site_with(tmp_path / "site", FILL)


def site_with(folder: Path, code: str) -> Path:
    prepare = "from django.core.management import call_command; from practice_site import start_checks\n"
    prepare += "call_command('migrate', verbosity=0); start_checks.run()\n"
    run(folder, "shell", "--no-imports", "-c", prepare + code)
    return folder


def run(folder: Path, *arguments: str) -> str:
    done = manage(*arguments, DATA_DIR=str(folder))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def killed_at(folder: Path, words: str) -> list[str]:
    """Start rotating and kill it as soon as a line holds `words`. Returns what it had said."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "rotate_keys"],
        cwd=ROOT,
        env=subprocess_environment(DATA_DIR=str(folder)),
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    with process:
        for line in process.stdout:
            lines.append(line.strip())
            if words in line:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    return lines


def test_ten_thousand_rows_survive_being_killed_and_are_finished_by_the_next_run(site_folder):
    lines = killed_at(site_folder, "requests: 1,000 of 5,000")
    assert [line.split(" key ")[0] for line in lines] == ["Added the", "requests: 1,000 of 5,000"]
    killed_at(site_folder, "notes: 1,000 of 5,000")
    assert run(site_folder, "shell", "--no-imports", "-c", LOOK) == "2 2"
    lines = run(site_folder, "rotate_keys").splitlines()
    assert lines[-1].startswith("Everything is under the key")
    assert run(site_folder, "shell", "--no-imports", "-c", LOOK) == "2 1"


WRITE_UNTIL_TOLD = """
import os, select, sys
from tests.samples import patient_request
count = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    patient_request(full_name=f"Meanwhile {count}", email=f"meanwhile{count}@example.com")
    count += 1
    print(count, flush=True)
"""


def test_process_that_writes_meanwhile_follows_and_all_it_wrote_is_found(tmp_path):
    folder = site_with(tmp_path / "site", "from tests.samples import many_requests; many_requests(500)")
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITE_UNTIL_TOLD],
        cwd=ROOT,
        env=subprocess_environment(DATA_DIR=str(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        assert writer.stdout.readline() == "1\n"
        run(folder, "rotate_keys")
        writer.stdin.write("enough\n")
        writer.stdin.flush()
        count = int(writer.stdout.read().split()[-1])
    look = """
from consultations import key_ring, key_rotation, search_index
from consultations.models import ConsultationRequest
everyone = ConsultationRequest.objects.all()
numbers = [int(request.full_name.split()[1]) for request in search_index.matching(everyone, "meanwhile")]
assert sorted(numbers) == list(range(len(numbers)))
assert key_rotation.ids_in_rows() == {key_ring.ring().newest.id}
print(len(numbers))
"""
    assert run(folder, "shell", "--no-imports", "-c", look) == str(count)
