"""Forms that plan when readers see a page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from practice_site.clock_field import ClockField


class PlanForm(forms.Form):
    """From when, and if wanted until when, a version stands on the site."""

    live_from = ClockField(label="Readers see it from")
    live_until = ClockField(
        label="It leaves the site on", required=False, help_text="Left blank, it stays until you change something."
    )

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("live_from"), cleaned.get("live_until")
        if start and start <= timezone.now():
            self.add_error(
                "live_from", "This time has passed. Choose a later one, or publish now from the page itself."
            )
        if start and end and end <= start:
            self.add_error("live_until", "The page would leave the site before it is there. Choose a later time.")
        return cleaned


class NewPlanForm(PlanForm):
    """A plan for the draft as it is saved now."""

    note = forms.CharField(
        label="What changed? (optional)",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A few words for colleagues, kept with this version. Readers do not see them.",
    )


class EndForm(forms.Form):
    """When the live version leaves the site."""

    live_until = ClockField(label="It leaves the site on")

    def clean_live_until(self):
        end = self.cleaned_data["live_until"]
        if end <= timezone.now():
            raise ValidationError("This time has passed. Choose a later one, or unpublish now from the page itself.")
        return end
