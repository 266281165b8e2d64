"""Keeps and removes the photos of a patient. The only writer of `RequestPhoto`."""

from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image

from consultations import consents, limits, photo_advice, photo_files
from consultations.consent_wordings import PHOTOS
from consultations.models import ConsultationRequest, RequestEvent, RequestPhoto
from consultations.workflow import locked, locked_to_erase, record
from practice_site.picture_upload import as_jpeg, clean_pixels

Status = ConsultationRequest.Status

THUMBNAIL_SIDE = 480  # pixels
TAKES_NO_PHOTOS = {Status.SEEN, Status.CLOSED, Status.WITHDRAWN}
TOO_MANY = "too many"  # the code of that error
NO_CONSENT = "Tick the box above first: then you can add photos."
WAIT = "There were many photos within this hour. What you sent is safe. Please send this one in an hour."
HAS_TO_STAY = "The law asks us to keep the photo that is here for now, so it cannot be replaced."
NOT_NOW = "This request takes no more photos. Write to us, and we will find another way."


def are_taken(request: ConsultationRequest) -> bool:
    """False when nobody works on the request any more."""
    return request.status not in TAKES_NO_PHOTOS


def keep(request: ConsultationRequest, view: str, upload) -> RequestPhoto:
    """Clean, encrypt and store a photo in its place; one that was there goes.

    Raises `ValidationError` with words for the patient. Decoding takes seconds: not to be called inside a transaction,
    which would let everybody else wait.
    """
    _check_may_keep(request)
    if limits.is_flood(limits.PHOTOS, limits.count(limits.PHOTOS, request.reference)):
        raise ValidationError(WAIT, code=TOO_MANY)
    pixels = clean_pixels(upload)
    photo = RequestPhoto(
        request=request,
        view=view,
        file_name=photo_files.new_name(),
        thumbnail_name=photo_files.new_name(),
        width=pixels.width,
        height=pixels.height,
        findings=_findings(pixels, request, view),
    )
    is_stored = False
    try:
        _write_files(photo, pixels)
        with transaction.atomic():
            _store(photo)
            is_stored = True
    except BaseException:
        if not is_stored:  # where only the answer of the database is missing, a sweep finds out
            for name, _ in photo_files.names_of(photo):
                photo_files.remove_from_disk(name)
        raise
    return photo


@transaction.atomic
def remove(request: ConsultationRequest, view: str) -> bool:
    """Take one photo away, its files with it. False when there was none any more.

    Raises `Held` while the request is kept for a legal reason.
    """
    locked_to_erase(request)
    photo = request.photos.filter(view=view).first()
    if photo is None:
        return False
    _drop(photo)
    record(request, RequestEvent.Kind.PHOTO_REMOVED, photo.get_view_display())
    return True


@transaction.atomic
def remove_all(request: ConsultationRequest) -> int:
    """Take every photo away, the files as soon as the transaction stands. Returns how many photos there were.

    Raises `Held` while the request is kept for a legal reason.
    """
    locked_to_erase(request)
    photos = _drop_all(request)
    for photo in photos:
        record(request, RequestEvent.Kind.PHOTO_REMOVED, photo.get_view_display())
    return len(photos)


@transaction.atomic
def expire(request: ConsultationRequest) -> int:
    """The same when their time is over. No event says that the patient did it; the caller leaves its own."""
    locked(request)
    return len(_drop_all(request))


def advice_of(photo: RequestPhoto) -> tuple[str, ...]:
    """Advice in words; none where the findings cannot be read, and none that is not given any more."""
    codes = _readable(photo).get("advice", [])
    return tuple(photo_advice.WORDS[code] for code in codes if code in photo_advice.WORDS)


def _check_may_keep(request: ConsultationRequest) -> None:
    if not are_taken(request):
        raise ValidationError(NOT_NOW, code="closed")
    if PHOTOS not in consents.standing(request):
        raise ValidationError(NO_CONSENT, code="consent")


def _findings(pixels: Image.Image, request: ConsultationRequest, view: str) -> dict:
    others = [_readable(photo).get("fingerprint") for photo in request.photos.exclude(view=view)]
    known = [fingerprint for fingerprint in others if isinstance(fingerprint, int)]
    return {
        "advice": photo_advice.advice(pixels, view, known),
        "fingerprint": photo_advice.fingerprint(pixels),
    }


def _readable(photo: RequestPhoto) -> dict:
    return photo.findings if isinstance(photo.findings, dict) else {}


def _write_files(photo: RequestPhoto, pixels: Image.Image) -> None:
    photo_files.write(photo, "photo", as_jpeg(pixels))
    photo_files.write(photo, "thumbnail", as_jpeg(pixels, THUMBNAIL_SIDE, quality=80))


def _store(photo: RequestPhoto) -> None:
    """The row, once more only if it may: the patient may have changed their mind while we were decoding."""
    current = locked(photo.request)
    _check_may_keep(current)
    for earlier in current.photos.filter(view=photo.view):
        if current.held_since:
            raise ValidationError(HAS_TO_STAY, code="held")
        _drop(earlier)
    photo.save()
    record(current, RequestEvent.Kind.PHOTO_KEPT, photo.get_view_display())


def _drop_all(request: ConsultationRequest) -> list[RequestPhoto]:
    photos = list(request.photos.all())
    for photo in photos:
        _drop(photo)
    return photos


def _drop(photo: RequestPhoto) -> None:
    photo_files.give_up(name for name, _ in photo_files.names_of(photo))
    photo.delete()
