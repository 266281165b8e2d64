"""Pictures from outside: every accepted kind comes out right and clean, everything else gets a sentence that helps."""

import hashlib
import io
import struct
import warnings

import pi_heif
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, JpegImagePlugin

from practice_site import picture_decoding, picture_upload
from practice_site.picture_upload import as_jpeg, clean_pixels, encoded, read_picture
from tests.samples import picture_bytes, upload
from tests.site import odd_pictures

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 200, 30)
CORNERS = {"top left": (4, 4), "top right": (-5, 4), "bottom left": (4, -5), "bottom right": (-5, -5)}


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


# Where the first pixel of the file, and the last of its first row, are seen (Exif 2.32, tag 0x0112).
SEEN_AT = {
    1: ("top left", "top right"),
    2: ("top right", "top left"),
    3: ("bottom right", "bottom left"),
    4: ("bottom left", "bottom right"),
    5: ("top left", "bottom left"),
    6: ("top right", "bottom right"),
    7: ("bottom right", "top right"),
    8: ("bottom left", "top left"),
}


def at(pixels: Image.Image, corner: str):
    x, y = CORNERS[corner]
    return pixels.getpixel((x % pixels.width, y % pixels.height))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", SEEN_AT)
def test_turned_picture_stands_upright(orientation, kind):
    stored = Image.new("RGB", (96, 48), BLUE)
    stored.paste(RED, (0, 0, 16, 16))
    stored.paste(GREEN, (80, 0, 96, 16))
    exif, stream = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    stored.save(stream, kind, exif=exif)
    pixels = clean_pixels(upload(stream.getvalue()))
    assert pixels.size == ((96, 48) if orientation < 5 else (48, 96))
    seen = {corner: at(pixels, corner) for corner in CORNERS}
    first, second = SEEN_AT[orientation]
    assert is_close(seen.pop(first), RED, 50)
    assert is_close(seen.pop(second), GREEN, 50)
    assert all(is_close(colour, BLUE, 50) for colour in seen.values())


@pytest.mark.parametrize(("name", "top", "bottom"), [("turned-6", RED, BLUE), ("turned-7", BLUE, RED)])
def test_turned_heic_is_turned_once(settings, name, top, bottom):
    pixels = clean_pixels(upload((settings.BASE_DIR / "tests" / "files" / f"{name}.heic").read_bytes()))
    assert pixels.size == (128, 192)
    assert is_close(at(pixels, "top left"), top)
    assert is_close(at(pixels, "bottom right"), bottom)


def test_broken_notes_of_the_camera_are_left_out():
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(range(200))
    assert is_close(clean_pixels(upload(picture_bytes(exif=exif))).getpixel((100, 300)), RED)


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


def test_clean_pixels_are_fresh():
    exif = Image.Exif()
    exif[0x010F] = "Canary Phone"
    pixels = clean_pixels(upload(picture_bytes(exif=exif, comment=b"canary comment", dpi=(300, 300))))
    assert (type(pixels), pixels.mode, pixels.info) == (Image.Image, "RGB", {})


def test_jpeg_of_clean_pixels_holds_nothing_but_them():
    pixels = clean_pixels(upload(picture_bytes("PNG")))
    whole, small = as_jpeg(pixels), as_jpeg(pixels, longest_side=480)
    assert Image.open(io.BytesIO(whole)).size == (1000, 600)
    thumbnail = Image.open(io.BytesIO(small))
    assert (thumbnail.size, thumbnail.format) == ((480, 288), "JPEG")
    assert thumbnail.info.keys() == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert is_close(thumbnail.getpixel((20, 144)), RED)
    assert pixels.size == (1000, 600)


def test_jpeg_is_never_made_larger():
    assert Image.open(io.BytesIO(as_jpeg(Image.new("RGB", (40, 30)), longest_side=480))).size == (40, 30)


@pytest.mark.parametrize(("size", "small"), [((481, 100), (480, 100)), ((3000, 2), (480, 1)), ((2, 3000), (1, 480))])
def test_small_jpeg_has_the_shape_of_the_picture(size, small):
    assert Image.open(io.BytesIO(as_jpeg(Image.new("RGB", size), longest_side=480))).size == small


@pytest.mark.parametrize(("options", "quality"), [({}, 88), ({"quality": 80}, 80)])
def test_jpeg_has_the_quality_that_was_asked_for_and_half_the_colours(options, quality):
    made = Image.open(io.BytesIO(as_jpeg(clean_pixels(upload()), **options)))
    assert made.quantization == Image.open(io.BytesIO(picture_bytes(quality=quality))).quantization
    assert JpegImagePlugin.get_sampling(made) == 2  # 4:2:0


