"""The screen on which staff see two requests side by side and join them, and the button that takes them apart."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from consultations import access_log, duplicates, merging
from consultations.admin.one_request import OneRequest, address_of
from consultations.models import ConsultationRequest, RequestEvent
from consultations.workflow import NotAllowed

TEMPLATE = "admin/consultations/consultationrequest/join.html"
Status = ConsultationRequest.Status


class JoinForm(forms.Form):
    """Which of the two goes on, and the states that both had on the screen."""

    kept = forms.TypedChoiceField(
        coerce=int,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose which of the two goes on."),
    )
    seen = forms.CharField(max_length=50)

    def __init__(self, one: ConsultationRequest, other: ConsultationRequest, data=None):
        super().__init__(data)
        self.fields["kept"].choices = [(each.pk, each.reference) for each in (one, other)]


class JoinScreens(OneRequest):
    """A part of the request's admin, for those who may change requests."""

    def get_urls(self):
        join = require_http_methods(["GET", "HEAD", "POST"])(self.join_view)
        return [
            self._screen("join", "join/<int:other_pk>/", join),
            self._screen("separate", "separate/", require_POST(self.separate_view)),
            *super().get_urls(),
        ]

    def join_view(self, request, one, other_pk: int):
        other = self._found(request, other_pk)
        if one == other:
            raise Http404
        if request.method == "POST":
            form = JoinForm(one, other, request.POST)
            if form.is_valid() and (kept := self._join(request, one, other, form.cleaned_data)):
                return HttpResponseRedirect(address_of(kept))
            if form.errors:
                self.message_user(request, "Choose which of the two goes on.", messages.WARNING)
            return HttpResponseRedirect(request.path)
        return self._draw_pair(request, one, other)

    def _join(self, request, one, other, typed: dict) -> ConsultationRequest | None:
        """The one that goes on, or None when it was refused, which is said on the next screen."""
        kept, joined = (one, other) if typed["kept"] == one.pk else (other, one)
        seen = dict(zip((one.pk, other.pk), typed["seen"].split(), strict=False))
        try:
            merging.join(joined, kept, actor=request.user, seen=(seen.get(joined.pk), seen.get(kept.pk)))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return None
        self.message_user(request, f"{joined} is joined with {kept}, which goes on.", messages.SUCCESS)
        return kept

    def separate_view(self, request, joined):
        try:
            merge = merging.standing_of(joined)
            if merge is None:
                raise NotAllowed(f"{joined} was taken apart already.")
            restored = merging.separate(merge, actor=request.user)
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            words = f"{joined} stands for itself again. It is now: {restored.get_status_display().lower()}."
            self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(address_of(joined))

    def _draw_pair(self, request, one, other):
        access_log.say(request, detail="side by side", about=[one.pk, other.pk])
        pair = sorted((one, other), key=lambda each: (each.created_at, each.pk))
        why_not = {kept.pk: merging.why_not(joined, kept) for kept, joined in (pair, pair[::-1])}
        proposed = merging.older_of(one, other)
        if why_not[proposed.pk]:
            proposed = next((each for each in pair if not why_not[each.pk]), None)
        label = {pk: label for label, _, pk in duplicates.signs_shared([one]).get(one.pk, [])}.get(other.pk, "")
        context = self._screen_context(request, one, "Same person?") | {
            "label": label,
            "columns": [_column(each, why_not[each.pk], each == proposed) for each in pair],
            "can_join": proposed is not None,
            "seen": f"{one.status} {other.status}",
        }
        return TemplateResponse(request, TEMPLATE, context)


def same_person_context(request: ConsultationRequest, events: list[RequestEvent]) -> dict:
    """What the page of a request says of others: those that may be of the same person, and those it is joined with."""
    is_duplicate = request.closed_reason == ConsultationRequest.ClosedReason.DUPLICATE  # no other one is joined
    was_joined = any(event.kind == RequestEvent.Kind.MERGED for event in events)
    merge = merging.standing_of(request) if is_duplicate else None
    return {
        "duplicates": duplicates.signs_shared_with(request),
        "joined_into": merge and merge.kept,
        "ends_at": merge and merging.goes_on_as(request),
        "joined_with": merging.joined_with(request) if was_joined else [],
    }


def _column(request: ConsultationRequest, why_not: str | None, is_proposed: bool) -> dict:
    return {
        "request": request,
        "why_not": why_not,
        "is_proposed": is_proposed,
        "photo_count": request.photos.count(),
        "visit": request.appointments.coming().first(),
    }
