"""One request with everything that staff may see of it, as a ZIP: a page to read, the same for programs, the photos.

It is made in memory, piece by piece, and never lies in the clear on a disk of ours.
"""

import json
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from consultations import staff_record
from consultations.models import ConsultationRequest
from consultations.own_data_file import STYLES, photos_to_pack, zipped
from practice_site import styles
from practice_site.models import Practice

PAGE, FOR_PROGRAMS = "read-me-first.html", "request.json"


def file_name(request: ConsultationRequest) -> str:
    """A name that says nothing to whoever sees it in a list of downloads."""
    return f"request-{request.reference}.zip"


def pieces_of(request: ConsultationRequest, *, made_by, with_log: bool) -> Iterator[bytes]:
    """The bytes of the ZIP, one photo in memory at a time. Rows are read at once, before the first piece."""
    photos = photos_to_pack(request)
    names = {photo.pk: name for photo, name in photos}
    context = {
        "reference": request.reference,
        "parts": staff_record.parts_of(request, lambda photo: names.get(photo.pk, ""), with_log=with_log),
        "practice": Practice.objects.current(),
        "made_at": timezone.now(),
        "made_by": made_by,
        "styles": mark_safe(styles.stand_alone(STYLES)),  # nosec B703 # our own style sheets
    }
    page = render_to_string("admin/consultations/consultationrequest/record_file.html", context)
    facts = staff_record.facts_of(request, names, with_log=with_log)
    texts = {PAGE: page.encode(), FOR_PROGRAMS: json.dumps(facts, ensure_ascii=False, indent=2).encode()}
    return zipped(texts, photos)