def test_jpeg_is_as_small_as_its_quality_allows():
    pixels = clean_pixels(upload())
    careless = io.BytesIO()
    pixels.save(careless, "JPEG", quality=80, subsampling="4:2:0")
    assert len(as_jpeg(pixels, quality=80)) < len(careless.getvalue())


def test_each_kind_that_readers_get_is_what_its_name_says():
    pixels = clean_pixels(upload())
    made = {extension: encoded(pixels, extension) for extension in ("avif", "webp", "jpg")}
    pictures = {extension: Image.open(io.BytesIO(content)) for extension, content in made.items()}
    assert [picture.format for picture in pictures.values()] == ["AVIF", "WEBP", "JPEG"]
    assert all(is_close(picture.convert("RGB").getpixel((100, 300)), RED) for picture in pictures.values())
    assert pictures["jpg"].info["progressive"]
    assert pictures["jpg"].quantization == Image.open(io.BytesIO(picture_bytes(quality=80))).quantization


def test_master_holds_every_pixel_as_it_was():
    pixels = clean_pixels(upload())
    picture = read_picture(upload())
    assert Image.open(io.BytesIO(picture.master)).convert("RGB").tobytes() == pixels.tobytes()
    assert (picture.width, picture.height) == pixels.size


def test_digest_is_of_size_and_pixels_and_stays_what_it_was():
    """The files of the library are named by it."""
    picture = read_picture(upload(picture_bytes("PNG", (4, 2))))
    pixels = (bytes((200, 30, 30)) * 2 + bytes((30, 30, 200)) * 2) * 2
    assert picture.digest == hashlib.sha256(b"4x2:" + pixels).hexdigest()


def test_what_phones_add_passes_and_does_not_travel_on():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>canary</rdf:RDF></x:xmpmeta>'
    film = b"\0\0\0\x18ftypmp42" + b"canary film" * 9000
    picture = read_picture(upload(picture_bytes(xmp=xmp) + film))
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


def test_inverted_cmyk_of_photoshop_keeps_its_colours():
    stream = io.BytesIO()
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(stream, "JPEG", quality=95)
    assert b"Adobe" in stream.getvalue()
    assert is_close(clean_pixels(upload(stream.getvalue())).getpixel((30, 30)), (255, 0, 0))


def test_sixteen_bits_of_colour_become_eight():
    content = odd_pictures.sixteen_bit_png((40, 30), (0xC8FF, 0x1E00, 0x1E80))
    assert clean_pixels(upload(content)).getpixel((20, 15)) == (0xC8, 0x1E, 0x1E)


def test_sixteen_bits_of_grey_keep_their_shades():
    stream = io.BytesIO()
    row = struct.pack("<40H", *[0x20FF] * 20, *[0xE0FF] * 20)
    Image.frombytes("I;16", (40, 20), row * 20).save(stream, "PNG")
    clean = clean_pixels(upload(stream.getvalue()))
    assert (clean.getpixel((5, 10)), clean.getpixel((35, 10))) == ((0x20,) * 3, (0xE0,) * 3)


def test_what_is_half_transparent_is_seen_on_white():
    stream = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 0, 0, 128)).save(stream, "PNG")
    assert is_close(clean_pixels(upload(stream.getvalue())).getpixel((20, 15)), (227, 127, 127), 2)


def test_transparent_place_of_a_palette_is_white():
    stream, pixels = io.BytesIO(), Image.new("P", (40, 30), 0)
    pixels.putpalette([*RED, *BLUE])
    pixels.paste(1, (20, 0, 40, 30))
    pixels.save(stream, "PNG", transparency=b"\0\xff")
    clean = clean_pixels(upload(stream.getvalue()))
    assert (clean.getpixel((5, 15)), clean.getpixel((35, 15))) == ((255, 255, 255), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("profile", odd_pictures.USELESS_PROFILES.values(), ids=odd_pictures.USELESS_PROFILES)
def test_useless_colour_profile_is_left_out(profile, kind):
    clean = clean_pixels(upload(picture_bytes(kind, (100, 60), icc_profile=profile)))
    assert is_close(clean.getpixel((10, 30)), RED)


def test_colour_profile_decides_what_the_numbers_mean():
    clean = clean_pixels(upload(picture_bytes("PNG", (100, 60), icc_profile=odd_pictures.RED_MEANS_BLUE)))
    assert is_close(clean.getpixel((10, 30)), BLUE, 12)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG"])
def test_moving_picture_gives_its_first(kind):
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), BLUE)
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=[second], duration=100)
    assert is_close(clean_pixels(upload(stream.getvalue())).getpixel((30, 30)), RED)


