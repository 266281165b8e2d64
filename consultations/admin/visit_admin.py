"""The screen on which staff offer times to a patient, and move or cancel the visit."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from consultations import appointments
from consultations.admin.one_request import OneRequest, address_of, number_in
from consultations.admin.visit_forms import MoveForm, OfferForm
from consultations.admin.visit_reading import visit_context, visits_by_week, weeks_of
from consultations.workflow import NotAllowed
from practice_site.local_time import in_words


class VisitScreens(OneRequest):
    """A part of the request's admin, for those who may change requests."""

    def get_urls(self):
        screens = {
            "times": ("times/", require_http_methods(["GET", "POST"])(self.times_view)),
            "take_back_time": ("times/take-back/", require_POST(self.take_back_view)),
            "cancel_visit": ("times/cancel/", require_POST(self.cancel_view)),
        }
        paths = [self._screen(name, address, view) for name, (address, view) in screens.items()]
        return [*paths, *super().get_urls()]

    def times_view(self, request, patient_request):
        """Offer times (`offer`), see what is booked in the weeks of the typed days (`look`), or `move` the visit."""
        act = request.POST.get("act")
        visit = patient_request.appointments.coming().first()
        offer = OfferForm(patient_request, request.POST if act in {"offer", "look"} else None)
        move = MoveForm(visit, request.POST if act == "move" else None) if visit else None
        if act == "look":
            offer.full_clean()
        if act == "move" and move is None:
            self.message_user(request, appointments.CHANGED, messages.WARNING)
        verbs = {"offer": (offer, lambda: _offer(request, offer)), "move": (move, lambda: _move(request, visit, move))}
        form, verb = verbs.get(act, (None, None))
        if form is not None and form.is_valid() and self._done(request, form, verb):
            return HttpResponseRedirect(address_of(patient_request))
        return self._draw(request, patient_request, offer, move)

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

    def _done(self, request, form, act) -> bool:
        """Whether it could be done; a refusal stands beside its time, with everything typed kept."""
        try:
            self.message_user(request, act(), messages.SUCCESS)
        except NotAllowed as refusal:
            form.refuse(refusal)
            return False
        return True

    def _draw(self, request, patient_request, offer, move):
        reading = visit_context(patient_request)
        known = [each.starts_at for each in (*reading["open"], *filter(None, [reading["visit"]]))]
        typed = [moment for form in (offer, move) if form for moment in form.typed]
        context = self._screen_context(request, patient_request, "Times and visit") | {
            "offer": offer,
            "move": move,
            "reading": reading,
            "can_offer": appointments.can_offer(patient_request),
            "weeks": visits_by_week(weeks_of([*known, *typed]), besides=patient_request),
            "has_errors": any(form.errors for form in (offer, move) if form),
        }
        return TemplateResponse(request, "admin/consultations/consultationrequest/times.html", context)


def _offer(request, form: OfferForm) -> str:
    offered = appointments.offer(form.request, form.typed, actor=request.user)
    words = "One time was" if len(offered) == 1 else f"{len(offered)} times were"
    return f"{words} offered. {_told(form.request)}"


def _move(request, visit, form: MoveForm) -> str:
    data = form.cleaned_data
    moved = appointments.move(visit, data["moment"], actor=request.user, seen=data["seen"])
    if moved.sequence == data["seen"]:
        return "The visit stays where it is."
    return f"The visit is on {in_words(moved.starts_at)} now. {_told(visit.request)}"


def _told(patient_request) -> str:
    if patient_request.email:
        return "The patient gets a mail."
    return "There is no email address, so please tell the patient."
