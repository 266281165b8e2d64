"""What makes a sent form look like spam. Nothing is refused for it: it waits until a person of the practice has looked.

A sign says in words for staff what was seen, and never repeats a word of the sender.
"""

import re

from django.db import transaction

from consultations import limits
from consultations.intake import read_form_token
from consultations.search_terms import folded

MANY_LINKS = 3
FEWEST_LETTERS = 20  # of a text that two people do not write alike by chance
FREE_TEXTS = ("full_name", "best_time", "language", "story", "travelling_from", "heard_from")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

HIDDEN_FIELD = "a hidden field was filled in"
NOT_OUR_FORM = "the form is not one of ours"
FROM_THE_FUTURE = "its form is dated in the future"
LINKS = "three or more links"
MANY_FROM_ADDRESS = "many requests from one place"
MANY_FOR_EMAIL = "many requests for one email"
SAME_WORDS = "the same words, other emails"


@transaction.atomic
def signs_in(answers: dict, *, address: str, sent_from_there: int) -> list[str]:
    """The signs in a sent form, each at most once; none for nearly everybody.

    `answers` is the cleaned data of the form with its hidden fields. `address` is the sender's, and `sent_from_there`
    how many forms came from it in this hour. Counts this one for its email address and its words.
    """
    token = read_form_token(answers["form_token"])
    links = sum(len(LINK.findall(answers[name])) for name in FREE_TEXTS)
    for_email = limits.count(limits.FOR_EMAIL, folded(answers["email"]))
    seen = {
        HIDDEN_FIELD: answers["topic"] != "",
        NOT_OUR_FORM: token is None,
        FROM_THE_FUTURE: token is not None and token.is_from_the_future,
        LINKS: links >= MANY_LINKS,
        MANY_FROM_ADDRESS: limits.is_unusual(limits.FROM_ADDRESS, sent_from_there),
        MANY_FOR_EMAIL: limits.is_unusual(limits.FOR_EMAIL, for_email),
        SAME_WORDS: _has_come_under_others(answers["story"], answers["email"], address),
    }
    return [sign for sign, is_there in seen.items() if is_there]


def _has_come_under_others(story: str, email: str, address: str) -> bool:
    words = " ".join(folded(story).split())
    if len(words) < FEWEST_LETTERS:
        return False
    if limits.count(limits.WORDS_AND_EMAIL, f"{address}\0{folded(email)}\0{words}") > 1:
        return False
    return limits.is_unusual(limits.SAME_WORDS, limits.count(limits.SAME_WORDS, f"{address}\0{words}"))
