"""What has to be done again and again without anybody asking: the wings register jobs, one process runs them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from django.db import DatabaseError

WORKER = "worker"  # the name of its heartbeat
LONGEST_PAUSE = 2.0  # seconds

log = logging.getLogger(__name__)


class NotDone(Exception):
    """A job could not do its work now; the text says why, in words to print. It is tried again at its next turn."""


@dataclass(frozen=True)
class Job:
    """One kind of work.

    `run()` does what is due and returns a line to print, or None when there is nothing to say. `at_start()`, if
    given, is called once before, again and again until it ends without an exception.
    """

    name: str
    run: Callable[[], str | None]
    every_seconds: float
    at_start: Callable[[], str | None] | None = None


jobs: list[Job] = []


def register_job(job: Job) -> None:
    """Add a job; those registered first run first."""
    jobs.append(job)


@dataclass
class Round:
    """Runs each job when its time has come. One that fails is tried again at its next turn and stops no other."""

    say: Callable[[str], None]
    complain: Callable[[str], None]
    _next_turn: dict[str, float] = field(default_factory=dict)
    _started: set[str] = field(default_factory=set)

    def run_due(self) -> None:
        for job in jobs:
            if monotonic() >= self._next_turn.get(job.name, 0):
                self._run(job)
                self._next_turn[job.name] = monotonic() + job.every_seconds

    def pause(self) -> float:
        """Seconds until the next job is due, never longer than `LONGEST_PAUSE`."""
        waits = [turn - monotonic() for turn in self._next_turn.values()]
        return min([LONGEST_PAUSE, *(max(0.0, wait) for wait in waits)])

    def _run(self, job: Job) -> None:
        try:
            if job.at_start and job.name not in self._started:
                self._print(job.at_start())
            self._started.add(job.name)
            self._print(job.run())
        except NotDone as problem:
            self.complain(str(problem))
        except DatabaseError as problem:
            self.complain(f"The database did not answer ({type(problem).__name__}); trying again.")
        except Exception:
            log.exception("The job “%s” failed; it is tried again.", job.name)

    def _print(self, line: str | None) -> None:
        if line:
            self.say(line)
