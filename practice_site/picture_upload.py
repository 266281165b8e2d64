"""Pictures that come in from outside: decoded, checked, turned upright, and made anew from their pixels alone.

Nothing of the sent file is kept but its pixels, so that no place, time, device or hidden content travels on.
"""

import hashlib
import io
import threading
from dataclasses import dataclass

import pi_heif
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

pi_heif.register_heif_opener()

ACCEPTED_FORMATS = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"]  # multi-picture JPEGs of phones open as JPEG
ACCEPT_ATTRIBUTE = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,.heic,.heif"
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3000  # pixels; larger pictures are made smaller
DECODES_AT_ONCE = 2
KINDS_WE_NAME = [
    (b"%PDF", "a PDF document"),
    (b"GIF8", "a GIF"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"BM", "a bitmap (BMP)"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an SVG drawing"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
]
WHAT_WE_TAKE = "Send a photo as JPEG, PNG, WebP, HEIC or AVIF."

_decoding = threading.BoundedSemaphore(DECODES_AT_ONCE)


@dataclass(frozen=True)
class ReadPicture:
    """A cleaned picture: lossless WebP of upright sRGB pixels, its size in pixels, and the SHA-256 of the pixels."""

    master: bytes
    width: int
    height: int
    digest: str


def read_picture(upload) -> ReadPicture:
    """Decode and clean an uploaded file (a file object with `size`).

    Raises `ValidationError` with a sentence that names the fix for anything that is not one of `ACCEPTED_FORMATS`,
    is larger than `MOST_BYTES` or `MOST_PIXELS`, or is broken.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(f"This file is larger than {MOST_BYTES // 1024**2} MB. Send a smaller copy of the photo.")
    with _decoding:
        pixels = _upright_pixels(upload)
        stream = io.BytesIO()
        pixels.save(stream, "WEBP", lossless=True, quality=0, method=0)
    digest = hashlib.sha256(f"{pixels.width}x{pixels.height}:".encode() + pixels.tobytes()).hexdigest()
    return ReadPicture(stream.getvalue(), pixels.width, pixels.height, digest)


def encoded(pixels: Image.Image, extension: str) -> bytes:
    """The bytes of an RGB picture as "avif", "webp" or "jpg", without any metadata."""
    stream = io.BytesIO()
    if extension == "avif":
        pixels.save(stream, "AVIF", quality=60, speed=8)
    elif extension == "webp":
        pixels.save(stream, "WEBP", quality=78, method=4)
    else:
        pixels.save(stream, "JPEG", quality=80, optimize=True, progressive=True)
    return stream.getvalue()


def _upright_pixels(upload) -> Image.Image:
    start = upload.read(512)
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=ACCEPTED_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise ValidationError(_why_not(start)) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            f"This picture has more than {MOST_PIXELS // 10**6} megapixels. Send a smaller copy of it."
        )
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright = _eight_bit_srgb(upright, picture.info.get("icc_profile"))
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError, TypeError):
        message = "This picture is damaged or did not arrive whole. Send it again, or send another copy."
        raise ValidationError(message) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.LANCZOS)
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    return fresh


def _eight_bit_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith("I"):
        picture = (
            picture.point(lambda value: value / 256).convert("L") if picture.mode != "I;8" else picture.convert("L")
        )
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        with_alpha = picture.convert("RGBA")
        picture = Image.new("RGBA", with_alpha.size, "white")
        picture.alpha_composite(with_alpha)
        picture = picture.convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken colour profile says nothing; the plain colours are the closest we have
    return picture.convert("RGB")


def _why_not(start: bytes) -> str:
    begin = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((words for magic, words in KINDS_WE_NAME if begin.startswith(magic)), None)
    return f"This file is {kind}. {WHAT_WE_TAKE}" if kind else f"We could not read this file as a photo. {WHAT_WE_TAKE}"
