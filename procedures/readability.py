"""How easy a text is to read: sentences, words and syllables of plain English, and the school grade they make.

The grade is that of Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas for Navy enlisted
personnel", Research Branch Report 8-75 (1975). Syllables are counted from the spelling, without a dictionary.
"""

import html
import re

from django.utils.html import strip_tags

ENDS_OF_PASSAGES = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>")
LINE_BREAKS = re.compile(r"<br\s*/?>")
WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]]*+(?=\s|$)")

# Abbreviations that stand before a name or a number: the sentence goes on, whatever follows.
TITLES = {"dr", "drs", "mr", "mrs", "ms", "prof", "st", "no", "nos", "fig", "vs", "approx", "e.g", "i.e", "cf", "dept"}
# Abbreviations that may stand last: the sentence goes on if a small letter or a digit follows.
MAY_STAND_LAST = {"a.m", "p.m", "etc", "u.s", "m.d", "ph.d", "inc", "jr", "sr", "ave", "blvd"}

VOWELS = re.compile(r"[aeiouy]+")
# Vowels side by side that are spoken apart, each worth one syllable more.
SPLIT_VOWELS = re.compile(
    r"i(?:a(?!l$|lly$|ls$|n$|ns$)|u|o(?!n|us))|(?<![ctgx])i(?=ous)|(?<![tc])i(?=enc|ent)|(?<=\w{3})i(?=er$)|(?<=qu)i(?=e)"
    r"|(?<![qg])u(?=a|ou)|u(?=ing|ity)|e(?=o$|ou?s$)|(?<=cr)e(?=at)|e(?=alis|ality|a$)|o(?=ing)|y(?=ing)|y(?=er)"
)
# An e that is written and not spoken: at the end, before the ending of a past or a plural, and inside a compound.
SILENT_END = re.compile(r"(?:[^laeiouy]|[aeiouy]l|ll|qu)es?$|[^tdaeiouy]ed$")
SPOKEN_END = re.compile(r"(?:[szxcg]|ch|sh)es$|eed$|crooked$|naked$")
SILENT_INSIDE = re.compile(
    r"(?<=\w[^aeiouyl])e(?=(?:(?:ful|less)(?:ly|ness)?|ness|ly|ment|where|thing|time)s?$)|(?<=som)e(?=[^aeiouy])|(?<=fac)e(?=l)"
)


def passages(markup: str) -> list[str]:
    """The plain text of rich text (or of plain text), one entry for each paragraph, heading and list item."""
    spaced = ENDS_OF_PASSAGES.sub("\n", LINE_BREAKS.sub(" ", " ".join(markup.split())))
    plain = (" ".join(html.unescape(strip_tags(line)).split()) for line in spaced.split("\n"))
    return [line for line in plain if line]


def sentences(text: str) -> list[str]:
    """The sentences of one passage. What stands behind the last full stop counts as a sentence too."""
    found, start = [], 0
    for end in SENTENCE_END.finditer(text):
        if not _goes_on(text[start : end.start()], end[0], text[end.end() :].lstrip()):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text: `don’t`, `9:00` and `p.m` are one each; words joined by a hyphen are one."""
    return WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has, as its spelling suggests. At least one for each part joined by a hyphen."""
    return sum(_syllables(part) for part in word.lower().split("-") if part)


def grade(passages: list[str]) -> float | None:
    """The Flesch-Kincaid grade (years at school) of a text given as passages; None for a text without words.

    0.39 × words per sentence + 11.8 × syllables per word − 15.59. A heading, a list item or a question is a
    sentence of its own, with or without a full stop.
    """
    all_sentences = [sentence for passage in passages for sentence in sentences(passage)]
    all_words = [word for sentence in all_sentences for word in words(sentence)]
    if not all_words:
        return None
    all_syllables = sum(syllables(word) for word in all_words)
    return 0.39 * len(all_words) / len(all_sentences) + 11.8 * all_syllables / len(all_words) - 15.59


def _goes_on(before: str, end: str, after: str) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial, and not to the end of a sentence."""
    if not end.startswith(".") or not after or not before.split():
        return False
    word = before.rsplit(None, 1)[-1].lstrip("(“‘\"'[")
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    if is_initial or word.lower() in TITLES:
        return True
    return word.lower() in MAY_STAND_LAST and not after.lstrip("“‘(\"'")[:1].isupper()


def _syllables(part: str) -> int:
    part = re.sub(r"[’']s?$|[^a-z]", "", part)
    if not part:
        return 1
    count = len(VOWELS.findall(part)) + len(SPLIT_VOWELS.findall(part)) - len(SILENT_INSIDE.findall(part))
    is_silent = SILENT_END.search(part) and not SPOKEN_END.search(part)
    return max(1, count - (1 if is_silent else 0))
