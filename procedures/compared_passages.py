"""The text of a field as a reader sees it: headings, paragraphs and list items, each with its words. Pure."""

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

MARKS_OF_SENTENCES = '.,;:!?…“”"()–—'
WORD = re.compile(rf"[^\s{MARKS_OF_SENTENCES}]+|[{MARKS_OF_SENTENCES}]")
KINDS = {"h2": "heading", "h3": "subheading", "p": "paragraph", "li": "item"}
MARKS = {"strong": "bold", "em": "italic"}


@dataclass(frozen=True)
class Word:
    text: str
    has_gap: bool = False  # white space before it
    mark: str = ""  # "bold", "italic", "bold and italic"


@dataclass(frozen=True)
class Passage:
    """A line before it is compared."""

    kind: str
    words: tuple[Word, ...]
    marker: str = ""

    @property
    def identity(self) -> tuple:
        return self.kind, self.marker == "•", *((word.text, word.mark) for word in self.words)


def plain_passages(text: str) -> list[Passage]:
    """The lines of a text without markup."""
    return [Passage("paragraph", tuple(_words(line))) for line in text.splitlines() if line.strip()]


def rich_passages(html: str, names: dict[int, str]) -> list[Passage]:
    """The headings, paragraphs and list items of a rich text. Links say where they lead; `names` are page titles."""
    reader = _Reader(names)
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.passages


class _Reader(HTMLParser):
    """Reads cleaned rich text; whatever it does not know, it reads as words."""

    def __init__(self, names: dict[int, str]):
        super().__init__(convert_charrefs=True)
        self.names = names
        self.passages: list[Passage] = []
        self.kind, self.marker, self.words = "paragraph", "", []
        self.marks: list[str] = []
        self.lists: list[int | None] = []  # how many items a numbered list has so far; None for one with dots
        self.target = ""
        self.has_gap = False

    def handle_starttag(self, tag, attrs):
        if tag in {"ul", "ol"}:
            self.end_line()
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.end_line()
            self.kind, self.marker = "item", self._next_marker()
        elif tag in KINDS and not (tag == "p" and self.kind == "item" and not self.words):
            self.end_line()
            self.kind = KINDS[tag]
        elif tag == "br":
            self.end_line()
        elif tag in MARKS:
            self.marks.append(MARKS[tag])
        elif tag == "a":
            self.target = dict(attrs).get("href") or ""

    def handle_endtag(self, tag):
        if tag in KINDS:
            self.end_line()
        elif tag in {"ul", "ol"}:
            self.end_line()
            del self.lists[-1:]
        elif tag in MARKS and MARKS[tag] in self.marks:
            self.marks.remove(MARKS[tag])
        elif tag == "a" and self.target:
            self.words.append(Word(f"(leads to {self._where(self.target)})", has_gap=True))
            self.target, self.has_gap = "", False

    def handle_data(self, data):
        words = _words(data, " and ".join(dict.fromkeys(self.marks)))
        if words and self.has_gap:
            words[0] = replace(words[0], has_gap=True)
        self.has_gap = data[-1:].isspace() or (self.has_gap and not words)
        self.words += words

    def end_line(self):
        if self.words:
            self.passages.append(Passage(self.kind, tuple(self.words), self.marker))
        self.kind, self.marker, self.words, self.has_gap = "paragraph", "", [], False

    def _next_marker(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "•"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."

    def _where(self, target: str) -> str:
        scheme, _, number = target.partition(":")
        if scheme != "page" or not number.isdecimal():
            return target
        name = self.names.get(int(number))
        return f"“{name}”" if name else "a page that no longer exists"


def _words(text: str, mark: str = "") -> list[Word]:
    return [
        Word(found[0], has_gap=text[found.start() - 1 : found.start()].isspace(), mark=mark)
        for found in WORD.finditer(text)
    ]
