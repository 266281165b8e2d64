"""The screen on which staff answer a patient: begin with a template, look at the mail, send it; or say they called."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from consultations import answering, outbox
from consultations.admin.answer_forms import AnswerForm, CallForm, ChooseTextForm
from consultations.admin.mail_preview import MailPreview, preview_of
from consultations.admin.one_request import OneRequest, address_of
from consultations.models import ConsultationRequest, OutboxMessage
from practice_site.models.practice import phone_digits

REPLY = OutboxMessage.Kind.REPLY
ContactBy = ConsultationRequest.ContactBy


class AnswerScreen(OneRequest):
    """A part of the request's admin, for those who may change requests."""

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.answer_view)
        return [self._screen("answer", "answer/", view), *super().get_urls()]

    def answer_view(self, request, patient_request):
        """Look at the mail (`preview`), `send` it, or keep that the patient was called (`call`)."""
        act = request.POST.get("act")
        choose = ChooseTextForm(request.GET)
        is_mail = act in {"preview", "send"}
        answer = AnswerForm(
            patient_request, request.POST if is_mail else None, template=choose.chosen, is_sent=act == "send"
        )
        call = CallForm(patient_request, request.POST if act == "call" else None)
        verbs = {"send": (answer, lambda: _send(request, answer)), "call": (call, lambda: _call(request, call))}
        form, verb = verbs.get(act, (None, None))
        if form is not None and form.is_valid() and self._done(request, form, verb):
            return HttpResponseRedirect(address_of(patient_request))
        if form is not None:  # as it stands after a refusal
            patient_request = ConsultationRequest.objects.get(pk=patient_request.pk)
        return self._draw_answer(request, patient_request, choose, answer, call)

    def _draw_answer(self, request, patient_request, choose, answer, call):
        seen = _seen(answer)
        if seen:
            request.inline_style_hash = seen.style_hash
        context = self._screen_context(request, patient_request, "Write an answer") | {
            "choose": choose,
            "answer": answer,
            "call": call,
            "seen": seen,
            "why_not": answering.why_not(patient_request),
            "why_no_mail": answering.why_no_mail(patient_request),
            "wishes_call": patient_request.contact_by in {ContactBy.PHONE, ContactBy.TEXT} and patient_request.phone,
            "phone_digits": phone_digits(patient_request.phone),
            "meanwhile": answer.meanwhile or call.meanwhile,
            "has_errors": any(form.errors or form.meanwhile for form in (answer, call)),
        }
        return TemplateResponse(request, "admin/consultations/consultationrequest/answer.html", context)


def _seen(form: AnswerForm) -> MailPreview | None:
    """The mail with the answer that is on the screen; None while there is none that could be sent."""
    words = form.cleaned_data.get("answer") if form.is_bound and form.errors is not None else form.initial.get("answer")
    return preview_of(REPLY, outbox.words_of(REPLY, form.request, answer=words)) if words else None


def _send(request, form: AnswerForm) -> str:
    data = form.cleaned_data
    answering.send(form.request, data["answer"], actor=request.user, then=data["then"], seen=data["seen"])
    return f"The answer to {form.request.reference} is on its way."


def _call(request, form: CallForm) -> str:
    data = form.cleaned_data
    answering.called(form.request, data["note"], actor=request.user, then=data["then"], seen=data["seen"])
    return f"It is noted that you called. Request {form.request.reference} counts as answered."
