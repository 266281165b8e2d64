"""How a request stands: whether we owe an answer and until when, or whom the next step belongs to."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from consultations import reply_clock
from consultations.models import ConsultationRequest
from practice_site import working_hours
from practice_site.models import Practice

Status = ConsultationRequest.Status
NEARLY_A_WEEK = timedelta(days=6)
WHOSE_TURN = {
    Status.NEW: "No opening hours lie ahead, so no answer is promised.",
    Status.IN_REVIEW: "No opening hours lie ahead, so no answer is promised.",
    Status.WAITING: "The next step is the patient’s.",
    Status.TIMES_OFFERED: "The patient chooses one of the times.",
    Status.BOOKED: "The visit is booked.",
    Status.SEEN: "The visit took place.",
    Status.WITHDRAWN: "The patient took the request back.",
    Status.QUARANTINED: "Nothing is promised while it may be spam.",
}


def standing_of(request: ConsultationRequest, practice: Practice) -> dict:
    """`waiting` with its disc and `promise` while we owe an answer; else `words` for whose turn it is.

    One query while an answer is owed, none else.
    """
    if request.answer_due_at is None:
        return {"waiting": None, "words": WHOSE_TURN.get(request.status, "Nobody has to do anything.")}
    waiting = reply_clock.waiting_of(request, working_hours.load_at_once(), practice.reply_hours)
    return {"waiting": waiting, "promise": f"Answer promised by {_near_day(request.answer_due_at)}."}


def _near_day(moment) -> str:
    """A day of these weeks by its name alone, any other with its date: “Friday, 13:50”, “Friday, 3 July, 13:50”."""
    is_near = abs(moment - timezone.now()) < NEARLY_A_WEEK
    return date_format(timezone.localtime(moment), "l, H:i" if is_near else "l, j F, H:i")
