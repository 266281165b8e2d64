"""The house rules for style sheets, which no tool knows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from practice_site.styles import EVERYWHERE, LAYERS, pressed

FOLDER = Path(settings.BASE_DIR) / "static" / "css"
FILES = [path for path in sorted(FOLDER.rglob("*.css")) if "admin" not in path.parts]
PHYSICAL = re.compile(
    r"[\s;{]((?:(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|left|right|top|bottom|(?:min-|max-)?(?:width|height)):|(?:float|clear|text-align):(?:left|right))"
)
APPLIED = re.compile(r"--(?:color|font|size|space|gap|measure|gutter|page|rail|article|control|radius)\b")
MEDIA = re.compile(r"@(?:media|container)[^{]*")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


every_file = pytest.mark.parametrize("path", FILES, ids=name_of)


@every_file
def test_style_sheet_is_short(path):
    assert len(path.read_text().splitlines()) <= 150


@every_file
def test_style_sheet_stands_in_declared_layers_only(path):
    declared = set(re.match(r"@layer ([\w,]+);", LAYERS)[1].split(","))
    css, depth, outside = pressed(path.read_text()), 0, []
    for piece in re.split(r"(?<=[{}])", css):
        if depth == 0 and piece.endswith("{"):
            outside.append(piece)
        depth += piece.endswith("{") - piece.endswith("}")
    assert {piece.removeprefix("@layer ").rstrip(" {") for piece in outside} <= declared


@every_file
def test_style_sheet_uses_logical_properties(path):
    assert PHYSICAL.findall(MEDIA.sub("", pressed(path.read_text()))) == []


@pytest.mark.parametrize("path", [path for path in FILES if path.stem not in ("tokens", "print")], ids=name_of)
def test_style_sheet_takes_its_colours_from_tokens(path):
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", pressed(path.read_text())) == []


@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "tokens"], ids=name_of)
def test_style_sheet_uses_applied_tokens_that_exist(path):
    made = {other: set(re.findall(r"(--[\w-]+):", other.read_text())) for other in FILES}
    applied = {token for token in made[FOLDER / "tokens.css"] if APPLIED.match(token)}
    elsewhere = set().union(*(tokens for other, tokens in made.items() if other.stem != "tokens"))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) - applied - elsewhere == set()


def test_frame_styles_exist():
    assert [name for name in EVERYWHERE if not (FOLDER / f"{name}.css").is_file()] == []
