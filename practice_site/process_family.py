"""Processes that live and die together: the web server, which must not fail, and helpers, which are started again.

For Linux: the kernel tells children when their parent is gone, however it went.
"""

import contextlib
import ctypes
import os
import queue
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_PAUSE = 60  # seconds before a helper is started again
STEADY_AFTER = 60  # seconds of life after which a helper counts as healthy
PR_SET_PDEATHSIG = 1  # from linux/prctl.h
_libc = ctypes.CDLL(None)


def end_with_parent(parent: int) -> None:
    """Ask the kernel to send this process SIGTERM when `parent`, its parent now, ends."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Child:
    """One process. A vital child's end is the end of the whole family; another is started again after a pause."""

    name: str
    arguments: list[str]
    is_vital: bool
    keep_open: tuple[int, ...] = ()  # file descriptors it inherits
    process: subprocess.Popen | None = None
    started_at: float = 0
    start_at: float = 0  # in the clock of time.monotonic()
    pause: float = 0.5

    def start(self) -> None:
        parent = os.getpid()
        self.started_at = time.monotonic()
        # A session of its own: Ctrl-C reaches only the parent, which then ends the children in good order.
        self.process = subprocess.Popen(
            self.arguments,
            pass_fds=self.keep_open,
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(parent),
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def bury(self) -> int:
        """Clear away a process that ended, and any it left behind. Returns its exit code."""
        process, self.process = self.process, None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


class Family:
    """Starts the children, watches them, and ends them all. `say` writes one line for people."""

    def __init__(self, children: list[Child], say: Callable[[str], None], patience: float):
        self.children, self.say, self.patience = children, say, patience
        self._signals = queue.SimpleQueue()  # unlike an Event it may be filled from within a signal handler

    def run(self, when_started: Callable[[], None]) -> int:
        """Work until a signal or the end of a vital child. Returns the exit code: 0 when asked to end."""
        for number in (*ENDING_SIGNALS, signal.SIGCHLD):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # started by nohup
                signal.signal(number, lambda caught, _: self._signals.put(caught))
        try:
            for child in self.children:
                child.start()
            when_started()
            return self._watch()
        finally:
            self._end_all()

    def is_ending(self) -> bool:
        """Whether nothing should be waited for any more."""
        return not self._signals.empty()

    def _watch(self) -> int:
        while True:
            now = time.monotonic()
            for child in self.children:
                if child.process and not child.is_alive():
                    code = child.bury()
                    if child.is_vital:
                        self.say(f"The {child.name} ended by itself (code {code}); stopping the rest.")
                        return 1
                    self._plan_new_start(child, code)
                elif not child.process and now >= child.start_at:
                    child.start()
            if self._next_signal() in ENDING_SIGNALS:
                self.say("Stopping.")
                return 0

    def _plan_new_start(self, child: Child, code: int) -> None:
        was_steady = time.monotonic() - child.started_at > STEADY_AFTER
        child.pause = 1 if was_steady else min(child.pause * 2, LONGEST_PAUSE)
        child.start_at = time.monotonic() + child.pause
        self.say(f"The {child.name} ended by itself (code {code}); it starts again in {child.pause:g} s.")

    def _next_signal(self) -> int | None:
        planned = [child.start_at for child in self.children if not child.process]
        return self._signal_until(min(planned, default=None))

    def _signal_until(self, moment: float | None) -> int | None:
        try:
            return self._signals.get(timeout=None if moment is None else max(0.01, moment - time.monotonic()))
        except queue.Empty:
            return None

    def _end_all(self) -> None:
        """Ask every child to end; after `patience`, or when asked a second time, end them by force."""
        alive = [child for child in self.children if child.is_alive()]
        for child in alive:
            child.process.terminate()
        deadline = time.monotonic() + self.patience
        while any(child.is_alive() for child in alive) and time.monotonic() < deadline:
            if self._signal_until(deadline) in ENDING_SIGNALS:
                break
        for child in self.children:
            if child.process:
                child.bury()
