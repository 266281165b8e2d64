"""What staff do with several requests at once: the same verbs as the buttons on a request, one after the other."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.core.exceptions import BadRequest

from consultations import workflow
from consultations.inbox_rows import read_seen
from consultations.models import ConsultationRequest
from consultations.see_other import SeeOther

Status = ConsultationRequest.Status
MOST_AT_ONCE = 200
NOTHING_TICKED = "Nothing was changed. Tick at least one request first."


class InboxActionForm(ActionForm):
    """The stock form, and beside it why requests are closed."""

    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "Reason, to close"), *((reason.value, reason.label) for reason in workflow.REASONS_TO_CLOSE)],
    )


class TickedForm(forms.Form):
    """The numbers of the ticked rows."""

    ticked = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, request):
        super().__init__({"ticked": request.POST.getlist(ACTION_CHECKBOX_NAME)})
        sent = self.data["ticked"][: MOST_AT_ONCE + 1]
        self.fields["ticked"].choices = [(value, value) for value in sent if value.isdecimal() and len(value) < 19]

    def numbers(self) -> list[int]:
        """Raises `BadRequest` for what no list of ours sends."""
        if not self.is_valid() or len(self.cleaned_data["ticked"]) > MOST_AT_ONCE:
            raise BadRequest(f"Up to {MOST_AT_ONCE} requests can be changed at once.")
        return self.cleaned_data["ticked"]


class InboxActions:
    """For the `ModelAdmin` of requests. What is refused is named and left, the rest is done."""

    actions = ["assign_to_me", "start_review", "wait_for_patient", "close", "release"]
    action_form = InboxActionForm

    @admin.action(description="Assign to me", permissions=["change"])
    def assign_to_me(self, request, ticked):
        def assign(each, status, owner):
            workflow.assign(each, request.user, actor=request.user, seen=owner)

        self._for_each(request, ticked, assign, "Assigned to you")

    @admin.action(description="Start review, or open again", permissions=["change"])
    def start_review(self, request, ticked):
        self._for_each(request, ticked, _to(Status.IN_REVIEW, request), "Now in review")

    @admin.action(description="Answered, wait for the patient", permissions=["change"])
    def wait_for_patient(self, request, ticked):
        self._for_each(request, ticked, _to(Status.WAITING, request), "Now waiting for the patient")

    @admin.action(description="Close, with a reason", permissions=["change"])
    def close(self, request, ticked):
        self._for_each(request, ticked, _to(Status.CLOSED, request), "Closed")

    @admin.action(description="Not spam, take it in", permissions=["change"])
    def release(self, request, ticked):
        self._for_each(request, ticked, _to(Status.NEW, request), "Taken in")

    def get_action_choices(self, request, default_choices=()):
        return super().get_action_choices(request, [])

    def changelist_view(self, request, extra_context=None):
        is_action = request.method == "POST" and "action" in request.POST
        if is_action and self.has_change_permission(request) and not TickedForm(request).numbers():
            self.message_user(request, NOTHING_TICKED, messages.WARNING)
            return SeeOther(request.get_full_path())
        return super().changelist_view(request, extra_context)

    def response_action(self, request, queryset):
        """A ticked row counts also when somebody has moved it out of this view in between."""
        return super().response_action(request, self.get_queryset(request))

    def _for_each(self, request, ticked, verb: Callable, done_words: str) -> None:
        done, refusals, numbers = [], {}, TickedForm(request).numbers()
        found = sorted(self.get_queryset(request).filter(pk__in=numbers), key=lambda each: numbers.index(each.pk))
        for each in found:
            try:
                verb(each, *read_seen(request.POST.get(f"seen_{each.pk}", "")))
                done.append(each.reference)
            except workflow.NotAllowed as refusal:
                refusals.setdefault(str(refusal), []).append(each.reference)
        self._say(request, done, refusals, done_words, len(set(numbers)) - len(found))

    def _say(self, request, done: list[str], refusals: dict[str, list[str]], words: str, gone: int) -> None:
        if done:
            what = done[0] if len(done) == 1 else f"{len(done)} requests"
            self.message_user(request, f"{words}: {what}.", messages.SUCCESS)
        for why, left in refusals.items():
            is_one = len(left) == 1
            begin = "This one was left as it is" if is_one else f"These {len(left)} were left as they are"
            self.message_user(request, f"{begin}: {', '.join(left)}. {why}", messages.WARNING)
        if gone:
            what = "One request is" if gone == 1 else f"{gone} requests are"
            self.message_user(request, f"{what} no longer here.", messages.WARNING)


def _to(status: str, request) -> Callable:
    """The verb that brings a request to a state, with the reason that was chosen."""
    form = InboxActionForm(request.POST)

    def move(each, seen_status, seen_owner):
        reason = form["reason"].value() or ""
        workflow.change_status(each, status, actor=request.user, seen=seen_status, reason=reason)

    return move
