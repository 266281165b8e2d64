"""Who looks after a request: oneself, a colleague who may answer, or nobody."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from consultations import outbox, workflow
from consultations.admin.one_request import OneRequest, address_of
from consultations.models import ConsultationRequest
from practice_site.models import StaffAccount


class OwnerForm(forms.Form):
    """`seen` is the number of the owner that the person had on the screen, 0 for nobody."""

    owner = forms.ChoiceField(
        label="Who looks after this request?",
        required=False,
        widget=forms.RadioSelect,
        help_text="This person sees it among their own requests. Colleagues can still answer it.",
        error_messages={"invalid_choice": "This colleague cannot answer requests any more. Choose another."},
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, patient_request: ConsultationRequest, me: StaffAccount, data=None):
        super().__init__(data, initial={"owner": patient_request.owner_id or "", "seen": patient_request.owner_id or 0})
        self.colleagues = {str(account.pk): account for account in outbox.who_may_answer()}
        others = [(key, account) for key, account in self.colleagues.items() if account != me]
        myself = [(str(me.pk), f"{me} (you)")] if str(me.pk) in self.colleagues else []
        self.fields["owner"].choices = [*myself, *others, ("", "Nobody")]

    @property
    def chosen(self) -> StaffAccount | None:
        return self.colleagues.get(self.cleaned_data["owner"])


class OwnerScreen(OneRequest):
    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.owner_view)
        return [self._screen("owner", "owner/", view), *super().get_urls()]

    def owner_view(self, request, patient_request):
        form = OwnerForm(patient_request, request.user, request.POST or None)
        if form.is_valid():
            self._assign(request, patient_request, form)
            return HttpResponseRedirect(address_of(patient_request))
        context = self._screen_context(request, patient_request, "Owner") | {"form": form}
        return TemplateResponse(request, "admin/consultations/consultationrequest/owner.html", context)

    def _assign(self, request, patient_request, form: OwnerForm) -> None:
        """A refusal is told on the request's page, which shows whose it is now."""
        owner = form.chosen
        try:
            workflow.assign(patient_request, owner, actor=request.user, seen=form.cleaned_data["seen"])
        except workflow.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return
        who = "You look" if owner == request.user else f"{owner or 'Nobody'} looks"
        self.message_user(request, f"{who} after {patient_request.reference} now.", messages.SUCCESS)
