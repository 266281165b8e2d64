"""The frame around every public page: the practice and the menus, which the wings register here.

A wing calls `register_menu(provider, order=…)` once at start. A provider takes the request and returns links;
it is asked at most once for each request, and only when a template really draws the frame.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property

from practice_site.models import Practice


@dataclass(frozen=True)
class Link:
    """A title and where it leads. `is_footer_only` keeps it out of the main menu."""

    title: str
    url: str
    is_footer_only: bool = False


_menu_providers: list[tuple[int, Callable]] = []


def register_menu(provider: Callable, order: int) -> None:
    """Add a function `(request) -> list[Link]` to the menus, sorted by `order`."""
    _menu_providers.append((order, provider))
    _menu_providers.sort(key=lambda entry: entry[0])


@dataclass
class Frame:
    """What `base.html` draws around a page; every part costs its query only when it is used."""

    request: object = field(repr=False)

    @cached_property
    def practice(self) -> Practice:
        return Practice.objects.current()

    @cached_property
    def links(self) -> list[Link]:
        return [link for _, provider in _menu_providers for link in provider(self.request)]

    @property
    def menu(self) -> list[Link]:
        return [link for link in self.links if not link.is_footer_only]

    @property
    def site_url(self) -> str:
        return settings.SITE_URL

    @property
    def canonical_url(self) -> str:
        return settings.SITE_URL + self.request.path


class QuietFrame(Frame):
    """The frame of an error page: it must stand even when the database does not answer."""

    @cached_property
    def practice(self) -> Practice:
        return Practice()

    @cached_property
    def links(self) -> list[Link]:
        return []


def of(request) -> Frame:
    """The frame of this request, made once."""
    if not hasattr(request, "site_frame"):
        request.site_frame = Frame(request)
    return request.site_frame


def context(request) -> dict:
    """Context processor: `frame` in every template."""
    return {"frame": of(request)}
