"""One request on one page: what the patient hopes for, what was done and when, whom to reach, and what comes next."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from consultations import mentions, workflow
from consultations.admin.access_reading import seen_by
from consultations.admin.erase_admin import may_erase
from consultations.admin.history_reading import history_context
from consultations.admin.hold_admin import may_hold
from consultations.admin.joining_admin import same_person_context
from consultations.admin.one_request import OneRequest, address_of, number_in
from consultations.admin.photo_admin import photos_to_show
from consultations.admin.request_reading import (
    events_to_show,
    signs_of_spam,
    stages_of,
    steps_of,
    with_named_colleagues,
    with_words,
)
from consultations.admin.request_standing import standing_of
from consultations.admin.visit_reading import visit_context
from consultations.consent_wordings import CONTACT
from consultations.models import ConsultationRequest
from practice_site.models.practice import phone_digits

Status = ConsultationRequest.Status
REASONS = [(reason.value, reason.label) for reason in workflow.REASONS_TO_CLOSE]


class RequestForm(forms.ModelForm):
    """All that staff can write on a request: a note for colleagues, and why it is closed."""

    note = forms.CharField(
        label="Add a note",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only staff see notes. They are never part of a mail. Up to 5,000 letters.",
        strip=True,
    )
    closed_reason = forms.ChoiceField(
        label="Why is it closed?",
        choices=REASONS,
        required=False,
        widget=forms.RadioSelect,
        help_text="Staff see the reason here and in the numbers. The patient gets no mail.",
    )

    class Meta:
        model = ConsultationRequest
        fields = []

    def clean(self):
        """Closing needs a reason; what is closed in quarantine was spam."""
        is_closed_now = self.data.get("_status") == Status.CLOSED and self.instance.status != Status.QUARANTINED
        if is_closed_now and "closed_reason" not in self.errors and not self.cleaned_data.get("closed_reason"):
            self.add_error("closed_reason", "Choose why the request is closed.")
        return super().clean()


class RequestPage(OneRequest):
    """Read-only but for the state, the owner and the notes; all go through `workflow`."""

    form = RequestForm
    fields = ["note"]

    def get_object(self, request, object_id, from_field=None):
        """The request with owner and health, which its screens read, in one query."""
        try:
            number = self.opts.pk.to_python(object_id)
            return self.get_queryset(request).select_related("owner", "health").get(pk=number)
        except (ConsultationRequest.DoesNotExist, ValidationError, ValueError):
            return None

    def render_change_form(self, request, context, **kwargs):
        patient_request = context["original"]
        events = list(patient_request.events.all())
        context |= self._what_was_sent(patient_request, events) | self._what_comes_next(request, context, events)
        return super().render_change_form(request, context, **kwargs)

    def _what_was_sent(self, patient_request, events) -> dict:
        consents = list(patient_request.consents.all())
        return {
            "title": f"Request {patient_request.reference}",
            "photos": photos_to_show(patient_request),
            "consents": consents,
            "may_contact": any(each.purpose == CONTACT and each.withdrawn_at is None for each in consents),
            "notes": [with_named_colleagues(note) for note in patient_request.notes.all()],
            "colleagues": mentions.handles(),
            "same_person": same_person_context(patient_request, events),
            "mails": [with_words(mail) for mail in patient_request.mails.all()],
            "chosen": patient_request.chosen_areas,
            "phone_digits": phone_digits(patient_request.phone),
            "history": history_context(patient_request),
        }

    def _what_comes_next(self, request, context, events) -> dict:
        patient_request = context["original"]
        visits = visit_context(patient_request)
        return {
            "events": events_to_show(events),
            "signs": signs_of_spam(patient_request, events),
            "visits": visits,
            "steps": steps_of(patient_request, has_times=visits["is_next_step"]),
            "stages": stages_of(patient_request, events),
            "standing": standing_of(patient_request, context["practice"]),
            "may_hold": may_hold(request),
            "may_erase": may_erase(request),
            "seen_by": seen_by(request, patient_request),
            "may_export": self.has_export_permission(request),
            "is_mine": patient_request.owner_id == request.user.pk,
        }

    def save_model(self, request, obj, form, change):
        """Nothing of what the patient sent can be changed here; a note is added, a state is changed."""
        if text := form.cleaned_data["note"]:
            workflow.add_note(obj, text, author=request.user)

    def log_change(self, request, obj, message):
        """The events say what was done and by whom; the admin's own log would say less."""
        return None

    def response_change(self, request, obj):
        if note := request.POST.get("note", "").strip():
            self.message_user(request, "The note was added.", messages.SUCCESS)
            for sentence in mentions.problems(note):
                self.message_user(request, sentence, messages.WARNING)
        if (to := request.POST.get("_status")) in Status.values:
            self._change_status(request, obj, to)
        if "_take" in request.POST:
            self._take(request, obj)
        return HttpResponseRedirect(address_of(obj))

    def _change_status(self, request, patient_request, to) -> None:
        try:
            seen, reason = request.POST.get("seen_status"), request.POST.get("closed_reason", "")
            workflow.change_status(patient_request, to, actor=request.user, seen=seen, reason=reason)
            label = Status(to).label.lower()
            self.message_user(request, f"Request {patient_request.reference} is now: {label}.", messages.SUCCESS)
        except workflow.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)

    def _take(self, request, patient_request) -> None:
        """The person who is signed in looks after the request from now on."""
        try:
            seen = number_in(request, "seen_owner")
            workflow.assign(patient_request, request.user, actor=request.user, seen=seen)
            self.message_user(request, f"You look after {patient_request.reference} now.", messages.SUCCESS)
        except workflow.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)

    def history_view(self, request, object_id, extra_context=None):
        """What happened with a request stands on its own page."""
        address = reverse("admin:consultations_consultationrequest_change", args=[object_id])
        return HttpResponseRedirect(f"{address}#events")
