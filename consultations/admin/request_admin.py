"""Requests in the admin: a list to work through, and one page to read each request on."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from consultations import workflow
from consultations.admin.history_reading import history_context
from consultations.admin.photo_admin import PhotosOfRequest, photos_to_show
from consultations.admin.private_search import PrivateSearch
from consultations.admin.request_reading import (
    saved_views,
    signs_of_spam,
    stages_of,
    with_replaced_answers,
    with_words,
    without_quarantine,
)
from consultations.admin.visit_admin import VisitScreens
from consultations.admin.visit_reading import visit_context
from consultations.consent_wordings import CONTACT
from consultations.models import ConsultationRequest
from practice_site.models.practice import phone_digits


class NoteForm(forms.ModelForm):
    """All that staff can write on a request: a note for colleagues."""

    note = forms.CharField(
        label="Add a note",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only staff see notes. They are never part of a mail. Up to 5,000 letters.",
        strip=True,
    )

    class Meta:
        model = ConsultationRequest
        fields = []


@admin.register(ConsultationRequest)
class ConsultationRequestAdmin(PrivateSearch, PhotosOfRequest, VisitScreens, admin.ModelAdmin):
    """Read-only but for the state and the notes; both go through `workflow`."""

    form = NoteForm
    fields = ["note"]
    list_display = ["patient", "reference", "received", "about", "state", "contact_wish"]
    list_display_links = ["patient"]
    list_per_page = 50
    sortable_by = []
    search_fields = ["reference"]  # shows the search box; `search_index` does the search
    search_help_text = "Reference, name, email or phone"
    actions = None
    show_full_result_count = False

    @admin.display(description="Full name")
    def patient(self, request):
        return format_html('<span dir="auto">{}</span>', request.full_name)

    @admin.display(description="Received")
    def received(self, request):
        when = date_format(timezone.localtime(request.created_at), "j M Y, H:i")
        return format_html("{}<small>{} ago</small>", when, request.waits_for)

    @admin.display(description="State")
    def state(self, request):
        return format_html('<span class="state state--{}">{}</span>', request.status, request.get_status_display())

    @admin.display(description="Contact by")
    def contact_wish(self, request):
        return format_html('<span class="cell-label">Contact by </span>{}', request.get_contact_by_display())

    @admin.display(description="About")
    def about(self, request):
        count = request.operations_count  # a word where it is unreadable
        operations = f"{count} operation{'' if count == 1 else 's'} so far" if count else "no operation yet"
        operations = "answers erased" if count is None else operations
        place = format_html('<span dir="auto">{}</span>', request.travelling_from)
        from_where = format_html(", comes from {}", place) if request.travelling_from else ""
        concerns = request.concerns_in_words or "No area chosen"
        return format_html("{}<small>{}{}</small>", concerns, operations, from_where)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"views": saved_views(request)} | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        """The list itself searches, so that it knows whether more would fit."""
        is_everything = not search_term.strip() and "status__exact" not in request.GET
        return without_quarantine(queryset) if is_everything else queryset, False

    def render_change_form(self, request, context, **kwargs):
        patient_request = context["original"]
        events = list(patient_request.events.all())
        context |= {
            "title": f"Request {patient_request.reference}",
            "photos": photos_to_show(patient_request),
            "consents": patient_request.consents.all(),
            "may_contact": patient_request.consents.standing().filter(purpose=CONTACT).exists(),
            "notes": patient_request.notes.all(),
            "events": [with_replaced_answers(event) for event in events],
            "mails": [with_words(mail) for mail in patient_request.mails.all()],
            "chosen": patient_request.chosen_areas,
            "phone_digits": phone_digits(patient_request.phone),
            "next_steps": workflow.next_steps(patient_request),
            "stages": stages_of(patient_request),
            "signs": signs_of_spam(patient_request, events),
            "visits": visit_context(patient_request),
            "history": history_context(patient_request),
        }
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request, obj, form, change):
        """Nothing of what the patient sent can be changed here; a note is added, a state is changed."""
        if text := form.cleaned_data["note"]:
            workflow.add_note(obj, text, author=request.user)

    def log_change(self, request, obj, message):
        """The events say what was done and by whom; the admin's own log would say less."""
        return None

    def response_change(self, request, obj):
        if request.POST.get("note", "").strip():
            self.message_user(request, "The note was added.", messages.SUCCESS)
        if (to := request.POST.get("_status")) in ConsultationRequest.Status.values:
            self._change_status(request, obj, to)
        return HttpResponseRedirect(reverse("admin:consultations_consultationrequest_change", args=[obj.pk]))

    def _change_status(self, request, patient_request, to) -> None:
        try:
            seen, reason = request.POST.get("seen_status"), request.POST.get("closed_reason", "")
            workflow.change_status(patient_request, to, actor=request.user, seen=seen, reason=reason)
            label = ConsultationRequest.Status(to).label.lower()
            self.message_user(request, f"Request {patient_request.reference} is now: {label}.", messages.SUCCESS)
        except workflow.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)

    def history_view(self, request, object_id, extra_context=None):
        """What happened with a request stands on its own page."""
        address = reverse("admin:consultations_consultationrequest_change", args=[object_id])
        return HttpResponseRedirect(f"{address}#events")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
