"""The screen on which a request is kept for a legal reason, and on which that ends."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import legal_hold, retention_outlook
from consultations.admin.one_request import OneRequest, address_of
from consultations.form_fields import with_plain_line_ends
from consultations.models import ConsultationRequest
from consultations.workflow import NotAllowed

PERMISSION = "consultations.hold_consultationrequest"


class HoldForm(forms.Form):
    """Why a request has to be kept."""

    reason = forms.CharField(
        label="Why it has to be kept",
        max_length=ConsultationRequest._meta.get_field("hold_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: a letter of a lawyer, with its date. Staff read this; the patient only "
        "when asking you for it. Up to 500 letters.",
        error_messages={"required": "Please say why it has to be kept."},
    )

    def clean_reason(self):
        return with_plain_line_ends(self.cleaned_data["reason"])


def may_hold(request) -> bool:
    return request.user.has_perm(PERMISSION)


class HoldScreen(OneRequest):
    """A part of the request's admin, for administrators and the surgeon."""

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.hold_view)
        return [self._screen("hold", "hold/", view), *super().get_urls()]

    def hold_view(self, request, patient_request):
        """Begin (`hold`) or end (`end`) it, or read what either means."""
        if not may_hold(request):
            raise PermissionDenied
        act = request.POST.get("act")
        form = HoldForm(request.POST if act == "hold" else None)
        verbs = {
            "hold": lambda: legal_hold.hold(patient_request, form.cleaned_data["reason"], actor=request.user),
            "end": lambda: legal_hold.end_hold(patient_request, actor=request.user),
        }
        if act in verbs and (act == "end" or form.is_valid()):
            return self._act(request, patient_request, act, verbs[act])
        return self._draw_hold(request, patient_request, form)

    def _act(self, request, patient_request, act, verb):
        try:
            verb()
            words = "is kept until you end it." if act == "hold" else "is not kept for a legal reason any more."
            self.message_user(request, f"Request {patient_request.reference} {words}", messages.SUCCESS)
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        if request.POST.get("back") == "soon":
            return HttpResponseRedirect(reverse("admin:consultations_retentionrule_soon"))
        return HttpResponseRedirect(address_of(patient_request))

    def _draw_hold(self, request, patient_request, form):
        context = self._screen_context(request, patient_request, "Legal hold") | {
            "form": form,
            "back": "soon" if "soon" in (request.GET.get("back"), request.POST.get("back")) else "",
            "waiting": retention_outlook.waiting_for(patient_request) if patient_request.held_since else [],
        }
        return TemplateResponse(request, "admin/consultations/consultationrequest/hold_screen.html", context)
