"""The check before publishing: each rule with a hit and a near miss, fingerprints, and ticks that are remembered."""

import copy
import itertools
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.templatetags.static import static
from django.utils import timezone

from practice_site.models import Practice
from procedures import drawing, publish_checks, publishing, snapshots
from procedures.models import AcceptedWarning, Page
from procedures.navigation import LivePage, find_live_pages
from procedures.publish_check_links import Elsewhere
from tests import samples

GRADE_LIMIT = 7
PAGE = {
    "id": 1,
    "path": "/procedures/sample/",
    "kind": "procedure",
    "title": "Sample",
    "slug": "sample",
    "also_called": "",
    "hero_line": "",
    "summary": "One calm sentence about it.",
    "nav_title": "",
    "nav_order": None,
    "seo_title": "",
    "seo_description": "What it is, in plain words.",
    "noindex": False,
    "share_image": None,
}
OTHER = LivePage(2, "standard", "/other/", "Other", "", "", None, False, timezone.now())
BLOCKS = {
    "keyfigure": {"number": "10", "sentence": "About 10 ask.", "text": "", "source": "Our own count, 2025"},
    "picture": {"alt": "A room", "is_decorative": False, "caption": ""},
    "question": {"question": "Does it hurt?", "answer": "<p>A little.</p>", "heading": ""},
    "relatedpages": {"heading": "Read on", "page_ids": [2]},
    "calltoaction": {"heading": "Ask *us*", "text": "", "button": "Request a visit", "target_id": None},
    "point": {"title": "Health", "text": "You breathe."},
    "note": {"text": "<p>Nothing is decided.</p>"},
}
THIRTY_WORDS = "You " + "may " * 28 + "ask."
THIRTY_ONE_WORDS = "You " + "may " * 29 + "ask."


def block(kind: str, key: str = "a", **fields) -> dict:
    return {"type": kind, "key": key} | BLOCKS.get(kind, {}) | fields


def text(markup: str, key: str = "a") -> dict:
    return block("richtext", key, text=markup)


def found(*blocks: dict, elsewhere: Elsewhere | None = None, limit: int = GRADE_LIMIT, **page):
    """The findings of a page with these blocks, while the page “Other” is live."""
    snapshot = {"schema": 1, "page": PAGE | page, "blocks": list(blocks)}
    return publish_checks.check(snapshot, [OTHER], grade_limit=limit, elsewhere=elsewhere or Elsewhere())


def codes(*blocks: dict, **options) -> list[str]:
    return [finding.code for finding in found(*blocks, **options)]


def linked(href: str, words: str = "the other page") -> dict:
    return text(f'<p>Read <a href="{href}">{words}</a>.</p>')


def test_page_without_problems_has_no_findings():
    assert found(text("<h2>What it is</h2><p>Words.</p>"), *(block(kind, kind) for kind in BLOCKS)) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"alt": ""}, ["no-alt-decision"]),
        ({"alt": "", "is_decorative": True}, []),
        ({"alt": "A room"}, []),
    ],
)
def test_picture_needs_a_description_or_the_word_that_it_is_decoration(fields, expected):
    assert codes(block("picture", **fields)) == expected


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([text("<p>Words.</p><h3>Small</h3>")], ["heading-jump"]),
        ([text("<h3>Small</h3><h2>Large</h2>")], ["heading-jump"]),
        ([text("<h2>Large</h2><h3>Small</h3>")], []),
        ([text("<h2>Large</h2>"), block("note", "b"), text("<h3>Small</h3>", "c")], []),
        ([block("question"), text("<h3>Small</h3>", "b")], []),
        ([block("point"), text("<h3>Small</h3>", "b")], []),
        ([block("relatedpages"), text("<h3>Small</h3>", "b")], []),
        ([block("note"), text("<h3>Small</h3>", "b")], ["heading-jump"]),
        ([block("old_kind"), text("<h2>Large</h2>", "b")], []),
    ],
)
def test_smaller_heading_needs_a_large_one_above_it(blocks, expected):
    assert codes(*blocks) == expected


