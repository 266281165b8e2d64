"""The forms by which staff say when the practice is open."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone

from practice_site import hours_words, working_hours
from practice_site.models import OpeningHours, SpecialDay
from practice_site.models.opening_hours import MIDNIGHT
from practice_site.working_hours import Stretch

PARTS = {"opens": "Opens", "closes": "Closes", "opens_again": "Opens again", "closes_again": "Closes for the day"}
HALF = "Give both times, or leave both blank."
BACKWARDS = "The closing time must be later than the opening time. For midnight write 0:00."
NO_FIRST = "Write the first hours of the day into the first two fields."
OVERLAP = "The second hours must begin after the first ones end."
TOUCH = "These hours follow each other without a break. Write them as one: {words}."
NO_DAY = "At least one day of the week must be open. To close for some days, add them as special days below."
CHANGED = (
    "A colleague saved other hours in the meantime: {words}. What you typed is still here. Save again to put it in "
    "their place."
)
PASSED = "This day has passed. Choose one that is still to come."


def _time_field(label: str, help_text: str = "") -> forms.TimeField:
    messages = {"invalid": "Write the time like 9:00 or 17:30."}
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget, error_messages=messages, help_text=help_text)


@dataclass(frozen=True)
class DayRow:
    """One day of the form, as it is drawn."""

    label: str
    fields: list[forms.BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class WeekForm(forms.Form):
    """All seven days, each closed or with up to two stretches. `week` is what was understood, open days only.

    `saved` are the hours as they are now, empty while there are none. What a colleague saved since the form was drawn
    is refused once, with both shown.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    write_on_site = forms.BooleanField(label="Write these hours on the site, too", required=False)

    def __init__(self, saved: dict[int, list[Stretch]], public_lines: list[str], data=None):
        self.saved, self.week = saved, {}
        shown = saved or working_hours.USUAL
        is_ours = public_lines in ([], hours_words.lines_of(shown))
        self.now = "; ".join(hours_words.lines_of(saved))
        super().__init__(data, auto_id="id_%s", initial=_typed(shown) | {"seen": self.now, "write_on_site": is_ours})
        for weekday in OpeningHours.Weekday:
            for part, label in PARTS.items():
                self.fields[f"{weekday.name.lower()}_{part}"] = _time_field(label)

    @property
    def rows(self) -> list[DayRow]:
        return [
            DayRow(weekday.label, [self[f"{weekday.name.lower()}_{part}"] for part in PARTS])
            for weekday in OpeningHours.Weekday
        ]

    def clean(self):
        cleaned = super().clean()
        for weekday in OpeningHours.Weekday:
            if stretches := self._day(weekday.name.lower(), cleaned):
                self.week[weekday.value] = stretches
        if not self.errors and not self.week:
            self.add_error(None, NO_DAY)
        if cleaned.get("seen") != self.now:
            self.add_error(None, CHANGED.format(words=self.now))
            self.data = self.data.copy()
            self.data["seen"] = self.now
        return cleaned

    def _day(self, day: str, cleaned: dict) -> list[Stretch]:
        """The stretches of one day; what is wrong with them is said beside the field."""
        names = [f"{day}_{part}" for part in PARTS]
        if any(name in self.errors for name in names):
            return []
        pairs = [(names[0], cleaned[names[0]], cleaned[names[1]]), (names[2], cleaned[names[2]], cleaned[names[3]])]
        for name, opens, closes in pairs:
            if (opens is None) != (closes is None):
                self.add_error(name, HALF)
            elif opens is not None and closes != MIDNIGHT and closes <= opens:
                self.add_error(name, BACKWARDS)
        stretches = [(opens, closes) for _, opens, closes in pairs if opens is not None and closes is not None]
        if not any(name in self.errors for name in names) and pairs[1][1] is not None:
            self._check_second(names[2], stretches)
        return stretches

    def _check_second(self, name: str, stretches: list[Stretch]) -> None:
        if len(stretches) == 1:
            self.add_error(name, NO_FIRST)
            return
        (opens, closes), (opens_again, closes_again) = stretches
        if opens_again == closes:
            self.add_error(name, TOUCH.format(words=hours_words.stretch_in_words((opens, closes_again))))
        elif closes == MIDNIGHT or opens_again < closes:
            self.add_error(name, OVERLAP)


class SpecialDayForm(forms.ModelForm):
    """One day with other hours than usual."""

    opens_at = _time_field("Opens", "Blank: closed all day.")
    closes_at = _time_field("Closes", "0:00 is midnight.")

    class Meta:
        model = SpecialDay
        fields = ["day", "opens_at", "closes_at", "reason"]
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        error_messages = {
            "day": {
                "unique": "This day is in the list already. Please change it there.",
                "invalid": "Write the day like 2026-12-24.",
                "required": "Choose the day.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_special_%s", label_suffix="", **kwargs)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(PASSED)
        return day

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if not {"opens_at", "closes_at"} & self.errors.keys():
            if (opens is None) != (closes is None):
                self.add_error("opens_at", HALF)
            elif opens is not None and closes != MIDNIGHT and closes <= opens:
                self.add_error("opens_at", BACKWARDS)
        return cleaned

    @property
    def stretch(self) -> Stretch | None:
        """The hours that were typed; None for closed."""
        opens, closes = self.cleaned_data["opens_at"], self.cleaned_data["closes_at"]
        return None if opens is None else (opens, closes)


def _typed(week: dict[int, list[Stretch]]) -> dict:
    """What the fields hold for a week."""
    parts = list(PARTS)
    return {
        f"{weekday.name.lower()}_{part}": clock
        for weekday in OpeningHours.Weekday
        for place, stretch in enumerate(week.get(weekday.value, [])[:2])
        for part, clock in zip(parts[2 * place :], stretch, strict=False)
    }
