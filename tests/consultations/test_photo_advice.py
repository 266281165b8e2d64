"""Advice on photos: each poor one gets its own, and good ones are left in peace. The faces are drawn."""

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from consultations.models import RequestPhoto
from consultations.photo_advice import EXPECTS_NONE, EXPECTS_SYMMETRY, WORDS, advice, fingerprint, is_same

SKINS = {"pale": (236, 205, 184), "brown": (150, 104, 76), "deep": (92, 62, 48)}
VIEWS = RequestPhoto.View.values


def darker(colour, share: float):
    return tuple(round(part * share) for part in colour)


def drawn(parts, skin, wall=(176, 184, 190)) -> Image.Image:
    """A portrait of 900 by 1200 pixels, with the grain of a camera. A part is a shape, its box or points, a colour."""
    picture = Image.new("RGB", (900, 1200), wall)
    draw = ImageDraw.Draw(picture)
    colours = {"skin": skin, "hair": (48, 36, 30), "shade": darker(skin, 0.6), "eye": (30, 26, 24), "light": "white"}
    for shape, place, colour in parts:
        getattr(draw, shape)(place, fill=colours[colour])
    grain = Image.merge("RGB", [Image.effect_noise(picture.size, 24)] * 3)
    return Image.blend(picture, grain, 0.06)


def front(skin=SKINS["pale"], **options) -> Image.Image:
    parts = [
        ("ellipse", (190, 90, 710, 800), "hair"),
        ("rectangle", (370, 850, 530, 1200), "skin"),
        ("ellipse", (240, 160, 660, 960), "skin"),
        *(("ellipse", (x, 450, x + 90, 490), "light") for x in (320, 490)),
        *(("ellipse", (x, 448, x + 44, 492), "eye") for x in (343, 513)),
        *(("rectangle", (x, 400, x + 110, 416), "hair") for x in (310, 480)),
        ("polygon", [(430, 470), (470, 470), (510, 660), (390, 660)], "shade"),
        ("ellipse", (370, 740, 530, 790), "shade"),
    ]
    return drawn(parts, skin, **options)


def profile(skin=SKINS["pale"], **options) -> Image.Image:
    """Looking to the left."""
    parts = [
        ("ellipse", (260, 90, 800, 820), "hair"),
        ("rectangle", (460, 780, 690, 1200), "skin"),
        ("ellipse", (230, 200, 600, 940), "skin"),
        ("polygon", [(245, 430), (130, 650), (290, 690)], "skin"),
        ("ellipse", (300, 450, 360, 490), "eye"),
        ("rectangle", (270, 400, 370, 416), "hair"),
        ("ellipse", (560, 470, 640, 620), "shade"),
        ("ellipse", (235, 760, 330, 800), "shade"),
    ]
    return drawn(parts, skin, **options)


