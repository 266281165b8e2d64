"""From one request to the next that needs an answer."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultations.admin.one_request import OneRequest, address_of
from consultations.inbox import OLDEST_PROMISE_FIRST, needing_an_answer
from consultations.models import ConsultationRequest

NOBODY_WAITS = "No other request needs an answer."


class NextRequest(OneRequest):
    def get_urls(self):
        return [self._screen("next", "next/", require_safe(self.next_view), to_read=True), *super().get_urls()]

    def next_view(self, request, patient_request):
        """Leads to the next request; looked up when it is asked for, so that a colleague's work in between counts."""
        if following := next_to_answer(patient_request):
            return HttpResponseRedirect(address_of(following))
        self.message_user(request, NOBODY_WAITS, messages.INFO)
        return HttpResponseRedirect(reverse("admin:consultations_consultationrequest_changelist"))


def next_to_answer(request: ConsultationRequest) -> ConsultationRequest | None:
    """The request whose answer is due next after this one's, going round; of no other, None. One query, or two."""
    owed = needing_an_answer(ConsultationRequest.objects.exclude(pk=request.pk)).order_by(*OLDEST_PROMISE_FIRST)
    if request.answer_due_at is not None:
        at_once = owed.filter(answer_due_at=request.answer_due_at, pk__gt=request.pk)
        later = owed.filter(answer_due_at__gt=request.answer_due_at)
        if following := at_once.first() or later.first():
            return following
    return owed.first()
