"""Two texts side by side: paragraph by paragraph, and word by word inside those that changed. Pure."""

from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from procedures.compared_passages import Passage, Word

KINDS_IN_WORDS = {
    "heading": "a large heading",
    "subheading": "a heading",
    "paragraph": "a paragraph",
    "item": "an item of a list",
}
ALIKE = 0.34  # below this share of common words, two paragraphs are two paragraphs and not one that changed
MOST_PAIRS = 4000  # lines tried against each other; a text that was written anew has more and is not worth it
MANY_WORDS = 1500  # from here on, words that come up all the time no longer anchor the comparison


@dataclass(frozen=True)
class Stretch:
    """Neighbouring words that share one fate: `change` is "same", "added" or "removed"."""

    change: str
    text: str
    has_gap: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """One heading, paragraph or list item, or the note that some without changes are left out (`kind` "left_out")."""

    kind: str
    marker: str
    stretches: tuple[Stretch, ...] = ()
    note: str = ""

    @property
    def is_same(self) -> bool:
        return not self.note and all(stretch.change == "same" for stretch in self.stretches)

    @property
    def text(self) -> str:
        """The plain words, whatever became of them."""
        return "".join(f"{' ' if each.has_gap else ''}{each.text}" for each in self.stretches).strip()


def in_one_piece(passages: list[Passage], change: str) -> list[Line]:
    """Lines that were all added, all removed or are all the same."""
    return [_whole(passage, change) for passage in passages]


def differences(old: list[Passage], new: list[Passage]) -> list[Line]:
    """The lines of both sides in reading order, each with what became of its words."""
    matcher = SequenceMatcher(None, [each.identity for each in old], [each.identity for each in new], autojunk=False)
    lines = []
    for fate, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if fate == "equal":
            lines += in_one_piece(new[new_start:new_end], "same")
        else:
            lines += _paired(old[old_start:old_end], new[new_start:new_end])
    return lines


def without_long_sames(lines: list[Line]) -> list[Line]:
    """Only what changed with one line around it, and the heading above; the rest is counted."""
    kept = {place for place, line in enumerate(lines) if not line.is_same}
    near = {place + step for place in kept for step in (-1, 1)}
    headings = {_heading_above(lines, place) for place in kept}
    shown: list[Line] = []
    for is_shown, group in groupby(enumerate(lines), key=lambda entry: entry[0] in kept | near | headings):
        stretch = [line for _, line in group]
        shown += stretch if is_shown or len(stretch) == 1 else [_left_out(len(stretch))]
    return shown


def _whole(passage: Passage, change: str) -> Line:
    return Line(passage.kind, passage.marker, tuple(_stretches(change, passage.words)))


def _paired(old: list[Passage], new: list[Passage]) -> list[Line]:
    """Lines that are alike become one changed line; the others were removed or added."""
    lines, old_start, new_start = [], 0, 0
    for old_place, new_place in [*_alike(old, new), (len(old), len(new))]:
        lines += in_one_piece(old[old_start:old_place], "removed")
        lines += in_one_piece(new[new_start:new_place], "added")
        if old_place < len(old):
            lines.append(_changed(old[old_place], new[new_place]))
        old_start, new_start = old_place + 1, new_place + 1
    return lines


def _alike(old: list[Passage], new: list[Passage]) -> list[tuple[int, int]]:
    """Pairs of places in rising order with the largest likeness in all."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    counts = (
        [Counter(word.text for word in each.words) for each in old],
        [Counter(word.text for word in each.words) for each in new],
    )
    best = [[(0.0, None)] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            likeness = _likeness(counts[0][i], counts[1][j])
            together = best[i + 1][j + 1][0] + likeness if likeness >= ALIKE else -1.0
            options = (together, "pair"), (best[i + 1][j][0], "old"), (best[i][j + 1][0], "new")
            best[i][j] = max(options, key=lambda option: option[0])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        step = best[i][j][1]
        if step == "pair":
            pairs.append((i, j))
        i, j = i + (step != "new"), j + (step != "old")
    return pairs


def _likeness(one: Counter, other: Counter) -> float:
    return 2 * sum((one & other).values()) / ((one.total() + other.total()) or 1)


def _changed(old: Passage, new: Passage) -> Line:
    note = f"Was {KINDS_IN_WORDS[old.kind]}, is {KINDS_IN_WORDS[new.kind]} now." if old.kind != new.kind else ""
    if not note and (old.marker == "•") != (new.marker == "•"):
        note = "Had a dot, has a number now." if old.marker == "•" else "Had a number, has a dot now."
    return Line(new.kind, new.marker, tuple(_word_differences(old.words, new.words)), note)


def _word_differences(old: tuple[Word, ...], new: tuple[Word, ...]) -> list[Stretch]:
    keys = [(word.text, word.mark) for word in old], [(word.text, word.mark) for word in new]
    matcher = SequenceMatcher(None, *keys, autojunk=len(new) > MANY_WORDS)
    stretches = []
    for fate, i, i_end, j, j_end in _in_readable_pieces(matcher.get_opcodes()):
        if fate == "equal":
            stretches += _apart(_stretches("same", new[j:j_end]), stretches, is_start=j == 0)
        else:
            marks_only = [word.text for word in old[i:i_end]] == [word.text for word in new[j:j_end]]
            stretches += _stretches("removed", old[i:i_end], marks_only)
            stretches += _apart(_stretches("added", new[j:j_end], marks_only), stretches, is_start=j == 0)
    return stretches


def _apart(fresh: list[Stretch], before: list[Stretch], *, is_start: bool) -> list[Stretch]:
    """The first words of a line bring no space; after removed ones they need it."""
    if is_start and fresh and before:
        fresh[0] = replace(fresh[0], has_gap=True)
    return fresh


def _in_readable_pieces(opcodes: list[tuple]) -> list[tuple]:
    """One or two words that stayed between two replaced ones are replaced with them, so that phrases stay whole."""
    pieces: list[tuple] = []
    for fate, i, i_end, j, j_end in opcodes:
        between = pieces[-1] if len(pieces) > 1 else None
        if (
            fate == "replace"
            and between
            and between[0] == "equal"
            and between[2] - between[1] <= 2
            and pieces[-2][0] == "replace"
        ):
            first = pieces[-2]
            pieces[-2:] = [("replace", first[1], i_end, first[3], j_end)]
        else:
            pieces.append((fate, i, i_end, j, j_end))
    return pieces


def _stretches(change: str, words: tuple[Word, ...], marks_only: bool = False) -> list[Stretch]:
    """The words as one stretch; where nothing but bold or italic changed, one for each mark."""
    stretches = []
    for mark, group in groupby(words, key=lambda word: word.mark if marks_only else ""):
        run = list(group)
        text = "".join(f"{' ' if word.has_gap else ''}{word.text}" for word in run)
        stretches.append(Stretch(change, text.lstrip(), run[0].has_gap, mark))
    return stretches


def _heading_above(lines: list[Line], place: int) -> int | None:
    return next((i for i in range(place - 1, -1, -1) if lines[i].kind in {"heading", "subheading"}), None)


def _left_out(count: int) -> Line:
    return Line("left_out", "", (Stretch("same", f"{count} paragraphs are the same"),))
