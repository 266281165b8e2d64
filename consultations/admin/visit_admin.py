"""The screen on which staff pick times in a calendar: to offer them, book one, move the visit, or cancel it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from consultations import answering, appointments
from consultations.admin.one_request import OneRequest, address_of, number_in
from consultations.admin.visit_calendar import FirstWeekForm, neighbours, weeks_from
from consultations.admin.visit_forms import BOOK, MOVE, OFFER, PickForm
from consultations.admin.visit_reading import visit_context
from consultations.workflow import NotAllowed
from practice_site.local_time import in_words


class VisitScreens(OneRequest):
    """A part of the request's admin, for those who may change requests."""

    def get_urls(self):
        screens = {
            "times": ("times/", require_http_methods(["GET", "HEAD", "POST"])(self.times_view)),
            "take_back_time": ("times/take-back/", require_POST(self.take_back_view)),
            "cancel_visit": ("times/cancel/", require_POST(self.cancel_view)),
        }
        paths = [self._screen(name, address, view) for name, (address, view) in screens.items()]
        return [*paths, *super().get_urls()]

    def times_view(self, request, patient_request):
        """`offer` the picked times, `book` one of them at once, or `move` the visit there."""
        visit = patient_request.appointments.coming().first()
        verbs = {OFFER: _offer, BOOK: _book, MOVE: _move}
        act = request.POST.get("act") if request.POST.get("act") in verbs else ""
        form = PickForm(patient_request, visit, act, request.POST if act else None)
        if act == MOVE and visit is None:
            self.message_user(request, appointments.CHANGED, messages.WARNING)
        elif act and form.is_valid() and self._done(request, form, lambda: verbs[act](request, visit, form)):
            return HttpResponseRedirect(address_of(patient_request))
        return self._draw_times(request, patient_request, visit, form)

    def take_back_view(self, request, patient_request):
        offered = patient_request.offered_times.filter(pk=number_in(request, "offer")).first()
        if offered and appointments.take_back(offered, actor=request.user):
            when = in_words(offered.starts_at)
            self.message_user(request, f"{when} is not offered any more.", messages.SUCCESS)
        else:
            self.message_user(request, "This time was not open any more.", messages.WARNING)
        return HttpResponseRedirect(address_of(patient_request, "times"))

    def cancel_view(self, request, patient_request):
        visit = patient_request.appointments.filter(pk=number_in(request, "visit")).first()
        try:
            if visit is None:
                raise NotAllowed(appointments.CHANGED)
            appointments.cancel(visit, actor=request.user, seen=number_in(request, "seen"))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(address_of(patient_request, "times"))
        self.message_user(request, f"The visit was cancelled. {_told(patient_request)}", messages.SUCCESS)
        return HttpResponseRedirect(address_of(patient_request))

    def _draw_times(self, request, patient_request, visit, form):
        first = FirstWeekForm(request.POST or request.GET).monday(visit)
        context = (
            self._screen_context(request, patient_request, "Times and visit")
            | {
                "form": form,
                "reading": visit_context(patient_request),
                "can_offer": appointments.can_offer(patient_request),
                "first_week": first,
                "weeks": weeks_from(first, patient_request, set(form.typed)),
                "has_errors": bool(form.errors),
            }
            | neighbours(first)
        )
        return TemplateResponse(request, "admin/consultations/consultationrequest/times.html", context)


def _offer(request, visit, form: PickForm) -> str:
    offered = appointments.offer(form.request, form.typed, actor=request.user)
    words = "One time was" if len(offered) == 1 else f"{len(offered)} times were"
    return f"{words} offered. {_told(form.request)}"


def _book(request, visit, form: PickForm) -> str:
    booked = appointments.book(form.request, form.typed[0], actor=request.user)
    return f"The visit is booked: {in_words(booked.starts_at)}. {_told(form.request)}"


def _move(request, visit, form: PickForm) -> str:
    seen = form.cleaned_data["seen"]
    moved = appointments.move(visit, form.typed[0], actor=request.user, seen=-1 if seen is None else seen)
    if moved.sequence == seen:
        return "The visit stays where it is."
    return f"The visit is on {in_words(moved.starts_at)} now. {_told(form.request)}"


def _told(patient_request) -> str:
    if not patient_request.email:
        return "There is no email address, so please tell the patient."
    reason = answering.why_no_mail(patient_request)
    return f"The patient gets no mail. {reason}" if reason else "The patient gets a mail."
