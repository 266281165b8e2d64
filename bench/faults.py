"""Requests sent while the site is killed, its database locked, its disk full, or its mail server silent.

.venv/bin/python bench/faults.py            200 sends from 20 clients in each scenario, about a minute
.venv/bin/python bench/faults.py --short    12 sends from 4 clients

Everything is real: `run_site` on SQLite, clients over HTTP, SIGKILL, a second writer, and a limit of the kernel
(RLIMIT_FSIZE, as `prlimit --fsize` sets it) beyond which no file grows. Clients send the same form again until it is
acknowledged. Nothing acknowledged may be lost, stored twice or stored in part, every refusal must be a whole 503 page,
and no line of the log may hold what was typed.
"""

import argparse
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from bench.house import House
from bench.senders import CANARIES, PATIENCE, Senders, Tally

LOCK = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
while True:
    database.execute("BEGIN IMMEDIATE")
    print("locked", flush=True)
    time.sleep(3)
    database.execute("ROLLBACK")
    time.sleep(1)
"""
LITTLE_ROOM = 80_000  # bytes; less than two requests
# Beyond this the database file, which is larger, could take over what its log holds, and the log would never be full.
LARGEST_LOG = 600_000
NO_ROOM = (30_000, 0)  # less than SQLite's readers need, and nothing at all


@dataclass(frozen=True)
class Size:
    """How much is sent, and how often the server is killed or the disk fills up meanwhile."""

    clients: int
    sends: int
    turns: int


FULL, SHORT = Size(clients=20, sends=200, turns=5), Size(clients=4, sends=12, turns=1)


@dataclass
class Result:
    """What came of one scenario. `stored` counts the requests of each of its email addresses."""

    name: str
    sends: int
    tally: Tally
    seconds: float
    stored: Counter
    in_part: int
    problems: list[str] = field(default_factory=list)

    @property
    def twice(self) -> int:
        return sum(count > 1 for count in self.stored.values())

    @property
    def lost(self) -> int:
        return sum(not self.stored[email] for email in self.tally.acknowledged)

    @property
    def is_good(self) -> bool:
        is_complete = len(self.tally.acknowledged) == len(self.stored) == self.sends
        return is_complete and not (self.twice or self.lost or self.in_part or self.problems)

    def __str__(self):
        tally = self.tally
        figures = (
            f"{self.sends:3} sends",
            f"{len(tally.acknowledged):3} acknowledged",
            f"{len(self.stored):3} stored",
            f"{self.twice} twice",
            f"{self.lost} lost",
            f"{self.in_part} in part",
            f"{tally.broken_lines:3} broken lines",
            f"{tally.kind_refusals:3} times 503",
            f"longest wait {tally.longest_wait:4.1f} s",
            f"{self.seconds:5.1f} s",
        )
        return f"{self.name:<18} {'  '.join(figures)}  {'kept' if self.is_good else 'MISSED'}"


class SilentMailServer:
    """Takes every call and never says a word."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.was_called = threading.Event()
        self.calls = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                self.calls.append(self.listener.accept()[0])
                self.was_called.set()

    def close(self) -> None:
        with suppress(OSError):  # closed before
            self.listener.shutdown(socket.SHUT_RDWR)
        for line in [*self.calls, self.listener]:
            line.close()


