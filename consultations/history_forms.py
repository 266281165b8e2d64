"""The forms for earlier operations and for health. What was sent before is never put into them."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS

from consultations.form_fields import LongWordsField, NumberField, OwnWordsField
from consultations.form_layout import SideBySide
from consultations.forms import this_year
from consultations.health_questions import ANSWERS, HEALTH_QUESTIONS, QUESTIONS_BY_KEY
from consultations.models import EarlierOperation
from consultations.private_form import PrivateForm

LONGEST_GOALS = 5000


class OperationForm(PrivateForm):
    """One earlier operation. Only the year is needed."""

    year = NumberField(
        label="Year",
        help_text="Your best guess is fine.",
        smallest=1940,
        largest=this_year,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "aria-required": "true"}),
        error_messages={
            "required": "Enter the year of the operation",
            "invalid": "Enter the year with four digits, from {smallest} to {largest}",
        },
    )
    month = forms.TypedChoiceField(
        label="Month",
        help_text="If you remember it.",
        choices=[("", "Not sure"), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a month from the list"},
    )
    surgeon = OwnWordsField(label="Surgeon or clinic", called="the name", limit=200, required=False)
    surgeon_address = LongWordsField(
        label="Their address",
        help_text="Only if you want a letter that asks for the report.",
        called="the address",
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    what_was_done = LongWordsField(
        label="What was done",
        help_text="If you do not know, leave it empty.",
        called="your text",
        limit=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    report = forms.ChoiceField(
        label="Can you get the report of this operation?",
        choices=EarlierOperation.Report.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the answers about the report"},
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="operation_%s")

    def layout(self):
        return Layout(
            SideBySide(Field("year", wrapper_class="field--number"), "month"),
            "surgeon",
            "surgeon_address",
            "what_was_done",
            "report",
        )

    def clean(self):
        values = super().clean()
        today = timezone.localdate()
        year, month = values.get("year"), values.get("month")
        if year and month and (year, month) > (today.year, today.month):
            self.add_error("month", "This month is still to come. Choose an earlier one, or “Not sure”")
        return values


class HealthForm(PrivateForm):
    """Answers about health, and goals. Every question may be left open."""

    def __init__(self, data=None):
        super().__init__(data, auto_id="health_%s")
        for question in HEALTH_QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=question.question,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "Choose one of the three answers"},
            )
            self.fields[f"{question.key}_words"] = OwnWordsField(
                label=question.hint, called="your answer", limit=500, required=False
            )
        self.fields["goals"] = LongWordsField(
            label="What do you hope for?",
            help_text=f"In any language. There is room for {LONGEST_GOALS:,} characters.",
            called="your text",
            limit=LONGEST_GOALS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
        )

    def layout(self):
        rows = [row for key in QUESTIONS_BY_KEY for row in (key, Field(f"{key}_words", wrapper_class="field--follow"))]
        return Layout(*rows, "goals")

    def clean(self):
        values = super().clean()
        if not self.errors and not any(values.values()):
            raise ValidationError("Answer at least one question, or leave this part for your visit.")
        return values

    @property
    def answers(self) -> dict:
        """What was answered, by key: `{"answer": "yes", "words": ""}`. Words alone mean: to talk about."""
        values = self.cleaned_data
        given = {key: (values.get(key, ""), values.get(f"{key}_words", "")) for key in QUESTIONS_BY_KEY}
        return {key: {"answer": answer, "words": words} for key, (answer, words) in given.items() if answer or words}
