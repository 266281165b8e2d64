"""What can go wrong unseen in this wing: mails that do not leave, and a worker that does not run."""

from datetime import timedelta

from django.utils import timezone

from consultations.capped_counts import capped_count
from consultations.models import OutboxMessage
from practice_site.health import register_check
from practice_site.models import Heartbeat
from practice_site.worker import WORKER

OLDEST_WAITING_MAIL = timedelta(minutes=30)
LONGEST_SILENCE = timedelta(minutes=2)


def outbox_age() -> str | None:
    stuck = capped_count(OutboxMessage.objects.needing_a_person())
    if stuck:
        return f"{_mails(stuck)} {'needs' if stuck == 1 else 'need'} a person: see Mails in the staff pages."
    cutoff = timezone.now() - OLDEST_WAITING_MAIL
    late = capped_count(OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, created_at__lt=cutoff))
    return f"{_mails(late)} {'has' if late == 1 else 'have'} waited for more than 30 minutes." if late else None


def worker_age() -> str | None:
    age = Heartbeat.objects.age_of(WORKER)
    if age is None:
        return "The worker has never run."
    return (
        None if age <= LONGEST_SILENCE else f"The worker has been silent for {int(age.total_seconds() // 60)} minutes."
    )


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count} mails"


def register() -> None:
    register_check("outbox", outbox_age)
    register_check("worker", worker_age)
