"""How much may be sent in one hour from one place. Counted in the database, so that every process counts together.

Nobody can be found by a row: `who` is a keyed digest that differs from hour to hour, so that not even two hours of the
same sender can be told to belong together.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consultations import key_ring
from consultations.models import SendCount
from practice_site.worker import Job, register_job

FROM_ADDRESS = "form-address"
FOR_EMAIL = "form-email"
SAME_WORDS = "form-words"  # the email addresses that one text came under, from one place
WORDS_AND_EMAIL = "form-words-email"  # one text under one email address
PHOTOS = "photos"  # of one request
WISHES = "link-wishes"  # for a new link, from one place
NEW_LINKS = "new-links"  # mailed for one request
# How many an hour are usual. What lies above is not refused, but looked at by a person.
USUAL = {
    FROM_ADDRESS: 20,  # a family, a shared office, a phone company with one address for many
    FOR_EMAIL: 5,
    SAME_WORDS: 2,  # someone who mistyped the email address sends once more with the right one
}
FLOOD = {FROM_ADDRESS: 500, PHOTOS: 60, WISHES: 60, NEW_LINKS: 5}  # what lies above is refused until the hour is over

HOUR = timedelta(hours=1)


def count(what: str, who: str) -> int:
    """Note one more of `what` from `who`, and say how many there were in this hour, this one included.

    Two at the same moment count as two. `who` may be anything that tells senders apart; it is not stored.
    """
    hour = _this_hour()
    digest = key_ring.ring().digest(f"sends {what} {hour.isoformat()}", who)
    with transaction.atomic():
        row, _ = SendCount.objects.get_or_create(what=what, who=digest, hour=hour)
        SendCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        return SendCount.objects.values_list("count", flat=True).get(pk=row.pk)


def is_unusual(what: str, number: int) -> bool:
    return number > USUAL[what]


def is_flood(what: str, number: int) -> bool:
    return number > FLOOD[what]


def seconds_left() -> int:
    """Until the next hour begins and counting with it; at least 1."""
    return max(1, int((_this_hour() + HOUR - timezone.now()).total_seconds()))


def delete_old() -> int:
    """Delete the counts of hours that are over. Returns how many rows went."""
    return SendCount.objects.filter(hour__lt=_this_hour()).delete()[0]


def register() -> None:
    register_job(Job("counts of sends", _delete_old_silently, every_seconds=3600))


def _delete_old_silently() -> None:
    delete_old()


def _this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)
