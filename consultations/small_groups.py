"""Keeps numbers from pointing at a person: what counts fewer than five is never told.

The rule, in the words of statistics offices "primary and secondary suppression" with a threshold of five:

1. Nought, and five or more, are told. One to four are "fewer than 5".
2. Where groups share a whole, those under five are told as one, "Other". If they are fewer than five together, the
   next smallest group joins them, until Other counts five, so that nobody can work them out from the whole.
3. A total beside a number that is not told is rounded to tens.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LEAST = 5
FEWER = "fewer than 5"
ALL = "All together"


@dataclass(frozen=True)
class Group:
    """A number to tell, with its name. `count` is None when it is not told; `words` always can be."""

    name: str
    count: int | None
    is_bound: bool = False  # counting ended there

    @property
    def words(self) -> str:
        words = FEWER if self.count is None else f"{self.count:,}"
        return f"{words} or more" if self.is_bound else words


def told(count: int) -> int | None:
    """The number itself, or None when it is not told."""
    return None if 0 < count < LEAST else count


def merged(counts: Iterable[tuple[str, int]], other: str = "Other") -> list[Group]:
    """Groups of one whole, in their order, with the small ones as one at the end."""
    counts = list(counts)
    smallest_first = sorted((count, place) for place, (_, count) in enumerate(counts) if count)
    hidden, together = set(), 0
    for count, place in smallest_first:
        if count >= LEAST and (not hidden or together >= LEAST):
            break
        hidden.add(place)
        together += count
    groups = [Group(name, count) for place, (name, count) in enumerate(counts) if place not in hidden]
    is_all = not any(group.count for group in groups)
    return [*groups, Group(ALL if is_all else other, told(together))] if hidden else groups


def total_words(counts: Iterable[int]) -> str:
    """The sum of numbers that stand side by side; rounded where one of them is not told."""
    counts = list(counts)
    total = sum(counts)
    if all(told(count) is not None for count in counts):
        return f"{total:,}"
    return FEWER if total < LEAST else f"about {round_to_tens(total):,}"


def round_to_tens(number: int) -> int:
    """For example 14 is 10, and 15 is 20."""
    return (number + 5) // 10 * 10
