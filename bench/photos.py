"""How long a patient waits for a photo to be taken in, and how much memory a process needs for four at once.

.venv/bin/python bench/photos.py
"""

import io
import re
import resource
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path

import workshop

workshop.start()

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from consultations import photo_advice
from practice_site.picture_upload import MOST_BYTES, as_jpeg, clean_pixels

COMMON, WORST = (4032, 3024), (8640, 5760)  # pixels: 12 and 50 megapixels
MOST_MEMORY = 600  # MB
FILES = Path(__file__).parent / "files"


def photo(kind: str, size: tuple[int, int], mode: str = "RGB", **options) -> bytes:
    """A file of coarse grain, in which no decoder finds a short way."""
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 40)
    pixels = Image.merge("RGB", [grain, grain.rotate(180), Image.linear_gradient("L").resize(grain.size)])
    pixels = pixels.resize(size, Image.NEAREST)
    if mode == "RGBA":
        pixels.putalpha(Image.linear_gradient("L").resize(size))
    stream = io.BytesIO()
    pixels.convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def kept_photo(megapixels: int) -> bytes:
    """A HEIC of drawn shapes; nothing that we install can write one."""
    return (FILES / f"photo-{megapixels}-megapixels.heic").read_bytes()


def take_in(content: bytes) -> None:
    """What happens between the arrival of a photo and the answer, but for keeping it."""
    pixels = clean_pixels(SimpleUploadedFile("photo", content))
    as_jpeg(pixels)
    as_jpeg(pixels, longest_side=480)
    photo_advice.advice(pixels, "front")
    photo_advice.fingerprint(pixels)


def measure_times() -> bool:
    png = {"mode": "RGBA", "compress_level": 1}
    files = [
        ("JPEG, 12 megapixels", photo("JPEG", COMMON, quality=90), 3000),
        ("progressive JPEG, 12 megapixels", photo("JPEG", COMMON, quality=90, progressive=True), 3000),
        ("HEIC, 12 megapixels", kept_photo(12), 3000),
        ("PNG with alpha, 50 megapixels", photo("PNG", WORST, **png), 15_000),
        ("HEIC, 50 megapixels", kept_photo(50), 15_000),
        ("AVIF, 50 megapixels", photo("AVIF", WORST, quality=40, speed=10), 15_000),
        ("WebP, 50 megapixels", photo("WEBP", WORST, quality=50, method=0), 15_000),
    ]
    results = [
        workshop.measure(name, partial(take_in, content), limit=limit, rounds=5) for name, content, limit in files
    ]
    return all(results)


def fours() -> dict[str, list[bytes]]:
    """Four files each: the largest that we take, the largest that are decoded in the process itself, common ones."""
    largest = [
        photo("PNG", WORST, "RGBA", compress_level=1),
        kept_photo(50),
        photo("AVIF", WORST, quality=40, speed=10),
        photo("JPEG", WORST, quality=80),
    ]
    in_itself = [
        photo("PNG", (4200, 4200), "RGBA", compress_level=1),
        photo("AVIF", (4080, 4080), "RGBA", quality=40, speed=10),
        photo("WEBP", (3420, 3420), "RGBA", quality=50, method=0),
        photo("JPEG", (5300, 5300), quality=80),
    ]
    common = [photo("JPEG", COMMON, quality=90), kept_photo(12)] * 2
    return {"the largest": largest, "the largest in itself": in_itself, "12 megapixels": common}


def measure_memory(name: str, contents: list[bytes]) -> bool:
    """In a fresh process with Django, each file as long as we take one; its helpers are counted apart."""
    with tempfile.TemporaryDirectory(prefix="photos-") as folder:
        for place, content in enumerate(contents):
            Path(folder, str(place)).write_bytes(content.ljust(MOST_BYTES, b"\0"))
        answer = subprocess.run([sys.executable, __file__, folder], check=True, stdout=subprocess.PIPE)
    own, helper = answer.stdout.split()[-2:]
    is_kept = int(own) <= MOST_MEMORY
    print(
        f"four at once, {name:<22} {int(own):4} MB   at most {MOST_MEMORY} MB   {'kept' if is_kept else 'MISSED'}"
        f"   and {int(helper)} MB for the largest helper"
    )
    return is_kept


def take_in_at_once(folder: Path) -> None:
    """The work of the fresh process. The files lie in memory, which no server of ours does with large ones."""
    contents = [path.read_bytes() for path in sorted(folder.iterdir())]
    threads = [threading.Thread(target=take_in, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
    print(int(peak) // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


def main() -> int:
    results = [measure_times(), *(measure_memory(name, contents) for name, contents in fours().items())]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(take_in_at_once(Path(sys.argv[1])) if sys.argv[1:] else main())
