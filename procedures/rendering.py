"""From a snapshot to what a template draws. Pure: the same snapshot, live pages and pictures give the same context."""

import html
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import slugify

from practice_site.frame import Link
from procedures.models import BLOCK_MODELS
from procedures.navigation import LivePage, paths_by_id, procedures_among
from procedures.picture_sizes import picture_sources, share_image_path
from procedures.rich_text import with_real_links

SECTION_STARTS = re.compile(r"(?=<h2>)")
HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
OUT_OF_HUNDRED = re.compile(r"^(\d{1,3})(?: to (\d{1,3}))? (?:in|of|out of) (?:every )?100$")
KNOWN_KINDS = {model._meta.model_name for model in BLOCK_MODELS}  # an old version may hold others; they are left out
DEFAULT_QUESTIONS_HEADING = "Questions"
DEFAULT_CLOSING = {
    "heading": "Take it *one step* at a time",
    "text": "A consultation is a conversation. You can ask anything, and you can say no.",
    "button": "Request a consultation",
    "target_id": None,
}


@dataclass
class Part:
    """Neighbouring blocks of one kind, drawn by one template."""

    kind: str
    items: list[dict]

    @property
    def template(self) -> str:
        return f"blocks/{self.kind}.html"

    @property
    def style(self) -> str:
        return f"blocks/{self.kind}"


@dataclass
class Section:
    """A stretch of the page below one large heading; the first may stand without."""

    heading: str = ""
    id: str = ""
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What a page needs to know of the rest of the site: the pages live now."""

    live_pages: list[LivePage]

    @cached_property
    def paths(self) -> dict[int, str]:
        return paths_by_id(self.live_pages)


def page_context(snapshot: dict, surroundings: Surroundings) -> dict:
    """Everything that `templates/pages/` draws, save the frame around it."""
    blocks = [block for block in snapshot["blocks"] if block["type"] in KNOWN_KINDS]
    closing = blocks.pop() if blocks and blocks[-1]["type"] == "calltoaction" else DEFAULT_CLOSING
    sections = _sections(blocks, surroundings)
    return {
        "page": _page(snapshot["page"]),
        "sections": sections,
        "contents": [section for section in sections if section.heading],
        "block_styles": sorted({part.style for section in sections for part in section.parts}),
        "breadcrumbs": breadcrumbs(snapshot["page"]),
        "closing": _call_to_action(closing, surroundings),
        "second_action": _second_action(snapshot, sections, surroundings),
    }


def breadcrumbs(page: dict) -> list[Link]:
    """The way from the start page to this one."""
    if page["kind"] == "home":
        return []
    home = [Link("Start", "/")]
    if page["kind"] == "procedure":
        home.append(Link("Procedures", reverse("procedures:procedure_list")))
    return [*home, Link(page["title"], page["path"])]


def _page(data: dict) -> dict:
    heading = data["hero_line"] or data["title"]
    names = [data["title"]] if data["hero_line"] and data["kind"] != "home" else []
    if data["also_called"]:
        names.append(f"also called {data['also_called']}")
    return data | {
        "heading": heading,
        "eyebrow": ", ".join(names),
        "url": data["path"],
        "seo_title": data["seo_title"] or data["title"],
        "seo_description": data["seo_description"] or data["summary"],
        "share_image_path": share_image_path(data["share_image"]),
    }


def _second_action(snapshot: dict, sections: list[Section], surroundings: Surroundings) -> dict | None:
    """What the outlined button in the hero offers to those who are not ready to ask."""
    kind = snapshot["page"]["kind"]
    if kind == "home":
        first = next(iter(procedures_among(surroundings.live_pages)), None)
        return {"label": "Read about it first", "url": first.path} if first else None
    if kind == "procedure":
        with_steps = (
            section for section in sections if section.id and any(part.kind == "step" for part in section.parts)
        )
        first = next(with_steps, None)
        return {"label": "What happens first", "url": f"#{first.id}"} if first else None
    return None


def _sections(blocks: list[dict], surroundings: Surroundings) -> list[Section]:
    sections = [Section()]
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        for piece in _pieces(kind, list(group), surroundings):
            if piece.heading is not None and not _stands_below(sections[-1], piece):
                sections.append(Section(heading=piece.heading))
            if piece.items:
                sections[-1].parts.append(Part(kind, piece.items))
    sections = [section for section in sections if section.parts or section.heading]
    _number_ids(sections)
    return sections


@dataclass
class _Piece:
    """Items on their way into a section; a heading other than None opens a new one."""

    items: list[dict]
    heading: str | None = None


def _stands_below(section: Section, piece: _Piece) -> bool:
    """Questions right after a heading of the text's own stand below that heading instead of a second one."""
    return bool(section.heading) and not section.parts and piece.heading == DEFAULT_QUESTIONS_HEADING


