"""Which files of our own a page refers to: style sheets, scripts, fonts, icons and pictures, and what lies in them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

LINKS_TO_FILES = {"stylesheet", "icon", "preload", "modulepreload", "apple-touch-icon", "manifest"}
PICTURES_OF_META = {"og:image", "twitter:image"}
LOADING_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<(?:link|meta|img|source)\b[^>]*>", re.DOTALL | re.IGNORECASE)
STYLE_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)["']?""")


@dataclass(frozen=True)
class KnownFile:
    """What a file holds: its bytes, and which files it refers to itself."""

    content: bytes
    refers_to: tuple[str, ...]


def addresses_in(html: str) -> set[str]:
    """The paths on this site that a browser asks for to draw the page. What lies elsewhere is left out."""
    reader = _Reader()
    # A page of a thousand links is read ten times as fast by its few loading tags alone.
    for tag in LOADING_TAGS.finditer(html):
        reader.feed(tag[0])
    reader.close()
    return {own for found in reader.found if (own := own_address(found))}


def own_address(found: str, base: str = "") -> str | None:
    """The path of one of our own static files or pictures, or None for anything else."""
    address = urljoin(base, found.strip()).removeprefix(settings.SITE_URL)
    path = urlsplit(address).path if address.startswith("/") and not address.startswith("//") else ""
    return path if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) else None


def place_of(address: str) -> Path | None:
    """The file on this disk that is served at the address, or None when there is none."""
    try:
        if address.startswith(settings.MEDIA_URL):
            place = Path(default_storage.path(unquote(address.removeprefix(settings.MEDIA_URL))))
        else:
            name = unquote(address.removeprefix(settings.STATIC_URL))
            place = Path(staticfiles_storage.path(name))
            if settings.DEBUG and not place.is_file():
                place = Path(finders.find(name) or place)
    except SuspiciousFileOperation:
        return None
    return place if place.is_file() else None


def read(address: str, place: Path) -> KnownFile:
    """The bytes of the file, and the further files that a style sheet refers to. Raises `OSError`."""
    content = place.read_bytes()
    if not address.endswith(".css"):
        return KnownFile(content, ())
    found = STYLE_ADDRESS.findall(content.decode("utf-8", "replace"))
    return KnownFile(content, tuple(sorted({own for name in found if (own := own_address(name, address))})))


@lru_cache(maxsize=64)
def _addresses_in_style(css: str) -> tuple[str, ...]:
    """Many pages share one inline style, so it is searched once."""
    return tuple(STYLE_ADDRESS.findall(css))


class _Reader(HTMLParser):
    """Collects every address that a page loads by itself."""

    def __init__(self):
        super().__init__()
        self.found: set[str] = set()
        self._is_in_style = False

    def handle_starttag(self, tag, attributes):
        if tag not in {"link", "script", "img", "source", "meta", "style"}:
            return
        values = {name: value or "" for name, value in attributes}
        self._is_in_style = tag == "style"
        if tag == "link" and LINKS_TO_FILES & set(values.get("rel", "").lower().split()):
            self.found.add(values.get("href", ""))
        elif tag == "meta" and values.get("property", values.get("name")) in PICTURES_OF_META:
            self.found.add(values.get("content", ""))
        elif tag in {"script", "img", "source"}:
            self.found.add(values.get("src", ""))
            self.found.update(entry.split()[0] for entry in values.get("srcset", "").split(",") if entry.strip())

    def handle_data(self, data):
        if self._is_in_style:
            self.found.update(_addresses_in_style(data))

    def handle_endtag(self, tag):
        if tag == "style":
            self._is_in_style = False
