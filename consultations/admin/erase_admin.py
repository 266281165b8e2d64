"""The screen on which staff erase one request for good: a patient asked for it, or it was never meant for us."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from consultations import access_log, erasure
from consultations.admin.one_request import PREFIX, OneRequest, address_of
from consultations.models import ConsultationRequest, Tombstone
from consultations.reference import as_typed
from consultations.workflow import Held
from practice_site.accounts import account_log

PERMISSION = "consultations.erase_consultationrequest"
Reason, Status = Tombstone.Reason, ConsultationRequest.Status
# What is said afterwards names no request: it would bring the reference back that has just been erased.
ERASED = "The request is erased for good."
GONE = "This request is gone already: it was erased before. There is nothing left to do."
NOTED = "The wish of the patient is noted. Everything of this request is erased as soon as the hold ends."
KEPT = "Nothing was erased, because this request is kept for a legal reason."


class EraseForm(forms.Form):
    """Why a request goes, and its reference, typed so that no other one goes by mistake."""

    why = forms.ChoiceField(
        label="Why is it erased?",
        choices=[
            (Reason.PATIENT.value, "The patient asked for it"),
            (Reason.STAFF.value, "It was sent by mistake, or not meant for us"),
        ],
        widget=forms.RadioSelect,
        help_text="This is kept, without anything by which the patient could be found.",
        error_messages={"required": "Nothing was erased. Choose why it is erased."},
    )
    reference = forms.CharField(
        label="Reference of this request",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="Type it as it stands at the top of this page. Small letters are fine, and the dash may be left out.",
        error_messages={"required": "Nothing was erased. Type the reference of this request."},
    )

    def __init__(self, patient_request: ConsultationRequest, data=None):
        super().__init__(data)
        self.right_reference = patient_request.reference

    def clean_reference(self) -> str:
        typed = as_typed(self.cleaned_data["reference"])
        if typed != self.right_reference:
            raise forms.ValidationError("Nothing was erased. This is not the reference of this request.")
        return typed


def may_erase(request) -> bool:
    return request.user.has_perm(PERMISSION)


class EraseScreen(OneRequest):
    """A part of the request's admin, for administrators and the surgeon. `step_up` asks them first who they are."""

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.erase_view)
        return [path("<int:pk>/erase/", self.admin_site.admin_view(view), name=f"{PREFIX}erase"), *super().get_urls()]

    def erase_view(self, request, pk: int):
        """Say what erasing means, and do it when that is sent with the right reference."""
        if not (may_erase(request) and self.has_view_permission(request)):
            raise PermissionDenied
        patient_request = self.get_object(request, str(pk))
        if patient_request is None:
            return self._say_that_it_is_gone(request, pk)
        form = EraseForm(patient_request, request.POST if request.method == "POST" else None)
        if form.is_valid() and (answer := self._erase(request, patient_request, form)):
            return answer
        return self._draw_erase(request, patient_request, form)

    def _erase(self, request, patient_request, form: EraseForm):
        """The answer, or None when the law has the request kept, which the form says then."""
        number = patient_request.pk
        try:
            was_there = erasure.erase(patient_request, form.cleaned_data["why"])
        except Held:
            return self._note_wish(request, patient_request, form)
        if not was_there:
            return self._say_that_it_is_gone(request, number)
        access_log.say(request, detail="erased for good")
        by = {"account": request.user, "by": request.user, "request": request}
        account_log.record(account_log.Kind.ERASED, detail=f"request number {number}", **by)
        return self._back_to_the_list(request, ERASED, messages.SUCCESS)

    def _note_wish(self, request, patient_request, form: EraseForm):
        if form.cleaned_data["why"] != Reason.PATIENT:
            form.add_error(None, KEPT)
            return None
        erasure.erase_for_patient(patient_request, actor=request.user)
        self.message_user(request, NOTED, messages.SUCCESS)
        return HttpResponseRedirect(address_of(patient_request))

    def _say_that_it_is_gone(self, request, number: int):
        """Two tabs, or a second click. Raises `Http404` where there never was such a request."""
        if not Tombstone.objects.filter(request_number=number).exists():
            raise Http404
        return self._back_to_the_list(request, GONE, messages.INFO)

    def _back_to_the_list(self, request, words: str, level: int):
        self.message_user(request, words, level)
        return HttpResponseRedirect(reverse(f"admin:{PREFIX}changelist"))

    def _draw_erase(self, request, patient_request, form: EraseForm):
        context = self._screen_context(request, patient_request, "Erase for good") | {
            "form": form,
            "patients_wish": Reason.PATIENT.value,
            "visit": patient_request.appointments.coming().first(),
            "was_seen": patient_request.events.filter(status=Status.SEEN).exists(),
        }
        return TemplateResponse(request, "admin/consultations/consultationrequest/erase_screen.html", context)
