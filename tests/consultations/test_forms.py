"""The consultation form: every rule, every sentence, and what comes back after an error."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
import time_machine
from crispy_forms.utils import render_crispy_form
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations import concern_map
from consultations.consent_wordings import CONTACT, CURRENT, EARLIER, USE
from consultations.forms import ConsultationForm
from consultations.models import ConsultationRequest
from tests.samples import ANSWERS

WORDS_FIELDS = ["full_name", "email", "phone", "best_time", "language", "story", "travelling_from", "heard_from"]
HIDDEN = "We took hidden characters out of {}. Please look at it and send it again."
CALLED = {
    "full_name": "your name",
    "email": "your email address",
    "phone": "your phone number",
    "best_time": "the best time",
    "language": "the language",
    "story": "your text",
    "travelling_from": "this place",
    "heard_from": "this answer",
}


def filled(**changed) -> ConsultationForm:
    """The form as a browser sends it, with some answers changed; `None` leaves one out."""
    data = QueryDict(mutable=True)
    for name, value in (ANSWERS | changed).items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    return ConsultationForm(data)


def errors_of(**changed) -> dict[str, list[str]]:
    return dict(filled(**changed).errors)


def cleaned(name: str, value):
    form = filled(**{name: value})
    assert not form.errors, form.errors
    return form.cleaned_data[name]


# What is asked


def test_the_sample_answers_are_complete():
    assert errors_of() == {}


def test_every_answer_of_the_model_is_asked_and_every_question_is_stored():
    form_only = {"age", "consent_contact", "consent_use", "topic", "form_token"}
    assert set(ConsultationForm.base_fields) - form_only == set(fields_for_model(ConsultationRequest))


def test_an_empty_form_names_every_required_answer_in_the_order_of_the_page():
    assert list(ConsultationForm(QueryDict()).errors.items()) == [
        ("full_name", ["Enter your name"]),
        ("email", ["Enter your email address"]),
        ("contact_by", ["Choose how we may contact you"]),
        ("age", ["Choose whether the patient is 18 or older"]),
        ("operations_count", ["Enter how many nose operations you have had"]),
        ("concerns", ["Choose at least one. “I am not sure” is fine."]),
        ("consent_contact", ["Tick the box so that we may answer you"]),
        ("consent_use", ["Tick the box so that we may use your answers"]),
    ]


def test_the_labels_of_the_consents_are_the_wordings_that_are_stored():
    fields = ConsultationForm().fields
    assert fields["consent_contact"].label == CURRENT[CONTACT].text
    assert fields["consent_use"].label == CURRENT[USE].text
    assert not fields["consent_contact"].initial
    assert not fields["consent_use"].initial


def test_no_two_wordings_share_purpose_and_version():
    marks = [(wording.purpose, wording.version) for wording in [*CURRENT.values(), *EARLIER]]
    assert len(marks) == len(set(marks))
    assert all(purpose == wording.purpose for purpose, wording in CURRENT.items())


def test_the_map_draws_every_concern_of_the_model_once():
    assert [area.key for area in concern_map.AREAS] == ConsultationRequest.Concern.values


# Texts


@pytest.mark.parametrize(
    "name", ["Ада Ёжикова", "李小龙", "אדה דוגמה", "محمد بن عبدالله", "Zoë O’Neil-Ñandú", "👩🏽‍⚕️ Ada", "می‌خواهم"]
)
def test_a_name_in_any_script_is_kept_as_typed(name):
    assert cleaned("full_name", name) == name


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", "\u2003", "\t", "\ufeff", "\u200b"])
def test_white_space_around_a_text_is_taken_off(space):
    assert cleaned("full_name", f"{space}Ada  Example{space}") == "Ada  Example"
    assert cleaned("email", f"{space}ada@example.com{space}") == "ada@example.com"


@pytest.mark.parametrize("nothing", ["", "   ", "\u3000\u00a0", "\u200b", "\u2060\ufeff", "\u200e"])
def test_a_name_that_nobody_can_see_is_no_name(nothing):
    assert errors_of(full_name=nothing) == {"full_name": ["Enter your name"]}


@pytest.mark.parametrize("name", WORDS_FIELDS)
@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_control_character_gets_a_message_and_does_not_come_back(name, sign):
    form = filled(**{name: f"ada{sign}@example.com"})
    assert dict(form.errors) == {name: [HIDDEN.format(CALLED[name])]}
    assert form[name].value() == "ada@example.com"


@pytest.mark.parametrize("name", [name for name in WORDS_FIELDS if name != "story"])
def test_a_line_end_in_a_short_answer_is_refused(name):
    form = filled(**{name: "ada@example.com\r\nBcc: all@example.com"})
    assert dict(form.errors) == {name: [HIDDEN.format(CALLED[name])]}
    assert form[name].value() == "ada@example.com Bcc: all@example.com"


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("full_name", 200),
        ("best_time", 200),
        ("language", 100),
        ("story", 5000),
        ("travelling_from", 200),
        ("heard_from", 200),
    ],
)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name, limit):
    assert cleaned(name, "ä" * limit) == "ä" * limit
    assert errors_of(**{name: "ä" * (limit + 1)}) == {
        name: [f"Make {CALLED[name]} shorter: {limit:,} characters or fewer. Now it has {limit + 1}."]
    }


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_a_line_end_counts_as_one_character_whatever_machine_wrote_it(line_end):
    assert cleaned("story", "a" * 2500 + line_end * 2499 + "b") == "a" * 2500 + "\n" * 2499 + "b"


# Email and phone


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.com", "ada@example", "a b@example.com", "a@b@c.org"])
def test_an_address_that_is_none_is_refused(email):
    assert errors_of(email=email) == {"email": ["Enter an email address like name@example.com"]}


def test_an_address_that_is_too_long_is_refused():
    sentence = "Make your email address shorter: 254 characters or fewer. Now it has 255."
    address = "a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60
    assert errors_of(email=f"{address}.{'f' * (254 - len(address))}") == {"email": [sentence]}


def test_invisible_signs_pasted_into_an_address_or_a_number_are_taken_out():
    assert cleaned("email", "ada\u200b@example.com\u200e") == "ada@example.com"
    assert cleaned("phone", "\u202a+1 212 555\u00ad0100\u202c") == "+1 212 5550100"


@pytest.mark.parametrize(
    "phone",
    [
        "+1 (212) 555-0100",
        "020.7946.0018",
        "+44 20 7946 0018 ext. 12",
        "212/555-0100 x9",
        "+49\u00a030\u00a0901820",
        "+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧",
    ],
)
def test_a_phone_number_of_any_country_is_kept_as_typed(phone):
    assert cleaned("phone", phone) == phone


@pytest.mark.parametrize("phone", ["12345", "1" * 21, "call me", "+1 212 555 0100 home", "e1x2t3", "555-0100;1"])
def test_a_phone_number_that_nobody_can_dial_is_refused(phone):
    assert errors_of(phone=phone) == {"phone": ["Enter a phone number like +1 212 555 0100. Use 6 to 20 digits."]}


@pytest.mark.parametrize("way", ["phone", "text"])
def test_a_call_or_text_message_needs_a_number(way):
    sentence = "Enter a phone number, or choose “Email” as the way to contact you"
    assert errors_of(contact_by=way, phone="") == {"phone": [sentence]}
    assert errors_of(contact_by=way, phone="+1 212 555 0100") == {}
    assert errors_of(contact_by=way, phone="none") == {
        "phone": ["Enter a phone number like +1 212 555 0100. Use 6 to 20 digits."]
    }


# Choices


@pytest.mark.parametrize("value", ["pigeon", "\x00", "", ["email", "pigeon"]])
def test_a_way_to_contact_that_we_do_not_offer_asks_again(value):
    assert errors_of(contact_by=value) == {"contact_by": ["Choose how we may contact you"]}


@pytest.mark.parametrize("value", ["17", "yes", "", None])
def test_an_age_that_we_do_not_offer_asks_again(value):
    assert errors_of(age=value) == {"age": ["Choose whether the patient is 18 or older"]}


def test_all_concerns_may_be_chosen():
    assert cleaned("concerns", ConsultationRequest.Concern.values) == ConsultationRequest.Concern.values


def test_a_concern_that_is_not_in_the_list_asks_to_look_again():
    assert errors_of(concerns=["bridge", "chin"]) == {
        "concerns": ["Look at your choices again. One of them is no longer in the list."]
    }


# Numbers


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("30", 30), (" 2 ", 2), ("02", 2), ("٣", 3), ("３", 3)])
def test_a_number_of_operations_is_read_in_any_digits(typed, number):
    assert cleaned("operations_count", typed) == number


@pytest.mark.parametrize("typed", ["31", "-1", "one", "1.5", "1_0", "9" * 5000, "1\x00", "1e1", "²"])
def test_a_number_of_operations_that_cannot_be_is_refused(typed):
    sentence = "Enter the number of operations in digits, from 0 to 30"
    assert errors_of(operations_count=typed) == {"operations_count": [sentence]}


@pytest.mark.parametrize(("typed", "year"), [("1940", 1940), ("2026", 2026), ("", None)])
@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False)
def test_a_year_from_1940_until_now_is_taken(typed, year):
    assert cleaned("last_operation_year", typed) == year


@pytest.mark.parametrize("typed", ["1939", "2027", "19", "last year", "2019-05"])
@time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False)
def test_another_year_is_refused(typed):
    sentence = "Enter the year with four digits, from 1940 to 2026"
    assert errors_of(last_operation_year=typed) == {"last_operation_year": [sentence]}


def test_the_year_begins_when_it_begins_in_new_york():
    with time_machine.travel(datetime(2027, 1, 1, 4, 59, tzinfo=UTC), tick=False):
        assert list(errors_of(last_operation_year="2027")) == ["last_operation_year"]
    with time_machine.travel(datetime(2027, 1, 1, 5, 0, tzinfo=UTC), tick=False):
        assert cleaned("last_operation_year", "2027") == 2027


# Under 18, and the token


def test_a_form_for_a_minor_is_known_before_anything_is_checked_and_never_valid():
    form = filled(age="minor", email="no address")
    assert form.is_for_minor
    assert form._errors is None
    assert not form.is_valid()
    assert "age" in form.errors
    assert not filled().is_for_minor
    assert not ConsultationForm().is_for_minor


def test_a_form_for_a_minor_with_complete_answers_is_not_valid_either():
    assert errors_of(age="minor") == {"age": ["Please ask a parent or guardian to call or write to us"]}


@pytest.mark.parametrize(("token", "read"), [("abc:def", "abc:def"), ("a\x00b", ""), ("", ""), (None, "")])
def test_the_hidden_token_never_has_an_error(token, read):
    form = filled(form_token=token)
    assert (dict(form.errors), form.cleaned_data["form_token"]) == ({}, read)


@pytest.mark.parametrize(("typed", "read"), [("buy now", "buy now"), ("a\x00b", ""), ("", "")])
def test_the_field_to_leave_empty_never_has_an_error(typed, read):
    form = filled(topic=typed)
    assert (dict(form.errors), form.cleaned_data["topic"]) == ({}, read)


# What the page shows


def page(form, **context) -> str:
    return render_crispy_form(form, context={"csrf_token": "token", **context})


def tag_with(html: str, attribute: str) -> str:
    """The one opening tag that has this attribute."""
    found = [tag for tag in re.findall(r"<[a-z][^>]*>", html) if attribute in tag]
    assert len(found) == 1, found
    return found[0]


def test_a_field_stands_with_label_hint_and_no_placeholder():
    html = page(ConsultationForm())
    assert '<label class="field__label" for="id_email">Email address</label>' in html
    assert '<p class="field__hint" id="id_email_helptext">We reply to this address.</p>' in html
    assert tag_with(html, 'name="email"') == (
        '<input type="email" name="email" autocomplete="email" inputmode="email" autocapitalize="none" '
        'spellcheck="false" aria-required="true" aria-describedby="id_email_helptext" id="id_email">'
    )
    assert "placeholder" not in html
    assert "maxlength" not in html
    assert not re.search(r"\srequired[\s>=]", html)
    assert not re.search(r"\s(style|on[a-z]+)=", html)


def test_words_are_typed_in_their_own_direction_and_addresses_and_numbers_are_not_turned():
    html = page(ConsultationForm())
    turning = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"[^>]* dir="auto"', html)
    assert sorted(turning) == ["best_time", "full_name", "heard_from", "language", "story", "travelling_from"]


def test_a_wrong_field_says_hint_then_error_and_keeps_what_was_typed():
    html = page(filled(email="ada@"))
    tag = tag_with(html, 'name="email"')
    assert 'aria-describedby="id_email_helptext id_email_error"' in tag
    assert 'aria-invalid="true"' in tag
    assert 'value="ada@"' in tag
    error = '<span class="visually-hidden">Error: </span>Enter an email address like name@example.com</p>'
    assert html.index('id="id_email_helptext"') < html.index(error) < html.index(tag)


def test_a_group_is_a_fieldset_whose_legend_is_the_question():
    html = page(filled(age=None))
    group = html[html.index("How old is the patient?") - 400 : html.index("I ask for someone under 18")]
    assert (
        '<fieldset class="field field--wrong" role="radiogroup" aria-required="true" aria-invalid="true" '
        'aria-describedby="id_age_error">\n<legend class="field__label">How old is the patient?</legend>'
    ) in group
    assert "aria-invalid" not in tag_with(html, 'id="id_age_0"')


def test_only_optional_fields_are_marked():
    html = page(ConsultationForm())
    marked = re.findall(r'for="id_(\w+)">[^<]*<span class="field__optional">\(optional\)</span>', html)
    assert marked == ["phone", "best_time", "language", "last_operation_year", "story", "travelling_from", "heard_from"]
    assert html.count("(optional)") == len(marked)


def test_every_answer_comes_back_after_an_error():
    typed = {
        "full_name": 'Ada "Ä" <b>Example',
        "phone": "+1 212 555 0100",
        "best_time": "after five",
        "language": "Türkçe",
        "operations_count": "many",
        "last_operation_year": "long ago",
        "travelling_from": "Ankara",
        "heard_from": "a friend",
    }
    html = page(filled(**typed, email="", contact_by="text", concerns=["tip", "skin"], story="line one\r\nline two"))
    values = dict(re.findall(r'<input type="(?:text|tel)" name="(\w+)" value="([^"]*)"', html))
    assert values == typed | {"full_name": "Ada &quot;Ä&quot; &lt;b&gt;Example"}
    assert "line one\nline two</textarea>" in html
    checked = re.findall(r'<input[^>]* name="(\w+)"(?: value="(\w+)")?[^>]* checked[^>]*>', html)
    assert checked == [
        ("contact_by", "text"),
        ("age", "adult"),
        ("concerns", "tip"),
        ("concerns", "skin"),
        ("consent_contact", ""),
        ("consent_use", ""),
    ]


@pytest.mark.parametrize(
    "form", [ConsultationForm(), filled(), ConsultationForm(QueryDict())], ids=["new", "filled", "empty"]
)
def test_ids_are_unique_and_every_reference_leads_to_one(form):
    html = page(form)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed_at = " ".join(re.findall(r'\s(?:for|aria-describedby|aria-labelledby)="([^"]+)"', html)).split()
    assert set(pointed_at) - set(ids) == set()
    assert set(re.findall(r'href="#([^"]+)"', html)) - set(ids) == set()


def test_the_map_is_a_group_of_plain_check_boxes():
    html = page(filled(concerns=["breathing_left"]))
    boxes = re.findall(
        r'<input class="choice__input" type="checkbox" id="\w+" name="concerns" value="(\w+)"( checked)?>', html
    )
    assert boxes == [
        (value, " checked" if value == "breathing_left" else "") for value in ConsultationRequest.Concern.values
    ]
    assert 'aria-describedby="id_concerns_helptext"' in tag_with(html, "form-part--map")


def test_the_staff_drawing_says_which_side_is_which():
    html = render_to_string(
        "includes/concern_map_drawing.html", {"chosen": ["tip", "breathing_left", "gone"], "perspective": "staff"}
    )
    assert re.findall(r"<text[^>]*>([^<]+)</text>", html) == [
        "Breathing, patient’s left",
        "Tip",
        "patient’s left",
        "patient’s right",
    ]
    chosen = set(re.findall(r"concern-drawing__area--(\w+) concern-drawing__area--chosen", html))
    assert chosen == {"tip", "breathing_left"}
    assert "style=" not in html


@pytest.mark.django_db
def test_the_error_summary_counts_in_words_and_links_in_the_words_of_the_fields(client):
    answers = ANSWERS | {"email": "ada@", "concerns": []}
    html = client.post("/consultation/", answers).content.decode()
    assert "<title>Error: Request a consultation" in html
    summary = html[html.index('id="error-summary"') : html.index("<h1")]
    assert re.sub(r"\s+", " ", summary).startswith(
        'id="error-summary" tabindex="-1"> <div role="alert"> '
        '<h2 class="error-summary__title">Please check two answers</h2>'
    )
    assert re.findall(r'href="#(\w+)">([^<]+)</a>', summary) == [
        ("id_email", "Enter an email address like name@example.com"),
        ("id_concerns_0", "Choose at least one. “I am not sure” is fine."),
    ]
    assert html.index('id="main"') < html.index('id="error-summary"')


@pytest.mark.django_db
def test_a_form_without_errors_has_no_summary(client):
    html = client.get("/consultation/").content.decode()
    assert "<title>Request a consultation" in html
    assert 'id="error-summary"' not in html
    assert "js/error_summary" not in html
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["Tell us <em>what bothers you</em>"]
    assert "novalidate" in tag_with(html, 'class="consultation-form"')


@pytest.mark.parametrize(
    ("changed", "heading"),
    [({"email": ""}, "Please check one answer"), ({"email": "", "age": ""}, "Please check two answers")],
)
def test_the_heading_of_the_summary_counts_answers(changed, heading):
    assert filled(**changed).error_heading == heading


@pytest.mark.django_db
def test_the_emergency_sentence_stands_before_the_form_with_a_number_to_call(client):
    html = client.get("/consultation/").content.decode()
    assert html.index('call <a href="tel:911">911</a>') < html.index('class="consultation-form"')


def test_the_field_to_leave_empty_is_unseen_unread_out_of_the_order_of_keys_and_says_what_to_do():
    html = page(ConsultationForm())
    hidden = html[html.index('<div class="visually-hidden" aria-hidden="true">') :]
    hidden = hidden[: hidden.index("</div>")]
    assert '<label for="id_topic">Leave this empty</label>' in hidden
    field = tag_with(hidden, 'name="topic"')
    assert [words in field for words in ('type="text"', 'autocomplete="off"', 'tabindex="-1"')] == [True] * 3
    assert "value=" not in field


# Anything at all

ANYTHING = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [*ANSWERS.values(), "minor", "\x00", "9" * 400]
)


@given(st.dictionaries(st.sampled_from([*ConsultationForm.base_fields]), st.lists(ANYTHING, max_size=3)))
@settings(max_examples=150, deadline=None)
def test_the_form_never_raises_whatever_is_sent(answers):
    data = QueryDict(mutable=True)
    for name, values in answers.items():
        data.setlist(name, values)
    form = ConsultationForm(data)
    for name, sentences in form.errors.items():
        assert name in form.fields
        assert len(sentences) >= 1
    html = page(form)
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n" for sign in html)
    if form.is_valid():
        assert all(form.cleaned_data[name] for name in ("full_name", "email", "concerns"))
