"""The form by which staff pick times in the calendar: to offer them, book one at once, or move the visit there."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultations.free_times import TimeRefused, check, taken_by
from consultations.models import Appointment, ConsultationRequest
from consultations.models.appointment import MOST_OFFERED
from practice_site.clock_field import ClockField
from practice_site.local_time import in_short

OFFER, BOOK, MOVE = "offer", "book", "move"
NONE_TICKED = {
    OFFER: "Tick at least one time to offer.",
    BOOK: "Tick the one time to book.",
    MOVE: "Tick the one time to move the visit to.",
}
ONE_ONLY = "A visit takes place once. Tick one time only."


class MomentsField(forms.Field):
    """Aware moments, as the calendar writes them into its boxes, each once and in order."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value) -> list[datetime]:
        return sorted({self._moment(text) for text in value or []})

    def _moment(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise ValidationError("This is no time of the calendar. Please tick it again.")
        return moment


class PickForm(forms.Form):
    """The ticked times, and one that is typed. `typed` are all that were understood, `wrong` those that cannot be."""

    times = MomentsField(required=False)
    outside = ClockField(
        label="A time outside opening hours",
        required=False,
        help_text="For a visit in the evening, say, or on a Saturday. It counts like a tick above.",
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31, required=False, widget=forms.HiddenInput)

    def __init__(self, request: ConsultationRequest, visit: Appointment | None, act: str = "", data=None):
        super().__init__(data, initial={"seen": visit.sequence if visit else None})
        self.request, self.act = request, act
        self.can_still_offer = MOST_OFFERED - request.offered_times.open_now().count()
        self.typed: list[datetime] = []
        self.wrong: set[datetime] = set()

    def clean(self):
        cleaned = super().clean()
        outside = cleaned.get("outside")
        self.typed = list(dict.fromkeys([*(cleaned.get("times") or []), *([outside] if outside else [])]))
        if self.errors:
            return cleaned
        if not self.typed:
            raise ValidationError(NONE_TICKED[self.act])
        if self.act != OFFER and len(self.typed) > 1:
            raise ValidationError(ONE_ONLY)
        taken = taken_by(self.request) if self.act == OFFER else []
        for moment in self.typed:
            try:
                check(self.request, moment, taken)
            except TimeRefused as refusal:
                self.refuse(refusal)
        return cleaned

    def refuse(self, refusal: Exception) -> None:
        """Say what stood in the way: beside the typed time, or above the calendar with the time it is about."""
        moment = getattr(refusal, "moment", None)
        if moment is None:
            self.add_error(None, str(refusal))
        elif moment == self.cleaned_data.get("outside"):
            self.add_error("outside", str(refusal))
        else:
            self.wrong.add(moment)
            self.add_error(None, f"{in_short(moment)}: {refusal}")
