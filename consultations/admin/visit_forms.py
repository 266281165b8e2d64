"""The forms by which staff offer times and move a visit."""

from datetime import datetime

from django import forms

from consultations.free_times import TimeRefused, check, taken_by
from consultations.models import ConsultationRequest
from consultations.models.appointment import MOST_OFFERED
from practice_site.clock_field import ClockField

PLACES = ["First time", "Second time", "Third time", "Fourth time", "Fifth time"]


class OfferForm(forms.Form):
    """As many times as can still be offered; each that cannot be says why beside itself.

    `typed` are all times that were understood, also those that cannot be offered.
    """

    typed: list[datetime] = []

    def __init__(self, request: ConsultationRequest, data=None):
        super().__init__(data, auto_id="id_%s")
        self.request, self.taken = request, taken_by(request)
        for place in PLACES[: MOST_OFFERED - request.offered_times.open_now().count()]:
            self.fields[place.replace(" ", "_").lower()] = ClockField(label=place, required=False)

    def clean(self):
        cleaned = super().clean()
        given = {name: moment for name, moment in cleaned.items() if moment}
        self.typed = list(given.values())
        for place, (name, moment) in enumerate(given.items()):
            self._check(name, moment, [*self.taken, *self.typed[:place]])
        return cleaned

    def refuse(self, refusal: Exception) -> None:
        """Say beside the time, or above all of them, what stood in the way when it was too late to check."""
        moment = getattr(refusal, "moment", None)
        name = next((name for name, value in self.cleaned_data.items() if moment and value == moment), None)
        self.add_error(name, str(refusal))

    def _check(self, name: str, moment: datetime, taken: list[datetime]) -> None:
        try:
            check(self.request, moment, taken)
        except TimeRefused as refusal:
            self.add_error(name, str(refusal))


class MoveForm(forms.Form):
    """The new time of a visit, and which of its changes was the last one on the screen."""

    typed: list[datetime] = []

    moment = ClockField(label="New time")
    seen = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)

    def __init__(self, visit, data=None):
        super().__init__(data, initial={"moment": visit.starts_at, "seen": visit.sequence}, prefix="move")

    def clean(self):
        cleaned = super().clean()
        self.typed = [cleaned["moment"]] if cleaned.get("moment") else []
        return cleaned

    def refuse(self, refusal: Exception) -> None:
        self.add_error("moment" if hasattr(refusal, "moment") else None, str(refusal))
