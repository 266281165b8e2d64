"""The styles of a page travel inside it, so that it can be painted after one round trip.

Each template names the style files it needs; they are read from `static/css/`, pressed, joined and put into one
`<style>` element whose hash goes into the content security policy of the same answer.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static

LAYERS = "@layer reset,tokens,base,layout,components,blocks,utilities;"
EVERYWHERE = (
    "reset",
    "tokens",
    "fonts",
    "base",
    "layout",
    "components/text",
    "components/skip-link",
    "components/site-header",
    "components/site-footer",
    "components/button",
    "utilities",
)


@dataclass(frozen=True)
class Bundle:
    """Style text and its hash as a content security policy names it."""

    text: str
    csp_hash: str


def bundle(names: tuple[str, ...]) -> Bundle:
    """The styles that every page needs, then the named ones, in order and each once.

    A name is a path below `static/css/` without its ending. Raises `FileNotFoundError` for an unknown one.
    """
    wanted = tuple(dict.fromkeys(EVERYWHERE + names))
    return _read(wanted) if settings.DEBUG else _remembered(wanted)


def _read(names: tuple[str, ...]) -> Bundle:
    folder = settings.BASE_DIR / "static" / "css"
    text = LAYERS + "".join(pressed((folder / f"{name}.css").read_text(encoding="utf-8")) for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Bundle(text, f"'sha256-{digest}'")


_remembered = lru_cache(maxsize=256)(_read)


def stand_alone(names: tuple[str, ...]) -> str:
    """Style text for a page that lies on somebody's own disk: it names nothing else, the fonts are inside."""
    folder = settings.BASE_DIR / "static" / "css"
    return LAYERS + "".join(pressed((folder / f"{name}.css").read_text(encoding="utf-8"), _inside) for name in names)


def _inside(font: str) -> str:
    content = (settings.BASE_DIR / "static" / "fonts" / font).read_bytes()
    return f"data:font/woff2;base64,{base64.b64encode(content).decode()}"


def _served(font: str) -> str:
    return static(f"fonts/{font}")


def pressed(css: str, font_address=_served) -> str:
    """The same rules without comments and needless white space, with font addresses as the site serves them."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = css.replace(";}", "}").replace(": ", ":").strip()
    return re.sub(r'url\("?(?:\.\./)+fonts/([^")]+)"?\)', lambda found: f'url("{font_address(found[1])}")', css)
