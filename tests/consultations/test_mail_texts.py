"""The words of the mails: ours keep their own rules, and those of staff are checked against them."""

import re

import pytest

from consultations import mail_drawing, mail_texts
from consultations.health_words import HEALTH_WORDS, health_words_in
from consultations.mail_words import OURS, Words
from consultations.models import MailText, OutboxMessage
from practice_site.mail_drawing import parts
from practice_site.models import Practice
from procedures import readability
from tests.samples import patient_request

Kind = OutboxMessage.Kind
KINDS = list(Kind)
LONGEST_SENTENCE = 19  # words


def passages(kind: str) -> list[str]:
    drawn = parts(OURS[kind].body)
    joined = [part.lines if part.kind in {"bullets", "numbers"} else [" ".join(part.lines)] for part in drawn]
    return [line for lines in joined for line in lines if not re.fullmatch(r"\{\w+\}", line)]


@pytest.mark.parametrize("kind", KINDS)
def test_our_words_keep_every_rule_that_staff_must_keep(kind):
    assert mail_texts.problems(kind, OURS[kind]) == {}
    assert len(OURS[kind].subject) <= MailText._meta.get_field("subject").max_length
    assert len(OURS[kind].body) <= MailText._meta.get_field("body").max_length


@pytest.mark.parametrize("kind", KINDS)
def test_our_words_are_easy_to_read(kind):
    sentences = [sentence for passage in passages(kind) for sentence in readability.sentences(passage)]
    assert [each for each in sentences if len(readability.words(each)) > LONGEST_SENTENCE] == []
    assert readability.grade(passages(kind)) <= 7


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in mail_texts.STAFF_KINDS])
def test_mail_to_the_patient_names_its_practice_last(kind):
    assert OURS[kind].body.endswith("\n\n{practice}")


def test_every_word_on_the_list_is_found_with_its_endings():
    for entry in HEALTH_WORDS:
        word = entry.replace("*", "ing")
        assert health_words_in(f"About your {word.upper()}, please.") == [word.upper()]


def test_words_that_only_begin_alike_may_be_said():
    assert health_words_in("We cooperate: face-to-face? A scarce skill in an emergency.") == ["face"]
    assert health_words_in("A scarce pillow, nosegay, illustrated emergency facet") == []


@pytest.mark.parametrize(
    ("kind", "subject", "body", "wrong"),
    [
        (Kind.RECEIVED, "Hello {name}", "{link}", {"subject": ["{name} means nothing here."]}),
        (Kind.RECEIVED, "Hello", "No way in", {"body": ["{link} is missing."]}),
        (Kind.BOOKED, "Hello", "{link}", {"body": ["{when} is missing."]}),
        (Kind.TIMES_OFFERED, "Hello", "{link} {when}", {"body": ["{when} means nothing here.", "{times} is missing."]}),
        (Kind.WITHDRAWN, "Hello", "{link}", {"body": ["{link} means nothing here."]}),
        (Kind.STAFF_NEW, "Hello", "no link", {"body": ["{link} is missing."]}),
        (Kind.RECEIVED, "Your {link}", "{link}", {"subject": ["{link} means nothing here."]}),
        (Kind.BOOKED, "On {when}", "{link} {when}", {"subject": ["{when} means nothing here."]}),
        (Kind.RECEIVED, "Hello", "{link} { reference }", {"body": ["The signs { and } are only for placeholders"]}),
        (Kind.RECEIVED, "Hello", "{link} {0}", {"body": ["The signs { and } are only for placeholders"]}),
        (Kind.RECEIVED, "Hello", "{link} {reference.pk}", {"body": ["The signs { and } are only for placeholders"]}),
        (
            Kind.RECEIVED,
            "Your surgery",
            "{link} Noses",
            {"subject": ["“surgery” is about"], "body": ["“Noses” is about"]},
        ),
        (Kind.RECEIVED, "One\nBcc: x@example.com", "{link}", {"subject": ["A subject is one line."]}),
        (Kind.RECEIVED, "Hello\x00", "{link}\x1b", {"subject": ["It holds a sign"], "body": ["It holds a sign"]}),
    ],
)
def test_text_that_breaks_a_rule_is_told_so_in_a_sentence(kind, subject, body, wrong):
    found = mail_texts.problems(kind, Words(subject, body))
    assert found.keys() == wrong.keys()
    for field, beginnings in wrong.items():
        assert len(found[field]) == len(beginnings)
        assert all(sentence.startswith(words) for sentence, words in zip(found[field], beginnings, strict=True))


