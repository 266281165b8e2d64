"""From what people are called to keyed digests that find them: pure text work, no database.

Names are found by whole words and by their beginnings from three letters on, without regard to accents and case;
telephone numbers by all digits and by their last seven or more; email addresses as a whole.
"""

import hashlib
import hmac
import re
import unicodedata

from consultations.key_ring import Key
from consultations.reference import as_typed

SHORTEST_BEGINNING = 3  # letters
FEWEST_DIGITS = 7
LONGEST_WORD = 40  # letters; what lies beyond is not told apart


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
    digits = digits_of(phone)
    return {digits[-length:] for length in range(min(FEWEST_DIGITS, len(digits)), len(digits) + 1) if digits}


def wanted_terms(typed: str) -> list[str]:
    """What staff typed, as terms that must all be there: an email address, a number, a reference, or words."""
    typed = unicodedata.normalize("NFKC", typed).strip()
    if "@" in typed:
        return [folded(part) for part in typed.split() if part]
    digits = digits_of(typed)
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d_]", typed):
        return [digits]
    return words_of(typed)


def wanted_reference(typed: str) -> str:
    """The same as a reference, should it be one."""
    return as_typed(typed)


def words_of(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in re.findall(r"\w+", folded(text))]


def folded(text: str) -> str:
    """Without accents and case: `Núñez` and `NUNEZ` are the same."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()


def digits_of(text: str) -> str:
    """The digits of any script as 0 to 9, without a leading 00."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    return digits.removeprefix("00")


def digest(term: str, key: Key) -> str:
    """32 hexadecimal signs that stand for a term."""
    return hmac.new(key.index, term.encode(), hashlib.sha256).hexdigest()[:32]
