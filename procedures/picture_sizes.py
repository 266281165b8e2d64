"""The sizes in which a picture is served: AVIF, WebP and JPEG at several widths, cut around the focal point.

File names follow from the picture's digest, the layout and the focal point, so a snapshot alone says where they are.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pixels

from practice_site.picture_upload import ReadPicture, encoded
from procedures.models import Image, ImageFile

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class Size:
    """The widths in pixels of one layout, its shape (width to height, or None for uncut), and its place on the page."""

    widths: tuple[int, ...]
    shape: float | None
    sizes: str


LAYOUTS = {
    "narrow": Size((320, 480, 800), None, "(min-width: 40em) 26rem, 100vw"),
    "text": Size((480, 800, 1200, 1600), None, "(min-width: 60em) 54rem, 100vw"),
    "wide": Size((480, 800, 1200, 1600, 2000), 21 / 9, "(min-width: 60em) 54rem, 100vw"),
}
SHARE_SHAPE = (1200, 630)
WHOLE = {"layout": "narrow", "focus_x": 50, "focus_y": 50}  # never cut: what staff see of a picture


def keep(picture: ReadPicture, *, uploader) -> ImageFile:
    """The record of a cleaned picture file, made at its first upload. The bytes are written before the row."""
    file = ImageFile(digest=picture.digest, width=picture.width, height=picture.height, created_by=uploader)
    _write(file.master_name, lambda: picture.master)
    return ImageFile.objects.get_or_create(
        digest=file.digest,
        defaults={"width": file.width, "height": file.height, "created_by": uploader},
    )[0]


def make_sizes_of(block: dict) -> None:
    """Write every file that `picture_sources` names for a picture block as a snapshot has it, as far as it is missing.

    The block may be saved or not; its focal point is in hundredths.
    """
    data, layout, focus_x, focus_y = (block[name] for name in ("image_data", "layout", "focus_x", "focus_y"))
    box = _box(data, LAYOUTS[layout].shape, focus_x, focus_y)
    missing = [
        (name, width, extension)
        for width in _widths(box, LAYOUTS[layout])
        for extension in FORMATS
        if not default_storage.exists(name := _name(data, layout, focus_x, focus_y, width, extension))
    ]
    if missing:
        cut = _master(data).crop(box)
        for name, width, extension in missing:
            height = max(1, round(width * cut.height / cut.width))
            _write(name, lambda size=(width, height), kind=extension: encoded(cut.resize(size, Pixels.LANCZOS), kind))


def make_share_image(image: Image) -> None:
    """Write the picture that is shown when someone shares the page, 1200 by 630."""
    data = image.as_data()
    box = _box(data, SHARE_SHAPE[0] / SHARE_SHAPE[1], 50, 50)
    _write(
        _share_name(data),
        lambda: encoded(_master(data).crop(box).resize(SHARE_SHAPE, Pixels.LANCZOS), "jpg"),
    )


def whole_picture(image: Image, *, at_least: int = 0) -> dict:
    """`src`, `width` and `height` in pixels of a file that shows all of `image`, for staff.

    The smallest one, or the first that is `at_least` so wide. Made at the upload; made here if it is missing.
    """
    data = image.as_data()
    widths = _widths(_box(data, None, 50, 50), LAYOUTS[WHOLE["layout"]])
    width = next((width for width in widths if width >= at_least), widths[-1])
    name = _name(data, **WHOLE, width=width, extension="jpg")
    if not default_storage.exists(name):
        make_sizes_of({"image_data": data} | WHOLE)
    return {"src": _url(name), "width": width, "height": max(1, round(width * data["height"] / data["width"]))}


def forget(digest: str) -> None:
    """Delete every file made from a picture, the picture itself last. Only for one that no record names any more."""
    folder = f"pictures/{digest}"
    if default_storage.exists(folder):
        for name in sorted(default_storage.listdir(folder)[1], key=lambda name: name.startswith("master.")):
            default_storage.delete(f"{folder}/{name}")
        default_storage.delete(folder)


def picture_sources(block: dict) -> dict:
    """What the picture template needs: one source for each format, and the fallback with its size in pixels."""
    data, size = block["image_data"], LAYOUTS[block["layout"]]
    focus = block["focus_x"], block["focus_y"]
    box = _box(data, size.shape, *focus)
    widths = _widths(box, size)
    named = {
        extension: [(_url(_name(data, block["layout"], *focus, width, extension)), width) for width in widths]
        for extension in FORMATS
    }
    middle = widths[len(widths) // 2]
    return {
        "sources": [
            {"type": FORMATS[extension], "srcset": ", ".join(f"{url} {width}w" for url, width in files)}
            for extension, files in named.items()
        ],
        "src": {width: url for url, width in named["jpg"]}[middle],
        "width": middle,
        "height": max(1, round(middle * (box[3] - box[1]) / (box[2] - box[0]))),
        "sizes": size.sizes,
        "lazy": True,
    }


def share_image_path(data: dict | None) -> str:
    return _url(_share_name(data)) if data else ""


def _box(data: dict, shape: float | None, focus_x: int, focus_y: int) -> tuple[int, int, int, int]:
    """The part of the picture that is shown: all of it, or the largest of that shape around the focal point."""
    width, height = data["width"], data["height"]
    if shape is None:
        return 0, 0, width, height
    cut_width, cut_height = min(width, round(height * shape)), min(height, round(width / shape))
    left = min(max(0, round(width * focus_x / 100 - cut_width / 2)), width - cut_width)
    top = min(max(0, round(height * focus_y / 100 - cut_height / 2)), height - cut_height)
    return left, top, left + max(1, cut_width), top + max(1, cut_height)


def _widths(box: tuple[int, int, int, int], size: Size) -> list[int]:
    """The layout's widths as far as the picture has the pixels; never enlarged."""
    available = box[2] - box[0]
    return [width for width in size.widths if width < available] + [min(available, size.widths[-1])]


def _name(data: dict, layout: str, focus_x: int, focus_y: int, width: int, extension: str) -> str:
    cut = f"{layout}-{focus_x}-{focus_y}" if LAYOUTS[layout].shape else "full"
    return f"pictures/{data['digest']}/{cut}-{width}.{extension}"


def _share_name(data: dict) -> str:
    return f"pictures/{data['digest']}/share.jpg"


def _url(name: str) -> str:
    return settings.MEDIA_URL + name


def _master(data: dict) -> Pixels.Image:
    with default_storage.open(ImageFile(digest=data["digest"]).master_name) as stream:
        pixels = Pixels.open(stream, formats=["WEBP"])
        pixels.load()
    return pixels.convert("RGB")


def _write(name: str, make_bytes) -> None:
    """Write a file under its name unless it is there; equal names mean equal content."""
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(make_bytes()))
