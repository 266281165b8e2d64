"""Refuses passwords that are long only by what everybody adds: 2026, an exclamation mark, the name of the practice.

Whoever guesses begins with common words and what people put around them, and with what the practice's own site says
(OWASP ASVS 5.0, 6.2.4 and 6.2.11). Of passwords that leaked, only the common ones are known here: asking a service for
more would tell it about ours.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from practice_site.models import Practice

# Read off the site by anybody: beside these, the words of the practice's own record and of its address.
WORDS_OF_THE_SITE = (
    "admin clinic consultation doctor editor facial nose office password patient plastic practice rhinoplasty"
)
WORDS_OF_THE_SITE += " secondary secret staff surgeon surgery website welcome"
FEWEST_DIFFERENT = 5  # signs of any kind, in the whole and beside such words
GUESSED_FIRST = (
    "This password would be guessed early: a common word, or words about the practice, with a few signs around them. "
    "Take several words that have nothing to do with each other or with the practice."
)


class GuessedFirst(CommonPasswordValidator):
    """Knows Django's list of common passwords, and looks for them below what was put around them."""

    def validate(self, password: str, user=None) -> None:
        text = password.lower().strip()
        if text in self.passwords:
            return  # Django's own check says so
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
        is_common = core in self.passwords or _unit(text) in self.passwords
        if is_common or len(_signs_of_its_own(text)) < FEWEST_DIFFERENT:
            raise ValidationError(GUESSED_FIRST, code="guessed_first")

    def get_help_text(self) -> str:
        return "Several words that have nothing to do with each other or with the practice are hard to guess."


def _unit(text: str) -> str:
    """What is written over and over, or the whole text."""
    place = (text + text).find(text, 1)
    return text[:place]


def _signs_of_its_own(text: str) -> set[str]:
    """The different signs, spaces aside, that are left without words about the practice."""
    for word in sorted(_words_of_the_practice(), key=len, reverse=True):
        text = text.replace(word, " ")
    return set("".join(text.split()))


def _words_of_the_practice() -> set[str]:
    practice = Practice.objects.current()
    said = [practice.name, practice.surgeon, practice.speciality, practice.city, practice.street_address]
    said += [urlsplit(settings.SITE_URL).hostname, WORDS_OF_THE_SITE]
    return {word for word in re.split(r"[\W\d_]+", " ".join(said).lower()) if len(word) > 2}