def test_avif_that_calls_itself_heif_first_is_read():
    content = picture_bytes("AVIF").replace(b"ftypavif", b"ftypmif1", 1)
    assert is_close(clean_pixels(upload(content)).getpixel((100, 300)), RED)


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
        (b"BM" + bytes(60), "This file is a bitmap (BMP)."),
        (b"II+\0" + bytes(60), "This file is a TIFF."),
        (b"<!DOCTYPE HTML><title>", "This file is a web page."),
        (b"\xef\xbb\xbf\r\n<!doctype html><title>", "This file is a web page."),
        (b"\0\0\0\x18ftypmp42" + bytes(60), "This file is a video."),
        (b"\0\0\0\x14ftypqt  " + bytes(60), "This file is a video."),
        (b"\0\0\0\x08wide" + bytes(60), "This file is a video."),
        (b"\x1aE\xdf\xa3" + bytes(60), "This file is a video."),
        (b"", "This file is empty. Choose the photo again."),
        (b"\0\0\0\x18ftypheic" + bytes(60), "We could not read this file as a photo."),
        (b"just some words", "We could not read this file as a photo."),
        (b"\0" * 3000, "We could not read this file as a photo."),
        (picture_bytes()[:2000], "This picture is damaged or did not arrive whole."),
        (picture_bytes("PNG")[:200], "This picture is damaged or did not arrive whole."),
        (picture_bytes("WEBP", lossless=True)[:-40], "We could not read this file as a photo."),
        (picture_bytes("AVIF")[:-100], "This picture is damaged or did not arrive whole."),
        (picture_bytes(progressive=True)[:2000], "This picture is damaged or did not arrive whole."),
    ],
    ids=[
        *("pdf", "gif", "tiff", "svg", "xml", "zip", "bmp", "large tiff", "html", "html of an editor"),
        *("mp4", "mov", "old mov", "mkv"),
        *(
            "empty",
            "heic head alone",
            "text",
            "zeros",
            "cut jpeg",
            "cut png",
            "cut webp",
            "cut avif",
            "cut progressive",
        ),
    ],
)
def test_anything_else_gets_a_sentence_that_names_the_fix(content, words):
    with pytest.raises(ValidationError) as refusal:
        read_picture(upload(content))
    assert refusal.value.messages[0].startswith(words)


@pytest.mark.parametrize("content", odd_pictures.POLYGLOTS.values(), ids=odd_pictures.POLYGLOTS)
def test_photo_with_something_else_inside_is_refused(content):
    Image.open(io.BytesIO(content)).load()
    with pytest.raises(ValidationError, match=r"something else beside a photo\. Take a screenshot of it"):
        clean_pixels(upload(content))


@pytest.mark.parametrize(("at", "is_refused"), [(1019, True), (1020, False)])
def test_document_begins_within_the_first_1024_bytes(at, is_refused):
    """As readers of PDF look for it; deeper inside, the same five bytes may be part of a photo."""
    content = picture_bytes(comment=b"x" * 1200)
    assert b"x" in content[1019:1025]
    content = content[:at] + b"%PDF-" + content[at + 5 :]
    if is_refused:
        with pytest.raises(ValidationError, match="something else beside a photo"):
            clean_pixels(upload(content))
    else:
        assert clean_pixels(upload(content)).size == (1000, 600)


def test_code_across_two_pieces_is_found():
    content = picture_bytes()
    content += bytes(picture_upload.PIECE - len(content) - 4) + b"<script>"
    with pytest.raises(ValidationError, match="something else beside a photo"):
        clean_pixels(upload(content))


@pytest.mark.parametrize("content", odd_pictures.BOMBS.values(), ids=odd_pictures.BOMBS)
def test_picture_that_says_it_is_huge_is_refused_before_decoding(content, monkeypatch):
    monkeypatch.setattr(picture_decoding, "decoded", lambda picture: pytest.fail("it was decoded"))
    monkeypatch.setattr(picture_decoding, "decoded_elsewhere", lambda *content: pytest.fail("it was decoded"))
    with pytest.raises(ValidationError, match=r"more than 50 megapixels\. Send a smaller copy of it"):
        clean_pixels(upload(content))