def test_heading_jump_names_the_heading_in_its_block():
    jump = found(text("<h2>Large</h2>", "b"), text("<h3>Small</h3>", "c"), hero_line="A *turn*")
    assert jump == []
    jump = found(block("note"), text("<h3>A <em>small</em> one</h3>", "c"))[0]
    assert (jump.block_key, jump.field, jump.is_error) == ("c", "text", True)
    assert "“A small one” comes before any large one" in jump.message


LARGE, SMALL = {"text": "<h2>Large</h2><p>Words.</p>"}, {"text": "<h3>Small</h3><p>Words.</p>"}


@pytest.mark.parametrize("page_kind", ["home", "procedure", "standard"])
@pytest.mark.parametrize(
    "blocks",
    [
        [("richtext", SMALL)],
        [("richtext", LARGE), ("richtext", SMALL)],
        [("point", {}), ("richtext", SMALL)],
        [("step", {}), ("richtext", SMALL)],
        [("question", {}), ("richtext", SMALL)],
        [("relatedpages", {}), ("richtext", SMALL)],
        [("calltoaction", {}), ("richtext", SMALL)],
        [("richtext", SMALL), ("calltoaction", {})],
        [("keyfigure", {}), ("note", {}), ("fact", {}), ("reason", {}), ("richtext", SMALL)],
        [("richtext", {"text": "<p>Words.</p>"}), ("step", {}), ("richtext", LARGE), ("point", {})],
    ],
)
@pytest.mark.django_db
def test_jump_is_found_where_the_drawn_page_has_one(page_kind, blocks):
    page = samples.make_page("" if page_kind == "home" else "sample", kind=page_kind, title="Sample")
    for place, (kind, fields) in enumerate(blocks):
        samples.add_block(page, kind, place, **fields)
    drawn = drawing.draw_page(page.path, snapshots.take(page), [as_live(page)]).html
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", drawn.partition("<main")[2].partition("</main>")[0])]
    jumps = [after for before, after in itertools.pairwise(levels) if after > before + 1]
    findings = publish_checks.check(snapshots.take(page), [as_live(page)], grade_limit=99)
    assert [item.code for item in findings if item.code == "heading-jump"] == ["heading-jump"] * len(jumps)


def as_live(page: Page) -> LivePage:
    return LivePage(page.pk, page.kind, page.path, page.title, page.summary, "", None, False, timezone.now())


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (text("<h2><strong> </strong></h2><p>Words.</p>"), ["empty-heading"]),
        (text("<h2>Large</h2><h3>&nbsp;</h3>"), ["empty-heading"]),
        (text("<h2><strong>Large</strong></h2>"), []),
        (block("point", title=""), ["empty-heading"]),
        (block("calltoaction", heading="**"), ["empty-heading"]),
        (block("question", heading=""), []),
    ],
)
def test_heading_needs_words(subject, expected):
    assert codes(subject) == expected


def test_page_needs_words_in_its_heading():
    assert codes(hero_line="**") == ["empty-heading"]
    assert codes(hero_line="*A turn*") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["empty-link"]),
        ("<strong></strong>", ["empty-link"]),
        ("here", ["vague-link"]),
        ("Click here!", ["vague-link"]),
        ("<em>Read more</em> …", ["vague-link"]),
        ("→", ["vague-link"]),
        ("here and now", []),
        ("more about Dr. Miller", []),
    ],
)
def test_link_needs_words_that_say_where_it_leads(words, expected):
    assert codes(linked("page:2", words)) == expected


@pytest.mark.parametrize(("words", "expected"), [("Click here", ["vague-link"]), ("Ask us", [])])
def test_button_needs_words_that_say_where_it_leads(words, expected):
    assert codes(block("calltoaction", button=words)) == expected


