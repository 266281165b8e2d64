"""Rendering is pure: from a snapshot and the live pages to what the templates draw."""

import uuid
from datetime import UTC, datetime

import pytest

from procedures.navigation import LivePage
from procedures.rendering import Surroundings, page_context

FACELIFT = LivePage(
    id=7,
    kind="procedure",
    path="/procedures/facelift/",
    title="Facelift",
    summary="Surgery for the lower face.",
    nav_title="",
    nav_order=6,
    noindex=False,
    live_from=datetime(2026, 1, 1, tzinfo=UTC),
)
PAGE = {
    "id": 1,
    "path": "/procedures/nose/",
    "kind": "procedure",
    "title": "Nose",
    "slug": "nose",
    "also_called": "",
    "hero_line": "",
    "summary": "About noses.",
    "nav_title": "",
    "nav_order": None,
    "seo_title": "",
    "seo_description": "",
    "noindex": False,
    "share_image": None,
}


def block(kind, **fields):
    return {"type": kind, "key": str(uuid.uuid4())} | fields


def text(html):
    return block("richtext", text=html)


def question(words, heading=""):
    return block("question", question=words, answer="<p>Yes.</p>", heading=heading)


def context(*blocks, live=(FACELIFT,), **page):
    return page_context({"schema": 1, "page": PAGE | page, "blocks": list(blocks)}, Surroundings(list(live)))


def shape(drawn):
    return [
        (section.heading, [(part.kind, len(part.items)) for part in section.parts]) for section in drawn["sections"]
    ]


def test_each_large_heading_opens_a_section_with_its_own_address():
    drawn = context(text("<h2>What it is</h2><p>One.</p><h2>What it is</h2><p>Two.</p>"), text("<p>Three.</p>"))
    assert shape(drawn) == [("What it is", [("richtext", 1)]), ("What it is", [("richtext", 1), ("richtext", 1)])]
    assert [section.id for section in drawn["contents"]] == ["what-it-is", "what-it-is-2"]


def test_text_before_the_first_heading_stands_in_a_section_without_one():
    drawn = context(text("<p>First.</p><h2>Then</h2><p>Second.</p>"))
    assert shape(drawn) == [("", [("richtext", 1)]), ("Then", [("richtext", 1)])]
    assert [section.heading for section in drawn["contents"]] == ["Then"]


def test_heading_text_is_plain_and_keeps_signs():
    drawn = context(text("<h2>Health &amp; <em>comfort</em></h2><p>.</p>"))
    assert drawn["sections"][0].heading == "Health & comfort"
    assert drawn["sections"][0].id == "health-comfort"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("fact", {"term": "a", "description": "b"}),
        ("reason", {"text": "a"}),
        ("point", {"title": "a", "text": "b"}),
        ("step", {"title": "a", "text": "b", "when": ""}),
    ],
)
def test_neighbours_of_one_kind_become_one_part(kind, fields):
    drawn = context(
        text("<h2>One</h2>"), block(kind, **fields), block(kind, **fields), text("<p>x</p>"), block(kind, **fields)
    )
    assert shape(drawn) == [("One", [(kind, 2), ("richtext", 1), (kind, 1)])]


def test_questions_become_one_list_under_their_own_heading():
    drawn = context(text("<h2>One</h2><p>x</p>"), question("Why?", "Often asked"), question("When?"))
    assert shape(drawn) == [("One", [("richtext", 1)]), ("Often asked", [("question", 2)])]


def test_questions_without_a_heading_say_questions_unless_the_text_just_gave_one():
    assert shape(context(question("Why?")))[0][0] == "Questions"
    assert shape(context(text("<h2>Good to know</h2>"), question("Why?"))) == [("Good to know", [("question", 1)])]


def test_second_heading_inside_a_run_of_questions_opens_a_second_group():
    drawn = context(question("Why?", "First"), question("When?"), question("Who?", "Second"))
    assert shape(drawn) == [("First", [("question", 2)]), ("Second", [("question", 1)])]


def test_link_to_a_live_page_gets_its_address_and_to_any_other_becomes_text():
    drawn = context(text('<p><a href="page:7">the facelift</a> and <a href="page:8">a draft</a></p>'))
    html = drawn["sections"][0].parts[0].items[0]["html"]
    assert html == '<p><a href="/procedures/facelift/">the facelift</a> and a draft</p>'


def test_related_pages_show_the_live_ones_only_and_vanish_without_any():
    related = block("relatedpages", heading="Read more", page_ids=[7, 8])
    drawn = context(related)
    assert drawn["sections"][0].parts[0].items[0]["links"] == [
        {"title": "Facelift", "text": "Surgery for the lower face.", "url": "/procedures/facelift/"}
    ]
    assert context(related, live=())["sections"] == []


@pytest.mark.parametrize(
    ("number", "drawn_as"),
    [
        ("10 to 15 in every 100", (10, 15)),
        ("12 in 100", (12, 12)),
        ("Three in four", (None, None)),
        ("90 to 200 in every 100", (None, None)),
    ],
)
def test_key_figure_out_of_a_hundred_is_drawn(number, drawn_as):
    figure = block("keyfigure", number=number, sentence=f"About {number} people.", text="", source="")
    item = context(figure)["sections"][0].parts[0].items[0]
    assert (item["low"], item["high"]) == drawn_as
    assert (item["sentence_before"], item["sentence_number"], item["sentence_after"]) == ("About ", number, " people.")


def test_last_call_to_action_becomes_the_closing_panel():
    call = block("calltoaction", heading="Ask *us*", text="t", button="Read", target_id=7)
    drawn = context(text("<h2>One</h2>"), call)
    assert shape(drawn) == [("One", [])]
    assert (drawn["closing"]["heading"], drawn["closing"]["url"]) == ("Ask *us*", "/procedures/facelift/")


def test_call_to_action_whose_target_is_not_live_leads_to_the_form():
    call = block("calltoaction", heading="a", text="", button="b", target_id=99)
    assert context(call)["closing"]["url"] == "/consultation/"
    assert context()["closing"]["url"] == "/consultation/"


def test_heading_and_search_result_fall_back_to_what_is_filled_in():
    page = context()["page"]
    assert (page["heading"], page["eyebrow"], page["seo_title"], page["seo_description"]) == (
        "Nose",
        "",
        "Nose",
        "About noses.",
    )
    full = context(hero_line="A *calm* look", also_called="the nose", seo_title="S", seo_description="D")["page"]
    assert (full["heading"], full["eyebrow"], full["seo_title"], full["seo_description"]) == (
        "A *calm* look",
        "Nose, also called the nose",
        "S",
        "D",
    )


def test_second_button_leads_to_the_steps_on_a_procedure_and_to_the_first_procedure_at_home():
    step = block("step", title="a", text="b", when="")
    drawn = context(text("<h2>Your visit</h2>"), step)
    assert drawn["second_action"] == {"label": "What happens first", "url": "#your-visit"}
    assert context()["second_action"] is None
    assert context(kind="home", path="/")["second_action"] == {
        "label": "Read about it first",
        "url": "/procedures/facelift/",
    }


def test_breadcrumbs_lead_from_the_start_through_the_list():
    assert [(link.title, link.url) for link in context()["breadcrumbs"]] == [
        ("Start", "/"),
        ("Procedures", "/procedures/"),
        ("Nose", "/procedures/nose/"),
    ]
    assert context(kind="home", path="/")["breadcrumbs"] == []


def test_same_snapshot_gives_the_same_context():
    blocks = [text("<h2>One</h2><p>x</p>"), question("Why?")]
    assert context(*blocks) == context(*blocks)
