"""Finds rows without files and files without rows, photos and local copies of mails.

A file younger than an hour is left alone: its row may be on the way.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from consultations import photo_files
from consultations.models import ConsultationRequest, FileToDelete, RequestPhoto
from practice_site import mail_files

YOUNG = timedelta(hours=1)
ABOUT = re.compile(r"\.?([A-Z0-9]{4}-[A-Z0-9]{4})-")  # how the name of a local mail begins


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit. `words` name no request that has gone; `file` can be deleted, if there is one."""

    words: str
    file: Path | None = None

    def mend(self) -> bool:
        """Delete the file. False when there is nothing that could be done, or it failed."""
        if self.file is None:
            return False
        try:
            self.file.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def findings() -> Iterator[Finding]:
    """Everything that does not fit, photos first."""
    yield from _files_of_photos_without_rows()
    yield from _photos_without_files()
    yield from _mails_without_requests()


def _files_of_photos_without_rows() -> Iterator[Finding]:
    """Half-written files of a crash, too: their names have an ending that no row knows."""
    on_disk = list(photo_files.names_on_disk(older_than=YOUNG))
    known = {name for names in RequestPhoto.objects.values_list("file_name", "thumbnail_name") for name in names}
    known.update(FileToDelete.objects.filter(kind=FileToDelete.Kind.PHOTO).values_list("name", flat=True))
    for name in sorted(set(on_disk) - known):
        yield Finding(f"a file without a row: {name}", photo_files.path_of(name))


def _photos_without_files() -> Iterator[Finding]:
    for photo in RequestPhoto.objects.select_related("request").iterator():
        missing = [size for size, field in photo_files.SIZES.items() if not _is_there(getattr(photo, field))]
        if missing and RequestPhoto.objects.filter(pk=photo.pk).exists():  # it may just have been taken away
            yield Finding(f"a row without a file: {photo}, {' and '.join(missing)}")


def _is_there(name: str) -> bool:
    return photo_files.path_of(name).is_file()


def _mails_without_requests() -> Iterator[Finding]:
    newest = time.time() - YOUNG.total_seconds()
    for file in sorted(mail_files.mail_folder().glob("*")):
        about = ABOUT.match(file.name)
        if about and file.stat().st_mtime <= newest and not _is_request(about[1]):
            yield Finding("a local copy of a mail about a request that is not there", file)


def _is_request(reference: str) -> bool:
    return ConsultationRequest.objects.filter(reference=reference).exists()