@pytest.mark.parametrize(
    "href",
    [
        "page:2",
        "page:1",
        "/other/",
        "/other",
        "/other/?from=x#part",
        "/procedures/sample/",
        "#part",
        "../../other/",
        "/",
        "/procedures/",
        "/consultation/",
        "http://testserver.example/other/",
        "https://elsewhere.example/nothing/",
        "//elsewhere.example/nothing/",
        "mailto:ada@example.com",
        "tel:+12125550100",
    ],
)
def test_link_that_leads_somewhere_is_no_problem(href, settings):
    settings.SITE_URL = "http://testserver.example"
    assert codes(linked(href)) == []


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("page:3", "leads to a page that no longer exists"),
        ("page:2#part", "leads to a page that no longer exists"),
        ("/nothing/", "leads to /nothing/, where readers find nothing"),
        ("/admin/", "leads to /admin/, where readers find nothing"),
        ("/procedures/other/", "leads to /procedures/other/, where readers find nothing"),
        ("nothing/", "leads to /procedures/sample/nothing/, where readers find nothing"),
        ("http://testserver.example/nothing/", "leads to /nothing/, where readers find nothing"),
        ("https://[broken/", "leads to https://[broken/, where readers find nothing"),
        ("", "has no address"),
    ],
)
def test_link_that_leads_nowhere_is_an_error_that_says_where(href, words, settings):
    settings.SITE_URL = "http://testserver.example"
    (finding,) = found(linked(href))
    assert (finding.code, finding.is_error, finding.field) == ("dead-link", True, "text")
    assert f"The link “the other page” {words}" in finding.message


def test_link_to_a_page_that_is_not_live_names_it():
    (finding,) = found(linked("page:3"), elsewhere=Elsewhere(titles={3: "Facelift"}))
    assert finding.message == (
        "The link “the other page” leads to “Facelift”, which is not live. "
        "Publish that page first, or take the link out."
    )


def test_links_in_answers_and_notes_are_followed_too():
    answer = block("question", answer='<p><a href="page:9">A page</a></p>')
    note = block("note", "b", text='<p><a href="page:9">A page</a></p>')
    assert [(finding.block_key, finding.field) for finding in found(answer, note)] == [("a", "answer"), ("b", "text")]


def test_list_of_pages_with_one_that_is_not_live_is_a_warning_that_names_it():
    elsewhere = Elsewhere(titles={3: "Facelift"})
    (finding,) = found(block("relatedpages", page_ids=[2, 3]), elsewhere=elsewhere)
    assert (finding.code, finding.is_error) == ("hidden-page", False)
    assert finding.message == "“Facelift” is not live. Readers do not see it in this list until it is."
    (finding,) = found(block("relatedpages", page_ids=[3, 4]), elsewhere=elsewhere)
    assert (finding.code, finding.is_error) == ("dead-link", True)
    assert "“Facelift”, a page that no longer exists" in finding.message


@pytest.mark.parametrize(("target", "expected"), [(None, []), (2, []), (1, []), (3, ["dead-link"])])
def test_button_leads_to_a_live_page_or_the_form(target, expected):
    assert codes(block("calltoaction", target_id=target)) == expected


def test_search_text_that_is_blank_is_a_warning():
    (finding,) = found(seo_description="")
    assert (finding.code, finding.is_error, finding.block_key, finding.field) == (
        "no-description",
        False,
        "",
        "seo_description",
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (text(f"<p>{THIRTY_ONE_WORDS}</p>"), ["long-sentence"]),
        (text(f"<p>{THIRTY_WORDS}</p>"), []),
        (text(f"<p>{THIRTY_WORDS[:-1]}</p><p>and more.</p>"), []),
        (block("keyfigure", source=THIRTY_ONE_WORDS), []),
        (block("fact", term="Long", description=THIRTY_ONE_WORDS), ["long-sentence"]),
    ],
)
def test_sentence_of_more_than_thirty_words_is_a_warning(subject, expected):
    assert codes(subject, limit=99) == expected


def test_long_sentences_are_named_by_their_first_words():
    one, other = THIRTY_ONE_WORDS, THIRTY_ONE_WORDS.replace("You", "They")
    assert [finding.message.partition(". ")[0] for finding in found(text(f"<p>{one} {other} {one}</p>"), limit=99)] == [
        "The sentence “You may may may may may …” has 31 words",
        "The sentence “They may may may may may …” has 31 words",
    ]


def test_reading_grade_over_the_limit_is_a_warning_and_at_the_limit_is_none():
    hard = text("<p>Anesthesiological considerations necessitate individualized preoperative evaluation.</p>")
    (finding,) = found(hard)
    assert (finding.code, finding.is_error, finding.block_key) == ("reading-grade", False, "")
    assert "The practice’s limit is 7." in finding.message
    assert found(hard, limit=99) == []


