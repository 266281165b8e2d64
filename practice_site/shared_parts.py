"""What stands on many pages at once, and who must know before it changes.

A wing calls `register_keeper(keeper)` once at start; `keeper()` is a context manager around the change. It may refuse
by raising `NotChanged`, before the change or after it; the change runs in a transaction that is then rolled back.
"""

from collections.abc import Callable
from contextlib import ExitStack, contextmanager

from django.db import transaction


class NotChanged(Exception):
    """A shared part could not be changed; the text says why and what to do, in words for staff."""


_keepers: list[Callable] = []


def register_keeper(keeper: Callable) -> None:
    """Add a function that returns a context manager."""
    _keepers.append(keeper)


@contextmanager
def changing():
    """Change a shared part inside. Raises `NotChanged` when a keeper refuses; then nothing is stored."""
    with transaction.atomic(), ExitStack() as stack:
        for keeper in _keepers:
            stack.enter_context(keeper())
        yield
