"""The screen on which staff enter what somebody said by phone or in the practice."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from consultations import duplicates, intake
from consultations.entry_form import EntryForm

TITLE = "Enter a call or visit"
TEMPLATE = "admin/consultations/consultationrequest/enter.html"
FOR_A_MINOR = (
    "Nothing was kept, because the patient is under 18. Please ask a parent or guardian to call or to write to us."
)


class EntryScreen:
    """A part of the request's admin, in the place of Django's form to add a row."""

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"add_words": TITLE} | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._draw_entry(request, EntryForm(initial={"form_token": intake.new_form_token()}))
        form = EntryForm(request.POST)
        if form.is_for_minor:
            self.message_user(request, FOR_A_MINOR, messages.WARNING)
            return HttpResponseRedirect(request.path)
        if not form.is_valid():
            return self._draw_entry(request, form, status=422)
        return self._enter(request, form.cleaned_data)

    def _enter(self, request, answers: dict):
        entered = intake.record_by_staff(answers, answers["source"], answers["form_token"], actor=request.user)
        mail = "A mail with the link is on its way." if entered.email else "No mail is sent: there is no email address."
        self.message_user(request, f"Request {entered.reference} was entered. {mail}", messages.SUCCESS)
        if same := duplicates.signs_shared([entered]).get(entered.pk):
            self.message_user(request, _known_already(same), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:consultations_consultationrequest_change", args=[entered.pk]))

    def _draw_entry(self, request, form: EntryForm, status: int = 200):
        context = self.admin_site.each_context(request) | {"title": TITLE, "opts": self.opts, "form": form}
        return TemplateResponse(request, TEMPLATE, context, status=status)


def _known_already(same: list[tuple[str, str, int]]):
    links = (
        (label, reverse("admin:consultations_consultationrequest_change", args=[pk]), reference)
        for label, reference, pk in same
    )
    return format_html("This person may be known. {}.", format_html_join("; ", '{} as <a href="{}">{}</a>', links))