@pytest.mark.parametrize("kind", picture_decoding.BYTES_PER_PIXEL)
def test_largest_picture_is_worked_on_alone_and_in_its_own_process(kind):
    largest = picture_decoding.Header(kind, picture_upload.MOST_PIXELS)
    assert largest.bytes_needed > picture_decoding.MEMORY_HERE
    assert largest.wants_own_process


def test_two_common_photos_are_worked_on_side_by_side():
    needed = [picture_decoding.Header(kind, 4032 * 3024).bytes_needed for kind in ("HEIF", "HEIF", "JPEG", "JPEG")]
    assert max(sum(needed[:2]), sum(needed[1:3]), sum(needed[2:])) <= picture_decoding.MEMORY_HERE


def test_warnings_of_others_are_heard_again_after_the_last_decode():
    before = list(warnings.filters)
    first, second = picture_decoding.without_warnings(), picture_decoding.without_warnings()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    warnings.warn("nobody hears this", stacklevel=1)
    second.__exit__(None, None, None)
    assert warnings.filters == before
    with pytest.warns(UserWarning, match="this is heard"):
        warnings.warn("this is heard", stacklevel=1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_process_of_its_own_gives_the_same_pixels(kind, monkeypatch):
    content = picture_bytes(kind)
    here = clean_pixels(upload(content))
    monkeypatch.setattr(picture_decoding, "MEMORY_HERE", 1)
    monkeypatch.setattr(picture_decoding, "decoded", lambda picture: pytest.fail("it was decoded here"))
    elsewhere = clean_pixels(upload(content))
    assert (elsewhere.size, elsewhere.tobytes()) == (here.size, here.tobytes())


def test_progressive_jpeg_is_read_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = clean_pixels(upload(picture_bytes(progressive=True, exif=exif)))
    assert pixels.size == (600, 1000)
    assert is_close(pixels.getpixel((300, 100)), RED)


def test_decoding_without_end_is_ended(monkeypatch):
    monkeypatch.setattr(picture_decoding, "LONGEST_WORK", 0.001)
    with pytest.raises(ValidationError, match="damaged or did not arrive whole"):
        clean_pixels(upload(picture_bytes(progressive=True)))


def test_file_that_crashes_the_decoder_is_refused(settings):
    content = (settings.BASE_DIR / "tests" / "files" / "broken.heic").read_bytes()
    with pytest.raises(ValidationError, match="damaged or did not arrive whole"):
        clean_pixels(upload(content))


def test_heic_that_hides_its_size_is_refused(settings):
    content = (settings.BASE_DIR / "tests" / "files" / "phone.heic").read_bytes()
    with pytest.raises(OSError, match="decoding failed"):
        picture_decoding.decoded_elsewhere(content, most_pixels=640 * 480 - 1)


def test_cut_heic_is_refused(settings):
    content = (settings.BASE_DIR / "tests" / "files" / "phone.heic").read_bytes()
    with pytest.raises(ValidationError, match="damaged or did not arrive whole"):
        clean_pixels(upload(content[:-100]))


def test_too_many_pixels_are_refused_before_decoding(monkeypatch):
    monkeypatch.setattr(picture_upload, "MOST_PIXELS", 100_000)
    with pytest.raises(ValidationError, match="megapixels"):
        read_picture(upload(picture_bytes()))


def test_as_many_pixels_as_are_allowed_are_taken(monkeypatch):
    monkeypatch.setattr(picture_upload, "MOST_PIXELS", 600_000)
    assert clean_pixels(upload(picture_bytes(size=(1000, 600)))).size == (1000, 600)
    with pytest.raises(ValidationError, match="megapixels"):
        clean_pixels(upload(picture_bytes(size=(1000, 601))))


def test_too_large_a_file_is_refused(monkeypatch):
    content = picture_bytes()
    monkeypatch.setattr(picture_upload, "MOST_BYTES", len(content))
    assert clean_pixels(upload(content)).size == (1000, 600)
    with pytest.raises(ValidationError, match="Send a smaller copy of the photo"):
        clean_pixels(upload(content + b"\0"))


def test_largest_file_is_named_in_megabytes():
    file = upload(b"x")
    file.size = picture_upload.MOST_BYTES + 1
    with pytest.raises(ValidationError) as refusal:
        clean_pixels(file)
    assert refusal.value.messages == ["This file is larger than 25 MB. Send a smaller copy of the photo."]


def test_the_decoder_for_phone_pictures_is_there():
    assert pi_heif.libheif_version()
