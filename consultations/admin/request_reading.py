"""How a request is read on the staff's screens."""

from consultations import mail_drawing, mentions, workflow
from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent, RequestNote
from consultations.workflow import USUAL_WAY

Status = ConsultationRequest.Status
LATEST = 12  # events that stand open; those before them are folded


def signs_of_spam(request: ConsultationRequest, events: list[RequestEvent]) -> list[str]:
    """What was seen in a request that waits in quarantine, as its events say it; nothing for any other."""
    if request.status != Status.QUARANTINED:
        return []
    return [event.detail for event in events if event.kind == RequestEvent.Kind.QUARANTINED]


def with_replaced_answers(event: RequestEvent) -> RequestEvent:
    """The event with `replaced`: label and words of every answer that a correction took the place of."""
    if isinstance(event.before, Unreadable):
        event.replaced = [("All answers", event.before)]
    else:
        event.replaced = [(_label(name), _words(name, value)) for name, value in event.before.items()]
    return event


def with_named_colleagues(note: RequestNote) -> RequestNote:
    """The note with `marked`: its text, escaped, with the colleagues who are named in it in bold."""
    note.marked = mentions.marked(note.text)
    return note


def with_words(mail: OutboxMessage) -> OutboxMessage:
    """The mail with `words`: its text as staff read it, where the patient's own link is a word."""
    mail.words = mail_drawing.in_words(mail.body)
    return mail


def _label(name: str) -> str:
    return str(ConsultationRequest._meta.get_field(name).verbose_name)


def _words(name: str, value) -> str:
    earlier = ConsultationRequest(**{name: value})
    if name == "concerns":
        return earlier.concerns_in_words or "nothing chosen"
    if name == "contact_by":
        return earlier.get_contact_by_display()
    return "nothing" if value in ("", None) else str(value)


def events_to_show(events: list[RequestEvent]) -> dict:
    """All events in their order, in two parts: `earlier` ones, which are folded, and the `latest` few."""
    shown = [with_replaced_answers(event) for event in events]
    return {"earlier": shown[:-LATEST], "latest": shown[-LATEST:]}


def stages_of(request: ConsultationRequest, events: list[RequestEvent]) -> list[dict]:
    """The stages to draw: the usual way, and where this request is if it has left it. Each says whether it is past."""
    is_usual = request.status in USUAL_WAY
    way = USUAL_WAY if is_usual else [*USUAL_WAY, request.status]
    place = way.index(request.status)
    visited = {Status.NEW, *(event.status for event in events)} - {request.status}
    return [
        {
            "label": Status(value).label,
            "is_now": value == request.status,
            "is_past": number < place if is_usual else value in visited,
        }
        for number, value in enumerate(way)
    ]


def steps_of(request: ConsultationRequest, *, has_times: bool) -> dict:
    """What staff can do next: the one `main` step, `others`, and whether a request can be `closed` for a reason.

    With `has_times` offering times is the main step; it has a screen of its own.
    """
    steps = workflow.next_steps(request)
    needs_reason = request.status != Status.QUARANTINED
    with_button = [(to, words) for to, words in steps if to != Status.CLOSED or not needs_reason]
    main = with_button[:1] if not has_times else []
    return {
        "main": main,
        "others": with_button[len(main) :],
        "can_close": needs_reason and Status.CLOSED in dict(steps),
    }
