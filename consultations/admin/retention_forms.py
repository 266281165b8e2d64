"""All limits as one form. It computes what they would mean before anything is saved."""

from dataclasses import dataclass

from django import forms

from consultations import retention_limits, retention_outlook
from consultations.retention_limits import LONGEST, Limits, Stage, What
from consultations.retention_outlook import Outlook, what_of

ABOUT = {
    Stage.OPEN: "New, in review, waiting for the patient or with times offered, without a visit. The time begins with "
    "the last change, by the patient or by you.",
    Stage.SEEN: "The visit took place, whatever became of the request later. What belongs to a treatment falls under "
    "the law of medical records: New York asks for six years at least (8 NYCRR 29.2). Ask your lawyer before you set a "
    "limit here.",
    Stage.CLOSED: "Closed without a visit. The time begins on the day it was closed.",
    Stage.WITHDRAWN: "The patient took the request back. The time begins on that day.",
    Stage.QUARANTINED: "What looked like spam and was never taken in.",
}


@dataclass(frozen=True)
class Row:
    """One limit on the screen: its field, and what it would erase today."""

    field: forms.BoundField
    limit: retention_limits.Limit
    what: str
    erases: int

    @property
    def default(self) -> str:
        """The default in words; what has none goes with the whole request."""
        if self.limit.default.days is None and self.limit.what != What.EVERYTHING and self.limit.stage != Stage.SEEN:
            return "goes with the whole"
        return retention_limits.days_in_words(self.limit.default.days)


class LimitsForm(forms.Form):
    """A number of days for each kind of data in each stage; blank keeps it."""

    known = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data=None, *, may_change: bool):
        super().__init__(data, label_suffix="")
        self.in_force = retention_limits.in_force()
        self.proposed: Limits = self.in_force
        for (stage, what), limit in self.in_force.items():
            self.fields[name_of(stage, what)] = forms.IntegerField(
                label=f"{Stage(stage).label}: {What(what).label.lower()}, days",
                required=False,
                min_value=1,
                max_value=LONGEST,
                initial=limit.days,
                disabled=not may_change,
                widget=forms.NumberInput(attrs={"min": 1, "max": LONGEST, "placeholder": "keep"}),
            )

    def clean(self):
        """Shorter limits by which something goes at once need a tick that names exactly that."""
        typed = super().clean()
        if self.errors:
            return typed
        days = {place: typed[name_of(*place)] for place in self.in_force}
        self.proposed = retention_limits.with_days(days)
        if self.at_once and not (typed["confirmed"] and typed["known"] == self.loses_what):
            raise forms.ValidationError("Something would be erased at once. Please look at it and tick the box.")
        return typed

    @property
    def days(self) -> dict[tuple[str, str], int | None]:
        return {place: limit.days for place, limit in self.proposed.items()}

    @property
    def at_once(self) -> list[Outlook]:
        """What limits that are shorter now would erase with the next run."""
        return [
            outlook for outlook in self.outlooks if _is_shorter(outlook.limit, self.in_force[place_of(outlook.limit)])
        ]

    @property
    def loses_what(self) -> str:
        """For example "Photos of 3 closed requests"; the tick is for these words and no others."""
        return "; ".join(what_of(outlook.limit, outlook.count) for outlook in self.at_once)

    @property
    def outlooks(self) -> list[Outlook]:
        """What the typed limits would erase today. Computed once."""
        if getattr(self, "_counted_for", None) is not self.proposed:
            self._counted_for, self._outlooks = self.proposed, retention_outlook.counts(self.proposed)
        return self._outlooks

    @property
    def groups(self) -> list[dict]:
        """Stages with their rows, in the order of the table."""
        erases = {place_of(outlook.limit): outlook.count for outlook in self.outlooks}
        return [
            {
                "stage": stage,
                "title": Stage(stage).label,
                "about": ABOUT[stage],
                "rows": [
                    Row(
                        self[name_of(stage, what)],
                        self.proposed[stage, what],
                        What(what).label,
                        erases.get((stage, what), 0),
                    )
                    for what in What.values
                ],
            }
            for stage in Stage.values
        ]


def name_of(stage: str, what: str) -> str:
    return f"{stage}_{what}"


def place_of(limit: retention_limits.Limit) -> tuple[str, str]:
    return limit.stage, limit.what


def _is_shorter(limit: retention_limits.Limit, before: retention_limits.Limit) -> bool:
    return limit.days is not None and (before.days is None or limit.days < before.days)
