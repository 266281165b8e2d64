"""One line, drawn in many places: inline pictures, icons and the share image."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from PIL import Image, ImageChops, ImageStat

from practice_site import motif
from practice_site.motif_pictures import pictures, profile_points

SHIPPED = Path(settings.BASE_DIR) / "static" / "img"


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return pictures()


def test_profile_is_written_once_in_the_source():
    folders = ("practice_site", "procedures", "consultations", "templates", "static")
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*") if path.is_file()]
    beginning = motif.PROFILE[:40].encode()
    holders = {path.relative_to(settings.BASE_DIR).as_posix() for path in files if beginning in path.read_bytes()}
    # The icon of browser tabs is a file of its own, made from the source and compared with it below.
    assert {name for name in holders if not name.endswith(".pyc")} == {
        "practice_site/motif.py",
        "static/img/favicon.svg",
    }


def test_profile_ends_where_its_curves_lead():
    points = list(profile_points())
    assert (points[0], points[-1]) == ((226, -20), (pytest.approx(272), pytest.approx(660)))


@pytest.mark.parametrize("name", ["hero", "low", "band", "closing"])
def test_drawing_has_twelve_copies_of_the_one_path(name):
    drawing = motif.svg(name)
    assert (drawing.count(motif.PROFILE), drawing.count(f'href="#{motif.PATH_ID}"')) == (1, motif.LINES)


def test_drawing_of_the_lost_page_has_one_dotted_face():
    drawing = motif.svg("lost")
    assert (drawing.count(motif.PROFILE), drawing.count('<use class="motif__missing"')) == (1, 1)


def test_closing_panel_below_a_picture_borrows_its_path(rf):
    assert rendered('{% motif "band" %}{% motif "closing" %}', rf).count(motif.PROFILE) == 1


def test_closing_panel_alone_brings_the_path(rf):
    assert rendered('{% motif "closing" %}', rf).count(motif.PROFILE) == 1


def test_tab_icon_in_svg_is_drawn_from_the_profile(drawn):
    assert (SHIPPED / "favicon.svg").read_bytes() == drawn["favicon.svg"]


@pytest.mark.parametrize(
    ("name", "size"), [("favicon.ico", (32, 32)), ("apple-touch-icon.png", (180, 180)), ("share.png", (1200, 630))]
)
def test_shipped_picture_is_what_the_command_draws(drawn, name, size):
    files = ((SHIPPED / name).read_bytes(), drawn[name])
    shipped, fresh = (Image.open(BytesIO(content)).convert("RGBA") for content in files)
    assert shipped.size == size
    # Font rendering may differ by a shade from one Pillow to the next; a changed drawing differs by far more.
    assert max(ImageStat.Stat(ImageChops.difference(shipped, fresh)).mean) < 0.3


def rendered(source: str, rf) -> str:
    return engines["django"].from_string(source).render({}, rf.get("/"))
