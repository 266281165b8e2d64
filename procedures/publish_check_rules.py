"""The rules of the check before publishing, each a small function over a snapshot. Pure: nothing is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from procedures import publish_check_links, readability
from procedures.publish_check_links import Destinations, links_in
from procedures.rendering import KNOWN_KINDS

MOST_WORDS = 30
FIRST_WORDS = 6
ERRORS = {"dead-link", "empty-heading", "heading-jump", "no-alt-decision"}
RICH_FIELDS = {"richtext": ("text",), "question": ("answer",), "note": ("text",)}
READ_FIELDS = {
    "richtext": ("text",),
    "fact": ("term", "description"),
    "reason": ("text",),
    "point": ("title", "text"),
    "step": ("title", "when", "text"),
    "question": ("heading", "question", "answer"),
    "keyfigure": ("sentence", "text"),
    "note": ("text",),
    "picture": ("caption",),
    "relatedpages": ("heading",),
    "calltoaction": ("heading", "text", "button"),
}
HEADING_FIELDS = {"point": "title", "step": "title", "relatedpages": "heading", "calltoaction": "heading"}
HEADINGS = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
VAGUE = {
    *("click", "click here", "click on this", "continue", "details", "find out more", "go", "go here", "here", "info"),
    *("information", "learn more", "link", "more", "more details", "more information", "page", "press here"),
    *("read", "read here", "read more", "read on", "see here", "see more", "tap here", "that", "this", "this link"),
    *("this one", "this page", "website"),
}


@dataclass(frozen=True)
class Problem:
    """What a rule found in one place. `subject` tells several of one kind in the same field apart."""

    code: str
    field: str
    message: str
    subject: str = ""

    @property
    def is_error(self) -> bool:
        return self.code in ERRORS


def known_blocks(snapshot: dict) -> list[dict]:
    """The blocks that are drawn: an old version may hold kinds that are gone."""
    return [block for block in snapshot["blocks"] if block["type"] in KNOWN_KINDS]


def passages_of(block: dict) -> Iterator[tuple[str, str]]:
    """Every passage of a block that readers read, with the name of its field."""
    for name in READ_FIELDS.get(block["type"], ()):
        value = block[name] or ""
        is_rich = name in RICH_FIELDS.get(block["type"], ())
        for passage in readability.passages(value) if is_rich else _plain(value):
            yield name, passage


def page_passages(page: dict) -> Iterator[tuple[str, str]]:
    """The heading and the opening sentence of a page, with the names of their fields."""
    heading = "hero_line" if page["hero_line"] else "title"
    for name in (heading, "summary"):
        for passage in _plain(page[name]):
            yield name, passage


def all_passages(snapshot: dict) -> list[str]:
    """The text of the whole page, without sources, descriptions of pictures and search results."""
    texts = [page_passages(snapshot["page"]), *(passages_of(block) for block in known_blocks(snapshot))]
    return [passage for text in texts for _, passage in text]


def page_problems(page: dict) -> Iterator[Problem]:
    """What is wrong with the page itself, its blocks aside."""
    heading = "hero_line" if page["hero_line"] else "title"
    if not any(name == heading for name, _ in page_passages(page)):
        yield Problem("empty-heading", heading, "The page has no heading. Write one.")
    if not page["seo_description"]:
        yield Problem(
            "no-description",
            "seo_description",
            "The text in search results is blank, so the opening sentence stands there. Write one or two sentences.",
        )
    yield from _long_sentences(page_passages(page))


def block_problems(block: dict, destinations: Destinations) -> Iterator[Problem]:
    """What is wrong with one block, wherever on the page it stands."""
    yield from _empty_headings(block)
    yield from _links(block, destinations)
    if block["type"] == "picture" and not block["alt"] and not block["is_decorative"]:
        words = "The picture has no description. Say what it shows, or tick that it is only decoration."
        yield Problem("no-alt-decision", "alt", words)
    if block["type"] == "keyfigure" and not block["source"]:
        yield Problem("no-source", "source", "The figure has no source. Say where the number comes from.")
    if block["type"] == "relatedpages":
        yield from _related_pages(block, destinations)
    if block["type"] == "calltoaction":
        yield from _button(block, destinations)
    yield from _long_sentences(passages_of(block))


def heading_jump(blocks: list[dict], destinations: Destinations) -> tuple[dict, Problem] | None:
    """The block and the smaller heading that stands on the page before any large one, if there is one.

    Titles of points and steps and the headings of questions, lists of pages and calls to action are drawn large where
    no large heading stands above them, so only a smaller heading of a text can come too early.
    """
    for block in blocks:
        if block["type"] == "richtext":
            first = HEADINGS.search(block["text"])
            if first and first[1] == "3":
                return block, _jump("".join(readability.passages(first[2])))
            if first:
                return None
        elif _draws_heading(block, destinations):
            return None
    return None


def grade_problem(grade: float | None, limit: int) -> Problem | None:
    """A page that needs more years at school than the practice wants to ask for."""
    if grade is None or round(grade, 1) <= limit:
        return None
    message = (
        f"The page reads at grade {grade:.1f}. The practice’s limit is {limit}. "
        "Shorter sentences and simpler words bring it down."
    )
    return Problem("reading-grade", "", message)


def _plain(text: str) -> list[str]:
    text = " ".join(text.replace("*", "").split())
    return [text] if text else []


def _jump(words: str) -> Problem:
    message = f"The smaller heading “{words}” comes before any large one. Make it a large heading, or put one above it."
    return Problem("heading-jump", "text", message)


def _draws_heading(block: dict, destinations: Destinations) -> bool:
    if block["type"] == "relatedpages":
        return any(destinations.is_live(number) for number in block["page_ids"])
    return block["type"] in {"point", "step", "question", "calltoaction"}


def _empty_headings(block: dict) -> Iterator[Problem]:
    for name in RICH_FIELDS.get(block["type"], ()):
        if any(not readability.passages(heading[2]) for heading in HEADINGS.finditer(block[name])):
            yield Problem("empty-heading", name, "A heading has no words. Write it, or remove the empty line.")
    name = HEADING_FIELDS.get(block["type"])
    if name and not _plain(block[name]):
        yield Problem("empty-heading", name, "The heading is blank. Write it, or remove this block.")


def _links(block: dict, destinations: Destinations) -> Iterator[Problem]:
    for name in RICH_FIELDS.get(block["type"], ()):
        for link in links_in(block[name]):
            if why := destinations.why_dead(link):
                yield Problem("dead-link", name, why, f"{link.href} {link.words}")
            if not link.words:
                message = "A link has no words, so nobody can press it. Write some, or take the link out."
                yield Problem("empty-link", name, message, link.href)
            elif _is_vague(link.words):
                message = f"The link says only “{link.words}”. Say where it leads."
                yield Problem("vague-link", name, message, f"{link.href} {link.words}")


def _is_vague(words: str) -> bool:
    return " ".join(re.findall(r"\w+", words.lower())) in VAGUE or not re.search(r"\w", words)


def _related_pages(block: dict, destinations: Destinations) -> Iterator[Problem]:
    hidden = [number for number in block["page_ids"] if not destinations.is_live(number)]
    names = [destinations.name_of(number) for number in hidden]
    if len(hidden) == len(block["page_ids"]):
        why = f"None of its pages is live: {', '.join(names)}" if names else "No page is chosen"
        message = f"{why}. Readers do not see this list. Publish one of them first, or remove this block."
        yield Problem("dead-link", "pages", message)
        return
    for number, name in zip(hidden, names, strict=True):
        message = f"{publish_check_links.as_start(name)} is not live. Readers do not see it in this list until it is."
        yield Problem("hidden-page", "pages", message, str(number))


def _button(block: dict, destinations: Destinations) -> Iterator[Problem]:
    target = block["target_id"]
    if target is not None and not destinations.is_live(target):
        message = (
            f"The button leads to {destinations.name_of(target)}, which is not live. "
            "Publish that page first, or choose another one."
        )
        yield Problem("dead-link", "target", message)
    if _is_vague(block["button"]):
        yield Problem("vague-link", "button", f"The button says only “{block['button']}”. Say where it leads.")


def _long_sentences(passages: Iterator[tuple[str, str]]) -> Iterator[Problem]:
    for name, passage in passages:
        for sentence in readability.sentences(passage):
            count = len(readability.words(sentence))
            if count > MOST_WORDS:
                first = " ".join(sentence.split()[:FIRST_WORDS])
                message = (
                    f"The sentence “{first} …” has {count} words. Up to {MOST_WORDS} are easy to follow: split it."
                )
                yield Problem("long-sentence", name, message, sentence)
