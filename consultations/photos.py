"""Keeps and removes the photos of a patient. The only writer of `RequestPhoto`."""

from django.db import transaction

from consultations import photo_files
from consultations.models import ConsultationRequest, RequestEvent, RequestPhoto
from consultations.workflow import locked, record


@transaction.atomic
def remove(request: ConsultationRequest, view: str) -> bool:
    """Take one photo away, its files with it. False when there was none any more."""
    locked(request)
    photo = request.photos.filter(view=view).first()
    if photo is None:
        return False
    _drop(photo)
    record(request, RequestEvent.Kind.PHOTO_REMOVED, photo.get_view_display())
    return True


@transaction.atomic
def remove_all(request: ConsultationRequest) -> int:
    """Take every photo away, the files as soon as the transaction stands. Returns how many photos there were."""
    locked(request)
    photos = list(request.photos.all())
    for photo in photos:
        _drop(photo)
        record(request, RequestEvent.Kind.PHOTO_REMOVED, photo.get_view_display())
    return len(photos)


def _drop(photo: RequestPhoto) -> None:
    photo_files.give_up(name for name, _ in photo_files.names_of(photo))
    photo.delete()
