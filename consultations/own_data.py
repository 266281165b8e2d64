"""Everything that is held about a patient, in the order of the patient's own way, to be read by the patient.

A right of access covers what decisions about a patient are made from (45 CFR 164.524). What is left out, and why,
stands in `LEFT_OUT`, and in every copy.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.dates import MONTHS
from django.utils.text import capfirst

from consultations import photo_advice
from consultations.encrypted_fields import Unreadable
from consultations.health_questions import ANSWER_WORDS, QUESTIONS_BY_KEY
from consultations.models import ConsultationRequest, HealthAnswers, RequestEvent, RequestPhoto
from practice_site.local_time import in_words

UNREADABLE = "This could not be opened. Please tell us, with your reference."
# Encrypted fields that no copy holds, each with the reason that stands in the copy.
LEFT_OUT = {
    "RequestNote.text": "Notes that our staff wrote for each other. You may ask us for them.",
    "ConsultationRequest.hold_reason": "Why a request has to be kept, as our staff noted it. You may ask us for it.",
    "LinkWish.wished_reference": "When you ask for a new link, we note it for some seconds, until the mail is written.",
    "LinkWish.email": "When you ask for a new link, we note it for some seconds, until the mail is written.",
}
FOR_STAFF_ONLY = {RequestEvent.Kind.NOTE_ADDED, RequestEvent.Kind.ASSIGNED, RequestEvent.Kind.REMINDED}
HOW_TO_REACH_YOU = ("full_name", "email", "phone", "contact_by", "best_time", "language")
ANSWERS = ("operations_count", "last_operation_year", "concerns", "story", "travelling_from", "heard_from")

TOLD = "What you told us"


@dataclass(frozen=True)
class Line:
    """One thing that is held: what it is, and its words. Moments and days come in words of their own."""

    label: str
    words: str
    is_unreadable: bool = False


@dataclass(frozen=True)
class Entry:
    """Lines that belong together, with a heading where there are several of their kind, and maybe a picture."""

    lines: list[Line]
    title: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Part:
    """One part of all that is held. `none` says that there is nothing."""

    id: str
    title: str
    entries: list[Entry] = field(default_factory=list)
    none: str = ""
    template: str = "consultations/own_data/entries.html"


def sections_of(request: ConsultationRequest, picture_of: Callable[[RequestPhoto], str]) -> list[Part]:
    """All parts. `picture_of` gives the address at which the copy shows a photo, or "" where it cannot be shown."""
    return [
        Part("you", "You", [Entry(lines_of(request, HOW_TO_REACH_YOU))]),
        Part(
            "request", "Your request", [Entry(_about(request)), Entry(lines_of(request, ANSWERS), "What you told us")]
        ),
        Part("operations", "Earlier operations", _operations(request), "You added no operation."),
        Part("health", "Your health and your goals", _health(request), "You answered no question about health."),
        Part("photos", "Photos", _photos(request, picture_of), "There are no photos."),
        Part("consents", "What you agreed to", _consents(request)),
        Part("visits", "Times and visits", _visits(request), "No time was offered."),
        Part("mails", "Our mails to you", _mails(request), "No mail was written to you."),
        Part("events", "What happened", [Entry([event_line(event)], "") for event in events_of(request)]),
    ]


def events_of(request: ConsultationRequest) -> list[RequestEvent]:
    """What happened with the request, without what only tells that staff wrote a note.

    Which request it was joined with stays out: should staff have been wrong, that one is another person's.
    """
    events = list(request.events.exclude(kind__in=FOR_STAFF_ONLY))
    for event in events:
        event.detail = "" if event.kind in RequestEvent.NAME_ANOTHER else event.detail
    return events


def mails_of(request: ConsultationRequest) -> list:
    return [mail for mail in request.mails.order_by("created_at", "pk") if not mail.for_staff]


def left_out() -> list[str]:
    """The reasons, each once."""
    return list(dict.fromkeys(LEFT_OUT.values()))


def _about(request) -> list[Line]:
    return [
        Line("Reference", request.reference),
        Line("Received", in_words(request.created_at)),
        Line("Where it stands", request.get_status_display()),
        line_of("Sent from our page", request.source_path),
    ]


def lines_of(record, names) -> list[Line]:
    return [line_of(capfirst(record._meta.get_field(name).verbose_name), _value(record, name)) for name in names]


def _value(record, name: str):
    value = getattr(record, name)
    if isinstance(value, Unreadable):
        return value
    if name == "concerns":
        return record.concerns_in_words
    return getattr(record, f"get_{name}_display")() if record._meta.get_field(name).choices else value


def line_of(label: str, value) -> Line:
    if isinstance(value, Unreadable):
        return Line(label, UNREADABLE, is_unreadable=True)
    return Line(label, "not given" if value in (None, "", []) else str(value))


def _operations(request) -> list[Entry]:
    names = ("year", "surgeon", "surgeon_address", "what_was_done", "report")
    entries = []
    for number, operation in enumerate(request.operations.all(), start=1):
        month = operation.month if isinstance(operation.month, Unreadable) else MONTHS.get(operation.month, "")
        year, *rest = lines_of(operation, names)
        lines = [year, line_of("Month", month), *rest, Line("Added", in_words(operation.created_at))]
        entries.append(Entry(lines, f"Operation {number}"))
    return entries


def _health(request) -> list[Entry]:
    health = HealthAnswers.objects.filter(request=request).first()
    if health is None:
        return []
    if isinstance(health.answers, Unreadable):
        answers = [line_of("All answers", health.answers)]
    else:
        answers = [line_of(*_answer(key, given)) for key, given in health.answers.items()]
    goals = line_of("What you hope for", health.goals)
    return [Entry([*answers, goals, Line("Last changed", in_words(health.changed_at))])]


def _answer(key: str, given: dict) -> tuple[str, str]:
    question = QUESTIONS_BY_KEY[key].question if key in QUESTIONS_BY_KEY else key
    answer = ANSWER_WORDS.get(given.get("answer", ""), given.get("answer", ""))
    return question, ". ".join(part for part in (answer, given.get("words", "")) if part)


def _photos(request, picture_of) -> list[Entry]:
    return [Entry(_photo(photo), photo.get_view_display(), picture_of(photo)) for photo in request.photos.all()]


def _photo(photo: RequestPhoto) -> list[Line]:
    findings = photo.findings
    if isinstance(findings, Unreadable):
        measured = [line_of("What a short measurement found", findings)]
    else:
        advice = [photo_advice.WORDS.get(code, code) for code in findings.get("advice", [])]
        measured = [
            line_of("Our advice", "\n".join(advice) or "none"),
            line_of("A number that finds the same photo twice", findings.get("fingerprint")),
        ]
    return [
        Line("Added", in_words(photo.created_at)),
        Line("Size", f"{photo.width} × {photo.height} pixels"),
        *measured,
    ]


def _consents(request) -> list[Entry]:
    return [
        Entry(
            [
                Line("The words", f"“{consent.wording}”"),
                Line("Given", in_words(consent.given_at)),
                Line("How", _how(consent)),
                Line("Taken back", in_words(consent.withdrawn_at) if consent.withdrawn_at else "no"),
            ],
            f"{capfirst(consent.purpose)}, wording {consent.wording_version}",
        )
        for consent in request.consents.all()
    ]


def _how(consent) -> str:
    noted = f", noted by {consent.noted_by_name}" if consent.noted_by_name else ""
    return f"{consent.get_given_how_display().lower()}{noted}"


def _visits(request) -> list[Entry]:
    offered = [
        Line(in_words(time.starts_at), f"Offered: {time.get_state_display().lower()}")
        for time in request.offered_times.all()
    ]
    visits = [
        Line(in_words(visit.starts_at), f"Visit of {visit.minutes} minutes: {visit.get_state_display().lower()}")
        for visit in request.appointments.order_by("starts_at", "pk")
    ]
    return [Entry([*offered, *visits])] if offered or visits else []


def _mails(request) -> list[Entry]:
    return [
        Entry(
            [
                line_of("To", mail.to),
                Line("State", mail.get_state_display()),
                Line("Sent", in_words(mail.sent_at) if mail.sent_at else "no"),
                line_of("Text", mail.body),
                *([line_of("Calendar entry", mail.calendar)] if mail.calendar else []),
            ],
            mail.subject,
        )
        for mail in mails_of(request)
    ]


def event_line(event: RequestEvent) -> Line:
    words = event.get_kind_display() + (f": {event.detail}" if event.detail else "")
    if isinstance(event.before, Unreadable):
        return Line(in_words(event.created_at), f"{words}. What it said before: {UNREADABLE}", is_unreadable=True)
    replaced = [f"{_label(name)}, before: {_earlier(name, value)}" for name, value in event.before.items()]
    return Line(in_words(event.created_at), "\n".join([words, *replaced]))


def _label(name: str) -> str:
    return capfirst(ConsultationRequest._meta.get_field(name).verbose_name)


def _earlier(name: str, value) -> str:
    return line_of("", _value(ConsultationRequest(**{name: value}), name)).words
