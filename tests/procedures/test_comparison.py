"""Comparing two snapshots: words, lines, links, moved blocks, pictures, and what is missing or unknown on one side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.comparison import compare, differing_blocks
from procedures.models import BLOCK_MODELS
from tests import samples

PAGE = {
    "id": 1,
    "path": "/procedures/sample/",
    "kind": "procedure",
    "title": "Sample",
    "slug": "sample",
    "also_called": "",
    "hero_line": "",
    "summary": "One calm sentence.",
    "nav_title": "",
    "nav_order": None,
    "seo_title": "",
    "seo_description": "",
    "noindex": False,
    "share_image": None,
}
PICTURE = {
    "image_data": {"id": 1, "digest": "a" * 64, "width": 1000, "height": 600},
    "alt": "Two chairs",
    "caption": "",
    "is_decorative": False,
    "layout": "text",
    "focus_x": 50,
    "focus_y": 50,
    "credit": "",
}


def block(kind: str, key, **fields) -> dict:
    return {"type": kind, "key": str(key)} | fields


def snapshot(*blocks: dict, **page) -> dict:
    return {"schema": 1, "page": PAGE | page, "blocks": list(blocks)}


def text(html: str, key="text") -> dict:
    return block("richtext", key, text=html)


def reasons(*keys: str) -> list[dict]:
    return [block("reason", key, text=f"Reason {key}") for key in keys]


def marked(field) -> list[str]:
    """The lines of a field with − before what was removed and + before what was added."""
    signs = {"same": "{}", "added": "[+{}{}]", "removed": "[-{}{}]"}
    return [
        line.marker
        + "".join(
            (" " if each.has_gap else "") + signs[each.change].format(each.text, f" ({each.mark})" if each.mark else "")
            for each in line.stretches
        )
        for line in field.lines
    ]


def changes(comparison) -> list[tuple]:
    return [(each.title, each.kind, each.place) for each in comparison.blocks]


def only_text(old: str, new: str, **options) -> list[str]:
    (changed,) = compare(snapshot(text(old)), snapshot(text(new)), **options).blocks
    return marked(changed.fields[0])


def test_equal_snapshots_have_no_differences():
    same = snapshot(text("<p>Words.</p>"), *reasons("a"))
    comparison = compare(same, same)
    assert (comparison.is_same, comparison.tallies, comparison.notices) == (True, [], [])
    assert [(each.kind, each.first_words) for each in comparison.unchanged] == [
        ("Text", "Words."),
        ("Reason", "Reason a"),
    ]


def test_words_that_changed_are_marked_inside_the_words_that_stayed():
    old = "<p>Scar tissue makes the inside of the nose stiff and hard to shape.</p>"
    new = "<p>Scar tissue makes the inside of the nose thicker and less easy to shape. It is slow.</p>"
    assert only_text(old, new) == [
        "Scar tissue makes the inside of the nose [-stiff and hard] [+thicker and less easy] to shape. [+It is slow.]"
    ]


def test_first_word_of_a_line_stands_apart_from_what_replaced_it():
    assert only_text("<p>Old words stay here.</p>", "<p>New words stay here.</p>") == ["[-Old] [+New] words stay here."]


def test_headings_paragraphs_and_items_stay_what_they_are():
    old = "<h2>Why</h2><p>One.</p><ul><li><p>First</p></li><li><p>Second</p></li></ul><ol><li><p>Third</p></li></ol>"
    new = old.replace("Second", "Second thing").replace("Third", "Third thing")
    (changed,) = compare(snapshot(text(old)), snapshot(text(new))).blocks
    assert [line.kind for line in changed.fields[0].lines] == ["heading", "paragraph", "item", "item", "item"]
    assert marked(changed.fields[0]) == ["Why", "One.", "•First", "•Second [+thing]", "1.Third [+thing]"]


def test_paragraph_that_became_a_heading_says_so():
    (changed,) = compare(snapshot(text("<p>Why it is</p>")), snapshot(text("<h2>Why it is</h2>"))).blocks
    assert [line.note for line in changed.fields[0].lines] == ["Was a paragraph, is a large heading now."]


def test_long_stretches_without_changes_are_counted_below_their_heading():
    same = "".join(f"<p>Paragraph {number}.</p>" for number in range(6))
    assert only_text(f"<h2>Top</h2>{same}<p>The end was bad.</p>", f"<h2>Top</h2>{same}<p>The end was good.</p>") == [
        "Top",
        "5 paragraphs are the same",
        "Paragraph 5.",
        "The end was [-bad] [+good].",
    ]


def test_link_that_leads_elsewhere_shows_both_targets():
    lines = only_text(
        '<p>Read <a href="page:2">this page</a>.</p>',
        '<p>Read <a href="page:3">this page</a>.</p>',
        names={2: "Facelift", 3: "Questions"},
    )
    assert lines == ["Read this page [-(leads to “Facelift”)] [+(leads to “Questions”)]."]


def test_link_to_a_page_that_is_gone_and_to_another_site():
    lines = only_text('<p>See <a href="page:9">it</a></p>', '<p>See <a href="https://example.com/a">it</a></p>')
    assert lines == ["See it [-(leads to a page that no longer exists)] [+(leads to https://example.com/a)]"]


def test_word_that_became_bold_says_so():
    assert only_text("<p>One fine word.</p>", "<p>One <strong>fine</strong> word.</p>") == [
        "One [-fine] [+fine (bold)] word."
    ]


def test_markup_that_nobody_sees_is_told_apart_from_words():
    (changed,) = compare(snapshot(text("<p>One  word.</p>")), snapshot(text("<p>One word.</p>"))).blocks
    assert changed.fields[0].note == "Only spaces, line breaks or marks that nobody sees are different."


def test_only_really_moved_blocks_count_as_moved():
    comparison = compare(snapshot(*reasons(*"abcde")), snapshot(*reasons(*"bcdea")))
    assert changes(comparison) == [("Moved", "Reason", "from 1st to 5th place")]
    assert comparison.blocks[0].words_are_the_same
    assert comparison.blocks[0].first_words == "Reason a"
    assert len(comparison.unchanged) == 4


def test_blocks_that_changed_places_moved_and_the_one_between_stayed():
    comparison = compare(snapshot(*reasons(*"abc")), snapshot(*reasons(*"cba")))
    assert changes(comparison) == [
        ("Moved", "Reason", "from 3rd to 1st place"),
        ("Moved", "Reason", "from 1st to 3rd place"),
    ]


def test_block_may_be_moved_and_changed():
    new = [*reasons("b", "c"), block("reason", "a", text="Reason a in other words")]
    comparison = compare(snapshot(*reasons(*"abc")), snapshot(*new))
    assert changes(comparison) == [("Moved and changed", "Reason", "from 1st to 3rd place")]
    assert [(tally.sign, tally.count) for tally in comparison.tallies] == [("edited", 1), ("moved", 1)]


def test_added_and_removed_blocks_stand_where_they_are_or_were():
    step = block("step", "new", title="He examines", text="He looks.", when="")
    comparison = compare(snapshot(*reasons(*"abcd")), snapshot(*reasons("a"), step, *reasons("c")))
    assert changes(comparison) == [
        ("Removed", "Reason", "was the 2nd block"),
        ("Added", "Step", "new 2nd block"),
        ("Removed", "Reason", "was the last block"),
    ]
    assert [marked(field) for field in comparison.blocks[1].fields] == [["[+He examines]"], ["[+He looks.]"]]
    assert [block.words_are_the_same for block in comparison.blocks] == [False, False, False]


def test_heading_of_a_changed_block_is_shown_so_that_one_knows_which_it_is():
    old = block("question", "q", question="Am I a candidate?", answer="<p>You are.</p>", heading="")
    (changed,) = compare(snapshot(old), snapshot(old | {"answer": "<p>You may be.</p>"})).blocks
    assert [(field.label, field.is_heading, marked(field)) for field in changed.fields] == [
        ("question", True, ["Am I a candidate?"]),
        ("answer", False, ["You [-are] [+may be]."]),
    ]


def test_fields_of_the_page_are_named_as_in_the_editor():
    comparison = compare(
        snapshot(), snapshot(title="Other", kind="standard", noindex=True, nav_order=0, seo_title="For searches")
    )
    assert [(field.label, marked(field)) for field in comparison.page_fields] == [
        ("kind", ["[-Procedure]", "[+Other page]"]),
        ("title", ["[-Sample]", "[+Other]"]),
        ("place in the menu", ["[+0]"]),
        ("title in search results", ["[+For searches]"]),
        ("hide from search engines", ["[-No]", "[+Yes]"]),
    ]
    assert [(tally.count, tally.word) for tally in comparison.tallies] == [(1, "changed")]


def test_picture_tells_every_difference_in_words_and_shows_both():
    new = PICTURE | {
        "image_data": {"id": 2, "digest": "b" * 64, "width": 1000, "height": 600},
        "alt": "Three chairs",
        "caption": "The room",
        "layout": "wide",
        "focus_x": 20,
    }
    (changed,) = compare(snapshot(block("picture", "p", **PICTURE)), snapshot(block("picture", "p", **new))).blocks
    told = {field.label: marked(field) for field in changed.fields}
    assert told == {
        "description": ["[-Two] [+Three] chairs"],
        "picture": ["A file of 1000 × 600 pixels"],
        "caption": ["[+The room]"],
        "width": ["[-As wide as the text]", "[+Wide band, cut around the focal point]"],
        "focal point": ["[-50] [+20] % from the left, 50 % from the top"],
    }
    picture = next(field for field in changed.fields if field.label == "picture")
    assert picture.note == "Another file of the same size."
    assert [(shown.change, shown.src.split("/")[3][:1]) for shown in picture.pictures] == [
        ("removed", "a"),
        ("added", "b"),
    ]


def test_same_file_under_another_number_of_the_library_is_no_difference():
    other = PICTURE | {"image_data": PICTURE["image_data"] | {"id": 7}}
    comparison = compare(snapshot(block("picture", "p", **PICTURE)), snapshot(block("picture", "p", **other)))
    assert comparison.is_same


def test_related_pages_and_buttons_are_told_by_name():
    old = snapshot(
        block("relatedpages", "r", heading="Read more", page_ids=[2, 3]),
        block("calltoaction", "c", heading="Go", text="", button="Ask", target_id=None),
    )
    new = snapshot(
        block("relatedpages", "r", heading="Read more", page_ids=[3, 9]),
        block("calltoaction", "c", heading="Go", text="", button="Ask", target_id=2),
    )
    related, call = compare(old, new, names={2: "Facelift", 3: "Questions"}).blocks
    assert marked(related.fields[1]) == ["[-Facelift]", "Questions", "[+A page that no longer exists]"]
    assert (call.fields[1].label, marked(call.fields[1])) == (
        "where the button leads",
        ["[-The consultation form]", "[+Facelift]"],
    )


def test_kind_of_block_that_the_site_no_longer_has_compares_by_its_words():
    old = block("gallery", "g", title="Noses", text="<p>Some words.</p>", count=3)
    comparison = compare(snapshot(old), snapshot(old | {"text": "<p>Some other words.</p>"}))
    (changed,) = comparison.blocks
    assert (changed.kind, changed.notice) == ("Gallery", "The site cannot show this kind of block any more.")
    assert [marked(field) for field in changed.fields] == [["Noses"], ["Some [+other] words."]]
    assert comparison.notices == [
        "The site cannot show blocks of this kind any more: Gallery. "
        "Their words are compared here, and left out when a version is restored."
    ]


def test_field_that_did_not_exist_then_is_named_and_compared_as_blank():
    old = block("step", "s", title="We listen", text="You tell us.")
    comparison = compare(snapshot(old), snapshot(old | {"when": "First week"}))
    assert marked(comparison.blocks[0].fields[1]) == ["[+First week]"]
    assert comparison.notices == ["When the older side was kept, these fields did not exist yet: “when” (step)."]


def test_field_that_the_site_no_longer_has_still_shows_its_words():
    old = block("reason", "r", text="Because", source="A book")
    (changed,) = compare(snapshot(old), snapshot(block("reason", "r", text="Because"))).blocks
    assert ("source", ["[-A book]"]) in [(field.label, marked(field)) for field in changed.fields]


def test_key_that_occurs_twice_pairs_in_order():
    old = snapshot(block("reason", "x", text="One"), block("reason", "x", text="Two"))
    assert compare(old, old).is_same
    assert changes(compare(old, snapshot(old["blocks"][0]))) == [("Removed", "Reason", "was the last block")]


@pytest.mark.parametrize("kind", [model._meta.model_name for model in BLOCK_MODELS])
def test_every_kind_of_block_compares_with_nothing_and_with_itself(kind):
    fields = PICTURE if kind == "picture" else samples.BLOCKS[kind]
    there = snapshot(block(kind, "k", **fields))
    assert [each.title for each in compare(snapshot(), there).blocks] == ["Added"]
    assert [each.title for each in compare(there, snapshot()).blocks] == ["Removed"]
    assert compare(there, there).is_same


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_every_block_of_both_sides_is_told_once_and_the_rest_keeps_its_order(old, new):
    comparison = compare(snapshot(*reasons(*old)), snapshot(*reasons(*new)))
    told = [each.key for each in [*comparison.blocks, *comparison.unchanged]]
    assert sorted(told) == sorted({*old, *new})
    assert {each.key for each in comparison.blocks if each.title == "Added"} == set(new) - set(old)
    assert {each.key for each in comparison.blocks if each.title == "Removed"} == set(old) - set(new)
    stayed = [each.key for each in comparison.unchanged]
    assert stayed == [key for key in old if key in stayed] == [key for key in new if key in stayed]
    assert differing_blocks(snapshot(*reasons(*old)), snapshot(*reasons(*new))) == len(comparison.blocks)


WORDS = st.lists(st.sampled_from(["one", "two", "three", "four.", "אחת", "👃", "a"]), min_size=1, max_size=12)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_both_sides_can_be_read_from_the_differences(old, new):
    old, new = ("".join(f"<p>{' '.join(words)}</p>" for words in side) for side in (old, new))
    added = compare(snapshot(), snapshot(text(new))).blocks[0].fields
    whole = [line.text for field in added for line in field.lines]
    assert whole == [piece for piece in new.replace("<p>", "").split("</p>") if piece]
    if old != new:
        fields = compare(snapshot(text(old)), snapshot(text(new))).blocks[0].fields
        stretches = [each for field in fields for line in field.lines for each in line.stretches]
        assert any(each.change != "same" for each in stretches)
