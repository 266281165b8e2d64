"""How far long work has come: one line that is drawn over in a terminal, and plain lines everywhere else."""

import time
from typing import TextIO

BAR = 24  # signs
SECONDS_BETWEEN_LINES = 10  # where lines cannot be drawn over


class Progress:
    """Shows what is done of a total, how fast it goes, and how long the rest may take.

    `done` is what earlier runs have finished already; it counts for the bar, not for the speed.
    """

    def __init__(self, what: str, total: int, stream: TextIO, done: int = 0):
        self.what, self.total, self.stream = what, total, stream
        self.done = self.begun_with = done
        self.begun_at = time.monotonic()
        self.said_at = float("-inf")
        self.is_terminal = stream.isatty()

    def add(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if self.is_terminal:
            self.stream.write(f"\r{self.words(now)}\033[K")
        elif now - self.said_at >= SECONDS_BETWEEN_LINES:
            self.said_at = now
            self.stream.write(f"{self.words(now)}\n")
        self.stream.flush()

    def end(self) -> None:
        """Leave the line of the bar, so that what follows stands on its own."""
        if self.is_terminal and self.done > self.begun_with:
            self.stream.write("\n")
            self.stream.flush()

    def words(self, now: float) -> str:
        """For example "requests  [######      ]  500,000 of 1,000,000  1,480 a second  5:38 left"."""
        filled = BAR * self.done // self.total if self.total else BAR
        rate = (self.done - self.begun_with) / max(now - self.begun_at, 0.001)
        left = _clock((self.total - self.done) / rate) if rate else "?"
        bar = f"[{'#' * filled:<{BAR}}]"
        return f"{self.what}  {bar}  {self.done:,} of {self.total:,}  {rate:,.0f} a second  {left} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
