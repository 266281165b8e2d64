"""A password that is long only by what everybody adds is refused; anything else of twelve signs is taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from practice_site.accounts.password_rules import GUESSED_FIRST
from practice_site.models import Practice

pytestmark = pytest.mark.django_db


def refusals(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as refusal:
        return refusal.messages
    return []


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "!!!iloveyou!!!",
        "sunshine-0001",
        "letmeinletmein",
        "aaaaaaaaaaaa",
        "121212121212",
        "Miller20262027",
        "Philip.Miller.1",
        "newyork-newyork",
        "Rhinoplasty2026",
        "secondary surgery",
        "Plastic-Surgeon-NY",
        "welcome-staff-1",
        "Fifth Avenue 21a",
    ],
)
def test_password_that_is_guessed_first_is_refused_in_words(password):
    Practice(street_address="21 Fifth Avenue").save()
    assert refusals(password) == [GUESSED_FIRST]


@pytest.mark.parametrize(
    "password",
    [
        "violet harbour lantern",
        "correcthorsebatterystaple",
        "Miller reads by lamplight",
        "my rhinoplasty password is green",
        "kq9-xw2-pfh-7zt-b",
        "840155279913",
        "#?&%=§!{}-+*~",
        "пять сосен у воды",
        "四匹の猫が屋根で静かに眠る",
        "~" * 4 + "Ölmühle" + "-" * 4,
        "a" * 40 + " long way home with",
    ],
)
def test_password_of_its_own_words_or_of_chance_is_taken_in_any_script(password):
    assert refusals(password) == []


def test_common_password_is_refused_in_one_sentence():
    assert refusals("qwerty123456") == ["This password is too common."]


def test_word_of_the_practice_is_what_its_record_says_now():
    assert refusals("Hollowbrook-2026") == []
    Practice(name="Hollowbrook").save()
    assert refusals("Hollowbrook-2026") == [GUESSED_FIRST]


def test_refusal_does_not_repeat_the_password():
    assert "Password2026!" not in " ".join(refusals("Password2026!"))
