"""Proves that the access log is whole, and drops what is older than has to be kept, from its beginning only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from consultations import access_log
from consultations.models import AccessLogHead, AccessRecord
from practice_site.append_only import six_years_ago
from practice_site.worker import Job, register_job

BATCH = 1000
RECORDS_BETWEEN_LINES = 100_000
SECONDS_BETWEEN_LOOKS = 3600


class Broken(Exception):
    """The chain does not fit. The text names the number of the first record that does not, and no more."""


@dataclass
class Proof:
    """What was proven: how many records, the first and the last moment, and the digest at the end."""

    count: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    number: int = 0
    digest: str = ""
    is_expected_found: bool = False


def prove(expected: str = "", say: Callable[[str], None] = lambda line: None) -> Proof:
    """Walk the whole chain, also what is added meanwhile. Raises `Broken`.

    `expected` is a digest that was noted earlier: the chain must still hold it, or its end was cut off.
    """
    head = AccessLogHead.objects.filter(pk=1).first() or AccessLogHead()
    if head.dropped_seal != access_log.seal_of(head.dropped_number, head.dropped_digest):
        raise Broken(f"The beginning of the chain, after record {head.dropped_number}, is not ours.")
    proof = Proof(number=head.dropped_number, digest=head.dropped_digest)
    proof.is_expected_found = bool(expected) and expected == proof.digest
    _walk(proof, head.number, expected, say)
    with transaction.atomic():
        head = access_log.locked_head()
        _walk(proof, head.number, expected, say)
        last = AccessRecord.objects.aggregate(last=Max("number"))["last"] or head.dropped_number
    if last > head.number:
        raise Broken(f"Record {head.number + 1} stands after the end of the chain.")
    if (proof.number, proof.digest) != (head.number, head.digest):
        raise Broken(f"Record {proof.number} is the last, and the end of the chain says something else.")
    if expected and not proof.is_expected_found:
        raise Broken("The digest that was noted earlier is not in the chain: records were cut off, or changed.")
    return proof


def _walk(proof: Proof, until: int, expected: str, say: Callable[[str], None]) -> None:
    while proof.number < until:
        batch = list(AccessRecord.objects.filter(number__gt=proof.number, number__lte=until).order_by("number")[:BATCH])
        if not batch:
            raise Broken(f"Record {proof.number + 1} is missing.")
        for record in batch:
            _step(proof, record)
            proof.is_expected_found |= record.digest == expected
        if proof.count % RECORDS_BETWEEN_LINES < len(batch) and proof.count >= RECORDS_BETWEEN_LINES:
            say(f"{proof.count:,} records fit")


def _step(proof: Proof, record: AccessRecord) -> None:
    if record.number != proof.number + 1:
        raise Broken(f"Record {proof.number + 1} is missing.")
    if record.previous_digest != proof.digest or record.digest != access_log.digest_of(record):
        raise Broken(f"Record {record.number} does not fit.")
    proof.first_at = proof.first_at or record.at
    proof.last_at, proof.number, proof.digest = record.at, record.number, record.digest
    proof.count += 1


def drop_old() -> int:
    """Drop the oldest records as far as nobody has to keep them. Returns how many went.

    The head then says what stood before the new beginning. A clock that was once wrong only makes records stay longer.
    """
    count = 0
    while dropped := _drop_batch(six_years_ago()):
        count += dropped
    return count


@transaction.atomic
def _drop_batch(before: datetime) -> int:
    head = access_log.locked_head()
    oldest = AccessRecord.objects.filter(number__gt=head.dropped_number).order_by("number")[:BATCH]
    gone = []
    for record in oldest:
        if record.at >= before or record.number != head.dropped_number + len(gone) + 1:
            break
        gone.append(record)
    if not gone:
        return 0
    head.dropped_number, head.dropped_digest = gone[-1].number, gone[-1].digest
    head.dropped_seal = access_log.seal_of(head.dropped_number, head.dropped_digest)
    head.save(update_fields=["dropped_number", "dropped_digest", "dropped_seal"])
    # A plain query set, past the one that deletes nothing by mistake; the database looks at the age once more.
    QuerySet(AccessRecord).filter(number__lte=head.dropped_number).delete()
    return len(gone)


def register() -> None:
    """The worker drops what nobody has to keep any more."""
    register_job(Job("access log", _drop_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _drop_in_a_line() -> str | None:
    count = drop_old()
    return (
        f"{count} {'record' if count == 1 else 'records'} of the access log dropped after six years" if count else None
    )
