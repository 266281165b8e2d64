"""The same as `own_data` for programs: documented keys, moments as ISO 8601 with the offset of New York."""

from django.utils import timezone

from consultations.encrypted_fields import Unreadable
from consultations.models import ConsultationRequest, HealthAnswers
from consultations.own_data import ANSWERS, HOW_TO_REACH_YOU, events_of, left_out, mails_of

# What the copy says about its own keys.
KEYS = {
    "request": "Reference, state, and when it arrived; came_from_page is our page that led you to the form.",
    "you": "Who you are and how to reach you.",
    "answers": "What you told us in the form. concerns are the areas you chose, operations_count a number.",
    "operations": "Earlier operations, as you added them. month is 1 to 12, or null.",
    "health": "Answers by question: answer is yes, no or talk, words are your own. goals is what you hope for.",
    "photos": "Photos in the folder photos, with the view, their size in pixels, and what a short measurement found.",
    "consents": "What you agreed to, in the exact words; taken_back_at is null while it holds.",
    "visits": "Times that we offered, and visits.",
    "mails": "Mails that we wrote to you; calendar is a calendar entry (iCalendar).",
    "events": "What happened with your request. before holds answers that you changed later.",
    "unreadable": 'A value that could not be opened stands as {"unreadable": true}.',
}


def as_json(request: ConsultationRequest, photo_names: dict[int, str]) -> dict:
    """Everything that is held. `photo_names` gives the name of each photo in the copy, by the number of its row."""
    return {
        "about": {"made_at": iso_moment(timezone.now()), "keys": KEYS, "left_out": left_out()},
        "request": {
            "reference": request.reference,
            "state": request.status,
            "received_at": iso_moment(request.created_at),
            "changed_at": iso_moment(request.changed_at),
            "came_from_page": request.source_path,
        },
        "you": _plain(request, HOW_TO_REACH_YOU),
        "answers": _plain(request, ANSWERS),
        "operations": [_operation(operation) for operation in request.operations.all()],
        "health": _health(HealthAnswers.objects.filter(request=request).first()),
        "photos": [_photo(photo, photo_names.get(photo.pk)) for photo in request.photos.all()],
        "consents": [_consent(consent) for consent in request.consents.all()],
        "visits": {
            "offered_times": [_offered(time) for time in request.offered_times.all()],
            "appointments": [_visit(visit) for visit in request.appointments.order_by("starts_at", "pk")],
        },
        "mails": [mail_facts(mail) for mail in mails_of(request)],
        "events": [event_facts(event) for event in events_of(request)],
    }


def _plain(record, names) -> dict:
    return {name: readable(getattr(record, name)) for name in names}


def readable(value):
    return {"unreadable": True} if isinstance(value, Unreadable) else value


def iso_moment(moment) -> str | None:
    return moment and timezone.localtime(moment, timezone.get_default_timezone()).isoformat(timespec="seconds")


def _operation(operation) -> dict:
    names = ("year", "month", "surgeon", "surgeon_address", "what_was_done", "report")
    return _plain(operation, names) | {"added_at": iso_moment(operation.created_at)}


def _health(health: HealthAnswers | None) -> dict | None:
    return health and _plain(health, ("answers", "goals")) | {"changed_at": iso_moment(health.changed_at)}


def _photo(photo, name: str | None) -> dict:
    return {
        "file": name,
        "view": photo.view,
        "width": photo.width,
        "height": photo.height,
        "findings": readable(photo.findings),
        "added_at": iso_moment(photo.created_at),
    }


def _consent(consent) -> dict:
    return {
        "purpose": consent.purpose,
        "wording_version": consent.wording_version,
        "wording": consent.wording,
        "given_at": iso_moment(consent.given_at),
        "given_how": consent.given_how,
        "noted_by": consent.noted_by_name,
        "taken_back_at": iso_moment(consent.withdrawn_at),
    }


def _offered(time) -> dict:
    return {"starts_at": iso_moment(time.starts_at), "state": time.state, "offered_at": iso_moment(time.offered_at)}


def _visit(visit) -> dict:
    return {
        "starts_at": iso_moment(visit.starts_at),
        "minutes": visit.minutes,
        "state": visit.state,
        "calendar_uid": str(visit.uid),
        "booked_at": iso_moment(visit.created_at),
        "changed_at": iso_moment(visit.changed_at),
    }


def mail_facts(mail) -> dict:
    return _plain(mail, ("to", "subject", "body", "calendar")) | {
        "kind": mail.kind,
        "state": mail.state,
        "written_at": iso_moment(mail.created_at),
        "sent_at": iso_moment(mail.sent_at),
    }


def event_facts(event) -> dict:
    return {
        "kind": event.kind,
        "detail": event.detail,
        "before": readable(event.before),
        "at": iso_moment(event.created_at),
    }
