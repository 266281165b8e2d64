"""Everything that staff may see of one request, in the parts of the patient's own copy and those that are ours."""

from collections.abc import Callable
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from consultations import mail_drawing
from consultations.encrypted_fields import Unreadable
from consultations.models import AccessRecord, ConsultationRequest, Merge, RequestEvent, RequestPhoto
from consultations.own_data import TOLD, Entry, Line, Part, event_line, line_of, sections_of
from consultations.own_data_json import as_json, event_facts, iso_moment, mail_facts, readable
from consultations.reply_clock import in_hours
from practice_site.local_time import in_words

UNREADABLE = "unreadable"
# The patient's own parts, with their headings for staff, and what stands where there is nothing.
TITLES = {
    "you": ("The patient", ""),
    "request": ("What the patient sent", ""),
    "operations": ("Earlier operations", "The patient added no operation."),
    "health": ("Health and goals", "The patient answered no question about health."),
    "photos": ("Photos", "There are no photos."),
    "consents": ("What the patient agreed to", "The patient agreed to nothing."),
    "visits": ("Times and visits", "No time was offered."),
}
KEYS = {
    "request": "Reference, state, and when it arrived; came_from_page is the page that led to the form.",
    "staff": "What only staff see: where it stands, notes, joined requests, and who looked at it.",
    "photos": "Photos in the folder photos, with the view, their size in pixels, and what a short measurement found.",
    "mails": "All mails, those to staff as well; {link} stands for the patient’s own link.",
    "events": "What happened, in order. before holds answers that the patient changed later.",
    "unreadable": 'A value that could not be opened stands as {"unreadable": true}.',
}


def parts_of(request: ConsultationRequest, picture_of: Callable[[RequestPhoto], str], *, with_log: bool) -> list[Part]:
    """All parts. `picture_of` gives the address of a photo, or "" where it cannot be shown.

    `with_log` adds who looked at the request, for those who may see that.
    """
    theirs = {part.id: part for part in sections_of(request, picture_of)}
    parts = [_for_staff(theirs[name], *words) for name, words in TITLES.items()]
    parts.insert(1, Part("stands", "Where it stands", [Entry(_standing(request))]))
    parts += [
        Part("notes", "Notes of our staff", _notes(request), "There are no notes."),
        Part("mails", "Mails", _mails(request), "No mail was written."),
        Part("events", "What happened", [Entry([_event(event)]) for event in request.events.all()]),
    ]
    if with_log:
        looks = [Line(f"{in_words(each.at)}, {each.actor_name}", _look(each)) for each in accesses_of(request)]
        parts.append(Part("looks", "Who looked at it", [Entry(looks)] if looks else [], "Nobody before."))
    return parts


def facts_of(request: ConsultationRequest, photo_names: dict[int, str], *, with_log: bool) -> dict:
    """The same for programs, in the keys of the patient's own copy and one, `staff`, for what is ours."""
    facts = as_json(request, photo_names) | {
        "about": {"made_at": iso_moment(timezone.now()), "keys": KEYS},
        "mails": [mail_facts(mail) for mail in request.mails.order_by("created_at", "pk")],
        "events": [event_facts(event) | {"by": event.actor_name} for event in request.events.all()],
    }
    looks = [_look_facts(each) for each in accesses_of(request)] if with_log else None
    return facts | {"staff": _staff_facts(request) | ({"looks": looks} if with_log else {})}


def accesses_of(request: ConsultationRequest):
    return AccessRecord.objects.filter(request_number=request.pk).order_by("number")


def _for_staff(part: Part, title: str, none: str) -> Part:
    """A part of the patient's copy in words for staff."""
    entries = [
        replace(entry, title=entry.title.replace(TOLD, "Answers"), lines=[_plain(x) for x in entry.lines])
        for entry in part.entries
    ]
    return replace(part, title=title, none=none, entries=entries)


def _plain(line: Line) -> Line:
    return replace(line, words=UNREADABLE) if line.is_unreadable else line


def _standing(request: ConsultationRequest) -> list[Line]:
    after = request.answered_after
    return [
        Line("State", request.get_status_display()),
        line_of("Closed because", request.get_closed_reason_display()),
        Line("Came by", request.get_source_display()),
        Line("Owner", str(request.owner or "nobody")),
        line_of("Answer due", request.answer_due_at and in_words(request.answer_due_at)),
        line_of("First answer", request.first_answered_at and in_words(request.first_answered_at)),
        line_of("Working hours to it", None if after is None else in_hours(after)),
        line_of("First booked", request.first_booked_at and in_words(request.first_booked_at)),
        line_of("Kept for a legal reason since", request.held_since and in_words(request.held_since)),
        _plain(line_of("Why it is kept", request.hold_reason)),
        *(Line("Joined with", words) for words in _joined(request)),
    ]


def _joined(request: ConsultationRequest) -> list[str]:
    merges = merges_of(request)
    return [
        f"{each.kept if each.request_id == request.pk else each.request}, {in_words(each.merged_at)}, "
        f"by {each.merged_by_name}" + (f", taken apart {in_words(each.undone_at)}" if each.undone_at else "")
        for each in merges
    ]


def merges_of(request: ConsultationRequest):
    return Merge.objects.filter(Q(request=request) | Q(kept=request)).select_related("request", "kept").order_by("pk")


def _notes(request: ConsultationRequest) -> list[Entry]:
    return [
        Entry([_plain(line_of(f"{note.author_name}, {in_words(note.created_at)}", note.text))])
        for note in request.notes.all()
    ]


def _mails(request: ConsultationRequest) -> list[Entry]:
    return [
        Entry(
            [
                _plain(line_of("To", mail.to or "staff")),
                Line(
                    "Written", in_words(mail.created_at) + (f", by {mail.written_by_name}" * bool(mail.written_by_name))
                ),
                Line("State", mail.get_state_display()),
                Line("Sent", in_words(mail.sent_at) if mail.sent_at else "no"),
                Line("Subject", mail.subject),
                _text_of(mail),
            ],
            mail.get_kind_display(),
        )
        for mail in request.mails.order_by("created_at", "pk")
    ]


def _text_of(mail) -> Line:
    if isinstance(mail.body, Unreadable):
        return Line("Text", UNREADABLE, is_unreadable=True)
    return Line("Text", mail_drawing.in_words(mail.body))


def _event(event: RequestEvent) -> Line:
    line = event_line(event)
    by = f", {event.actor_name}" if event.actor_name else ""
    return replace(_plain(line), label=line.label + by)


def _look(record: AccessRecord) -> str:
    return record.get_act_display() + (f": {record.detail}" if record.detail else "")


def _look_facts(record: AccessRecord) -> dict:
    return {"at": iso_moment(record.at), "by": record.actor_name, "act": record.act, "detail": record.detail}


def _staff_facts(request: ConsultationRequest) -> dict:
    return {
        "source": request.source,
        "closed_reason": request.closed_reason,
        "owner": str(request.owner) if request.owner else None,
        "answer_due_at": iso_moment(request.answer_due_at),
        "first_answered_at": iso_moment(request.first_answered_at),
        "answered_after_working_minutes": request.answered_after,
        "first_booked_at": iso_moment(request.first_booked_at),
        "held_since": iso_moment(request.held_since),
        "hold_reason": readable(request.hold_reason),
        "notes": [
            {"at": iso_moment(note.created_at), "by": note.author_name, "text": readable(note.text)}
            for note in request.notes.all()
        ],
        "joined": _joined(request),
    }
