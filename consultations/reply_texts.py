"""The practice's own texts to begin an answer with: what they may name, what is wrong with them, and filling them in.

An answer goes out inside the words of the mail "Our answer", which bring the patient's link.
"""

from consultations import mail_texts
from consultations.encrypted_fields import Unreadable
from consultations.health_words import health_words_in
from consultations.mail_texts import OF_THE_PRACTICE, REFERENCE, Placeholder
from consultations.models import ConsultationRequest

NAME = Placeholder("name", "the name of the patient, as they wrote it", "Robin Sample")
PLACEHOLDERS = [NAME, REFERENCE, *OF_THE_PRACTICE]
BRACKETS = str.maketrans("", "", "{}")
STRAY_BRACKET = (
    "The signs { and } are for placeholders, and no link or name is put in any more. Please write the words."
)


def problems(text: str) -> list[str]:
    """What is wrong with a reply template, in sentences for staff; empty when all is well."""
    may = {entry.name for entry in PLACEHOLDERS}
    return [
        *mail_texts.placeholder_problems(text, may, set()),
        *mail_texts.sign_problems(text),
        *mail_texts.health_problems(text),
    ]


def problems_of_answer(text: str) -> list[str]:
    """What must not be in an answer that is about to be sent. Words about health are asked about, not refused."""
    return [*([STRAY_BRACKET] if "{" in text or "}" in text else []), *mail_texts.sign_problems(text)]


def filled_for(text: str, request: ConsultationRequest) -> str:
    """A template with what it names, for this patient. A paragraph that names something blank is left out."""
    return mail_texts.filled(text, _values_for(request))


def sample_of(text: str) -> str:
    """A template with samples in place of what a request would say."""
    samples = {entry.name: entry.sample for entry in PLACEHOLDERS if entry.sample}
    return mail_texts.filled(text, mail_texts.values_of_the_practice() | samples)


def words_about_health(text: str, request: ConsultationRequest) -> list[str]:
    """Words in an answer that others should not read on a screen. Names of patient and practice are not looked at."""
    for value in sorted(filter(None, _values_for(request).values()), key=len, reverse=True):
        text = text.replace(value, " ")
    return health_words_in(text)


def _values_for(request: ConsultationRequest) -> dict[str, str]:
    name = "" if isinstance(request.full_name, Unreadable) else request.full_name.translate(BRACKETS).strip()
    return mail_texts.values_of_the_practice() | {"name": name, "reference": request.reference}
