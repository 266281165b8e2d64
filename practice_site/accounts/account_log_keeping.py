"""The account log in the database: it is only ever added to, and goes after six years, from its beginning."""

from django.db.models import QuerySet

from practice_site.append_only import rows_guard, six_years_ago
from practice_site.models import AccountEvent
from practice_site.worker import Job, register_job

GUARD = rows_guard("practice_site_accountevent", "account_log", "The account log is only ever added to.", "id")
HOURS_BETWEEN_LOOKS = 6
BATCH = 1000


def drop_old() -> int:
    """Drop the events that nobody has to keep. Returns how many went."""
    count = 0
    while gone := list(
        _past_the_guard().filter(at__lt=six_years_ago()).order_by("at").values_list("pk", flat=True)[:BATCH]
    ):
        # The database looks at the age once more.
        count += _past_the_guard().filter(pk__in=gone).delete()[0]
    return count


def register() -> None:
    """The worker drops what nobody has to keep any more."""
    register_job(Job("account log", _drop_in_a_line, every_seconds=HOURS_BETWEEN_LOOKS * 3600))


def _past_the_guard() -> QuerySet:
    """A plain query set, past the one that deletes nothing by mistake."""
    return QuerySet(AccountEvent)


def _drop_in_a_line() -> str | None:
    count = drop_old()
    return (
        f"{count} {'event' if count == 1 else 'events'} of the account log dropped after six years" if count else None
    )
