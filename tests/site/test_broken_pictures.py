"""Whatever bytes arrive: a clean picture or a sentence, and nothing else."""

import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from PIL import Image, ImageCms

from practice_site.picture_decoding import LONGEST_SIDE
from practice_site.picture_upload import clean_pixels
from tests.samples import picture_bytes, upload

STARTS = [
    b"",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\0\1\0\0WEBPVP8X",
    b"\0\0\0\x18ftypheic",
    b"\0\0\0\x18ftypavif",
]


def _real_files() -> list[bytes]:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone"
    notes = {"exif": exif, "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    several, pixels = io.BytesIO(), Image.new("RGB", (40, 30), "red")
    pixels.save(several, "MPO", save_all=True, append_images=[pixels])
    turned = (settings.BASE_DIR / "tests" / "files" / "turned-6.heic").read_bytes()
    kinds = ("JPEG", "PNG", "WEBP", "AVIF")
    return [*(picture_bytes(kind, (40, 30), **notes) for kind in kinds), turned, several.getvalue()]


REAL_FILES = _real_files()


def outcome(content: bytes) -> str:
    try:
        pixels = clean_pixels(upload(content))
    except ValidationError as refusal:
        return refusal.messages[0]
    assert (pixels.mode, pixels.info, max(pixels.size) <= LONGEST_SIDE) == ("RGB", {}, True)
    return "clean"


@st.composite
def damaged_files(draw) -> bytes:
    content = bytearray(draw(st.sampled_from(REAL_FILES)))
    for place in draw(st.lists(st.integers(0, len(content) - 1), max_size=12)):
        content[place] = draw(st.integers(0, 255))
    kept = content[: draw(st.integers(0, len(content)) | st.just(len(content)))]
    behind = st.lists(st.sampled_from([b"PK\5\6", b"PK\6\6", b"PK\6\7"]) | st.binary(max_size=30), max_size=4)
    return bytes(kept) + b"".join(draw(behind))


@pytest.mark.parametrize("content", REAL_FILES)
def test_real_file_comes_out_clean(content):
    assert outcome(content) == "clean"


@tries(max_examples=150, deadline=None)
@given(st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=400)))
def test_any_bytes_are_refused_with_a_sentence(content):
    assert outcome(content).startswith(("This ", "We could not read this file as a photo."))


@tries(max_examples=250, deadline=None)
@given(damaged_files())
def test_damaged_file_is_clean_or_refused_with_a_sentence(content):
    assert outcome(content).startswith(("clean", "This ", "We could not read this file as a photo."))
