"""Where the links of a snapshot lead, and whether readers find something there. Other sites are never asked."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from procedures.navigation import LivePage

LINK = re.compile(r'<a(?: href="([^"]*)")?[^>]*>(.*?)</a>', re.DOTALL)
PAGE = re.compile(r"page:([0-9]{1,19})\Z")
ALWAYS_THERE = (
    "procedures:home",
    "procedures:procedure_list",
    "procedures:sitemap",
    "procedures:robots",
    "consultations:request",
)
GONE = "a page that no longer exists"


@dataclass(frozen=True)
class TextLink:
    """A link in a rich text: its address as it is kept, and the words that readers see."""

    href: str
    words: str

    @property
    def page_id(self) -> int | None:
        """The number of the page of ours that the link leads to, if it is kept by its number."""
        found = PAGE.match(self.href)
        return int(found[1]) if found else None

    def local_path(self, page_path: str) -> str | None:
        """The path on this site that the link leads to from a page at `page_path`; None if it leads elsewhere."""
        home = urlsplit(settings.SITE_URL)
        try:
            url = urlsplit(urljoin(f"{settings.SITE_URL}{page_path}", self.href))
        except ValueError:
            return self.href
        if url.scheme not in {"http", "https"} or url.netloc.lower() != home.netloc.lower():
            return None
        return unquote(url.path) or "/"


@dataclass(frozen=True)
class Elsewhere:
    """What the database and the disk know of the places that are not among the live pages."""

    titles: dict[int, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
    """Paths that answer although no live page stands there: files, and addresses that pages have left."""


@dataclass(frozen=True)
class Destinations:
    """All places on this site that a link of one page may lead to. The page itself counts as live."""

    page: dict
    live_pages: list[LivePage]
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    @cached_property
    def _ids(self) -> set[int]:
        return {page.id for page in self.live_pages} | {self.page["id"]}

    @cached_property
    def _paths(self) -> set[str]:
        known = {reverse(name) for name in ALWAYS_THERE}
        return known | {page.path for page in self.live_pages} | {self.page["path"]} | self.elsewhere.addresses

    def is_live(self, page_id: int) -> bool:
        return page_id in self._ids

    def has_address(self, path: str) -> bool:
        """Whether readers find something at `path`. The site adds a missing slash at the end by itself."""
        return path in self._paths or f"{path}/" in self._paths

    def name_of(self, page_id: int) -> str:
        title = self.elsewhere.titles.get(page_id)
        return f"“{title}”" if title else GONE

    def why_dead(self, link: TextLink) -> str:
        """What is wrong with where the link leads and what to do, or nothing."""
        said = f"The link “{link.words}”" if link.words else "A link without words"
        if not link.href.strip():
            return f"{said} has no address. Set one, or take the link out."
        if link.href.startswith("page:"):
            return self._why_page_is_dead(link.page_id, said)
        path = link.local_path(self.page["path"])
        if path is None or self.has_address(path):
            return ""
        return f"{said} leads to {path}, where readers find nothing. Correct the address, or take the link out."

    def _why_page_is_dead(self, page_id: int | None, said: str) -> str:
        if page_id is not None and self.is_live(page_id):
            return ""
        title = self.elsewhere.titles.get(page_id)
        if title is None:
            return f"{said} leads to {GONE}. Choose another one, or take the link out."
        return f"{said} leads to “{title}”, which is not live. Publish that page first, or take the link out."


def links_in(markup: str) -> Iterator[TextLink]:
    """Every link of a rich text, in reading order."""
    for found in LINK.finditer(markup):
        words = " ".join(html.unescape(strip_tags(found[2])).split())
        yield TextLink(html.unescape(found[1] or ""), words)


def as_start(name: str) -> str:
    """A page's name at the start of a sentence."""
    return name[0].upper() + name[1:]
