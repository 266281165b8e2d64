"""The copy that a patient takes away: one ZIP with a page to read, the same for programs, and the photos.

It is made in memory, piece by piece, and never lies in the clear on a disk of ours.
"""

import json
import zipfile
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from consultations import photo_files
from consultations.encryption import CannotOpen
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.own_data import left_out, sections_of
from consultations.own_data_json import as_json
from practice_site import styles
from practice_site.models import Practice

PAGE, FOR_PROGRAMS, PHOTOS = "read-me-first.html", "my-request.json", "photos"
STYLES = ("reset", "tokens", "fonts", "base", "layout", "components/text", "components/own-record")


def file_name(request: ConsultationRequest) -> str:
    """A name that says nothing to whoever sees it in a list of downloads."""
    return f"my-request-{request.reference}.zip"


def pieces_of(request: ConsultationRequest) -> Iterator[bytes]:
    """The bytes of the ZIP, one photo in memory at a time.

    Rows are read at once, before the first piece, so that the copy is of one moment. A photo that cannot be opened is
    left out, and the page says so.
    """
    photos = photos_to_pack(request)
    names = {photo.pk: name for photo, name in photos}
    page = _page(request, names).encode()
    facts = json.dumps(as_json(request, names), ensure_ascii=False, indent=2).encode()
    return zipped({PAGE: page, FOR_PROGRAMS: facts}, photos)


def photos_to_pack(request: ConsultationRequest) -> list[tuple[RequestPhoto, str]]:
    """The photos that can be opened, each with its name in the file."""
    return [(photo, name_of(photo)) for photo in request.photos.all() if _can_be_opened(photo)]


def name_of(photo: RequestPhoto) -> str:
    return f"{PHOTOS}/{photo.view.replace('_', '-')}.jpg"


def _page(request: ConsultationRequest, names: dict[int, str]) -> str:
    context = {
        "reference": request.reference,
        "parts": sections_of(request, lambda photo: names.get(photo.pk, "")),
        "left_out": left_out(),
        "practice": Practice.objects.current(),
        "made_at": timezone.now(),
        "styles": mark_safe(styles.stand_alone(STYLES)),  # nosec B703 # our own style sheets
    }
    return render_to_string("consultations/own_data/file.html", context)


def zipped(texts: dict[str, bytes], photos: list[tuple[RequestPhoto, str]]) -> Iterator[bytes]:
    """The bytes of a ZIP with these texts, by their names, and photos, one of them in memory at a time."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(_entry(name), content, zipfile.ZIP_DEFLATED)
        yield out.taken()
        for photo, name in photos:
            try:
                content = photo_files.read(photo, "photo")
            except CannotOpen:  # taken away in the meantime
                continue
            archive.writestr(_entry(name), content, zipfile.ZIP_STORED)
            yield out.taken()
    yield out.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    made = timezone.localtime(timezone.now(), timezone.get_default_timezone())
    entry = zipfile.ZipInfo(name, made.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _can_be_opened(photo: RequestPhoto) -> bool:
    try:
        photo_files.read(photo, "photo")
    except CannotOpen:
        return False
    return True


class _Pieces:
    """What a ZIP is written to, without a way back; what was written is taken away piece by piece."""

    def __init__(self):
        self._content = bytearray()

    def write(self, content: bytes) -> int:
        self._content += content
        return len(content)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        piece, self._content = bytes(self._content), bytearray()
        return piece