class Bench:
    """Runs scenarios on one house; each has forms of its own, all taken at the start."""

    def __init__(self, house: House, mail_server: SilentMailServer, size: Size, say: Callable[[str], None]):
        self.house, self.mail_server, self.size, self.say = house, mail_server, size, say
        self.results: list[Result] = []
        self.senders = Senders(house.port, size.clients)
        self.forms = {name: self.senders.take_forms(self._emails(name)) for name in SCENARIOS}

    def _emails(self, name: str) -> list[str]:
        return [f"{name.replace(' ', '-')}-{number}@faults.example" for number in range(self.size.sends)]

    @contextmanager
    def sending(self, name: str, mails_may_be: set[str] | None = None) -> Iterator[Tally]:
        """Send all forms of a scenario while the body makes trouble, then judge what is stored."""
        tally, begin = Tally(), time.monotonic()
        running = self.senders.start(self.forms[name], tally)
        try:
            yield tally
        except BaseException:
            tally.odd.append("The scenario was given up.")  # so that the senders stop
            raise
        finally:
            wait(running)
        for sent in running:
            sent.result()
        self.results.append(self._judge(name, tally, time.monotonic() - begin, mails_may_be))
        self.say(str(self.results[-1]))

    def wait_for_more(self, tally: Tally, what: str) -> None:
        """Wait until as many answers as there are clients came that are "acknowledged" or "refused", or all is sent."""

        def count() -> int:
            return len(tally.acknowledged) if what == "acknowledged" else tally.kind_refusals

        enough = count() + self.size.clients
        tally.wait_until(lambda: count() >= enough or len(tally.acknowledged) == self.size.sends)

    def _judge(self, name: str, tally: Tally, seconds: float, mails_may_be: set[str] | None) -> Result:
        emails = {form.email for form in self.forms[name]}
        report = self.house.stored()
        found = [request for request in report["requests"] if request["email"] in emails]
        problems = list(tally.odd)
        if not report["is_intact"]:
            problems.append("SQLite finds its file damaged.")
        states = {state for request in found for state in request["mails"]}
        if mails_may_be and not states <= mails_may_be:
            problems.append(f"Mails are {', '.join(sorted(states))}.")
        stored = Counter(request["email"] for request in found)
        in_part = sum(not request["is_whole"] for request in found)
        return Result(name, self.size.sends, tally, seconds, stored, in_part, problems)


def silent_mail(bench: Bench) -> None:
    """The mail server takes every call and never says a word; the mails wait."""
    with bench.sending("silent mail server", mails_may_be={"waiting", "sending"}):
        assert bench.mail_server.was_called.wait(PATIENCE)
    bench.mail_server.close()


def killed(bench: Bench) -> None:
    """The power goes in the middle of it, again and again."""
    with bench.sending("killed") as tally:
        for turn in range(1, bench.size.turns + 1):
            enough = bench.size.sends * turn // (bench.size.turns + 1)
            tally.wait_until(lambda enough=enough: len(tally.acknowledged) >= enough)
            bench.house.kill()
            bench.house.start()


def locked(bench: Bench) -> None:
    """Another process writes for 3 s at a time, with a second between."""
    command = [sys.executable, "-c", LOCK, str(bench.house.data_dir / "site.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout.readline() == "locked\n"
            with bench.sending("locked"):
                pass
        finally:
            writer.kill()


def full_disk(bench: Bench) -> None:
    """The disk fills up in the middle of a request, again and again; in the end nothing can be written at all."""
    leave_little_room(bench.house)
    with bench.sending("full disk") as tally:
        for turn in range(bench.size.turns):
            if turn:
                bench.house.limit_files(resource.RLIM_INFINITY)
                bench.wait_for_more(tally, "acknowledged")
                leave_little_room(bench.house)
            bench.wait_for_more(tally, "refused")
        for most in NO_ROOM:
            bench.house.limit_files(most)
            bench.wait_for_more(tally, "refused")
        bench.house.limit_files(resource.RLIM_INFINITY)


def leave_little_room(house: House) -> None:
    log = house.data_dir / "site.sqlite3-wal"
    size = log.stat().st_size if log.exists() else 0
    house.limit_files(min(size + LITTLE_ROOM, LARGEST_LOG))


# The first takes the site as it was started; the second starts it again, without that mail server.
SCENARIOS = {"silent mail server": silent_mail, "killed": killed, "locked": locked, "full disk": full_disk}


def run(house: House, size: Size, say: Callable[[str], None] = print) -> list[Result]:
    """Every scenario, one after the other."""
    mail_server = SilentMailServer()
    try:
        house.start(mail_server.url)
        bench = Bench(house, mail_server, size, say)
        for scenario in SCENARIOS.values():
            scenario(bench)
    finally:
        mail_server.close()
        house.end()
    leaks = [line for line in house.log if any(word in line for word in CANARIES)]
    bench.results[-1].problems += [f"A line of the log holds a patient's word ({len(leaks)} times)."] if leaks else []
    return bench.results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="12 sends from 4 clients")
    size = SHORT if parser.parse_args().short else FULL
    with tempfile.TemporaryDirectory(prefix="site-bench-") as folder:
        results = run(House(Path(folder)), size)
    for result in results:
        for problem in dict.fromkeys(result.problems):
            print(f"{result.name}: {problem}")
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