RIGHT_PICTURE = {
    "front": front,
    "below": front,
    "profile_left": profile,
    "profile_right": lambda *skin: ImageOps.mirror(profile(*skin)),
    "three_quarter_left": profile,
    "three_quarter_right": lambda *skin: ImageOps.mirror(profile(*skin)),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("skin", SKINS.values(), ids=SKINS)
def test_good_photo_is_left_in_peace(view, skin):
    assert advice(RIGHT_PICTURE[view](skin), view) == []


@pytest.mark.parametrize("skin", SKINS.values(), ids=SKINS)
def test_good_photo_before_a_dark_wall_is_left_in_peace(skin):
    assert advice(front(skin, wall=(24, 24, 28)), "front") == []


def test_light_from_one_side_is_no_other_view():
    shadow = Image.linear_gradient("L").rotate(90).resize((900, 1200)).point(lambda shade: 110 + shade * 145 // 255)
    lit = Image.composite(front(), Image.new("RGB", (900, 1200)), shadow)
    assert advice(lit, "front") == []


@pytest.mark.parametrize("skin", SKINS.values(), ids=SKINS)
def test_dark_photo_gets_advice_on_light_alone(skin):
    assert advice(ImageEnhance.Brightness(front(skin)).enhance(0.25), "front") == ["dark"]


@pytest.mark.parametrize(("shade", "found"), [(55, ["dark"]), (56, ["blurred"])])
def test_photo_is_dark_when_not_even_its_lights_are_bright(shade, found):
    assert advice(Image.new("RGB", (900, 900), (shade,) * 3), "front") == found


@pytest.mark.parametrize(("lit_rows", "is_dark"), [(48, True), (52, False)])
def test_lights_that_count_are_a_twentieth_of_the_photo(lit_rows, is_dark):
    picture = Image.new("RGB", (1000, 1000))
    picture.paste("white", (0, 0, 1000, lit_rows))
    assert ("dark" in advice(picture, "front")) == is_dark


@pytest.mark.parametrize("side", [799, 800])
def test_small_photo_gets_advice_below_800_pixels(side):
    assert ("small" in advice(front().resize((side, 1000)), "front")) == (side < 800)


@pytest.mark.parametrize("radius", [0, 1, 4, 8])
def test_blurred_photo_gets_advice(radius):
    large = front().resize((2400, 3000)).filter(ImageFilter.GaussianBlur(radius * 2.5))
    assert advice(large, "front") == (["blurred"] if radius >= 4 else [])


def test_blurred_photo_with_grain_gets_advice():
    grain = Image.merge("RGB", [Image.effect_noise((900, 1200), 24)] * 3)
    assert advice(Image.blend(front().filter(ImageFilter.GaussianBlur(6)), grain, 0.06), "front") == ["blurred"]


@pytest.mark.parametrize("sharp_parts", [2, 3])
@pytest.mark.parametrize("left", [10, 510, 760], ids=["at the left", "in the middle", "at the right"])
def test_two_sharp_buttons_on_a_blouse_do_not_make_a_photo_sharp(sharp_parts, left):
    """Sharpness is measured in parts of 125 pixels, and there must be three of them."""
    picture = Image.new("RGB", (1000, 1000), (150, 150, 150))
    for part in range(sharp_parts):
        picture.paste("white", (left + 20, 3 + part * 250 + 20, left + 60, 3 + part * 250 + 60))
    assert ("blurred" in advice(picture, "below")) == (sharp_parts < 3)


@pytest.mark.parametrize("sideways", [-120, 120])
def test_face_need_not_be_in_the_middle(sideways):
    wall = (176, 184, 190)
    moved = Image.new("RGB", (900, 1200), wall)
    moved.paste(front(), (sideways, 0))
    moved.paste(front().crop((0, 0, 20, 1200)).resize((abs(sideways), 1200)), (0 if sideways > 0 else 780, 0))
    assert advice(moved, "front") == []
    assert advice(moved, "profile_left") == ["not_profile"]


@pytest.mark.parametrize("view", VIEWS)
def test_wrong_view_gets_advice_that_fits_the_place(view):
    wrong = profile() if view in EXPECTS_SYMMETRY else front()
    assert advice(wrong, view) == [(EXPECTS_SYMMETRY | EXPECTS_NONE)[view]]


def test_same_photo_is_known_again_when_it_was_scaled_and_saved_anew():
    stream = io.BytesIO()
    front().resize((600, 800)).save(stream, "JPEG", quality=40)
    again = Image.open(io.BytesIO(stream.getvalue()))
    assert is_same(fingerprint(front()), fingerprint(again))
    assert "same" in advice(again, "front", [0, fingerprint(front())])


def test_other_photo_of_the_same_face_is_another():
    assert not is_same(fingerprint(front()), fingerprint(profile()))
    assert not is_same(fingerprint(profile()), fingerprint(ImageOps.mirror(profile())))
    assert advice(front(), "front", [fingerprint(profile())]) == []


def test_fingerprint_tells_where_it_gets_darker():
    steps = Image.linear_gradient("L").rotate(90).resize((900, 800)).convert("RGB")
    assert {fingerprint(steps), fingerprint(ImageOps.mirror(steps))} == {0, 2**64 - 1}


@pytest.mark.parametrize("place", [0, 1, 7, 8, 31, 56, 63])
@pytest.mark.parametrize("step", [2, 3])
def test_fingerprint_has_one_bit_for_each_place_and_grain_sets_none(place, step):
    row, column = divmod(place, 8)
    picture = Image.new("L", (9, 8), 100)
    for darker_column in range(column + 1, 9):
        picture.putpixel((darker_column, row), 100 - step)
    large = picture.resize((900, 800), Image.NEAREST)
    assert fingerprint(large) == (0 if step == 2 else 1 << place)


@pytest.mark.parametrize("bits", [0, 4, 5])
def test_copies_may_differ_in_four_bits(bits):
    mine = fingerprint(front())
    assert is_same(mine, mine ^ (2**bits - 1) << 20) == (bits <= 4)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (3000, 2)])
def test_any_size_can_be_measured(size):
    assert "small" in advice(Image.new("RGB", size, "white"), "front")


def test_every_advice_says_what_to_do_and_every_view_has_its_own():
    assert (EXPECTS_SYMMETRY | EXPECTS_NONE).keys() == set(VIEWS)
    assert {*EXPECTS_SYMMETRY.values(), *EXPECTS_NONE.values(), "dark", "small", "blurred", "same"} == WORDS.keys()
    assert all("If " in words and words.endswith(".") for words in WORDS.values())
