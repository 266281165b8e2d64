"""Picture files that are rare, wrong or meant to harm, made by hand where no encoder would write them."""

import io
import struct
import zipfile
import zlib

from django.conf import settings
from PIL import ImageCms

from tests.samples import picture_bytes

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED_MEANS_BLUE = SRGB.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
USELESS_PROFILES = {
    "garbage": b"not a profile at all",
    "cut": SRGB[:200],
    "says CMYK": SRGB[:16] + b"CMYK" + SRGB[20:],
    "says grey": SRGB[:16] + b"GRAY" + SRGB[20:],
}


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size: tuple[int, int], rows: bytes, *, bits: int = 8) -> bytes:
    """An RGB PNG of any size in its header; `rows` are its bytes, each row after a filter byte."""
    header = struct.pack(">IIBBBBB", *size, bits, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def sixteen_bit_png(size: tuple[int, int], colour: tuple[int, int, int]) -> bytes:
    row = b"\0" + struct.pack(">HHH", *colour) * size[0]
    return png(size, row * size[1], bits=16)


def with_other_size(content: bytes, before: bytes, size: bytes) -> bytes:
    """The file with `size` written behind the last place where `before` stands."""
    place = content.rindex(before) + len(before)
    return content[:place] + size + content[place + len(size) :]


def _bombs() -> dict[str, bytes]:
    sides = struct.pack(">II", 9_000, 9_000)
    lossless = picture_bytes("WEBP", lossless=True)
    heic = (settings.BASE_DIR / "tests" / "files" / "phone.heic").read_bytes()
    return {
        "PNG": png((60_000, 60_000), bytes(1000)),
        "PNG just above": png((7072, 7072), bytes(1000)),
        "PNG twice above": png((10_000, 10_000), bytes(1000)),
        "JPEG": with_other_size(picture_bytes(), b"\xff\xc0\x00\x11\x08", struct.pack(">HH", 65_000, 65_000)),
        "WebP": with_other_size(picture_bytes("WEBP"), b"\x9d\x01\x2a", struct.pack("<HH", 16_000, 16_000)),
        "WebP without loss": with_other_size(lossless, lossless[:21], struct.pack("<I", 0x3FFF | 0x3FFF << 14)),
        "AVIF": with_other_size(picture_bytes("AVIF"), b"ispe\0\0\0\0", sides),
        "HEIC": with_other_size(heic, b"ispe\0\0\0\0", sides),
    }


def _polyglots() -> dict[str, bytes]:
    archive = io.BytesIO(photo := picture_bytes())
    with zipfile.ZipFile(archive, "a") as zipped:
        zipped.writestr("hidden.txt", "canary")
    return {
        "PDF": picture_bytes(comment=b"%PDF-1.7 1 0 obj"),
        "ZIP": archive.getvalue(),
        "end of a ZIP of several disks": photo + b"PK\6\7" + struct.pack("<LQL", 1, 0, 2) + b"PK\5\6" + bytes(18),
        "script behind": photo + b"<SCRIPT src=x>",
        "script inside": picture_bytes(comment=b"<script>alert(1)</script>"),
        "page": photo + b"<Html><body>",
        "PHP": picture_bytes("PNG") + b"<?php system();",
        "SVG": picture_bytes("WEBP") + b"<svg xmlns='http://www.w3.org/2000/svg'>",
    }


BOMBS = _bombs()
POLYGLOTS = _polyglots()
