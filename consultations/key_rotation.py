"""Puts everything that is encrypted under a new key, while the site goes on, and may be killed at any moment.

A key enters the ring before anything is encrypted with it, and leaves it when nothing is any more. In between every
row is opened and closed again under its lock, a few at a time; its index rows go along in the same transaction. What
is done is told by the key that each value names, so that the next run goes on where the last one ended.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultations import encryption, key_ring, keys_in_use, photo_files, search_index
from consultations.encrypted_fields import EncryptedField, Sealed, SealedModel, place_of
from consultations.models import ConsultationRequest, KeyInUse, RequestPhoto

BATCH = 200  # rows that are locked together
ROWS_BETWEEN_LINES = 1000
LONGEST_ANSWER = timedelta(minutes=10)  # so long something may still be on its way under an older key


class NotNow(Exception):
    """The keys cannot be changed now; the text says why."""


@contextmanager
def alone() -> Iterator[None]:
    """Hold the ring, so that of two that change it neither loses the other's key. Raises `NotNow` when it is held."""
    folder = os.open(settings.ENCRYPTION_KEYS_FILE.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotNow("The keys are being changed already, by another process.") from None
        yield
    finally:
        os.close(folder)


def add_key() -> key_ring.Key:
    """Put a new key first. It is noted as in use whenever it is in the ring, and in the ring whenever it is noted."""
    old = key_ring.ring()
    key = key_ring.new_key()
    with transaction.atomic():
        keys_in_use.note(key)
        key_ring.save(key_ring.KeyRing((key, *old.keys), old.digest_secret))
    return key


class Rotation:
    """Walks over every row and every file and puts what it finds under the newest key."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.done: Counter[str] = Counter()  # rows and files that were closed again, by what they are
        self.unreadable: set[str] = set()

    def run(self) -> key_ring.Key:
        """Finish what an earlier run has left; where it left nothing, add a key. Ends when no older one is found."""
        newest = key_ring.ring().newest
        keys_in_use.note(newest)
        if self._walk():
            self.say(f"Went on with the key {newest.id}, which an earlier run had added.")
        else:
            newest = add_key()
            self.say(f"Added the key {newest.id}.")
        # A process that was just answering may have written under the older key in the meantime.
        while self._walk():
            pass
        return newest

    def _walk(self) -> bool:
        """Go over everything once. True when something was not under the newest key."""
        before = self.done.total()
        self.unreadable.clear()
        for model in sealed_models():
            for pks in self._older_rows(model):
                self._renew_rows(model, pks)
        newest = key_ring.ring().newest.id
        for photo in (photo for photos in batches_of(RequestPhoto) for photo in photos):
            if any(photo_files.key_id_of(name) != newest for name, _ in photo_files.names_of(photo)):
                self._renew_files(photo.pk)
        return self.done.total() > before

    def _older_rows(self, model: type[SealedModel]) -> Iterator[list[int]]:
        head = encryption.newest_head()
        total, seen, is_work = model.objects.count(), 0, False
        for rows in batches_of(model):
            if older := [row.pk for row in rows if any(not value.startswith(head) for value in sealed_values(row))]:
                is_work = True
                yield older
            seen += len(rows)
            if is_work and seen % ROWS_BETWEEN_LINES == 0:
                self.say(f"{name_of(model)}: {seen:,} of {max(seen, total):,}")

    @transaction.atomic
    def _renew_rows(self, model: type[SealedModel], pks: list[int]) -> None:
        rows = model.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        renewed = [row for row in rows if self._renew(row)]
        if model is ConsultationRequest:
            search_index.write_index(*renewed)
        self.done[name_of(model)] += len(renewed)

    def _renew(self, row: SealedModel) -> bool:
        head, values = encryption.newest_head(), {}
        for name in encrypted_names(type(row)):
            sealed = row.__dict__[name]
            if not sealed or sealed.startswith(head):
                continue
            place = place_of(row, name)
            try:
                values[name] = Sealed(encryption.seal(encryption.open_sealed(sealed, place), place))
            except encryption.CannotOpen:
                self.unreadable.add(f"{row}, {name}")
        return bool(values) and bool(type(row).objects.filter(pk=row.pk).update(**values))

    @transaction.atomic
    def _renew_files(self, pk: int) -> None:
        """Under the lock of its row, or a photo that is just being removed would come back."""
        photo = RequestPhoto.objects.select_for_update().filter(pk=pk).first()
        for name, place in photo_files.names_of(photo) if photo else []:
            try:
                self.done["files of photos"] += photo_files.rewrite(name, place)
            except encryption.CannotOpen:
                self.unreadable.add(f"{photo}, file {name}")


def drop_old() -> list[str]:
    """Take the keys out of the ring that no row and no file uses. Returns their ids.

    Raises `NotNow` as long as something may still be on its way to the database under an older key.
    """
    ring = key_ring.ring()
    newest = KeyInUse.objects.filter(key_id=ring.newest.id).first()
    if newest is None or newest.first_used_at > timezone.now() - LONGEST_ANSWER:
        raise NotNow("The newest key is not ten minutes old. Wait until nothing can be on its way under an older one.")
    used = {ring.newest.id, *ids_in_rows(), *photo_files.key_ids_on_disk()}
    gone = [key.id for key in ring.keys if key.id not in used]
    # A key that is noted must be in the ring at every moment, so the note goes first.
    KeyInUse.objects.filter(key_id__in=gone).delete()
    if gone:
        key_ring.save(key_ring.KeyRing(tuple(key for key in ring.keys if key.id in used), ring.digest_secret))
    return gone


def ids_in_rows() -> set[str]:
    """The key of every value that is stored, whether it opens or not."""
    return {
        value[1 : encryption.HEAD_BYTES].hex()
        for model in sealed_models()
        for rows in batches_of(model)
        for row in rows
        for value in sealed_values(row)
    }


def sealed_models() -> list[type[SealedModel]]:
    return [model for model in apps.get_models() if issubclass(model, SealedModel)]


def name_of(model: type[SealedModel]) -> str:
    return str(model._meta.verbose_name_plural)


def encrypted_names(model: type[SealedModel]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]


def sealed_values(row: SealedModel) -> list[Sealed]:
    """What is encrypted in a fresh row, unopened. An empty entry stands for a default and needs no key."""
    return [value for name in encrypted_names(type(row)) if (value := row.__dict__[name])]


def batches_of(model: type[SealedModel]) -> Iterator[list[SealedModel]]:
    """All rows in the order of their numbers, without a lock, also those that are added meanwhile."""
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        yield rows
