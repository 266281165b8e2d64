"""A form field that asks for a day and a time on the clock of the practice."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from practice_site.local_time import NoSuchTime, TwoSuchTimes, from_clock

SKIPPED = "On that day the clock goes from 2:00 to 3:00 at night, so this time does not exist. Choose another one."
REPEATED = "On that night the clock shows this time twice. Choose which of the two you mean."
HALF = "Give both the day and the time."


class ClockWidget(forms.MultiWidget):
    """A day, a time, and which of two equal times is meant; the last one shows only where it is needed."""

    template_name = "admin/includes/clock.html"
    needs_occurrence = False

    def __init__(self):
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        time = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        which = forms.Select(choices=[("", "Choose one"), ("first", "Before the clock goes back"), ("second", "After")])
        super().__init__({"day": day, "time": time, "which": which})

    def decompress(self, value: datetime | None) -> list:
        local = timezone.localtime(value) if value else None
        return [local.date(), local.time(), ""] if local else [None, None, ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"needs_occurrence": self.needs_occurrence, "zone": "New York time"}


class ClockField(forms.MultiValueField):
    """An aware moment in UTC, given as the clock of the practice shows it; None when left blank."""

    def __init__(self, **kwargs):
        fields = [
            forms.DateField(error_messages={"invalid": "Write the day like 2026-12-07."}),
            forms.TimeField(error_messages={"invalid": "Write the time like 8:00 or 14:30."}),
            forms.ChoiceField(choices=[("", ""), ("first", ""), ("second", "")], required=False),
        ]
        messages = {"incomplete": HALF, "required": "Give the day and the time."}
        super().__init__(fields, widget=ClockWidget(), require_all_fields=False, error_messages=messages, **kwargs)

    def compress(self, values: list) -> datetime | None:
        day, time, which = (*values, None, None, None)[:3]
        if not day and not time:
            return None
        if not day or not time:
            raise ValidationError(HALF)
        try:
            return from_clock(datetime.combine(day, time), is_second={"first": False, "second": True}.get(which))
        except NoSuchTime:
            raise ValidationError(SKIPPED) from None
        except TwoSuchTimes:
            self.widget.needs_occurrence = True
            raise ValidationError(REPEATED) from None
