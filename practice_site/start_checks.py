"""What must hold before the site starts. The wings register it, so that the ground floor knows neither."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """Something to say at the start: one word for the margin, and a sentence or two."""

    topic: str
    text: str


_checks: list[Callable[[], list[Note]]] = []


def register_start_check(check: Callable[[], list[Note]]) -> None:
    """Add a function that raises `ImproperlyConfigured` where the site must not start, and returns what to say."""
    _checks.append(check)


def run() -> list[Note]:
    """Run every check, in order. Returns what they say. Raises `ImproperlyConfigured` from the first that refuses."""
    return [note for check in _checks for note in check()]
