"""The staff's start page is made of parts that the wings register here, so that the ground floor knows neither wing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One part of the start page.

    `build(request)` returns the context of `template`, or None when there is nothing to show this person.
    `place` is "main" or "side"; panels are drawn in `order`.
    """

    template: str
    build: Callable
    place: str
    order: int


@dataclass(frozen=True)
class Blank:
    """Something only the practice knows and has not told the site yet."""

    label: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class NavigationItem:
    """A room in the staff menu. `count(request)` is a number worth seeing, or None."""

    title: str
    url_name: str
    permission: str
    order: int
    count: Callable | None = None
    count_label: str = ""


@dataclass(frozen=True)
class Screen:
    """A screen of the staff’s site that belongs to no model. `view(request)` itself says who may see it.

    Its name begins with the name of a wing only where it shows what belongs to it, which then is watched.
    """

    address: str
    name: str
    view: Callable


panels: list[Panel] = []
blank_finders: list[Callable] = []
navigation: list[NavigationItem] = []
screens: list[Screen] = []


def register_panel(panel: Panel) -> None:
    panels.append(panel)
    panels.sort(key=lambda entry: entry.order)


def register_blanks(finder: Callable) -> None:
    """Add a function `(request) -> list[Blank]` to the list "Still to fill in"."""
    blank_finders.append(finder)


def register_navigation(item: NavigationItem) -> None:
    navigation.append(item)
    navigation.sort(key=lambda entry: entry.order)


def register_screen(screen: Screen) -> None:
    screens.append(screen)


def built_panels(request, place: str) -> list[dict]:
    """The panels of one place that have something to say, as `{"template": …, "context": …}`."""
    built = [(panel, panel.build(request)) for panel in panels if panel.place == place]
    return [{"template": panel.template, "context": context} for panel, context in built if context is not None]


def all_blanks(request) -> list[Blank]:
    return [blank for finder in blank_finders for blank in finder(request)]
