"""The text of a mail as it is read: as plain text, and as simple HTML in the look of the site.

A text has paragraphs, and four marks at the beginning of a line: `# ` a heading, `- ` a bullet, `1. ` a number; an
address alone on its line becomes a button.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string

from practice_site.models import Practice

PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
HEADING = "# "
BULLET = re.compile(r"^- ")
NUMBER = re.compile(r"^[0-9]{1,2}\. ")
ADDRESS = re.compile(r"^https?://\S+$")


@dataclass(frozen=True)
class Part:
    """One paragraph, ready to be drawn: text, heading, bullets, numbers, or link."""

    kind: str
    lines: list[str]


def plain(text: str) -> str:
    """The mail to be read without any marks."""
    return "\n".join(line.removeprefix(HEADING) for line in text.split("\n"))


def html(subject: str, text: str, practice: Practice, button: str) -> str:
    """The same mail with headings, lists, and a link as a button that says `button`, its full address below it."""
    context = {"subject": subject, "parts": parts(text), "practice": practice, "button": button}
    return render_to_string("mail/frame.html", context)


def parts(text: str) -> list[Part]:
    return [part for paragraph in PARAGRAPH_END.split(text.strip()) for part in _parts_of(paragraph.split("\n"))]


def _parts_of(lines: list[str]) -> list[Part]:
    """A heading may stand right above its paragraph, an introduction right above its list."""
    kinds = [_kind_of(line) for line in lines]
    found: list[Part] = []
    for kind, line in zip(kinds, lines, strict=True):
        words = _without_mark(kind, line)
        if found and found[-1].kind == kind and kind in {"bullets", "numbers", "text"}:
            found[-1].lines.append(words)
        else:
            found.append(Part(kind, [words]))
    return found


def _kind_of(line: str) -> str:
    if line.startswith(HEADING):
        return "heading"
    if BULLET.match(line):
        return "bullets"
    if NUMBER.match(line):
        return "numbers"
    return "link" if ADDRESS.match(line.strip()) else "text"


def _without_mark(kind: str, line: str) -> str:
    marks = {"heading": re.compile(HEADING), "bullets": BULLET, "numbers": NUMBER}
    return (marks[kind].sub("", line, count=1) if kind in marks else line).strip()
