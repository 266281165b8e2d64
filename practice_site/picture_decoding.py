"""From the bytes of a picture to its pixels: upright, 8 bit sRGB, not too large, and fresh from any metadata.

What needs much memory, could keep a decoder busy without end, or could crash it, is decoded by a process of its own:
`python -m` this module reads a file from its input and writes the pixels to its output. If it fails it harms nobody,
and all of its memory goes back to the machine.
"""

import contextlib
import ctypes
import io
import re
import resource
import struct
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pi_heif
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps

LONGEST_SIDE = 3000  # pixels; larger pictures are made smaller
# Bytes for each pixel of the file at the worst moment, with what our own steps need.
BYTES_PER_PIXEL = {"JPEG": 7, "MPO": 7, "PNG": 11, "HEIF": 8, "AVIF": 12, "WEBP": 17}  # MPO: several in one JPEG
MEMORY_HERE = 200_000_000  # bytes, for all that a web server's process decodes at a time: two photos of 12 megapixels
LONGEST_WORK = 30  # seconds, for a process of its own
MOST_MEMORY_ELSEWHERE = 2 * 1024**3  # bytes of addresses; a file may hold more pixels than it says
MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG"}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
HEIF_SIZE = re.compile(rb"ispe\0{4}(.{8})", re.DOTALL)  # ISO/IEC 23008-12, 6.5.3
M_MMAP_THRESHOLD = -3  # from malloc.h

# The memory of pictures goes back to the machine as soon as it is free, not into a reserve of each thread.
ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1024 * 1024)

_quiet = threading.Lock()
_hushed: list[warnings.catch_warnings] = []  # one for each decode that is under way


@dataclass(frozen=True)
class Header:
    """What a file says of its picture before anything is decoded."""

    kind: str
    pixels: int
    has_passes: bool = False  # a progressive JPEG may have thousands

    @property
    def bytes_needed(self) -> int:
        return self.pixels * BYTES_PER_PIXEL[self.kind]

    @property
    def wants_own_process(self) -> bool:
        """The decoder of HEIF is known to crash on damaged files."""
        return self.kind == "HEIF" or self.has_passes or self.bytes_needed > MEMORY_HERE


def header(stream) -> Header:
    """Raises whatever a decoder raises on what is no picture."""
    stream.seek(0)
    if _kind(stream) == "HEIF":
        sizes = [struct.unpack(">II", size) for size in HEIF_SIZE.findall(stream.read())]
        return Header("HEIF", max(width * height for width, height in sizes))
    picture = opened(stream)
    return Header(picture.format, picture.width * picture.height, bool(picture.info.get("progressive")))


def opened(stream) -> Image.Image:
    """The picture in a file, its pixels not read yet. Raises whatever the decoder raises."""
    stream.seek(0)
    return Image.open(stream, formats=[_kind(stream)])


def decoded(picture: Image.Image) -> Image.Image:
    """The clean pixels of an opened picture. Shrinks it first: the later steps then work on what is small."""
    profile, is_upright = picture.info.get("icc_profile"), picture.format == "HEIF"  # that decoder turns it itself
    picture.draft(None, _inside(picture.size))
    picture.load()
    picture = _with_plain_channels(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.LANCZOS, reducing_gap=2.0)
    if not is_upright:
        _turn_upright(picture)
    return _fresh(_in_srgb(_on_white(picture), profile))


def decoded_elsewhere(content: bytes, most_pixels: int) -> Image.Image:
    """The same by a process of its own. Raises `OSError` if it fails, dies, takes too long or finds more pixels."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "practice_site.picture_decoding", str(most_pixels)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
            timeout=LONGEST_WORK,
            check=True,
        )
    except subprocess.SubprocessError:
        raise OSError("decoding failed") from None
    width, height, pixels = done.stdout.split(b" ", 2)
    return Image.frombytes("RGB", (int(width), int(height)), pixels)


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Decoders warn of broken metadata, which we do not keep. Several threads may be in here at once."""
    with _quiet:
        _hushed.append(warnings.catch_warnings())
        if len(_hushed) == 1:
            _hushed[0].__enter__()
            warnings.simplefilter("ignore")
    try:
        yield
    finally:
        with _quiet:
            if len(_hushed) == 1:
                _hushed[0].__exit__(None, None, None)
                _hushed.clear()
            else:
                _hushed.pop()


def _kind(stream) -> str:
    """The one format that a file can be, by its first bytes. Leaves the stream at its start."""
    start = stream.read(64)
    stream.seek(0)
    if start[4:8] == b"ftyp":
        return "HEIF" if start[8:12] in HEIF_BRANDS and b"avif" not in start else "AVIF"
    return next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), "WEBP")


def _inside(size: tuple[int, int]) -> tuple[int, int]:
    """The size in which a picture leaves us."""
    scale = min(1, LONGEST_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _with_plain_channels(picture: Image.Image) -> Image.Image:
    """Eight bits for each channel and no palette, so that pixels can be averaged."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in {"P", "PA"}:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.convert("L") if picture.mode in {"1", "F"} else picture


def _turn_upright(picture: Image.Image) -> None:
    # Broken notes of the camera are no reason to refuse its photo.
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"RGBA", "LA"}:
        return picture
    with_alpha = picture.convert("RGBA")
    ground = Image.new("RGBA", with_alpha.size, "white")
    ground.alpha_composite(with_alpha)
    return ground.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except Exception:  # a broken or wrong colour profile says nothing; the plain colours are the closest we have
            return picture.convert("RGB")
    return picture.convert("RGB")


def _fresh(picture: Image.Image) -> Image.Image:
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    return fresh


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_WORK, LONGEST_WORK))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_ELSEWHERE, MOST_MEMORY_ELSEWHERE))
    AvifImagePlugin.DEFAULT_MAX_THREADS = 4  # each takes of the addresses
    pi_heif.register_heif_opener()
    with without_warnings():
        picture = opened(io.BytesIO(sys.stdin.buffer.read()))
        if picture.width * picture.height > int(sys.argv[1]):
            sys.exit("more pixels than the file says")
        pixels = decoded(picture)
    sys.stdout.buffer.write(b"%d %d " % pixels.size)
    sys.stdout.buffer.write(pixels.tobytes())


if __name__ == "__main__":
    main()
