"""Proves that the archive is whole: every link of the chain, and every byte it names."""

from collections.abc import Iterator
from datetime import datetime
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practice_site.local_time import in_words
from procedures import archive_retention, archive_store
from procedures.archive import record_hash
from procedures.models import ArchivedFile, ArchiveHead, ArchiveRecord

SECONDS_BETWEEN_LINES = 1


class Broken(Exception):
    """The first thing that is not as it was written; the text says what and where."""


class Command(BaseCommand):
    help = "Walk the archive from its first record to its last and prove every hash. Ends with 1 at the first break."

    def handle(self, **options):
        head = ArchiveHead.objects.filter(pk=1).first() or ArchiveHead()
        proof = Proof(head, timezone.now())
        next_line = monotonic() + SECONDS_BETWEEN_LINES
        try:
            for done in proof.walk():
                if monotonic() >= next_line:
                    next_line = monotonic() + SECONDS_BETWEEN_LINES
                    share = 100 * done // max(1, head.number)
                    self.stdout.write(f"{share} %  {done:,} of {head.number:,} records")
            proof.compare_addresses()
            proof.compare_end()
        except Broken as finding:
            raise CommandError(f"The archive is broken. {finding}") from None
        self.stdout.write(self.in_words(proof))

    def in_words(self, proof: "Proof") -> str:
        if proof.last is None:
            return "The archive is empty."
        lines = [
            f"{_counted(proof.last.number, 'record')} and {_counted(len(proof.checked), 'file')} are whole.",
            f"The newest: number {proof.last.number:,}, {proof.last.path}, {in_words(proof.last.shown_from)}, "
            f"{proof.last.record_hash}",
        ]
        if proof.purged:
            lines.insert(1, f"{_counted(len(proof.purged), 'file')} left the archive after the time they must be kept.")
        if proof.missing_when_recorded:
            addresses = ", ".join(sorted(proof.missing_when_recorded))
            lines.insert(1, f"Pages referred to files that were not on the site either: {addresses}.")
        return "\n".join(lines)


class Proof:
    """One walk along the chain. Every file is read once, however many records name it."""

    def __init__(self, head: ArchiveHead, now: datetime):
        self.head, self.now = head, now
        self.last: ArchiveRecord | None = None
        self.checked: set[bytes] = set()  # digests, in 32 bytes each
        self.purged: set[bytes] = set()
        self.missing_when_recorded: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()  # address and digest
        self._ends: dict | None = None

    def walk(self) -> Iterator[int]:
        """Prove the records in order and yield how many are done. Raises `Broken` at the first that is not whole."""
        records = ArchiveRecord.objects.filter(number__lte=self.head.number).order_by("number")
        for record in records.iterator(chunk_size=200):
            self._prove_link(record)
            for address, digest in record.files:
                self._prove_file(record, address, digest)
            if record.html_hash:
                self._prove_bytes(record, record.html_hash, "the page itself")
            self.last = record
            yield record.number

    def compare_end(self) -> None:
        """The chain must end where its head says. Raises `Broken`."""
        number = self.last.number if self.last else 0
        if number != self.head.number:
            raise Broken(f"It should have {_counted(self.head.number, 'record')}, but ends after {number:,}.")
        if self.last and self.last.record_hash != self.head.record_hash:
            raise Broken(f"{_name(self.last)} is not the record that was written last.")
        newest = ArchiveRecord.objects.order_by("-number").values_list("number", flat=True).first() or 0
        if newest > (ArchiveHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0):
            raise Broken(f"Record {newest:,} was added behind the end of the chain.")

    def compare_addresses(self) -> None:
        """The list that leads from old addresses to bytes must say what the records say. Raises `Broken`."""
        rows = ArchivedFile.objects.order_by("pk").values_list("address", "digest")
        for address, digest in rows.iterator(chunk_size=500):
            if (address, digest) in self._pairs:
                self._pairs.discard((address, digest))
            elif not self._is_newer_than_the_walk(address, digest):
                raise Broken(f"The list of files says {digest} for {address}, and no record does.")
        if self._pairs:
            address, digest = min(self._pairs)
            raise Broken(f"The list of files has lost {address} ({digest}), which records name.")

    def _is_newer_than_the_walk(self, address: str, digest: str) -> bool:
        """Somebody may publish while we walk."""
        newer = ArchiveRecord.objects.filter(number__gt=self.head.number).order_by("number")
        return any([address, digest] in record.files for record in newer.iterator(chunk_size=200))

    def _prove_link(self, record: ArchiveRecord) -> None:
        number, link = (self.last.number, self.last.record_hash) if self.last else (0, "")
        if record.number != number + 1:
            raise Broken(f"Record {number + 1:,} is missing; the next one is {_name(record)}.")
        if record.previous_hash != link:
            raise Broken(f"{_name(record)} does not follow from the record before it.")
        if record.record_hash != record_hash(record):
            raise Broken(f"{_name(record)} was changed after it was written.")

    def _prove_file(self, record: ArchiveRecord, address: str, digest: str) -> None:
        if digest:
            self._pairs.add((address, digest))
            self._prove_bytes(record, digest, address)
        else:
            self.missing_when_recorded.add(address)

    def _prove_bytes(self, record: ArchiveRecord, digest: str, what: str) -> None:
        key = bytes.fromhex(digest)
        if key in self.checked or key in self.purged:
            return
        try:
            archive_store.check(digest)
        except FileNotFoundError:
            if not self._might_go(digest):
                raise Broken(f"{_name(record)}: the bytes of {what} are gone ({digest}).") from None
            self.purged.add(key)
        except archive_store.Damaged:
            raise Broken(f"{_name(record)}: the bytes of {what} are not those that were kept ({digest}).") from None
        except OSError as problem:
            raise Broken(f"{_name(record)}: the bytes of {what} cannot be read ({problem.strerror}).") from None
        else:
            self.checked.add(key)

    def _might_go(self, digest: str) -> bool:
        if self._ends is None:
            self._ends = archive_retention.last_appearances()
        return archive_retention.may_be_purged(self._ends.get(digest), self.now)


def _name(record: ArchiveRecord) -> str:
    return f"Record {record.number:,} ({record.path}, {in_words(record.shown_from)})"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing if count == 1 else f'{thing}s'}"
