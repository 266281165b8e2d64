"""Notices when people fail to sign in again and again, over all names, and tells administrators.

Each name by itself is guarded by a lock; somebody who tries a stolen list of names and passwords stays below it with
every one of them. `/readyz` warns, and a mail goes to every administrator, at most one in six hours.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from practice_site.accounts import account_mail
from practice_site.health import register_warning
from practice_site.models import AccountEvent, AccountMail, Practice, StaffAccount
from practice_site.worker import Job, register_job

Kind = AccountEvent.Kind
WITHIN = timedelta(hours=1)
BETWEEN_MAILS = timedelta(hours=6)
SECONDS_BETWEEN_LOOKS = 60
WARNING = "People failed to sign in again and again within the last hour. The account log of the staff pages says more."


@dataclass(frozen=True)
class Threshold:
    """So many events of one kind within an hour are more than people cause who mistype."""

    kind: str
    least: int
    one: str
    many: str


THRESHOLDS = [
    # a practice of ten, each of whom mistypes once on a Monday morning, stays far below
    Threshold(Kind.SIGN_IN_FAILED, 20, "failed sign-in", "failed sign-ins"),
    # who gets as far as this has a right password already
    Threshold(Kind.FACTOR_FAILED, 10, "wrong second factor", "wrong second factors"),
    # each is five failures for one name from one address
    Threshold(Kind.LOCKED_OUT, 5, "lock", "locks"),
]


def noticed() -> str:
    """What happened within the last hour in numbers, if any of them reaches its threshold; else blank. One query."""
    lately = AccountEvent.objects.since(timezone.now() - WITHIN).filter(kind__in=[each.kind for each in THRESHOLDS])
    counts = dict(lately.order_by().values_list("kind").annotate(Count("pk")))
    if not any(counts.get(each.kind, 0) >= each.least for each in THRESHOLDS):
        return ""
    found = [(counts[each.kind], each) for each in THRESHOLDS if each.kind in counts]
    return ", ".join(f"{count:,} {each.one if count == 1 else each.many}" for count, each in found)


def warning() -> str | None:
    """For `/readyz`, which anybody may read: no number, for whoever tries would learn how much of it is noticed."""
    return WARNING if noticed() else None


@transaction.atomic
def tell_administrators() -> int:
    """Queue a mail to every administrator, unless one was in the last six hours. Returns how many mails were queued."""
    practice = Practice.objects.select_for_update().first() or Practice()  # one worker after the other
    if not practice.mails_about_failures or not (numbers := noticed()):
        return 0
    since = timezone.now() - BETWEEN_MAILS
    if AccountMail.objects.filter(kind=AccountMail.Kind.REPEATED_FAILURES, created_at__gt=since).exists():
        return 0
    administrators = StaffAccount.objects.administrators()
    mails = [account_mail.write(AccountMail.Kind.REPEATED_FAILURES, each, detail=numbers) for each in administrators]
    return len(mails)


def register() -> None:
    register_warning("accounts", warning)
    register_job(Job("repeated failures", _tell_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _tell_in_a_line() -> str | None:
    count = tell_administrators()
    who = "1 administrator is" if count == 1 else f"{count} administrators are"
    return f"{who} told of repeated failures to sign in" if count else None
