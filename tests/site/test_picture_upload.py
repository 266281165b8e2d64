"""Pictures from outside: every accepted kind comes out right and clean, everything else gets a sentence that helps."""

import io

import pi_heif
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from practice_site import picture_upload
from practice_site.picture_upload import encoded, read_picture
from tests.samples import picture_bytes, upload

RED, BLUE = (200, 30, 30), (30, 30, 200)


def pixels_of(content: bytes) -> Image.Image:
    picture = read_picture(upload(content))
    pixels = Image.open(io.BytesIO(picture.master))
    assert pixels.size == (picture.width, picture.height)
    return pixels


def is_close(pixel, colour, distance=25) -> bool:
    return all(abs(one - other) <= distance for one, other in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_accepted_kind_comes_out_with_its_colours(kind):
    pixels = pixels_of(picture_bytes(kind))
    assert pixels.size == (1000, 600)
    assert is_close(pixels.getpixel((100, 300)), RED)
    assert is_close(pixels.getpixel((900, 300)), BLUE)


def test_heic_of_a_phone_comes_out_with_its_colours(settings):
    content = (settings.BASE_DIR / "tests" / "files" / "phone.heic").read_bytes()
    pixels = pixels_of(content)
    assert is_close(pixels.getpixel((20, pixels.height // 2)), RED)
    assert is_close(pixels.getpixel((pixels.width - 20, pixels.height // 2)), BLUE)


def test_several_pictures_in_one_jpeg_give_the_first():
    stream = io.BytesIO()
    first, second = (Image.open(io.BytesIO(picture_bytes("PNG"))) for _ in range(2))
    first.save(stream, "MPO", save_all=True, append_images=[second.rotate(180)])
    assert is_close(pixels_of(stream.getvalue()).getpixel((100, 300)), RED)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_turned_picture_stands_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = pixels_of(picture_bytes(exif=exif))
    assert pixels.size == ((1000, 600) if orientation in {1, 3} else (600, 1000))
    expected = {1: (100, 300), 3: (900, 300), 6: (300, 100), 8: (300, 900)}
    assert is_close(pixels.getpixel(expected[orientation]), RED)


def test_place_and_device_do_not_travel_on():
    exif = Image.Exif()
    exif[0x010F] = "Canary Phone"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture_bytes(exif=exif, comment=b"canary comment")
    assert b"Canary" in content
    picture = read_picture(upload(content))
    pixels = Image.open(io.BytesIO(picture.master)).convert("RGB")
    made = [picture.master, *(encoded(pixels, extension) for extension in ("avif", "webp", "jpg"))]
    assert all(b"anary" not in content and b"Exif" not in content for content in made)
    assert all(not Image.open(io.BytesIO(content)).getexif() for content in made)


def test_content_hidden_behind_the_picture_does_not_travel_on():
    picture = read_picture(upload(picture_bytes() + b"<script>canary</script>"))
    assert b"canary" not in picture.master


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "RGBA", "LA", "I;16"])
def test_unusual_colour_mode_becomes_plain_colour(mode):
    kind = "JPEG" if mode in {"CMYK", "L"} else "PNG"
    stream = io.BytesIO()
    if mode == "I;16":
        Image.new("I;16", (40, 40), 40_000).save(stream, kind)
    elif mode in {"RGBA", "LA"}:
        Image.new(mode, (40, 40), (0,) * len(mode)).save(stream, kind)
    else:
        Image.open(io.BytesIO(picture_bytes("PNG", (40, 40)))).convert(mode).save(stream, kind)
    pixels = pixels_of(stream.getvalue()).convert("RGB")
    expected = {"I;16": (156,) * 3, "RGBA": (255,) * 3, "LA": (255,) * 3, "L": (80,) * 3}.get(mode, RED)
    assert is_close(pixels.getpixel((5, 20)), expected, 40)


def test_broken_colour_profile_is_left_out():
    assert is_close(pixels_of(picture_bytes(icc_profile=b"not a profile at all")).getpixel((100, 300)), RED)


def test_true_colour_profile_is_turned_into_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = read_picture(upload(picture_bytes(icc_profile=profile)))
    assert not Image.open(io.BytesIO(picture.master)).info.get("icc_profile")


def test_large_picture_is_made_smaller():
    assert max(pixels_of(picture_bytes(size=(4000, 2000))).size) == 3000


def test_same_picture_has_the_same_digest_and_another_has_not():
    one, same = read_picture(upload(picture_bytes("PNG"))), read_picture(upload(picture_bytes("PNG", compress_level=1)))
    assert one.digest == same.digest
    assert read_picture(upload(picture_bytes("PNG", (1000, 601)))).digest != one.digest


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 canary", "This file is a PDF document. Send a photo as JPEG"),
        (b"GIF89a" + bytes(40), "This file is a GIF."),
        (b"II*\0" + bytes(40), "This file is a TIFF."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This file is an SVG drawing."),
        (b"\n <?xml version='1.0'?><svg/>", "This file is an SVG drawing."),
        (b"PK\x03\x04" + bytes(40), "This file is a ZIP archive or office document."),
        (b"just some words", "We could not read this file as a photo."),
        (b"\0" * 3000, "We could not read this file as a photo."),
        (picture_bytes()[:2000], "This picture is damaged or did not arrive whole."),
        (picture_bytes("PNG")[:200], "This picture is damaged or did not arrive whole."),
    ],
    ids=["pdf", "gif", "tiff", "svg", "xml", "zip", "text", "zeros", "cut jpeg", "cut png"],
)
def test_anything_else_gets_a_sentence_that_names_the_fix(content, words):
    with pytest.raises(ValidationError) as refusal:
        read_picture(upload(content))
    assert refusal.value.messages[0].startswith(words)


def test_too_many_pixels_are_refused_before_decoding(monkeypatch):
    monkeypatch.setattr(picture_upload, "MOST_PIXELS", 100_000)
    with pytest.raises(ValidationError, match="megapixels"):
        read_picture(upload(picture_bytes()))


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(picture_upload, "MOST_BYTES", 1024)
    with pytest.raises(ValidationError, match="Send a smaller copy of the photo"):
        read_picture(upload(picture_bytes()))


def test_the_decoder_for_phone_pictures_is_there():
    assert pi_heif.libheif_version()
