"""The texts of the mails: which words apply, which placeholders they may name, and what they must not say.

The link of a patient is never filled in here. It stays in the text as `LINK` and is put in while sending, so that no
stored mail opens a private page.
"""

import logging
import re
import unicodedata
from dataclasses import dataclass

from consultations.health_words import health_words_in
from consultations.mail_words import OURS, Words
from consultations.models import ConsultationRequest, MailText, OutboxMessage, PrivateLink
from practice_site.mail_drawing import PARAGRAPH_END
from practice_site.models import Practice

logger = logging.getLogger(__name__)

Kind = OutboxMessage.Kind
LINK = "{link}"
STAFF_KINDS = {Kind.STAFF_NEW, Kind.STAFF_CORRECTED, Kind.STAFF_NEWS, Kind.STAFF_OVERDUE, Kind.STAFF_MENTION}
LINK_OPENS = {
    Kind.RECEIVED: PrivateLink.Opens.PAGE,
    Kind.NEW_LINK: PrivateLink.Opens.PAGE,
    Kind.DATA_LINK: PrivateLink.Opens.DATA,
    Kind.TIMES_OFFERED: PrivateLink.Opens.PAGE,
    Kind.BOOKED: PrivateLink.Opens.PAGE,
    Kind.MOVED: PrivateLink.Opens.PAGE,
    Kind.CANCELLED: PrivateLink.Opens.PAGE,
    Kind.REMINDER: PrivateLink.Opens.PAGE,
    Kind.REPLY: PrivateLink.Opens.PAGE,
}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
IN_A_SUBJECT = {"reference", "practice"}


@dataclass(frozen=True)
class Placeholder:
    """What staff can name in a text: what it stands for, and a sample of it."""

    name: str
    meaning: str
    sample: str = ""

    @property
    def typed(self) -> str:
        return f"{{{self.name}}}"


REFERENCE = Placeholder("reference", "the reference of the request", "K7RM-2QXD")
OF_THE_PRACTICE = [
    Placeholder("practice", "the name of the practice"),
    Placeholder("phone", "the phone number of the practice"),
    Placeholder("email", "the email address of the practice"),
    Placeholder("address", "street and city of the practice"),
]
PAGE_LINK = Placeholder("link", "the link to the patient’s own page, new in every mail", "/request/this-is-a-sample/")
DATA_LINK = Placeholder("link", "the link to the patient’s data, good for 15 minutes", "/request/this-is-a-sample/")
STAFF_LINK = Placeholder("link", "the link to the request on the staff pages", "/admin/")
WHEN = Placeholder("when", "day and time of the visit", "Monday, 7 December 2026, 10:00 am New York time (EST)")
TIMES = Placeholder(
    "times",
    "the times to choose from, one to a line",
    "- Monday, 7 December 2026, 10:00 am New York time (EST)\n- Tuesday, 8 December 2026, 2:30 pm New York time (EST)",
)
ANSWER = Placeholder("answer", "what was written to this one person", "Thank you for waiting. We will call you soon.")
SAID_IN_IT = {
    Kind.TIMES_OFFERED: [TIMES],
    Kind.BOOKED: [WHEN],
    Kind.MOVED: [WHEN],
    Kind.CANCELLED: [WHEN],
    Kind.REMINDER: [WHEN],
    Kind.REPLY: [ANSWER],
}


def required(kind: str) -> list[Placeholder]:
    """What a text of this kind must name, else the mail would be of no use."""
    if kind in STAFF_KINDS:
        return [STAFF_LINK]
    links = {PrivateLink.Opens.PAGE: [PAGE_LINK], PrivateLink.Opens.DATA: [DATA_LINK]}
    return [*SAID_IN_IT.get(kind, []), *links.get(LINK_OPENS.get(kind), [])]


def allowed(kind: str) -> list[Placeholder]:
    """Everything that a text of this kind may name, what it must name first."""
    return [*required(kind), REFERENCE, *OF_THE_PRACTICE]


def ours(kind: str) -> Words:
    """The words that come with the site."""
    return OURS[Kind(kind)]


def in_use(kind: str, own: MailText | None = None) -> Words:
    """The words of staff where they gave any, else ours. Words that break a rule of today are passed over."""
    own = own or MailText.objects.filter(kind=kind).first()
    if own is None:
        return ours(kind)
    words = Words(own.subject or ours(kind).subject, own.body or ours(kind).body)
    if problems(kind, words):
        logger.warning("the text of the mail %s breaks a rule; the site's own words are sent", kind)
        return ours(kind)
    return words


def values_for(kind: str, request: ConsultationRequest, staff_link: str, **more: str) -> dict[str, str]:
    """What the placeholders of one mail stand for. Raises `ValueError` for one that this kind does not know."""
    if unknown := more.keys() - {entry.name for entry in allowed(kind)}:
        raise ValueError(f"A mail of the kind {kind} knows no {', '.join(sorted(unknown))}.")
    link = staff_link if kind in STAFF_KINDS else LINK
    return values_of_the_practice() | {"reference": request.reference, "link": link} | more


def values_of_the_practice() -> dict[str, str]:
    practice = Practice.objects.current()
    address = f"{practice.street_address}, {practice.place_line}" if practice.street_address else ""
    return {"practice": practice.name, "phone": practice.phone, "email": practice.email, "address": address}


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its values. A paragraph that names something blank is left out as a whole."""
    kept = [
        paragraph
        for paragraph in PARAGRAPH_END.split(text.strip())
        if all(values.get(name) for name in PLACEHOLDER.findall(paragraph))
    ]
    return PLACEHOLDER.sub(lambda found: values[found[1]], "\n\n".join(kept))


def problems(kind: str, words: Words) -> dict[str, list[str]]:
    """What is wrong with a subject and a body, in sentences for staff; empty when all is well."""
    must = {entry.name for entry in required(kind)}
    found = {
        "subject": [*_in_subject(words.subject), *placeholder_problems(words.subject, IN_A_SUBJECT, set())],
        "body": placeholder_problems(words.body, {entry.name for entry in allowed(kind)}, must),
    }
    for field, text in (("subject", words.subject), ("body", words.body)):
        found[field] += [*sign_problems(text), *health_problems(text)]
    return {field: sentences for field, sentences in found.items() if sentences}


def _in_subject(subject: str) -> list[str]:
    return ["A subject is one line. Please take out the line break."] if "\n" in subject or "\r" in subject else []


def placeholder_problems(text: str, may: set[str], must: set[str]) -> list[str]:
    """Sentences about placeholders that mean nothing here, those that are missing, and stray brackets."""
    named = PLACEHOLDER.findall(text)
    sentences = [
        f"{{{name}}} means nothing here. You can use {', '.join(f'{{{each}}}' for each in sorted(may))}."
        for name in dict.fromkeys(named)
        if name not in may
    ]
    sentences += [f"{{{name}}} is missing. Without it this mail is of no use." for name in sorted(must - set(named))]
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        sentences.append("The signs { and } are only for placeholders, written like {reference}.")
    return sentences


def sign_problems(text: str) -> list[str]:
    odd = [sign for sign in text if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]
    return ["It holds a sign that no mail can carry. Please type the text anew."] if odd else []


def health_problems(text: str) -> list[str]:
    return [
        f"“{word}” is about health. Others may see this mail on a screen, so please say it without."
        for word in health_words_in(PLACEHOLDER.sub(" ", text))
    ]
