"""Processes that tests start, as people and services start them."""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds: the first start of a site makes its database, and that of a busy machine takes a while
OF_THE_TESTS_ALONE = {"DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def subprocess_environment(**variables) -> dict[str, str]:
    """This process's environment, with the site's own settings, on SQLite unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS_ALONE}
    return kept | {"DJANGO_SETTINGS_MODULE": "practice_site.settings", "PYTHONUNBUFFERED": "1"} | variables


def manage(*arguments, given: str = "", **variables) -> subprocess.CompletedProcess:
    """Run `manage.py` with `given` as its input."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    surroundings = subprocess_environment(**variables)
    return subprocess.run(command, cwd=ROOT, env=surroundings, input=given, capture_output=True, text=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(pid: int) -> list[int]:
    """The processes below `pid`, at every depth."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [found for child in map(int, children) for found in (child, *children_of(child))]


def is_running(pid: int) -> bool:
    try:
        return not re.search(r"^State:\s+Z", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except FileNotFoundError:
        return False


class RunningSite:
    """One `run_site`, its output line by line, and its address."""

    def __init__(self, data_dir: Path, port: int = 0, **variables):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines = []
        self._waiting = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_site"],
            cwd=ROOT,
            env=subprocess_environment(DATA_DIR=str(data_dir), PORT=str(self.port), **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._waiting.put(line.rstrip("\n"))
        self._waiting.put(None)

    def _next_line(self) -> str | None:
        line = self._waiting.get(timeout=PATIENCE)
        if line is None:
            self._waiting.put(None)  # the end stays the end, however often it is asked for
        else:
            self.lines.append(line)
        return line

    def wait_for(self, words: str) -> str:
        """The next line that holds `words`. Fails when the output ends before."""
        while (line := self._next_line()) is not None:
            if words in line:
                return line
        raise AssertionError(f"“{words}” never came. What came:\n" + "\n".join(self.lines))

    def rest(self) -> list[str]:
        """Every line until the output ends, those before too."""
        while self._next_line() is not None:
            pass
        return self.lines

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running_site(data_dir: Path, **variables):
    site = RunningSite(data_dir, **variables)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.end()
        site.process.stdout.close()