@pytest.mark.parametrize(("source", "expected"), [("", ["no-source"]), ("Our own count", [])])
def test_key_figure_needs_a_source(source, expected):
    assert codes(block("keyfigure", source=source)) == expected


def test_errors_come_first_and_then_the_order_of_the_page():
    blocks = [
        block("keyfigure", "a", source=""),
        block("picture", "b", alt=""),
        linked("page:9", "here") | {"key": "c"},
    ]
    order = [(finding.code, finding.block_key) for finding in found(*blocks, seo_description="")]
    assert order == [
        ("no-alt-decision", "b"),
        ("dead-link", "c"),
        ("no-description", ""),
        ("no-source", "a"),
        ("vague-link", "c"),
    ]


# Fingerprints


def fingerprints(snapshot: dict) -> dict[str, str]:
    return {
        finding.code: finding.fingerprint
        for finding in publish_checks.check(snapshot, [OTHER], grade_limit=GRADE_LIMIT)
    }


@pytest.fixture
def warned():
    """A snapshot with a warning of a block, of the page, and of the whole text."""
    hard = text("<p>Anesthesiological considerations necessitate individualized preoperative evaluation.</p>", "b")
    return {"schema": 1, "page": PAGE | {"seo_description": ""}, "blocks": [block("keyfigure", source=""), hard]}


def test_fingerprint_stays_when_other_blocks_and_the_page_change(warned):
    changed = copy.deepcopy(warned)
    changed["page"]["title"] = "Other words"
    changed["blocks"].insert(0, block("note", "new"))
    before, after = fingerprints(warned), fingerprints(changed)
    assert after["no-source"] == before["no-source"]
    assert after["no-description"] != before["no-description"]
    assert after["reading-grade"] != before["reading-grade"]


def test_fingerprint_changes_with_any_field_of_its_own_block(warned):
    changed = copy.deepcopy(warned)
    changed["blocks"][0]["number"] = "ask"
    before, after = fingerprints(warned), fingerprints(changed)
    assert after["no-source"] != before["no-source"]
    assert {**after, "no-source": ""} == {**before, "no-source": ""}


def test_fingerprint_stays_when_the_block_moves(warned):
    moved = warned | {"blocks": warned["blocks"][::-1]}
    assert fingerprints(moved)["no-source"] == fingerprints(warned)["no-source"]


# Ticks, and what the database knows


def open_codes(page: Page) -> list[str]:
    snapshot = snapshots.take(page)
    return [item.code for item in publish_checks.open_findings(page, snapshot, find_live_pages(timezone.now()))]


def all_of(page: Page) -> list[publish_checks.Finding]:
    return publish_checks.all_findings(snapshots.take(page), find_live_pages(timezone.now()))


@pytest.fixture
def sample(db):
    """A page with an error (a link to a draft) and two warnings (no source, no text in search results)."""
    draft = samples.make_page("draft")
    page = samples.make_page(seo_description="")
    samples.add_block(page, "keyfigure", 10)
    samples.add_block(page, "richtext", 20, text=f'<p><a href="page:{draft.pk}">The draft</a></p>')
    return page


def test_accepted_warning_is_remembered_until_its_block_changes(sample, editor):
    assert open_codes(sample) == ["dead-link", "no-description", "no-source"]
    everything = [finding.fingerprint for finding in all_of(sample)]
    assert publish_checks.accept(sample, [*everything, "not a fingerprint"], by=editor) == 2
    assert open_codes(sample) == ["dead-link"]
    assert publish_checks.accept(sample, everything, by=editor) == 0
    assert set(AcceptedWarning.objects.values_list("page", "accepted_by")) == {(sample.pk, editor.pk)}

    samples.add_block(sample, "note", 30)
    assert open_codes(sample) == ["dead-link"]
    figure = sample.procedures_keyfigure_set.get()
    figure.text = "Other words."
    figure.save()
    assert open_codes(sample) == ["dead-link", "no-source"]


def test_accepted_warning_can_be_taken_back(sample, editor):
    warnings = [finding.fingerprint for finding in all_of(sample) if not finding.is_error]
    publish_checks.accept(sample, warnings, by=editor)
    assert publish_checks.take_back(sample, warnings[:1]) == 1
    assert open_codes(sample) == ["dead-link", "no-description"]


