"""A gate for work that needs much memory: so many at a time, and together no heavier than a budget."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class WeightedGate:
    """Lets work in by the order of asking, so that a heavy piece waits its turn and is never passed for ever.

    What is heavier than the whole budget counts as the whole budget: it works alone.
    """

    def __init__(self, places: int, budget: int):
        self._places = places
        self._budget = self._left = budget
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def entered(self, weight: int) -> Iterator[None]:
        """Wait until there is a place and enough of the budget, and hold both for the time of the `with`."""
        weight = min(weight, self._budget)
        self._wait_for(weight)
        try:
            yield
        finally:
            self._change(1, weight)

    def _wait_for(self, weight: int) -> None:
        ticket = object()
        with self._changed:
            self._line.append(ticket)
            try:
                self._changed.wait_for(lambda: self._line[0] is ticket and self._places and weight <= self._left)
                self._change(-1, -weight)
            finally:
                self._line.remove(ticket)
                self._changed.notify_all()  # the next in line may fit beside this one

    def _change(self, places: int, weight: int) -> None:
        with self._changed:
            self._places += places
            self._left += weight
            self._changed.notify_all()
