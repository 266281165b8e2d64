"""Pictures that come in from outside: checked, decoded, and made anew from their pixels alone.

Nothing of the sent file is kept but its pixels, so that no place, time, device or hidden content travels on.
"""

import hashlib
import io
import re
import threading
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image

from practice_site import picture_decoding
from practice_site.weighted_gate import WeightedGate

ACCEPT_ATTRIBUTE = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,.heic,.heif"
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 50_000_000
WORK_AT_ONCE = 2
ENCODING_NEEDS = 60_000_000  # bytes, for the largest picture that we keep
KINDS_WE_NAME = [
    (rb"%PDF", "a PDF document"),
    (rb"GIF8", "a GIF"),
    (rb"II[*+]\0|MM\0[*+]", "a TIFF"),
    (rb"BM", "a bitmap (BMP)"),
    (rb"(?i:<!doctype html|<html)", "a web page"),
    (rb"<svg|<\?xml", "an SVG drawing"),
    (rb"PK\x03\x04", "a ZIP archive or office document"),
    (rb"(?s:....)(?:ftyp(?!heic|heix|heim|heis|hev|mif1|msf1|avi[fs])|moov|mdat|wide)", "a video"),
    (rb"\x1aE\xdf\xa3|RIFF(?s:....)AVI ", "a video"),
]
WHAT_WE_TAKE = "Send a photo as JPEG, PNG, WebP, HEIC or AVIF."
# As browsers and servers would take it up. Photos hold random bytes, so each pattern is long enough to mean it.
CODE = re.compile(rb"<(?:script|html)[\s/>]|<\?php\s|<svg\s+xmlns")
LONGEST_CODE = 64  # bytes, with the spaces in it
PIECE = 1024 * 1024  # bytes

_gate = WeightedGate(WORK_AT_ONCE, picture_decoding.MEMORY_HERE)
_looking = threading.Lock()


@dataclass(frozen=True)
class ReadPicture:
    """A cleaned picture: lossless WebP of upright sRGB pixels, its size in pixels, and the SHA-256 of the pixels."""

    master: bytes
    width: int
    height: int
    digest: str


def clean_pixels(upload) -> Image.Image:
    """The pixels of an uploaded file (a file object with `size`): upright, RGB in sRGB with 8 bits, without metadata.

    At most 3,000 pixels on the longest side. Raises `ValidationError` with a sentence that names the fix for anything
    that is not a whole picture of the accepted formats, is larger than `MOST_BYTES` or `MOST_PIXELS`, or holds
    something else beside a photo.
    """
    if not upload.size:
        raise ValidationError("This file is empty. Choose the photo again.")
    if upload.size > MOST_BYTES:
        raise ValidationError(f"This file is larger than {MOST_BYTES // 1024**2} MB. Send a smaller copy of the photo.")
    with picture_decoding.without_warnings():
        header = _header(upload)
        if _holds_something_else(upload):
            raise ValidationError(
                "This file holds something else beside a photo. "
                "Take a screenshot of it or save a new copy as JPEG, and send that."
            )
        with _gate.entered(header.bytes_needed):
            pixels = _decoded(upload, header)
    if not pixels:
        raise ValidationError("This picture is damaged or did not arrive whole. Send it again, or send another copy.")
    return pixels


def read_picture(upload) -> ReadPicture:
    """Decode and clean an uploaded file for the picture library. Raises what `clean_pixels` raises."""
    pixels = clean_pixels(upload)
    stream = io.BytesIO()
    with _gate.entered(ENCODING_NEEDS):
        pixels.save(stream, "WEBP", lossless=True, quality=0, method=0)
        digest = hashlib.sha256(f"{pixels.width}x{pixels.height}:".encode() + pixels.tobytes()).hexdigest()
    return ReadPicture(stream.getvalue(), pixels.width, pixels.height, digest)


def as_jpeg(pixels: Image.Image, longest_side: int | None = None, quality: int = 88) -> bytes:
    """Clean pixels as a JPEG file, no larger than `longest_side` pixels."""
    stream = io.BytesIO()
    with _gate.entered(ENCODING_NEEDS):
        if longest_side and longest_side < max(pixels.size):
            scale = longest_side / max(pixels.size)
            size = tuple(max(1, round(side * scale)) for side in pixels.size)
            pixels = pixels.resize(size, Image.LANCZOS, reducing_gap=3.0)
        pixels.save(stream, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    return stream.getvalue()


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


def _header(upload) -> picture_decoding.Header:
    """What the file says of itself. One at a time: some decoders copy the whole file to read the beginning."""
    with _looking:
        try:
            header = picture_decoding.header(upload)
        except Image.DecompressionBombError:
            raise ValidationError(_too_many_pixels()) from None
        except Exception:  # decoders fail in every way on what is no picture
            raise ValidationError(_why_not(upload)) from None
    if header.pixels > MOST_PIXELS:
        raise ValidationError(_too_many_pixels())
    return header


def _decoded(upload, header: picture_decoding.Header) -> Image.Image | None:
    """The clean pixels, or None if they cannot be had. No error holds on to a large picture meanwhile."""
    try:
        if header.wants_own_process:
            upload.seek(0)
            return picture_decoding.decoded_elsewhere(upload.read(), MOST_PIXELS)
        return picture_decoding.decoded(picture_decoding.opened(upload))
    except Exception:  # as above; the decoders' own words help nobody
        return None


def _holds_something_else(upload) -> bool:
    """Whether the file is a document, an archive or a page of code too. What phones add to their photos may stay."""
    upload.seek(0)
    if b"%PDF-" in upload.read(1024) or _is_archive(upload):
        return True
    upload.seek(0)
    end = b""
    while piece := upload.read(PIECE):
        if CODE.search(end + piece.lower()):
            return True
        end = piece[-LONGEST_CODE:].lower()
    return False


def _is_archive(upload) -> bool:
    try:
        return zipfile.is_zipfile(upload)
    except Exception:  # it raises over archives that it finds and cannot read
        return True


def _too_many_pixels() -> str:
    return f"This picture has more than {MOST_PIXELS // 10**6} megapixels. Send a smaller copy of it."


def _why_not(upload) -> str:
    upload.seek(0)
    begin = upload.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((words for pattern, words in KINDS_WE_NAME if re.match(pattern, begin)), None)
    return f"This file is {kind}. {WHAT_WE_TAKE}" if kind else f"We could not read this file as a photo. {WHAT_WE_TAKE}"
