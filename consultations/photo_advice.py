"""Advice on a patient's photo from a few simple measurements. Never a refusal: what is sent is kept.

The measurements know nothing of faces. Each limit is set so that a good photo is left in peace, even if some poor ones
pass: a needless "try again" costs a patient more than a soft photo costs the surgeon.
"""

from collections.abc import Iterable

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

WORDS = {
    "dark": "This photo looks rather dark. If you can, take it again by daylight: face a window, with no lamp or "
    "window behind you.",
    "small": "This photo is quite small. If you can, send the original from your phone; a screenshot or a copy from a "
    "chat shows less.",
    "blurred": "This photo looks a little blurred. If you can, take it again: wipe the lens, lean the phone against "
    "something, and tap on the face before you press.",
    "not_front": "This may not be the view from the front. Look straight into the camera, so that both sides of the "
    "face show alike. If it is right, leave it.",
    "not_below": "This may not be the view from below. Tip your head back and look straight past the camera, so that "
    "both nostrils show alike. If it is right, leave it.",
    "not_half_turned": "This may be a view from the front. Turn your head half to the side, until the tip of the nose "
    "reaches the line of the cheek. If it is right, leave it.",
    "not_profile": "This may not be the view from the side. Turn your head until only one eye shows. If it is right, "
    "leave it.",
    "same": "This looks like the same photo as in another place. Each place shows the nose from a different side. "
    "If it is meant so, leave it.",
}

SMALLEST_SHORT_SIDE = 800  # pixels
SIDE_FOR_DETAIL = 1000  # pixels of the copy in which sharpness is measured
TILE = 125  # pixels; background may be soft, so only the sharpest tiles count
LEAST_DETAIL = 8  # variance: sharp portraits have 30 to 1,000, and 12 or less once they are blurred by 2 pixels
DARKEST_BRIGHT_PART = 56  # of 255: good light leaves highlights on any skin, so only what has none is dark
WIDTH_FOR_SHAPE = 64  # pixels of the copy in which symmetry is measured
LEAST_SYMMETRY = 0.2  # faces from the front have 0.25 to 0.9
MOST_SYMMETRY = 0.85
EXPECTS_SYMMETRY = {"front": "not_front", "below": "not_below"}
EXPECTS_NONE = {
    "three_quarter_left": "not_half_turned",
    "three_quarter_right": "not_half_turned",
    "profile_left": "not_profile",
    "profile_right": "not_profile",
}
EVEN = 2  # shades of 255: a wall is even, and grain or saving anew does not change that
MOST_DIFFERENT_BITS = 4  # of 64, between two copies of one photo

LAPLACIAN = ImageFilter.Kernel((3, 3), [0, 1, 0, 1, -4, 1, 0, 1, 0], scale=1, offset=128)


def advice(pixels: Image.Image, view: str, others: Iterable[int] = ()) -> list[str]:
    """The codes of `WORDS` for an RGB picture in the place of a view; `others` are the fingerprints of other photos."""
    grey = _grey(pixels)
    found = []
    if min(pixels.size) < SMALLEST_SHORT_SIDE:
        found.append("small")
    if _shade(grey, 0.95) < DARKEST_BRIGHT_PART:
        found.append("dark")
    elif _detail(grey) < LEAST_DETAIL:
        found.append("blurred")
    elif wrong := _wrong_view(grey, view):  # shapes can only be told in a clear photo
        found.append(wrong)
    mine = fingerprint(grey)
    if any(is_same(mine, other) for other in others):
        found.append("same")
    return found


def fingerprint(pixels: Image.Image) -> int:
    """64 bits that stay nearly the same when a picture is scaled or saved anew: where it gets darker to the
    right."""
    grey = _grey(pixels).resize((9, 8), Image.BOX)
    shades = list(grey.tobytes())
    bits = [shades[row * 9 + column] > shades[row * 9 + column + 1] + EVEN for row in range(8) for column in range(8)]
    return sum(bit << place for place, bit in enumerate(bits))


def is_same(one: int, other: int) -> bool:
    return (one ^ other).bit_count() <= MOST_DIFFERENT_BITS


def _grey(pixels: Image.Image) -> Image.Image:
    """A grey copy, small enough for quick measurements."""
    grey = pixels.reduce(max(1, max(pixels.size) // SIDE_FOR_DETAIL)).convert("L")
    grey.thumbnail((SIDE_FOR_DETAIL, SIDE_FOR_DETAIL), Image.BOX)
    return grey


def _shade(grey: Image.Image, share: float) -> int:
    """The shade (0 to 255) that this share of the pixels does not exceed."""
    left = share * grey.width * grey.height
    for shade, count in enumerate(grey.histogram()):
        left -= count
        if left <= 0:
            return shade
    return 255


def _detail(grey: Image.Image) -> float:
    """The variance of the Laplacian in the sharpest parts. Grain is smoothed away first: it is no detail."""
    edges = grey.filter(ImageFilter.GaussianBlur(1)).filter(LAPLACIAN)
    right, lower = (max(3, side - 2) for side in edges.size)  # the filter leaves the border as it was
    found = sorted(
        ImageStat.Stat(edges.crop((left, top, min(right, left + TILE), min(lower, top + TILE)))).var[0]
        for left in range(2, max(3, right - TILE + 1), TILE)
        for top in range(2, max(3, lower - TILE + 1), TILE)
    )
    return found[-3:][0]  # the third: one sharp button on a blouse says nothing of the face


def _wrong_view(grey: Image.Image, view: str) -> str | None:
    symmetry = _symmetry(grey)
    if symmetry < LEAST_SYMMETRY:
        return EXPECTS_SYMMETRY.get(view)
    return EXPECTS_NONE.get(view) if symmetry > MOST_SYMMETRY else None


def _symmetry(grey: Image.Image) -> float:
    """How alike the halves beside the best upright axis are: 1 the same, 0 nothing in common.

    It looks at features of the size of eyes and nose; light from one side and the outline of a head do not count.
    """
    small = grey.resize((WIDTH_FOR_SHAPE, max(8, round(WIDTH_FOR_SHAPE * grey.height / grey.width))), Image.BOX)
    fine, rough = (small.filter(ImageFilter.GaussianBlur(radius)) for radius in (3, 12))
    features = ImageChops.subtract(fine, rough, 1, 128)
    return max(_likeness(features, axis / 2) for axis in range(round(WIDTH_FOR_SHAPE * 0.7), WIDTH_FOR_SHAPE + 20))


def _likeness(features: Image.Image, axis: float) -> float:
    """The correlation of the part around the axis with its own mirror image."""
    half = min(axis, features.width - axis)
    part = features.crop((round(axis - half), 0, round(axis + half), features.height))
    difference = ImageStat.Stat(ImageChops.difference(part, ImageOps.mirror(part)))
    spread = ImageStat.Stat(part).var[0]
    return 1 - difference.sum2[0] / difference.count[0] / (2 * spread) if spread else 0
