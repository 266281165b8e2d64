"""A patient who filled in everything there is to fill in, with words that stand nowhere else."""

import base64
import io
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from PIL import Image

from consultations import (
    appointments,
    consents,
    intake,
    legal_hold,
    link_wishes,
    outbox,
    patient_history,
    photo_files,
    workflow,
)
from consultations.consent_wordings import PHOTOS, REMINDERS
from consultations.encrypted_fields import EncryptedField, Sealed
from consultations.health_questions import HEALTH_QUESTIONS
from consultations.models import ConsultationRequest, LinkWish, OutboxMessage, RequestPhoto
from practice_site.accounts.sessions import SessionStore
from tests.samples import ANSWERS

TYPED = {
    "full_name": "Zqname Zqsurname",
    "email": "zqmail@zqhost.example",
    "phone": "+1 555 013 7942",
    "best_time": "zqbesttime",
    "language": "zqlanguage",
    "story": "zqstory with “ünï” and\nzqsecondline",
    "travelling_from": "zqtravelling",
    "heard_from": "zqheard",
}
BEFORE = {"full_name": "Zqoldname", "story": "zqoldstory", "heard_from": "zqoldheard", "best_time": "zqoldtime"}
OPERATION = {
    "year": 1987,
    "month": 4,
    "surgeon": "zqsurgeon",
    "surgeon_address": "zqsurgeonaddress",
    "what_was_done": "zqwhatwasdone",
    "report": "can_get",
}
HEALTH = {question.key: {"answer": "talk", "words": f"zqhealth{question.key}"} for question in HEALTH_QUESTIONS}
GOALS, NOTE, FINDING, HOLD = "zqgoals", "zqnote", "zqfinding", "zqhold"
WORDS = [
    *(word for text in [*TYPED.values(), *BEFORE.values()] for word in text.split() if word.lower().startswith("zq")),
    *(text for text in OPERATION.values() if isinstance(text, str) and text.startswith("zq")),
    *(given["words"] for given in HEALTH.values()),
    *(GOALS, NOTE, FINDING, HOLD, "5550137942", "555 013 7942"),
]


@dataclass
class Planted:
    """The request, and the needles to look for: what was typed, how it is stored, and its pictures."""

    request: ConsultationRequest
    sealed: list[bytes] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    file_names: list[str] = field(default_factory=list)

    @property
    def spellings(self) -> dict[str, bytes]:
        """Every needle by what it stands for: words in UTF-8, at each place of base64, and all that is stored."""
        words = [*WORDS, self.request.reference]
        plain = {f"{word} as it is": word.encode() for word in words}
        coded = {f"{word} in base64 at {at}": in_base64(word.encode(), at) for word in words for at in range(3)}
        stored = {f"sealed {number}": value[5:37] for number, value in enumerate(self.sealed)}
        pictures = {f"picture {number}": value[200:260] for number, value in enumerate(self.pictures)}
        return plain | coded | stored | pictures | {name: name.encode() for name in self.file_names}


def in_base64(content: bytes, at: int) -> bytes:
    """How `content` looks in base64 when it begins at byte `at` of a group of three, without its uncertain ends."""
    coded = base64.b64encode(b"\0" * at + content)
    return coded[(0, 2, 3)[at] : len(coded) - 4]


def picture(colour: tuple[int, int, int]) -> bytes:
    """A JPEG that no other picture looks like."""
    stream = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").point(lambda value: value).save(
        stream, "JPEG", comment=bytes(colour)
    )
    return stream.getvalue()


def plant(staff) -> Planted:
    """A request with every kind of row and file, made by what patients and staff do."""
    token = intake.new_form_token("/procedures/secondary-rhinoplasty/")
    numbers = {"operations_count": 7, "last_operation_year": 1987, "concerns": ["tip", "skin"]}
    intake.record_request(ANSWERS | TYPED | numbers | BEFORE, token)
    request = intake.record_request(ANSWERS | TYPED | numbers, token)
    for purpose in (PHOTOS, REMINDERS):
        consents.give(request, purpose)
    patient_history.add_operation(request, OPERATION)
    patient_history.save_health(request, HEALTH, GOALS)
    workflow.add_note(request, NOTE, author=staff)
    legal_hold.end_hold(legal_hold.hold(request, HOLD, actor=staff), actor=staff)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    offered = appointments.offer(request, [start, start + timedelta(days=1)], actor=staff)
    appointments.choose(request, offered[0].pk)
    planted = Planted(request)
    for view in RequestPhoto.View.values:
        _photo(planted, view)
    _traces_of_staff(request, staff)
    link_wishes.wish(request.reference.lower(), request.email.upper())
    outbox.send_due()
    outbox.write(OutboxMessage.Kind.DATA_LINK, request, to=request.email)
    planted.sealed = sealed_values(request)
    return planted


def _photo(planted: Planted, view: str) -> None:
    names = {"file_name": photo_files.new_name(), "thumbnail_name": photo_files.new_name()}
    photo = RequestPhoto(
        request=planted.request, view=view, width=64, height=64, findings={"advice": [FINDING]}, **names
    )
    for number, size in enumerate(("photo", "thumbnail")):
        content = picture((len(planted.pictures), number, 9))
        photo_files.write(photo, size, content)
        planted.pictures.append(content)
    photo.save()
    planted.file_names += names.values()


def _traces_of_staff(request: ConsultationRequest, staff) -> None:
    """What Django's own log and messages hold after staff worked on a request."""
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(ConsultationRequest),
        object_id=str(request.pk),
        object_repr=str(request),
        action_flag=CHANGE,
        change_message="Changed state.",
    )
    session = SessionStore()
    session["_messages"] = f'[["__json_message", 0, 25, "Request {request.reference} is now: waiting for patient."]]'
    session["kept"] = "this stays"
    session.create()


def sealed_values(request: ConsultationRequest) -> list[bytes]:
    """Every encrypted value of the request, as the database holds it."""
    rows = [ConsultationRequest.objects.get(pk=request.pk), *LinkWish.objects.all()]
    for relation in ConsultationRequest._meta.related_objects:
        rows += relation.related_model.objects.filter(request=request)
    values = [row.__dict__.get(name.attname) for row in rows for name in row._meta.fields if is_encrypted(name)]
    return [bytes(value) for value in values if isinstance(value, Sealed) and value]


def is_encrypted(model_field) -> bool:
    return isinstance(model_field, EncryptedField)


def all_that_is_kept() -> bytes:
    """The bytes of every file below DATA_DIR, and of every row where the database lies elsewhere."""
    folder = Path(settings.DATA_DIR)
    static = folder / "static"
    files = [file for file in folder.rglob("*") if file.is_file() and static not in file.parents]
    content = b"\0".join(f"{file.relative_to(folder)}\0".encode() + file.read_bytes() for file in files)
    return content + (all_rows() if connection.vendor == "postgresql" else b"")


def all_rows() -> bytes:
    """Every column of every table; bytes as the database holds them, not as it writes them."""
    content = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                content += [bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode() for cell in row]
    return b"\0".join(content)
