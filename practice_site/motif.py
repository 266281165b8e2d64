"""The one decoration of the site, "from a plumb line to a profile": twelve hairlines before one disc.

There is one line only, `PROFILE`. Pressed flat it is a plumb line; at full width it is a face. Every picture (the
hero, the band, the closing panel, the lost page, the icons, the share image) is a `Drawing`: that line, several times.
"""

from dataclasses import dataclass, field

PROFILE = (
    "M226-20c-8.5 23.5-17 47-23 70c-5.6 21.4-9.1 42.4-14 62c-4.3 17.1-9.6 33.1-8 48c1.4 13.3 8.3 25.6 8 38"
    "c-0.3 12.7-8.1 25.4-15 38c-7 12.9-13.1 25.7-20 38c-6.6 11.7-14 23-22 32c-6.4 7.2-13.1 12.9-15 20"
    "c-1.7 6.3 0.4 13.8 5 19c5 5.6 13 8.6 20 11c5.9 2 11.2 3.6 14 8c3.2 5 3.3 13.7-1 21c-4.3 7.3-12.8 13.3-11 18"
    "c1.7 4.3 12.1 7.7 13 12c0.9 4.2-7.5 9.4-8 15c-0.7 7.1 11.3 14.8 14 24c3 10.2-5.5 22.2-8 33"
    "c-2.2 9.5 0.2 18 5 26c5.6 9.2 14.4 17.8 27 23c15.4 6.4 36.5 7.7 51 16c13.5 7.7 21.3 21.5 26 38"
    "c5.8 20.5 6.9 45.2 8 70"
)
PROFILE_TOP_X = 226  # where the line begins; a pressed copy is placed by this point
PATH_ID = "motif-profile"  # no heading will ever get this address
LINES = 12


@dataclass(frozen=True)
class Line:
    """One copy of the profile: where it begins, its width (`press`: 1 the face, 0 a plumb line) and its size."""

    top_x: float
    press: float = 1
    opacity: float = 1
    drop: float = 0
    css_class: str = ""
    zoom: float = 1

    @property
    def shift(self) -> float:
        return self.top_x - PROFILE_TOP_X * self.press * self.zoom


@dataclass(frozen=True)
class Drawing:
    """Lines before a disc (centre x, centre y, radius), seen through `view` (x, y, width, height)."""

    view: tuple[float, float, float, float]
    lines: tuple[Line, ...]
    disc: tuple[float, float, float] | None = None
    plumb_lines: tuple[Line, ...] = field(default=())
    align: str = "xMidYMid"


def _steps(first_x: float, last_x: float, power: float, opacities: tuple[float, float], drop: float = 0) -> list[Line]:
    """Twelve lines from the plumb line at `first_x` to the face at `last_x`; `power` says how late the face appears."""
    faint, strong = opacities
    last = LINES - 1
    return [
        Line(
            top_x=first_x + (last_x - first_x) * step / last,
            # A scale of nought draws nothing at all, so the plumb line keeps a thousandth.
            press=max((step / last) ** power, 0.001),
            opacity=faint + (strong - faint) * step / last,
            drop=drop,
        )
        for step in range(LINES)
    ]


def _with_face(lines: list[Line]) -> tuple[Line, ...]:
    """The same lines, the last one strong."""
    *others, face = lines
    return (*others, Line(face.top_x, face.press, 1, face.drop, "motif__face"))


_FAN = (410, 247, 1.15)
_HERO_VIEW = (88, 60, 330, 520)

DRAWINGS = {
    "hero": Drawing(_HERO_VIEW, _with_face(_steps(*_FAN, (0.22, 0.9))), disc=(318, 226, 142)),
    "low": Drawing((88, 150, 330, 330), _with_face(_steps(*_FAN, (0.22, 0.9))), disc=(330, 330, 120)),
    "band": Drawing(
        (0, 0, 1440, 440),
        _with_face(_steps(72, 1150, 1.55, (0.3, 0.8), drop=-100)),
        disc=(1206, 170, 150),
        align="xMaxYMid",
    ),
    "closing": Drawing(_HERO_VIEW, tuple(_steps(*_FAN, (0.18, 0.95)))),
    # The lost page: plumb lines stand in their places, and where the face should be there is a dotted one.
    "lost": Drawing(
        (0, 0, 660, 760),
        (Line(226, drop=8, zoom=1.15, css_class="motif__missing"),),
        disc=(400, 300, 150),
        plumb_lines=(Line(70, opacity=0.85), *(Line(278 + 52 * n, opacity=0.61 - 0.06 * n) for n in range(8))),
        align="xMinYMid",
    ),
    "icon": Drawing((43, 175, 290, 290), (Line(226),), disc=(188, 320, 143)),
}


def svg(name: str, path_is_on_page: bool = False) -> str:
    """The inline `<svg>` of a drawing, hidden from screen readers.

    With `path_is_on_page` it borrows the path of an earlier drawing. Raises `KeyError` for a name not in `DRAWINGS`.
    """
    drawing = DRAWINGS[name]
    parts = [
        f'<svg class="motif__drawing" viewBox="{_numbers(drawing.view)}"'
        f' preserveAspectRatio="{drawing.align} slice" aria-hidden="true">'
    ]
    if drawing.disc:
        x, y, radius = drawing.disc
        parts.append(f'<circle class="motif__disc" cx="{x}" cy="{y}" r="{radius}"/>')
    if not path_is_on_page:
        # A copy made with `use` does not see the page's selectors: the path itself says that its line keeps its weight.
        parts.append(f'<defs><path id="{PATH_ID}" vector-effect="non-scaling-stroke" d="{PROFILE}"/></defs>')
    parts += [
        f'<path d="M{_short(line.top_x)}-10V900" opacity="{_short(line.opacity)}"/>' for line in drawing.plumb_lines
    ]
    parts += [_use(line) for line in drawing.lines]
    return "".join(parts) + "</svg>"


def _use(line: Line) -> str:
    css_class = f' class="{line.css_class}"' if line.css_class else ""
    opacity = f' opacity="{_short(line.opacity)}"' if line.opacity < 1 else ""
    width, height = line.press * line.zoom, line.zoom
    scale = f"scale({width:.3g} {height:.3g})" if (width, height) != (1, 1) else ""
    place = f"translate({_short(line.shift)} {_short(line.drop)}){scale}"
    return f'<use{css_class} href="#{PATH_ID}" transform="{place}"{opacity}/>'


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _numbers(numbers: tuple[float, ...]) -> str:
    return " ".join(_short(number) for number in numbers)