def _pieces(kind: str, blocks: list[dict], surroundings: Surroundings) -> list[_Piece]:
    if kind == "richtext":
        return [piece for block in blocks for piece in _text_pieces(block["text"], surroundings)]
    if kind == "question":
        return _question_pieces(blocks, surroundings)
    if kind == "relatedpages":
        return [
            _Piece([{"links": links}], block["heading"]) for block in blocks if (links := _links(block, surroundings))
        ]
    draw = DRAW.get(kind, _as_it_is)
    items = [draw(block, surroundings) for block in blocks]
    return [_Piece([item]) for item in items] if kind in STANDS_ALONE else [_Piece(items)]


def _text_pieces(text: str, surroundings: Surroundings) -> list[_Piece]:
    pieces = []
    for stretch in filter(None, SECTION_STARTS.split(with_real_links(text, surroundings.paths))):
        heading = HEADING.match(stretch)
        body = stretch[heading.end() :] if heading else stretch
        items = [{"html": body}] if body.strip() else []
        pieces.append(_Piece(items, _plain(heading[1]) if heading else None))
    return pieces


def _question_pieces(blocks: list[dict], surroundings: Surroundings) -> list[_Piece]:
    pieces: list[_Piece] = []
    for block in blocks:
        if not pieces or block["heading"]:
            pieces.append(_Piece([], block["heading"] or DEFAULT_QUESTIONS_HEADING))
        answer = with_real_links(block["answer"], surroundings.paths)
        pieces[-1].items.append(block | {"answer_html": answer, "id": f"q-{block['key'][:8]}"})
    return pieces


def _links(block: dict, surroundings: Surroundings) -> list[dict]:
    wanted = set(block["page_ids"])
    return [
        {"title": page.title, "text": page.summary, "url": page.path}
        for page in surroundings.live_pages
        if page.id in wanted
    ]


def _as_it_is(block: dict, surroundings: Surroundings) -> dict:
    return block


def _note(block: dict, surroundings: Surroundings) -> dict:
    return {"html": with_real_links(block["text"], surroundings.paths)}


def _key_figure(block: dict, surroundings: Surroundings) -> dict:
    before, number, after = block["sentence"].partition(block["number"])
    found = OUT_OF_HUNDRED.match(block["number"])
    low = int(found[1]) if found else None
    high = int(found[2] or found[1]) if found else None
    is_drawable = found is not None and low <= high <= 100
    return block | {
        "sentence_before": before,
        "sentence_number": number,
        "sentence_after": after,
        "low": low if is_drawable else None,
        "high": high if is_drawable else None,
    }


def _picture(block: dict, surroundings: Surroundings) -> dict:
    return block | picture_sources(block)


def _call_to_action(block: dict, surroundings: Surroundings) -> dict:
    target = surroundings.paths.get(block["target_id"])
    return block | {"url": target or reverse("consultations:request")}


DRAW = {"note": _note, "keyfigure": _key_figure, "picture": _picture, "calltoaction": _call_to_action}
STANDS_ALONE = {"note", "keyfigure", "picture", "calltoaction"}


def _number_ids(sections: list[Section]) -> None:
    """Give every heading an address inside the page; equal headings get a number."""
    taken: set[str] = {"main"}
    for section in sections:
        if section.heading:
            stem = slugify(section.heading)[:50].strip("-") or "part"
            number, name = 2, stem
            while name in taken:
                name, number = f"{stem}-{number}", number + 1
            taken.add(name)
            section.id = name


def _plain(markup: str) -> str:
    return html.unescape(strip_tags(markup)).strip()