def test_tick_of_one_page_says_nothing_of_another(sample, editor):
    other = samples.make_page("other", seo_description="")
    samples.add_block(other, "keyfigure", 10)
    publish_checks.accept(sample, [finding.fingerprint for finding in all_of(sample)], by=editor)
    assert open_codes(other) == ["no-description", "no-source"]


def test_reading_grade_is_measured_against_the_limit_of_the_practice(sample):
    samples.add_block(sample, "note", 30, text="<p>An earlier operation may be difficult to improve.</p>" * 3)
    Practice.objects.create(reading_grade_limit=4)
    assert "reading-grade" in open_codes(sample)
    Practice.objects.update(reading_grade_limit=14)
    assert "reading-grade" not in open_codes(sample)


def test_old_address_of_a_live_page_and_files_are_no_dead_links(sample):
    moved = samples.live_page("moved", kind="standard")
    Page.objects.filter(pk=moved.pk).update(slug="moved-on")
    moved.refresh_from_db()
    publishing.publish(moved, author=None)
    default_storage.save("pictures/known.txt", ContentFile("x"))
    for target in ("/moved/", "/moved", static("img/favicon.svg"), "/media/pictures/known.txt"):
        samples.add_block(sample, "note", 30, text=f'<p><a href="{target}">Words of a link</a></p>')
    dead = [finding.message for finding in all_of(sample) if finding.code == "dead-link"]
    assert len(dead) == 1
    assert "“Draft”, which is not live" in dead[0]


@pytest.mark.parametrize(
    "target",
    [
        "/static/nothing.css",
        "/static/",
        "/static/../secret",
        "/static/%2e%2e/secret",
        "/media/private/x",
        "/media/pictures/x",
        "/media/pictures/%00",
        "/%00/",
        "page:99999999999999999999",
    ],
)
def test_what_is_not_there_is_a_dead_link(sample, target):
    samples.add_block(sample, "note", 30, text=f'<p><a href="{target}">Words of a link</a></p>')
    assert open_codes(sample).count("dead-link") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_check_costs_the_same_with_one_and_three_blocks(sample, django_assert_num_queries, count):
    samples.live_page("live")
    for number in range(count):
        markup = f'<p><a href="/gone-{number}/">One page</a> <a href="page:{900 + number}">Another page</a></p>'
        samples.add_block(sample, "note", 30 + number, text=markup)
    snapshot, live_pages = snapshots.take(sample), find_live_pages(timezone.now())
    with django_assert_num_queries(4):  # practice, titles, old addresses, ticks
        publish_checks.open_findings(sample, snapshot, live_pages)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["dead-link"], "1 to fix."),
        (["no-source", "no-description"], "2 to confirm."),
        (["dead-link", "no-source"], "1 to fix, 1 to confirm."),
    ],
)
def test_counts_in_words(names, words):
    findings = [publish_checks.Finding(name, name == "dead-link", "", "", "", "") for name in names]
    assert publish_checks.counts_in_words(findings) == words


def test_refusal_says_what_is_open(sample, publisher):
    with pytest.raises(publishing.NotPublished, match=r"Not published yet: 1 to fix, 2 to confirm\. All"):
        publishing.publish(sample, author=publisher)
    publish_checks.accept(sample, [finding.fingerprint for finding in all_of(sample)], by=publisher)
    with pytest.raises(publishing.NotPublished, match=r"yet: one thing must be fixed\. .* which is not live\."):
        publishing.publish(sample, author=publisher)
    sample.procedures_richtext_set.all().delete()
    publishing.publish(sample, author=publisher)
    assert sample.versions.count() == 1


def test_starter_pages_have_no_errors(db):
    call_command("load_starter_content", verbosity=0)
    live_pages = find_live_pages(timezone.now())
    taken = [snapshots.take(page) for page in Page.objects.all()]
    elsewhere = publish_checks.look_up(taken, live_pages)
    errors = [
        (snapshot["page"]["path"], finding.message)
        for snapshot in taken
        for finding in publish_checks.check(snapshot, live_pages, grade_limit=7, elsewhere=elsewhere)
        if finding.is_error
    ]
    assert errors == []
