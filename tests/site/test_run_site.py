"""`run_site` as a process: it prepares what is missing, says where the site is, and leaves nothing behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.environment import lend_static_files
from tests.site.running import (
    PATIENCE,
    ROOT,
    children_of,
    free_port,
    is_running,
    manage,
    running_site,
    subprocess_environment,
)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    """A data folder for all tests of this module; only the first start finds it empty."""
    folder = tmp_path_factory.mktemp("run-site") / "data"
    folder.mkdir()
    lend_static_files(folder)
    return folder


def wait_until(is_so, seconds: float = PATIENCE):
    """What `is_so()` returns, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def all_ended(pids: list[int]) -> bool:
    return not any(is_running(pid) for pid in pids)


def family_of(site) -> list[int]:
    """Gunicorn, its two workers, and the worker that sends mail; two of them come a moment after the site answers."""
    wait_until(lambda: len(children_of(site.process.pid)) == 4)
    return children_of(site.process.pid)


def process_with(words: str, site) -> int:
    """The first process of the site whose command line holds `words`; a new one has its own only after a moment."""

    def found() -> list[int]:
        return [pid for pid in children_of(site.process.pid) if words in Path(f"/proc/{pid}/cmdline").read_text()]

    assert wait_until(found)
    return found()[0]


def test_first_start_prepares_everything_and_prints_the_link(data_dir):
    with running_site(data_dir) as site:
        link = site.wait_for("/admin/first-administrator/")
        site.wait_for("Ctrl-C stops everything.")
        assert site.lines[0] == f"Data      {data_dir}"
        assert site.lines[1].startswith("Database  SQLite, ")
        assert "Pages     loading the starter content" in site.lines
        assert f"Site      {site.url}/" in site.lines
        assert len(site.lines) <= 10
        assert site.get("/healthz") == "ok\n"
        assert "<h1" in site.get("/procedures/secondary-rhinoplasty/")
        assert link.startswith(f"{site.url}/admin/")
        assert 'name="password"' in site.get(link.removeprefix(site.url))
        modes = {
            entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in data_dir.iterdir() if not entry.is_symlink()
        }
        assert not [name for name, mode in modes.items() if mode & 0o007]
        assert modes["keys"] == modes["mail"] == 0o700


def test_second_start_does_nothing_over_and_ends_cleanly_on_ctrl_c(data_dir):
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        said = [line for line in site.lines if not line.startswith("{")]  # lines of the log come whenever they like
        assert said[1:3] == ["Database  SQLite, up to date", f"Site      {site.url}/"]
        family = family_of(site)
        assert len(family) == 4
        assert site.end(signal.SIGINT) == 0
        assert all_ended(family)
        site.wait_for("Stopping.")


def test_sigterm_ends_every_process(data_dir):
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        family = family_of(site)
        assert site.end(signal.SIGTERM) == 0
        assert all_ended(family)


def test_children_end_when_the_parent_is_killed(data_dir):
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        family = family_of(site)
        site.end(signal.SIGKILL)
        assert wait_until(lambda: all_ended(family))


def test_site_ends_with_the_make_that_started_it(data_dir):
    command = f"{sys.executable} manage.py run_site --end-with-parent & wait"
    surroundings = subprocess_environment(DATA_DIR=str(data_dir), PORT=str(free_port()))
    shell = subprocess.Popen(["sh", "-c", command], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)
    with shell:
        while "Ctrl-C" not in shell.stdout.readline():
            pass
        family = children_of(shell.pid)
        shell.kill()
        assert wait_until(lambda: all_ended(family))


def test_worker_that_ends_is_started_again_while_the_site_stays(data_dir):
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        worker = process_with("run_worker", site)
        os.kill(worker, signal.SIGKILL)
        assert site.wait_for("The worker ended") == "The worker ended by itself (code -9); it starts again in 1 s."
        assert site.get("/healthz") == "ok\n"
        assert process_with("run_worker", site) != worker


def test_end_of_the_web_server_ends_the_rest_with_an_error(data_dir):
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        family = family_of(site)
        os.kill(process_with("gunicorn", site), signal.SIGKILL)
        site.wait_for("The web server ended by itself (code -9); stopping the rest.")
        assert site.process.wait(PATIENCE) == 1
        assert wait_until(lambda: all_ended(family))


def test_port_in_use_is_said_before_anything_is_written(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = manage("run_site", DATA_DIR=str(tmp_path), PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"CommandError: The site cannot listen on 127.0.0.1, port {port} (Address already in use)."
    )
    assert not (tmp_path / "site.sqlite3").exists()


def test_address_that_is_not_ours_is_said(tmp_path):
    done = manage("run_site", DATA_DIR=str(tmp_path), BIND="192.0.2.1", PORT=str(free_port()))
    assert (done.returncode, done.stdout) == (1, "")
    assert "The site cannot listen on 192.0.2.1" in done.stderr


def test_database_that_does_not_answer_is_said(tmp_path):
    url = "postgres://nobody@127.0.0.1:1/nothing"
    done = manage("run_site", DATA_DIR=str(tmp_path), PORT=str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database does not answer.")
    assert "Traceback" not in done.stderr


def test_stubborn_child_is_ended_by_force():
    script = """
import os, sys
from practice_site.process_family import Child, Family
stubborn = "trap '' TERM; sleep 300 & echo $!; wait; sleep 300"
web = Child("web", ["sh", "-c", "sleep 0.5"], is_vital=True)
helper = Child("helper", ["sh", "-c", stubborn], is_vital=False)
sys.exit(Family([web, helper], lambda text: print(text, flush=True), patience=0.5).run(lambda: None))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    grandchild, sentence = done.stdout.splitlines()
    assert (done.returncode, sentence) == (1, "The web ended by itself (code 0); stopping the rest.")
    assert wait_until(lambda: all_ended([int(grandchild)]))
