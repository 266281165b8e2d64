"""The patient's own page for one request: where it stands, and what can be added. At most ten queries."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consultations import merging, workflow
from consultations.models import ConsultationRequest, PrivateLink, RequestEvent
from consultations.private_sections import agreements, history, own_data, photos, visit

Status = ConsultationRequest.Status
# Sections in the order of the page: functions (request, bound) -> Section or None. `bound` holds forms with errors.
SECTIONS = [visit.visit, photos.section, history.operations, history.health, agreements.section, own_data.section]
STEPS = [
    ("Received", {Status.NEW, Status.QUARANTINED}),
    ("In review", {Status.IN_REVIEW, Status.WAITING}),
    ("Times offered", {Status.TIMES_OFFERED}),
    ("Booked", {Status.BOOKED}),
    ("Seen", {Status.SEEN}),
]
# A heading with its *turn*, and what to do now.
WORDS = {
    Status.NEW: ("Your request *is with us*", "We read it soon. You can add to it here, or stop here."),
    Status.QUARANTINED: ("Your request *is with us*", "We read it soon. You can add to it here, or stop here."),
    Status.IN_REVIEW: ("We are *reading it*", "You can still add to what we know, or stop here."),
    Status.WAITING: ("We *wrote to you*", "Please look for our answer. You can also add to what we know."),
    Status.TIMES_OFFERED: (
        "Times *are open for you*",
        "Choose one when you are ready. You can also add to what we know, or stop here.",
    ),
    Status.BOOKED: ("Your visit *is booked*", "You can move it or cancel it here. “No” is an answer at any time."),
    Status.SEEN: ("Thank you *for your visit*", "You can still see here what you have agreed to, and your data."),
    Status.CLOSED: ("This request *is closed*", "We no longer work on it. You can write to us again at any time."),
    Status.WITHDRAWN: ("You took *this request back*", "We no longer work on it. You can ask again at any time."),
}
# A request that was joined with another one. Nothing of the other is said but where it stands: staff may be wrong.
JOINED = (
    "We go on *with another request*",
    "It looks as if you wrote to us more than once, so we answer you in one place. Below is where that request stands. "
    "If you wrote only once, please tell us.",
)
JOINED_AND_OVER = (
    "We went on *with another request*",
    "It looks as if you wrote to us more than once, so we answered you in one place. If you wrote only once, please "
    "tell us. You can write to us again at any time.",
)
DONE = {
    "kept": "Your link is good for 30 more days.",
    "visit-booked": "Your visit is booked. We send you a mail with an entry for your calendar.",
    "visit-moved": "Your visit has its new time. We send you a mail that also moves the entry in your calendar.",
    "visit-cancelled": "Your visit is cancelled. We send you a mail that takes it out of your calendar.",
    "visit-changed": "Nothing was cancelled, because your visit was changed in the meantime. Please look at it again.",
    "no-time-fits": "Thank you for telling us. We look for other times and write to you.",
    "nothing-waits": "Nothing was changed. This page shows where your request is now.",
    "photos-agreed": "Thank you. You can add photos now.",
    "photos-closed": "This request takes no more photos.",
    "photo-kept": "Thank you. We keep this photo with your request.",
    "kept-by-law": "Nothing was changed. The law asks us to keep what you sent for now.",
    "taken-back-later": "We wrote down that you do not agree any more. We erase it as soon as the law lets us.",
    "photo-removed": "The photo was removed.",
    "operation-added": "Thank you. We keep this operation with your request.",
    "operation-removed": "The operation was removed.",
    "health-kept": "Thank you. We keep your answers with your request.",
    "health-removed": "Your answers about health were removed.",
    "contact-taken-back": "We will not write or call you any more, and we no longer work on your request.",
    "use-taken-back": "Your answers and photos are erased, and we no longer work on your request.",
    "photos-taken-back": "All your photos are erased. Your request stays as it is.",
    "reminders-taken-back": "We will not remind you of a visit.",
    "agreed": "Thank you. We wrote down that you agree.",
    "data-link": "We sent a link to your email address. It is good for 15 minutes and for one use.",
    "erase-noted": "We wrote down that you want everything erased. The law asks us to keep it for now.",
    "withdrawn": "We no longer work on your request. We sent you a mail that says so.",
}


@dataclass(frozen=True)
class Step:
    """One step of the way: "done", "now" or "" for still to come, and since when, if that is known."""

    title: str
    state: str
    since: datetime | None


def draw(http_request, link: PrivateLink, token: str, *, bound: dict | None = None) -> HttpResponse:
    """The page as a response. `bound` holds forms that came back with errors, by the names their sections know."""
    request, bound = link.request, bound or {}
    prefetch_related_objects([request], "consents")  # several parts ask for them
    sections = [section for build in SECTIONS if (section := build(request, bound))]
    heading, lede = next((section.says for section in sections if section.says), WORDS[request.status])
    steps = steps_of(request)
    if workflow.is_joined(request):
        steps = [replace(step, since=None) for step in steps_of(merging.goes_on_as(request))]
        heading, lede = JOINED if steps else JOINED_AND_OVER
    context = {
        "patient_request": request,
        "token": token,
        "link": link,
        "heading": heading,
        "lede": lede,
        "steps": steps,
        "sections": sections,
        "done": DONE.get(http_request.GET.get("done", "")),
        "bound_forms": list(bound.values()),
    }
    return render(http_request, "consultations/private/page.html", context, status=422 if bound else 200)


def steps_of(request: ConsultationRequest) -> list[Step]:
    """The usual way, as far as this request has come. Empty when it was closed or taken back. One query."""
    place = next((place for place, (_, states) in enumerate(STEPS) if request.status in states), None)
    if place is None:
        return []
    since = _first_days(request)
    return [
        Step(
            title,
            "done" if number < place else "now" if number == place else "",
            since.get(title) if number <= place else None,
        )
        for number, (title, _) in enumerate(STEPS)
    ]


def _first_days(request: ConsultationRequest) -> dict[str, datetime]:
    """When each step was last reached. Events of states say which state followed."""
    changes = request.events.filter(kind=RequestEvent.Kind.STATUS_CHANGED).exclude(status="")
    reached = {"Received": request.created_at}
    for status, moment in changes.values_list("status", "created_at"):
        for title, states in STEPS[1:]:
            if status in states:
                reached[title] = timezone.localtime(moment)
    return reached
