"""The files made from the motif: icons and share image. `manage.py draw_motif` writes them to `static/img/`."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from practice_site.motif import DRAWINGS, PROFILE, Drawing, Line

PAPER, LICHEN, BLUSH, PLUM = "#f4f4ef", "#e1e6da", "#ebc4b0", "#6e2c50"
INK, MAUVE = "#2a1a2b", "#574859"
FINER = 4  # everything is drawn this many times larger and then reduced, which makes smooth edges
CURVE_STEPS = 24
ICON_LINE = 19  # in units of the drawing: strong enough to be seen at 16 pixels
SHARE_SIZE = (1200, 630)
SHARE_PANEL_X = 720
NAME, CALLING = "Dr. Philip J. Miller", "Facial plastic surgery, New York"


def pictures() -> dict[str, bytes]:
    """Every file by its name in `static/img/`."""
    return {
        "favicon.svg": icon_svg().encode(),
        "favicon.ico": _saved(icon(32), "ICO", sizes=[(32, 32)]),
        "apple-touch-icon.png": _saved(touch_icon(), "PNG", optimize=True),
        "share.png": _saved(share_image(), "PNG", optimize=True),
    }


def icon_svg() -> str:
    """The icon of browser tabs: the face before the disc, on nothing, so that it suits light and dark tabs."""
    drawing = DRAWINGS["icon"]
    x, y, radius = drawing.disc
    view = " ".join(str(number) for number in drawing.view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">'
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{BLUSH}"/>'
        f'<clipPath id="c"><circle cx="{x}" cy="{y}" r="{radius}"/></clipPath>'
        f'<path clip-path="url(#c)" fill="none" stroke="{PLUM}" stroke-width="{ICON_LINE}" d="{PROFILE}"/></svg>\n'
    )


def icon(size: int) -> Image.Image:
    """The same icon in pixels, on a clear ground."""
    drawing = DRAWINGS["icon"]
    large = size * FINER
    disc = Image.new("L", (large, large))
    canvas = _Canvas(drawing, (large, large))
    ImageDraw.Draw(disc).ellipse(canvas.disc_box(), fill=255)
    picture = Image.new("RGBA", (large, large), BLUSH)
    picture.paste(PLUM, mask=canvas.line_mask(drawing.lines[0], ICON_LINE * canvas.scale))
    picture.putalpha(disc)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def touch_icon(size: int = 180) -> Image.Image:
    """The icon of home screens, which have no clear ground: on paper, with room around it."""
    picture = Image.new("RGB", (size, size), PAPER)
    mark = icon(round(size * 0.8))
    corner = (size - mark.width) // 2
    picture.paste(mark, (corner, corner), mark)
    return picture


def share_image() -> Image.Image:
    """What is shown when someone shares a page: the name at the left, the motif at the right."""
    large = tuple(length * FINER for length in SHARE_SIZE)
    picture = Image.new("RGB", large, PAPER)
    panel = (large[0] - SHARE_PANEL_X * FINER, large[1])
    picture.paste(_painted(DRAWINGS["hero"], panel), (SHARE_PANEL_X * FINER, 0))
    picture = picture.resize(SHARE_SIZE, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(picture)
    draw.text((72, 318), NAME, font=_font("spectral-light", 68), fill=INK, anchor="ls")
    draw.text((72, 382), CALLING, font=_font("spectral-light-italic", 38), fill=MAUVE, anchor="ls")
    return picture


def _painted(drawing: Drawing, size: tuple[int, int]) -> Image.Image:
    canvas = _Canvas(drawing, size)
    picture = Image.new("RGB", size, LICHEN)
    ImageDraw.Draw(picture).ellipse(canvas.disc_box(), fill=BLUSH)
    for line in drawing.lines:
        width = (4 if line.css_class else 2) * FINER
        mask = canvas.line_mask(line, width).point(lambda value, opacity=line.opacity: round(value * opacity))
        picture.paste(PLUM, mask=mask)
    return picture


class _Canvas:
    """A drawing laid over a size in pixels so that it covers it, centred, as `xMidYMid slice` does."""

    def __init__(self, drawing: Drawing, size: tuple[int, int]):
        x, y, width, height = drawing.view
        self.drawing, self.size = drawing, size
        self.scale = max(size[0] / width, size[1] / height)
        self.origin = (x + width / 2 - size[0] / 2 / self.scale, y + height / 2 - size[1] / 2 / self.scale)

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.origin[0]) * self.scale, (y - self.origin[1]) * self.scale

    def disc_box(self) -> tuple[float, float, float, float]:
        x, y, radius = self.drawing.disc
        return *self.place(x - radius, y - radius), *self.place(x + radius, y + radius)

    def line_mask(self, line: Line, width: float) -> Image.Image:
        mask = Image.new("L", self.size)
        points = [
            self.place(line.shift + x * line.press * line.zoom, line.drop + y * line.zoom) for x, y in profile_points()
        ]
        draw = ImageDraw.Draw(mask)
        draw.line(points, fill=255, width=round(width))
        for x, y in points:  # a line of straight pieces gapes at its bends; a dot on each bend closes it
            draw.circle((x, y), width / 2, fill=255)
        return mask


def profile_points() -> Iterator[tuple[float, float]]:
    """The profile as many short straight lines. It is written as one move and relative cubic curves only."""
    start, *curves = PROFILE.replace("M", "").split("c")
    x, y = _pairs(start)[0]
    yield x, y
    for curve in curves:
        (ax, ay), (bx, by), (cx, cy) = _pairs(curve)
        for step in range(1, CURVE_STEPS + 1):
            t = step / CURVE_STEPS
            first, second, third = 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield x + first * ax + second * bx + third * cx, y + first * ay + second * by + third * cy
        x, y = x + cx, y + cy


def _pairs(numbers: str) -> list[tuple[float, float]]:
    found = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
    return list(zip(found[::2], found[1::2], strict=True))


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(settings.BASE_DIR) / "static" / "fonts" / f"{name}.woff2", size)


def _saved(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
