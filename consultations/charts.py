"""Geometry of the charts on the staff's screens. Pure: numbers in, places in a drawing out; a template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 372, 178  # of the drawing, in units of its own; about as wide as a phone
GROUND, TOP = 150, 24  # where zero stands, and where the largest value ends
EDGE = 16  # from a side to the first and last stem
VALUE_ABOVE = 11  # the number stands so far above its dot
NAMES_BELOW = 170
LEAST_TOP_VALUE = 5  # so that a single one does not fill the drawing


@dataclass(frozen=True)
class Stem:
    """One value: its place, the number above it, and the name below, blank where there is no room for one.

    `is_vague` stands for a number that is not told; it is drawn open.
    """

    x: int
    y: int
    value: str
    name: str
    is_vague: bool

    @property
    def value_y(self) -> int:
        return self.y - VALUE_ABOVE


@dataclass(frozen=True)
class Lollipops:
    """A stem for each value, on one ground."""

    stems: list[Stem]
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = GROUND
    names_y: int = NAMES_BELOW


def lollipops(values: Sequence[tuple[str, int | None, str]], names_every: int = 3) -> Lollipops:
    """A chart of (name, height, words) from left to right. A height of None is drawn low and open."""
    heights = [2 if height is None else height for _, height, _ in values]
    scale = (GROUND - TOP) / max([LEAST_TOP_VALUE, *heights])
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    stems = [
        Stem(
            x=round(EDGE + place * step),
            y=round(GROUND - heights[place] * scale),
            value=words,
            name=name if _has_room(place, len(values), names_every) else "",
            is_vague=height is None,
        )
        for place, (name, height, words) in enumerate(values)
    ]
    return Lollipops(stems)


def _has_room(place: int, count: int, every: int) -> bool:
    """The first, the last, and between them each so many-th that comes neither of them too near."""
    last = count - 1
    return place == last or (place % every == 0 and last - place >= every)
