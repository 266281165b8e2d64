"""What the screens of the archive ask for: a day and a time on the clock of the practice, or a path."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from practice_site.local_time import NoSuchTime, from_clock

SKIPPED = "On that day the clock goes from 2:00 to 3:00 at night, so this time does not exist. Choose another one."
NOT_YET = "This has not come yet. Choose today, or a day before."
SHORTEST_STRETCH = timedelta(microseconds=1)


class DayForm(forms.Form):
    """Which stretch of time to show: `start` until before `end`, aware, in `cleaned_data`."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose a day.", "invalid": "Write the day like 2026-12-07."},
    )
    time = forms.TimeField(
        label="Time in New York (optional)",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Write the time like 8:00 or 14:30."},
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("day") or "time" not in cleaned:
            return cleaned
        if cleaned["time"] is None:
            start = from_clock(datetime.combine(cleaned["day"], time()))
            end = from_clock(datetime.combine(cleaned["day"] + timedelta(days=1), time()))
        else:
            start, end = self._around(datetime.combine(cleaned["day"], cleaned["time"]))
        if start > timezone.now():
            raise ValidationError({"day": NOT_YET})
        return cleaned | {"start": start, "end": end}

    def _around(self, naive: datetime) -> tuple[datetime, datetime]:
        """The moment; in the night in which the clock shows it twice, everything between the two."""
        try:
            first, second = (from_clock(naive, is_second=is_second) for is_second in (False, True))
        except NoSuchTime:
            raise ValidationError({"time": SKIPPED}) from None
        return first, second + SHORTEST_STRETCH


class PathForm(forms.Form):
    """Whose states to show."""

    path = forms.CharField(max_length=120)
