"""Times to choose from, and the visit that was booked. What lies in the past is not offered any more."""

from consultations import consents
from consultations.consent_wordings import REMINDERS
from consultations.error_heading import COUNT_WORDS
from consultations.models import ConsultationRequest
from consultations.private_sections import Section
from consultations.visit_forms import TimeForm

Status = ConsultationRequest.Status
FOLDER = "consultations/private"
CAN_STOP = "You can also add to what we know, or stop here."
NO_TIME_LEFT = ("No time *is open any more*", f"Ask us for others below, and we look for them. {CAN_STOP}")
VISIT_IS_OVER = (
    "Your visit *was booked*",
    "Its time has passed. If you have a question, please ask us.",
)


def visit(request: ConsultationRequest, bound: dict) -> Section | None:
    """Open times, or the booked visit with the times it can move to. One query, with a visit two."""
    if request.status not in {Status.TIMES_OFFERED, Status.BOOKED}:
        return None
    booked = request.appointments.coming().first() if request.status == Status.BOOKED else None
    context = {
        "offers": list(request.offered_times.open_now()),
        "visit": booked,
        "has_reminder": REMINDERS in consents.standing(request),
        "form": bound.get("time") or TimeForm(),
    }
    if booked:
        return Section("visit", "Your visit", f"{FOLDER}/visit.html", context | {"is_open": "time" in bound})
    if request.status == Status.BOOKED:
        return Section("visit", "Your visit", f"{FOLDER}/visit_over.html", says=VISIT_IS_OVER)
    if not context["offers"]:
        return Section("visit", "Choose a time", f"{FOLDER}/no_times.html", context, says=NO_TIME_LEFT)
    says = _open_in_words(len(context["offers"]))
    return Section("visit", "Choose a time", f"{FOLDER}/times.html", context, says=says)


def _open_in_words(count: int) -> tuple[str, str]:
    word = COUNT_WORDS[count].capitalize()
    if count == 1:
        return f"{word} time *is open for you*", f"Choose it when you are ready. {CAN_STOP}"
    return f"{word} times *are open for you*", f"Choose one when you are ready. {CAN_STOP}"
