"""The form by which a patient chooses a time. Which times are open is decided by `appointments`, not here."""

import re

from django import forms

from consultations.consent_wordings import CURRENT, REMINDERS
from consultations.private_form import PrivateForm

NONE = "none"


class TimeForm(PrivateForm):
    """The number of an offered time, or that none suits; and a consent that is never needed."""

    time = forms.CharField(
        label="Times we can offer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the times"},
    )
    remind = forms.BooleanField(label=CURRENT[REMINDERS].text, required=False)

    def __init__(self, data=None):
        super().__init__(data, auto_id="visit_%s")

    @property
    def number(self) -> int:
        """The number of the chosen time; 0, which no time has, when it is none."""
        value = self.cleaned_data["time"]
        return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else 0


class SeenVisitForm(forms.Form):
    """The visit that was on the patient's screen, and which of its changes was the last one there."""

    visit = forms.IntegerField(min_value=1, max_value=2**62)
    seen = forms.IntegerField(min_value=0, max_value=2**31)
