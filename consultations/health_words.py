"""Words that no mail may say: mails are read on shared screens, and subjects lie open on locked phones.

"Emergency" may be said. A name that stands in for a placeholder, as that of the practice, is not looked at.
"""

import re

# A star stands for any ending.
LISTED = """
    aesthetic* body bone bones breath* cartilage* cosmetic* esthetic* face faces facial* heart nasal nose noses nostril*
    plastic* rhino* scar scars septal septo* septum* sinus* skin* turbinate*
    allerg* bleed* blood* bruis* disease* fever* health* ill illness* infect* injur* pain* pregnan* sick* smok* swell*
    swollen symptom* wound*
    anaesth* anesth* diagnos* drug drugs graft* heal healing implant* medic* operat* pill pills prescri* procedure*
    recover* revision* surg* therap* treat*
    clinic* consult* doctor* hospital* nurse* patient* physician*
"""
HEALTH_WORDS = tuple(LISTED.split())
_WORD = re.compile(r"[^\W\d_]+")


def health_words_in(text: str) -> list[str]:
    """The words about health in a text, as they stand there, each once."""
    return list(dict.fromkeys(word for word in _WORD.findall(text) if _is_one(word.lower())))


def _is_one(word: str) -> bool:
    return any(word.startswith(each[:-1]) if each.endswith("*") else word == each for each in HEALTH_WORDS)
