"""The fields of a page or a block side by side, each with its name and its values in words for staff. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django_prose_editor.fields import ProseEditorField

from procedures import picture_sizes
from procedures.compared_passages import Passage, plain_passages, rich_passages
from procedures.compared_words import Line, differences, in_one_piece, without_long_sames
from procedures.models import BLOCK_MODELS, Image, Page, Picture
from procedures.snapshots import PAGE_FIELDS

MODELS = {model._meta.model_name: model for model in BLOCK_MODELS}
FIELD_NAMES = {"page": (*PAGE_FIELDS, "share_image")} | {name: model.content_fields for name, model in MODELS.items()}
NO_CONTENT = {"id", "path", "type", "key"}
LABELS = {"image_data": "picture", "page_ids": "pages", "target_id": "where the button leads", "focus_x": "focal point"}
READ_WITHOUT_LABEL = {"text", "answer", "description"}
LOOKS_RICH = re.compile(r"<(?:p|h2|h3|ul|ol)>")


@dataclass(frozen=True)
class ShownPicture:
    """A picture on one side: its address, its size in pixels, and "added" or "removed"."""

    change: str
    src: str
    width: int
    height: int


@dataclass(frozen=True)
class ComparedField:
    """One field with what became of its words. A field without a visible label still has its name in `label`."""

    label: str
    lines: list[Line]
    is_heading: bool = False
    shows_label: bool = True
    pictures: tuple[ShownPicture, ...] = ()
    note: str = ""

    @cached_property
    def text(self) -> str:
        """The plain words of all lines, whatever became of them."""
        return " ".join(line.text for line in self.lines)


def kind_in_words(kind: str) -> str:
    """The kind of a block, as the editor calls it, with a large first letter."""
    words = str(MODELS[kind]._meta.verbose_name) if kind in MODELS else kind.replace("_", " ")
    return words[:1].upper() + words[1:]


def compared_fields(kind: str, old: dict | None, new: dict | None, names: dict[int, str]) -> list[ComparedField]:
    """The fields that differ, and the heading of the block, so that one sees which block it is.

    `kind` is "page" or a kind of block; None on one side means that all of it was added or removed.
    """
    fields = []
    order = _names_in(kind, old or {}, new or {})
    for place, name in enumerate(order):
        before, after = _value(old, name), _value(new, name)
        is_heading = kind != "page" and place == 0 < len(order) - 1 and _is_short_text(kind, name, after or before)
        if _is_equal(before, after) and not (is_heading and after):
            continue
        fields.append(_compared(kind, name, (old, new), names, is_heading))
    return [each for each in fields if each.lines or each.note]


def missing_fields(snapshot: dict) -> list[str]:
    """Names of fields that the site has now and the snapshot does not know."""
    holders = [("page", snapshot["page"]), *((block["type"], block) for block in snapshot["blocks"])]
    missing = (
        f"“{label_of(kind, name)}” ({kind_in_words(kind).lower()})"
        for kind, data in holders
        for name in FIELD_NAMES.get(kind, ())
        if name not in data
    )
    return list(dict.fromkeys(missing))


def label_of(kind: str, name: str) -> str:
    """What staff call the field, with a small first letter as forms have it."""
    if name in LABELS:
        return LABELS[name]
    model = Image if kind == "picture" and name in {"alt", "is_decorative", "credit"} else _model(kind)
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name.replace("_", " ")


def _model(kind: str):
    return Page if kind == "page" else MODELS.get(kind)


def _names_in(kind: str, old: dict, new: dict) -> list[str]:
    """The known fields in their order, then whatever else either side holds. The focal point counts as one."""
    known = FIELD_NAMES.get(kind, ())
    others = [name for name in dict.fromkeys([*old, *new]) if name not in known and name not in NO_CONTENT]
    if kind == "picture":
        known = ("alt", *(name for name in known if name not in {"alt", "focus_y"}))
    return [*known, *(name for name in others if (kind, name) != ("picture", "focus_y"))]


def _value(side: dict | None, name: str):
    value = (side or {}).get(name)
    if name == "focus_x":
        other = (side or {}).get("focus_y")
        return None if value is None or other is None else (value, other)
    return value


def _is_equal(before, after) -> bool:
    if isinstance(before, dict) and isinstance(after, dict) and "digest" in before:
        return before["digest"] == after.get("digest")
    return before == after or (_is_blank(before) and _is_blank(after))


def _is_blank(value) -> bool:
    return value is None or value is False or value in ("", [], {})


def _compared(kind: str, name: str, sides: tuple, names: dict[int, str], is_heading: bool) -> ComparedField:
    old, new = sides
    before, after = (_passages(kind, name, _value(side, name), names) for side in sides)
    if old is None:
        lines = in_one_piece(after, "added")
    elif new is None:
        lines = in_one_piece(before, "removed")
    else:
        lines = differences(before, after)
    is_quiet = (
        bool(lines) and all(line.is_same for line in lines) and not _is_equal(_value(old, name), _value(new, name))
    )
    return ComparedField(
        label=label_of(kind, name),
        lines=lines if is_heading else without_long_sames(lines),
        is_heading=is_heading,
        shows_label=kind not in MODELS or name == "alt" or not (is_heading or name in READ_WITHOUT_LABEL),
        pictures=_pictures(name, old, new),
        note=_quiet_note(name) if is_quiet else "",
    )


def _quiet_note(name: str) -> str:
    if name in {"image_data", "share_image"}:
        return "Another file of the same size."
    return "Only spaces, line breaks or marks that nobody sees are different."


def _passages(kind: str, name: str, value, names: dict[int, str]) -> list[Passage]:
    if isinstance(value, str) and _is_rich(kind, name, value):
        return rich_passages(value, names)
    return plain_passages(_in_words(kind, name, value, names))


def _is_rich(kind: str, name: str, value) -> bool:
    if model := _model(kind):
        return any(field.name == name and isinstance(field, ProseEditorField) for field in model._meta.fields)
    return isinstance(value, str) and bool(LOOKS_RICH.search(value))


def _is_short_text(kind: str, name: str, value) -> bool:
    return isinstance(value, str) and not _is_rich(kind, name, value)


def _in_words(kind: str, name: str, value, names: dict[int, str]) -> str:
    if name == "target_id" and kind in MODELS:
        return names.get(value, "A page that no longer exists") if value else "The consultation form"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if _is_blank(value):
        return ""
    if name == "page_ids":
        return "\n".join(names.get(number, "A page that no longer exists") for number in value)
    if name == "focus_x" and kind == "picture":
        return f"{value[0]} % from the left, {value[1]} % from the top"
    if isinstance(value, dict):
        return _picture_in_words(value)
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    return str(_choices(kind, name).get(value, value))


def _picture_in_words(value: dict) -> str:
    if {"width", "height"} <= value.keys():
        return f"A file of {value['width']} × {value['height']} pixels"
    return "\n".join(f"{name.replace('_', ' ')}: {each}" for name, each in value.items())


def _choices(kind: str, name: str) -> dict:
    model = _model(kind)
    found = next((field for field in model._meta.fields if field.name == name), None) if model else None
    return dict(found.flatchoices) if found is not None else {}


def _pictures(name: str, old: dict | None, new: dict | None) -> tuple[ShownPicture, ...]:
    if name != "image_data":
        return ()
    shown = (_shown(side, change) for side, change in ((old, "removed"), (new, "added")) if side)
    return tuple(filter(None, shown))


def _shown(block: dict, change: str) -> ShownPicture | None:
    """The picture as the page shows it; None when the snapshot does not say enough to name the file."""
    is_whole = {"image_data", "layout", "focus_x", "focus_y"} <= block.keys() and block["image_data"]
    if not is_whole or block["layout"] not in Picture.Layout.values or None in {block["focus_x"], block["focus_y"]}:
        return None
    source = picture_sizes.picture_sources(block)
    return ShownPicture(change, source["src"], source["width"], source["height"])
