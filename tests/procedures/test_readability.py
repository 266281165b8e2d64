"""How easy a text is to read: what counts as a sentence, a word and a syllable, and the grade they make."""

import re

import pytest
import textstat

from procedures import readability
from procedures.starter import PAGES
from tests.procedures.test_starter_content import words_of


def passages_of(page: dict) -> list[str]:
    """All that a reader sees of a starter page, as `words_of` takes it, one entry for each paragraph."""
    texts = [page.get("hero_line", ""), page["summary"]]
    for _, fields in page["blocks"]:
        texts += [value for name, value in fields.items() if isinstance(value, str) and name != "number"]
    return [passage for text in texts for passage in readability.passages(text.replace("*", ""))]


@pytest.mark.parametrize("content", PAGES, ids=[page["slug"] or "home" for page in PAGES])
def test_grade_is_close_to_that_of_an_independent_counter(content):
    theirs = textstat.flesch_kincaid_grade(words_of(content))
    assert readability.grade(passages_of(content)) == pytest.approx(theirs, abs=1.0)


def test_grade_is_the_formula_of_1975():
    # Two sentences, eleven words, sixteen syllables.
    text = ["The nose heals in its own way.", "Nobody can promise anything."]
    assert readability.grade(text) == pytest.approx(0.39 * 11 / 2 + 11.8 * 16 / 11 - 15.59)


@pytest.mark.parametrize("text", [[], [""], ["… – !"]])
def test_text_without_words_has_no_grade(text):
    assert readability.grade(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You talk. He listens.", ["You talk.", "He listens."]),
        ("Dr. Miller asks. You answer.", ["Dr. Miller asks.", "You answer."]),
        ("Ask Dr. Philip J. Miller about it.", ["Ask Dr. Philip J. Miller about it."]),
        ("Come at 9 a.m. on Monday.", ["Come at 9 a.m. on Monday."]),
        ("Come at 9 a.m. Bring a friend.", ["Come at 9 a.m.", "Bring a friend."]),
        ("Bring papers, pictures, etc. with you.", ["Bring papers, pictures, etc. with you."]),
        ("It takes 2.5 hours. You rest.", ["It takes 2.5 hours.", "You rest."]),
        ("Does it hurt? A little! Then it is over.", ["Does it hurt?", "A little!", "Then it is over."]),
        ("He said: “You can wait.” That is true.", ["He said: “You can wait.”", "That is true."]),
        ("So do I. You too.", ["So do I.", "You too."]),
        ("What it is", ["What it is"]),
        ("Wait … then look.", ["Wait …", "then look."]),
        ("…", []),
        ("One .. two.. Three.", ["One ..", "two..", "Three."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text, expected):
    assert readability.sentences(text) == expected


def test_headings_and_list_items_are_passages_of_their_own():
    text = "<h2>What &amp; why</h2>\n<p>First<br>line\nwith <a href='/x/'>a <em>link</em></a>.</p>"
    items = "<ul><li><p>One</p></li><li>Two</li></ul>"
    assert readability.passages(text + items) == ["What & why", "First line with a link.", "One", "Two"]


def test_words_keep_apostrophes_hyphens_and_times_together():
    assert readability.words("Don’t wait: follow-up at 9:00, 1,000 people – no.") == [
        "Don’t",
        "wait",
        "follow-up",
        "at",
        "9:00",
        "1,000",
        "people",
        "no",
    ]


SYLLABLES = {
    1: "nose breathe healed planned the I 2026 Dr",
    2: "breathing surgeon people tissue treated agreed needed table people’s changes noses bruises sometimes "
    "careful someone patient precious quiet create language technique going layer",
    3: "surgery cartilage carefully serious easier video idea area usual studying follow-up",
    4: "operation rhinoplasty recovery realistic experience situation",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, listed in SYLLABLES.items() for word in listed.split()]
)
def test_syllables_of_common_words(word, count):
    assert readability.syllables(word) == count


def test_syllables_agree_with_a_dictionary_for_nearly_all_words_of_the_starter_pages():
    found = {word.lower() for page in PAGES for text in passages_of(page) for word in re.findall(r"[A-Za-z]{3,}", text)}
    wrong = [word for word in found if readability.syllables(word) != textstat.syllable_count(word)]
    assert len(wrong) / len(found) < 0.03
