"""What changed between two snapshots, in words for staff. Pure: no database, no files.

Blocks are matched by their key, so a moved block is the same block. A snapshot of long ago may lack fields, or hold
blocks of a kind that the site cannot draw any more: these compare by the text they hold, with a notice.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from procedures.compared_fields import ComparedField, compared_fields, kind_in_words, missing_fields
from procedures.models import BLOCK_MODELS

KNOWN_KINDS = {model._meta.model_name for model in BLOCK_MODELS}
WORDS_FOR_SIGNS = {"edited": "Changed", "added": "Added", "removed": "Removed", "moved": "Moved"}


@dataclass(frozen=True)
class BlockChange:
    """One block of either side. `signs` are "edited", "added", "removed" and "moved"; none means that it stayed."""

    kind: str
    key: str
    place: str
    signs: tuple[str, ...]
    first_words: str
    fields: list[ComparedField]
    notice: str = ""

    @property
    def title(self) -> str:
        """What happened, for example "Moved and changed"."""
        words = [WORDS_FOR_SIGNS[sign] for sign in self.signs]
        return " and ".join([words[0], *(word.lower() for word in words[1:])]) if words else "The same"

    @property
    def words_are_the_same(self) -> bool:
        return self.signs == ("moved",)


@dataclass(frozen=True)
class Tally:
    """How many blocks share a sign, for example 2 "changed"."""

    sign: str
    count: int
    word: str


@dataclass(frozen=True)
class Comparison:
    """All that differs from the older to the newer side: fields of the page itself, then blocks in page order."""

    page_fields: list[ComparedField]
    blocks: list[BlockChange]
    unchanged: list[BlockChange]
    notices: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return not self.page_fields and not self.blocks

    @cached_property
    def tallies(self) -> list[Tally]:
        """The signs that occur, each with its count; the page itself counts as one that changed."""
        counts = Counter(sign for block in self.blocks for sign in block.signs)
        counts["edited"] += bool(self.page_fields)
        return [Tally(sign, counts[sign], word.lower()) for sign, word in WORDS_FOR_SIGNS.items() if counts[sign]]


@dataclass(frozen=True)
class _Pair:
    """One block as it was and as it is, with its places from 0; None on the side where it does not stand."""

    old: dict | None
    new: dict | None
    old_place: int | None
    new_place: int | None
    is_moved: bool = False

    @property
    def signs(self) -> tuple[str, ...]:
        if self.old is None:
            return ("added",)
        if self.new is None:
            return ("removed",)
        moved = ("moved",) if self.is_moved else ()
        return moved + (("edited",) if _content(self.old) != _content(self.new) else ())


def compare(old: dict, new: dict, *, names: dict[int, str] | None = None) -> Comparison:
    """What became of `old` in `new`, two snapshots as `procedures.snapshots` makes them.

    `names` are titles of pages by number; links, related pages and buttons say them.
    """
    names = names or {}
    pairs = _pairs(old["blocks"], new["blocks"])
    blocks = [_block_change(pair, len(old["blocks"]), names) for pair in pairs]
    return Comparison(
        page_fields=compared_fields("page", old["page"], new["page"], names),
        blocks=[block for block in blocks if block.signs],
        unchanged=[block for block in blocks if not block.signs],
        notices=_notices(old, new),
    )


def differing_blocks(old: dict, new: dict) -> int:
    """How many blocks were changed, added, removed or moved."""
    return sum(bool(pair.signs) for pair in _pairs(old["blocks"], new["blocks"]))


def _pairs(old: list[dict], new: list[dict]) -> list[_Pair]:
    """All blocks of both sides in the newer order; a removed one stands where it stood, after what was before it."""
    old_places = {identity: place for place, identity in enumerate(_identities(old))}
    new_identities = _identities(new)
    shared = [old_places[identity] for identity in new_identities if identity in old_places]
    stayed = _longest_rising_run(shared)
    removed = _removed_after(old, old_places, set(new_identities))
    pairs = [_Pair(old[place], None, place, None) for place in removed.get(None, [])]
    for new_place, identity in enumerate(new_identities):
        old_place = old_places.get(identity)
        before = old[old_place] if old_place is not None else None
        pairs.append(
            _Pair(before, new[new_place], old_place, new_place, before is not None and old_place not in stayed)
        )
        pairs += [_Pair(old[place], None, place, None) for place in removed.get(old_place, []) if before is not None]
    return pairs


def _identities(blocks: list[dict]) -> list[tuple]:
    """What a block is known by on both sides; the count keeps apart what bears the same key twice."""
    seen: Counter = Counter()
    identities = []
    for block in blocks:
        known_by = block["type"], block.get("key", "")
        seen[known_by] += 1
        identities.append((*known_by, seen[known_by]))
    return identities


def _removed_after(old: list[dict], old_places: dict, kept: set) -> dict[int | None, list[int]]:
    """The places of removed blocks, by the place of the nearest block before them that is still there."""
    removed: dict[int | None, list[int]] = {}
    anchor = None
    for identity, place in old_places.items():
        if identity in kept:
            anchor = place
        else:
            removed.setdefault(anchor, []).append(place)
    return removed


def _longest_rising_run(numbers: list[int]) -> set[int]:
    """The most of `numbers` (all different) that stand in rising order already, rather those that kept their place."""
    runs: list[tuple[int, int, int]] = []  # length, how many kept their place, where the one before stands or -1
    for place, (number, if_nothing_moved) in enumerate(zip(numbers, sorted(numbers), strict=True)):
        smaller = (earlier for earlier in range(place) if numbers[earlier] < number)
        before = max(smaller, key=runs.__getitem__, default=-1)
        length, kept = runs[before][:2] if before >= 0 else (0, 0)
        runs.append((length + 1, kept + (number == if_nothing_moved), before))
    run, place = set(), max(range(len(runs)), key=runs.__getitem__, default=-1)
    while place >= 0:
        run.add(numbers[place])
        place = runs[place][2]
    return run


def _block_change(pair: _Pair, old_count: int, names: dict[int, str]) -> BlockChange:
    signs = pair.signs
    block = pair.new or pair.old
    wants_fields = signs not in {(), ("moved",)}
    fields = compared_fields(block["type"], pair.old, pair.new, names) if wants_fields else []
    return BlockChange(
        kind=kind_in_words(block["type"]),
        key=str(block.get("key", "")),
        place=_place_in_words(pair, old_count),
        signs=signs,
        first_words="" if wants_fields else _first_words(block, names),
        fields=fields,
        notice="" if block["type"] in KNOWN_KINDS else "The site cannot show this kind of block any more.",
    )


def _first_words(block: dict, names: dict[int, str]) -> str:
    for compared in compared_fields(block["type"], None, block, names):
        words = compared.text.split()
        if words:
            return " ".join(words[:9]) + (" …" if len(words) > 9 else "")
    return "empty"


def _place_in_words(pair: _Pair, old_count: int) -> str:
    if pair.old is None:
        return f"new {_ordinal(pair.new_place + 1)} block"
    if pair.new is None:
        is_last = pair.old_place == old_count - 1
        return "was the last block" if is_last else f"was the {_ordinal(pair.old_place + 1)} block"
    if pair.is_moved:
        if pair.old_place == pair.new_place:
            return f"{_ordinal(pair.new_place + 1)} place, others moved around it"
        return f"from {_ordinal(pair.old_place + 1)} to {_ordinal(pair.new_place + 1)} place"
    return f"block {pair.new_place + 1}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _content(block: dict) -> dict:
    """What counts as the block's words: the same picture file under another number in the library is the same."""
    picture = block.get("image_data")
    return block | {"image_data": picture["digest"]} if isinstance(picture, dict) and "digest" in picture else block


def _notices(old: dict, new: dict) -> list[str]:
    """What the comparison cannot know, side by side where it concerns only one."""
    notices = []
    if kinds := sorted({block["type"] for block in [*old["blocks"], *new["blocks"]]} - KNOWN_KINDS):
        notices.append(
            f"The site cannot show blocks of this kind any more: {', '.join(map(kind_in_words, kinds))}. "
            "Their words are compared here, and left out when a version is restored."
        )
    missing = {"older": missing_fields(old), "newer": missing_fields(new)}
    notices += [
        f"When the {side} side was kept, these fields did not exist yet: {', '.join(names)}."
        for side, names in missing.items()
        if names
    ]
    return notices
