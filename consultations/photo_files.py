"""The encrypted files of photos, in the folder `private/photos` of DATA_DIR, out of reach of every address.

A file's name is random and says nothing. It is written beside its place, brought to the disk and then renamed, so that
a name never stands for half a file. It goes by way of a `FileToDelete` row, written together with what ended it.
"""

import contextlib
import logging
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consultations import encryption, key_ring
from consultations.encrypted_fields import place_of
from consultations.models import FileToDelete, RequestPhoto
from practice_site.worker import Job, register_job

logger = logging.getLogger(__name__)

SIZES = {"photo": "file_name", "thumbnail": "thumbnail_name"}  # what there is of a photo, and the field with its name
SECONDS_BETWEEN_LOOKS = 60


def new_name() -> str:
    return secrets.token_hex(16)


def names_of(photo: RequestPhoto) -> list[tuple[str, str]]:
    """The files of a photo: the name of each, and the place it is sealed for."""
    return [(getattr(photo, field), place_of(photo, size)) for size, field in SIZES.items()]


def write(photo: RequestPhoto, size: str, content: bytes) -> None:
    """Seal `content` as the "photo" or "thumbnail" of `photo`, whose row is stored afterwards."""
    _put(getattr(photo, SIZES[size]), encryption.seal(content, place_of(photo, size)))


def read(photo: RequestPhoto, size: str) -> bytes:
    """The JPEG of a "photo" or "thumbnail". Raises `CannotOpen` when it is missing, damaged or another one's."""
    return encryption.open_sealed(_sealed(getattr(photo, SIZES[size])), place_of(photo, size))


def rewrite(name: str, place: str) -> bool:
    """Seal a file anew under the newest key; False when it already is. Raises `CannotOpen` and leaves it as it was.

    Its row must be held meanwhile, or a file that is just being deleted would come back.
    """
    sealed = _sealed(name)
    if encryption.key_id_of(sealed) == key_ring.ring().newest.id:
        return False
    _put(name, encryption.seal(encryption.open_sealed(sealed, place), place))
    return True


def key_id_of(name: str) -> str | None:
    """The id of the key that opens a file, by its first bytes; None when it is missing or no sealed file."""
    try:
        with open(_folder() / name, "rb") as file:
            return encryption.key_id_of(file.read(100))
    except (OSError, encryption.CannotOpen):
        return None


def key_ids_on_disk() -> set[str]:
    """The keys of all files that lie in the folder, whether a row names them or not."""
    return {key_id for name in names_on_disk() if (key_id := key_id_of(name))}


def names_on_disk(older_than: timedelta = timedelta(0)) -> Iterator[str]:
    """Every file in the folder, also half a one from a crash. One that was just written may still get its row."""
    newest = time.time() - older_than.total_seconds()
    with contextlib.suppress(FileNotFoundError), os.scandir(_folder()) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                if entry.stat().st_mtime <= newest:
                    yield entry.name


def give_up(names: Iterable[str]) -> None:
    """These files go as soon as the transaction stands; a worker takes care of them if this process does not."""
    names = list(names)
    rows = [FileToDelete(kind=FileToDelete.Kind.PHOTO, name=name) for name in names]
    FileToDelete.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(lambda: delete_given_up(names))


def delete_given_up(names: Iterable[str] | None = None) -> int:
    """Delete the files that were given up, or only those with `names`. Returns how many rows this ended."""
    waiting = FileToDelete.objects.filter(kind=FileToDelete.Kind.PHOTO)
    if names is not None:
        waiting = waiting.filter(name__in=names)
    gone = [row.pk for row in waiting if remove_from_disk(row.name)]
    return FileToDelete.objects.filter(pk__in=gone).delete()[0]


def remove_from_disk(name: str) -> bool:
    """True when no file of that name is left. A failure is noted; the file is tried again."""
    try:
        (_folder() / name).unlink(missing_ok=True)
    except OSError as problem:
        logger.warning("A photo's file could not be deleted (%s); it is tried again.", type(problem).__name__)
        return False
    return True


def path_of(name: str) -> Path:
    return _folder() / name


def register() -> None:
    """The worker deletes what a process that died has left."""
    register_job(Job("photo files", _delete_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _delete_in_a_line() -> str | None:
    count = delete_given_up()
    return f"{count} {'file' if count == 1 else 'files'} of photos deleted" if count else None


def _folder() -> Path:
    return settings.DATA_DIR / "private" / "photos"


def _sealed(name: str) -> bytes:
    try:
        return (_folder() / name).read_bytes()
    except OSError as problem:
        raise encryption.CannotOpen(f"The file cannot be read ({type(problem).__name__}).") from None


def _put(name: str, content: bytes) -> None:
    folder = _folder()
    for place in (folder.parent, folder):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{name}.{secrets.token_hex(4)}"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _bring_to_disk(folder)


def _bring_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
