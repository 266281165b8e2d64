"""How long what patients sent is kept: one table with a reason for each limit, which staff may override.

Days are days on the calendar of the practice. Where a kind of data has no limit of its own, it goes with the whole
request; where the whole request has none, it is kept.
"""

from dataclasses import dataclass

from django.db import transaction

from consultations.models import RetentionRule

Stage = RetentionRule.Stage
What = RetentionRule.What
LONGEST = 36_500  # days, a hundred years; beyond it the calendar ends


@dataclass(frozen=True)
class Default:
    """So many days, or None for "kept"; and why, in words for staff."""

    days: int | None
    reason: str


WITH_THE_REST = Default(None, "")
FOR_THE_RECORD = Default(None, "Belongs to the patient’s treatment.")

DEFAULTS: dict[tuple[str, str], Default] = {
    (Stage.OPEN, What.PHOTOS): Default(365, "Photos of a year ago no longer show what is there now."),
    (Stage.OPEN, What.HEALTH): WITH_THE_REST,
    (Stage.OPEN, What.MAILS): WITH_THE_REST,
    (Stage.OPEN, What.EVERYTHING): Default(730, "After two years of silence nobody waits for an answer."),
    (Stage.SEEN, What.PHOTOS): FOR_THE_RECORD,
    (Stage.SEEN, What.HEALTH): FOR_THE_RECORD,
    (Stage.SEEN, What.MAILS): FOR_THE_RECORD,
    (Stage.SEEN, What.EVERYTHING): Default(
        None,
        "Records of treatment: New York asks for six years at least, for minors longer (8 NYCRR 29.2). "
        "Your lawyer decides.",
    ),
    (Stage.CLOSED, What.PHOTOS): Default(90, "The most personal part goes first; reopening within a season keeps it."),
    (Stage.CLOSED, What.HEALTH): Default(180, "Health changes; whoever comes back is asked anew."),
    (Stage.CLOSED, What.MAILS): WITH_THE_REST,
    (Stage.CLOSED, What.EVERYTHING): Default(365, "Who comes back within a year need not begin anew."),
    (Stage.WITHDRAWN, What.PHOTOS): Default(7, "The patient took the request back; a week covers a change of mind."),
    (Stage.WITHDRAWN, What.HEALTH): WITH_THE_REST,
    (Stage.WITHDRAWN, What.MAILS): WITH_THE_REST,
    (Stage.WITHDRAWN, What.EVERYTHING): Default(30, "Long enough for a last question about it."),
    (Stage.QUARANTINED, What.PHOTOS): WITH_THE_REST,
    (Stage.QUARANTINED, What.HEALTH): WITH_THE_REST,
    (Stage.QUARANTINED, What.MAILS): WITH_THE_REST,
    (Stage.QUARANTINED, What.EVERYTHING): Default(30, "A month is time enough to find a patient among spam."),
}


@dataclass(frozen=True)
class Limit:
    """What holds now for one kind of data in one stage."""

    stage: str
    what: str
    days: int | None

    @property
    def default(self) -> Default:
        return DEFAULTS[self.stage, self.what]

    @property
    def in_words(self) -> str:
        """For example "Closed, photos: 90 days"."""
        return f"{Stage(self.stage).label}, {What(self.what).label.lower()}: {days_in_words(self.days)}"


Limits = dict[tuple[str, str], Limit]


def days_in_words(days: int | None) -> str:
    return "kept" if days is None else "1 day" if days == 1 else f"{days} days"


def in_force() -> Limits:
    """Every limit as it holds now, in the order of the table. One query."""
    own = {(rule.stage, rule.what): rule.days for rule in RetentionRule.objects.all()}
    return {place: Limit(*place, own.get(place, default.days)) for place, default in DEFAULTS.items()}


def with_days(days: dict[tuple[str, str], int | None]) -> Limits:
    """What would hold with other days, before anything is saved. One query."""
    return in_force() | {place: Limit(*place, count) for place, count in days.items()}


@transaction.atomic
def change(days: dict[tuple[str, str], int | None]) -> list[Limit]:
    """Set limits; one that is the default again needs no row. Returns those that are new, as they hold now."""
    before = in_force()
    changed = [Limit(*place, count) for place, count in days.items() if before[place].days != count]
    for limit in changed:
        rules = RetentionRule.objects.filter(stage=limit.stage, what=limit.what)
        if limit.days == limit.default.days:
            rules.delete()
        elif not rules.update(days=limit.days):
            RetentionRule.objects.create(stage=limit.stage, what=limit.what, days=limit.days)
    return changed
