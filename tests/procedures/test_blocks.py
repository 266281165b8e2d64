"""Each kind of block has its files, its sample and its rules."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template

from procedures import snapshots, system_checks
from procedures.models import BLOCK_MODELS, KeyFigure, Picture, RichText
from procedures.rich_text import clean_basic, clean_with_headings
from tests.samples import BLOCKS, add_block, make_page

KINDS = [model._meta.model_name for model in BLOCK_MODELS]


def test_every_kind_of_block_has_a_sample():
    assert list(BLOCKS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_block_has_template_and_style_of_its_own_name(kind, settings):
    assert get_template(f"blocks/{kind}.html").template.source.strip()
    assert (settings.BASE_DIR / f"static/css/blocks/{kind}.css").read_text().count("@layer blocks {") == 1


def test_system_check_names_what_a_block_lacks(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    messages = [error.msg for error in system_checks.every_block_has_its_files(None)]
    assert messages == [f"The block {model.__name__} has no style." for model in BLOCK_MODELS]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "picture"])
def test_block_survives_the_snapshot_whole(kind):
    page = make_page()
    block = add_block(page, kind)
    data = snapshots.take(page)["blocks"][0]
    assert data == {"type": kind, "key": str(block.key)} | {name: getattr(block, name) for name in block.content_fields}


@pytest.mark.parametrize("model", BLOCK_MODELS, ids=KINDS)
def test_every_editable_field_has_help_and_is_kept_by_snapshots(model):
    own = [
        field for field in model._meta.get_fields() if field.name not in {"id", "key", "parent", "region", "ordering"}
    ]
    kept = {
        name.removesuffix("_id").replace("page_ids", "pages").replace("image_data", "image")
        for name in model.content_fields
    }
    kept -= {"credit"}  # the library's own, the same on every page
    assert {field.name for field in own} == kept
    assert [field.name for field in own if not field.help_text] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<h2>What it is</h2><p>A further operation</p>", "What it is A further operation"),
        ("<p>one two three four five six seven eight nine ten</p>", "one two three four five six seven eight nine …"),
        ("", "empty"),
    ],
)
def test_header_shows_the_first_words_without_markup(text, words):
    assert str(RichText(text=text)) == words


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ('<p onclick="x()">a</p><script>alert(1)</script>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<p style="color:red" class="x">a<img src=x onerror=y></p>', "<p>a</p>"),
        ('<a href="page:12" target="_blank" rel="x">a</a>', '<a href="page:12">a</a>'),
        ('<a href="/consultation/">a</a>', '<a href="/consultation/">a</a>'),
        ("<h1>a</h1>", "a"),
        ("<p></p><h2> </h2>", ""),
    ],
)
def test_rich_text_keeps_what_is_allowed_and_nothing_else(dirty, clean):
    assert clean_with_headings(dirty) == clean


def test_answers_and_notes_have_no_headings():
    assert clean_basic("<h2>a</h2><p>b</p>") == "a<p>b</p>"


@pytest.mark.django_db
def test_empty_rich_text_is_refused_in_words():
    block = RichText(parent=make_page(), region="main", text="<p> </p>")
    with pytest.raises(ValidationError, match="Write something here, or remove this block"):
        block.full_clean()


def test_key_figure_must_stand_in_its_sentence():
    with pytest.raises(ValidationError, match="in the same words"):
        KeyFigure(number="10 in 100", sentence="Ten in a hundred people.").clean()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"alt": "A room", "is_decorative": True}, "Keep one of the two"),
        ({"focus_x": 20}, "Give both numbers of the focal point, or leave both blank"),
    ],
)
def test_picture_says_one_thing_and_points_at_one_place(fields, message):
    with pytest.raises(ValidationError, match=message):
        Picture(**fields).clean()
