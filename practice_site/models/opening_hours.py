"""When the practice is open: hours for each day of the week, and days on which it keeps others."""

from datetime import time

from django.db import models
from django.db.models import F, Q

MIDNIGHT = time(0)  # as a closing time, the end of the day


class OpeningHours(models.Model):
    """One stretch of opening hours on one day of the week. A day may have two, with a break between them."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    weekday = models.PositiveSmallIntegerField("day", choices=Weekday, help_text="The day of the week.")
    opens_at = models.TimeField("opens", help_text="New York time, for example 9:00.")
    closes_at = models.TimeField("closes", help_text="New York time, on the same day; 0:00 is midnight.")

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours and holidays"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(closes_at=MIDNIGHT),
                name="closes_after_it_opens",
                violation_error_message="The closing time must be later than the opening time.",
            ),
            models.UniqueConstraint(
                fields=["weekday", "opens_at"],
                name="one_opening_at_a_time",
                violation_error_message="This day already opens at that time.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()}, {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class SpecialDay(models.Model):
    """A day with other hours than usual. Without times it is closed; with them open, also on a holiday."""

    day = models.DateField(unique=True, help_text="The one day that this is about.")
    opens_at = models.TimeField("opens", null=True, blank=True, help_text="Left blank, the practice is closed all day.")
    closes_at = models.TimeField("closes", null=True, blank=True, help_text="Left blank, the practice is closed.")
    reason = models.CharField(max_length=80, blank=True, help_text="For colleagues, for example “Staff training”.")

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at__isnull=False)
                & (Q(opens_at__lt=F("closes_at")) | Q(closes_at=MIDNIGHT)),
                name="closed_or_open_from_until",
                violation_error_message="Give both times, the later one last, or none of them.",
            )
        ]

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"

    @property
    def stretches(self) -> list[tuple[time, time]]:
        """The hours of this day; none when it is closed."""
        return [] if self.opens_at is None or self.closes_at is None else [(self.opens_at, self.closes_at)]