def test_paragraph_that_names_something_blank_is_left_out_as_a_whole():
    text = "Hello.\n\nCall {phone}\nfrom nine.\n \nWrite to {email}.\n\nBye."
    assert (
        mail_texts.filled(text, {"phone": "", "email": "a@example.com"}) == "Hello.\n\nWrite to a@example.com.\n\nBye."
    )


def test_value_that_looks_like_a_placeholder_is_not_filled_again():
    assert mail_texts.filled("{practice}", {"practice": "{phone}", "phone": "1"}) == "{phone}"


@pytest.mark.django_db
def test_words_of_staff_take_the_place_of_ours_one_field_at_a_time():
    MailText.objects.create(kind=Kind.RECEIVED, subject="Hello from us")
    assert mail_texts.in_use(Kind.RECEIVED) == Words("Hello from us", OURS[Kind.RECEIVED].body)
    assert mail_texts.in_use(Kind.WITHDRAWN) == OURS[Kind.WITHDRAWN]


@pytest.mark.django_db
def test_stored_words_that_break_a_rule_are_never_sent(caplog):
    MailText.objects.create(kind=Kind.RECEIVED, subject="About your nose", body="{link}")
    assert mail_texts.in_use(Kind.RECEIVED) == OURS[Kind.RECEIVED]
    assert "nose" not in caplog.text
    assert "received breaks a rule" in caplog.text


@pytest.mark.django_db
def test_value_that_a_kind_does_not_know_is_refused():
    with pytest.raises(ValueError, match="knows no story"):
        mail_texts.values_for(Kind.RECEIVED, patient_request(), "", story="x")


@pytest.mark.django_db
def test_place_is_named_once_the_practice_has_told_its_street():
    Practice.objects.create(city="New York", state="NY", postal_code="10065")
    assert mail_texts.values_of_the_practice()["address"] == ""
    Practice.objects.update(street_address="1 Sample Street")
    assert mail_texts.values_of_the_practice()["address"] == "1 Sample Street, New York, NY 10065"


# How a mail is drawn


def test_plain_text_carries_no_marks():
    text = mail_drawing.plain("# Hello\n\n- one\n- two\n\n{link}", "https://example.com/x/")
    assert text == "Hello\n\n- one\n- two\n\nhttps://example.com/x/"


def test_paragraphs_headings_lists_and_links_are_told_apart():
    text = "# Hello\nOne line\nand another.\n\nTimes:\n- one\n- two\n\n1. a\n2. b\n\nhttps://example.com/x/"
    assert [(part.kind, part.lines) for part in parts(text)] == [
        ("heading", ["Hello"]),
        ("text", ["One line", "and another."]),
        ("text", ["Times:"]),
        ("bullets", ["one", "two"]),
        ("numbers", ["a", "b"]),
        ("link", ["https://example.com/x/"]),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_html_brings_nothing_from_elsewhere_and_no_mark_of_ours(kind):
    body = mail_texts.filled(OURS[kind].body, {entry.name: entry.sample or "x" for entry in mail_texts.allowed(kind)})
    html = mail_drawing.html(kind, "Hello", body, "https://example.com/x/", Practice())
    assert re.findall(r"<(?:img|script|link|iframe|object|form|input|svg)|url\(|@import|\sstyle=|src=", html) == []
    assert set(re.findall(r'href="([^"]*)"', html)) <= {"https://example.com/x/", "mailto:x"}
    assert re.findall(r"[{]\w+[}]|<p>#|<!--", html.split("</style>")[1]) == []
    assert '<html lang="en" dir="ltr">' in html
    assert len(re.findall("<h1>", html)) == 1


def test_words_of_staff_cannot_become_markup():
    html = mail_drawing.html(Kind.RECEIVED, "</title><b>", '<b onclick="x">\n\n{link}', 'https://e/"><b>', Practice())
    assert "<b" not in html.replace("<body", "")
