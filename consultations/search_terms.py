"""From what people are called to keyed digests that find them: pure text work, no database.

Names are found by whole words and by their beginnings from three letters on, without regard to accents and case;
telephone numbers by all digits and by their last seven or more, with a country code or without; email addresses as a
whole.
"""

import hashlib
import hmac
import re
import unicodedata

from consultations.key_ring import Key
from consultations.reference import as_typed

SHORTEST_BEGINNING = 3  # letters
FEWEST_DIGITS = 7
SHORTEST_NUMBER = 6  # digits; what is shorter is a word
LONGEST_COUNTRY_CODE = 3  # digits
LONGEST_WORD = 40  # letters; what lies beyond is not told apart
WHOLE = "="  # before a whole number, which no typed word can hold
NUMBER = re.compile(r"(?<!\w)[+(]?\d[\d\s()./+\u2010-\u2015\u2212-]*(?:\s*(?:ext|x)[.\s]*\d+)?", re.IGNORECASE)
US_EXIT_CODE = "011"  # typed in the US before a country code, where others type 00 or the sign +
BEFORE_A_NUMBER = " \t(\u202a\u2066\u200e"
# Country codes by how many digits they have (ITU-T E.164); all others have three.
ONE_DIGIT_CODES = ("1", "7")
TWO_DIGIT_CODES = (
    *("20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49"),
    *("51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66"),
    *("81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"),
)
US_NUMBER = 11  # digits with its country code, which is often typed without a sign before it
EXTENSION = re.compile(r"(?:ext|x).*", re.IGNORECASE | re.DOTALL)
# Letters that are a plain one and a stroke to the eye, yet nothing of the kind to Unicode.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"})


def terms_of(full_name: str, email: str, phone: str) -> set[str]:
    """Everything that finds a person, in the spelling that digests are made of."""
    return {*name_terms(full_name), *email_terms(email), *phone_terms(phone)}


def name_terms(full_name: str) -> set[str]:
    return {
        word[:length] for word in words_of(full_name) for length in {len(word), *range(SHORTEST_BEGINNING, len(word))}
    }


def email_terms(email: str) -> set[str]:
    return {folded(email)} if email else set()


def phone_terms(phone: str) -> set[str]:
    """The ends of a number from seven digits on, and the whole of it, marked as such."""
    digits = digits_of(phone)
    if not digits:
        return set()
    ends = {digits[-length:] for length in range(min(FEWEST_DIGITS, len(digits)), len(digits) + 1)}
    return ends | {WHOLE + digits}


def wanted_terms(typed: str) -> list[set[str]]:
    """What staff typed: for each email address, number and word the terms of which one must be there."""
    typed = unicodedata.normalize("NFKC", typed)
    emails = [part for part in typed.split() if "@" in part]
    rest = " ".join(part for part in typed.split() if "@" not in part)
    numbers = [number for number in NUMBER.findall(rest) if len(digits_of(number)) >= SHORTEST_NUMBER]
    for number in numbers:
        rest = rest.replace(number, " ", 1)
    return [
        *({folded(email)} for email in emails),
        *(_wanted_number(digits_of(number)) for number in numbers),
        *({word} for word in words_of(rest)),
    ]


def _wanted_number(digits: str) -> set[str]:
    """The number itself, or one that was kept without the country code with which it was typed."""
    without_code = (digits[length:] for length in range(1, LONGEST_COUNTRY_CODE + 1))
    return {digits, *(WHOLE + rest for rest in without_code if len(rest) >= FEWEST_DIGITS)}


def wanted_reference(typed: str) -> str:
    """The same as a reference, should it be one."""
    return as_typed(typed)


def words_of(text: str) -> list[str]:
    """Words in any script: letters with their marks, digits, and signs such as emoji."""
    signs = (sign if _belongs_to_a_word(sign) else " " for sign in folded(text))
    return [word[:LONGEST_WORD] for word in "".join(signs).split()]


def _belongs_to_a_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LMN" or category == "So"


def folded(text: str) -> str:
    """Without accents and case: `Núñez` and `NUNEZ` are the same. Signs without a look of their own do not count."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(PLAIN)
    return "".join(sign for sign in apart if _is_seen(sign)).strip()


def _is_seen(sign: str) -> bool:
    # Marks of combining class 0 are the vowels of several scripts, but also the variants of emoji.
    return not (unicodedata.combining(sign) or unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f")


def digits_of(text: str) -> str:
    """The digits of any script as 0 to 9, without the zeros that stand before a number and without an extension."""
    digits = (str(unicodedata.decimal(sign)) for sign in EXTENSION.sub("", text) if sign.isdecimal())
    return "".join(digits).lstrip("0")


def national_number(phone: str) -> str:
    """The digits of a number without its country code; blank for what is too short to tell two people apart.

    `+1 (212) 555-0100` and `212.555.0100` are the same, and so are `+49 171 2345678` and `0171 2345678`.
    """
    digits, typed = digits_of(phone), unicodedata.normalize("NFKC", phone).lstrip(BEFORE_A_NUMBER)
    raw = "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())
    if not typed.startswith("+") and raw.startswith(US_EXIT_CODE) and len(raw) > US_NUMBER:
        digits, raw = raw[len(US_EXIT_CODE) :], "00"
    is_us = len(digits) == US_NUMBER and digits.startswith("1") and not raw.startswith("0")
    if typed.startswith("+") or raw.startswith("00") or is_us:
        rest = digits[_length_of_code(digits) :].lstrip("0")
        digits = rest if len(rest) >= FEWEST_DIGITS else digits
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _length_of_code(digits: str) -> int:
    if digits.startswith(ONE_DIGIT_CODES):
        return 1
    return 2 if digits.startswith(TWO_DIGIT_CODES) else LONGEST_COUNTRY_CODE


def digest(term: str, key: Key) -> str:
    """32 hexadecimal signs that stand for a term."""
    return hmac.new(key.index, term.encode(), hashlib.sha256).hexdigest()[:32]
