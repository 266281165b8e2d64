"""What can go wrong unseen in this wing: mails that do not leave, and a worker that does not run.

Anybody may ask, so the answer counts nothing: how many mails there are says how many people write to us.
"""

from datetime import timedelta

from consultations.models import OutboxMessage
from practice_site.health import register_check
from practice_site.models import Heartbeat
from practice_site.worker import WORKER

LONGEST_SILENCE = timedelta(minutes=2)


def outbox_age() -> str | None:
    if OutboxMessage.objects.needing_a_person().exists():
        return "Mail needs a person: see Mails in the staff pages."
    return "Mail has waited for more than 30 minutes." if OutboxMessage.objects.late().exists() else None


def worker_age() -> str | None:
    age = Heartbeat.objects.age_of(WORKER)
    if age is None:
        return "The worker has never run."
    return (
        None if age <= LONGEST_SILENCE else f"The worker has been silent for {int(age.total_seconds() // 60)} minutes."
    )


def register() -> None:
    register_check("outbox", outbox_age)
    register_check("worker", worker_age)
