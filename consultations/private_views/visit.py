"""Choosing a time, moving and cancelling the visit, and its entry for a calendar."""

from django.http import HttpResponse

from consultations import appointments, calendar_entry, consents, private_page
from consultations.consent_wordings import REMINDERS
from consultations.private_views.access import READING, back, sends, with_link
from consultations.visit_forms import NONE, SeenVisitForm, TimeForm
from consultations.workflow import NotAllowed
from practice_site.errors import error_page
from practice_site.frame import of


@sends
def choose(http_request, link, token):
    form = TimeForm(http_request.POST)
    done = _choose(link.request, form) if form.is_valid() else None
    if done is None:
        link.request.refresh_from_db()
        return private_page.draw(http_request, link, token, bound={"time": form})
    return back(token, done, "visit")


def _choose(request, form: TimeForm) -> str | None:
    """What was done, as a name for the page; None when the time is not open any more, which the form then says."""
    if form.cleaned_data["time"] == NONE:
        return "no-time-fits" if appointments.none_fits(request) else "nothing-waits"
    try:
        visit = appointments.choose(request, form.number)
    except NotAllowed as refusal:
        form.add_error("time", str(refusal))
        return None
    if form.cleaned_data["remind"]:
        consents.give(request, REMINDERS)
    return "visit-moved" if visit.sequence else "visit-booked"


@sends
def cancel(http_request, link, token):
    form = SeenVisitForm(http_request.POST)
    visit = form.is_valid() and link.request.appointments.filter(pk=form.cleaned_data["visit"]).first()
    if not visit:
        return back(token, "visit-changed", "visit")
    try:
        appointments.cancel(visit, seen=form.cleaned_data["seen"])
    except NotAllowed:
        return back(token, "visit-changed", "visit")
    return back(token, "visit-cancelled", "visit")


@with_link(*READING)
def calendar(http_request, link, token):
    """The entry of the visit once more, for a patient who lost the mail."""
    visit = link.request.appointments.coming().first()
    if visit is None:
        return error_page(http_request, 404)
    entry = calendar_entry.text_of(visit, of(http_request).practice)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
