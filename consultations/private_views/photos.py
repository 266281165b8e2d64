"""Agreeing to photos, sending one, taking one away."""

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import transaction
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from consultations import consents, photos, private_link, private_page
from consultations.consent_wordings import PHOTOS
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.photo_forms import PhotoConsentForm, PhotoForm
from consultations.private_views.access import back, ended, sends, with_link
from practice_site.errors import error_page
from practice_site.picture_upload import MOST_BYTES

TOO_LARGE = f"This file is larger than {MOST_BYTES // 1024**2} MB. Send a smaller copy of the photo."
NOT_WHOLE = "This photo did not arrive whole. Send it again."
MOST_READ_AWAY = 4 * MOST_BYTES
PIECE = 64 * 1024  # bytes


@sends
def agree(http_request, link, token):
    form = PhotoConsentForm(http_request.POST)
    if not form.is_valid():
        return private_page.draw(http_request, link, token, bound={"photos": form})
    consents.give(link.request, PHOTOS)
    return back(token, "photos-agreed", "photos")


@sends
def remove(http_request, link, token, view):
    if view not in RequestPhoto.View:
        return error_page(http_request, 404)
    photos.remove(link.request, view)
    return back(token, "photo-removed", _slot(view))


@with_link("POST")
def send(http_request, link, token, view):
    """Take one photo. Not one transaction: the others would wait while it is decoded."""
    if view not in RequestPhoto.View:
        return error_page(http_request, 404)
    if not photos.are_taken(link.request):
        return back(token, "photos-closed")
    with transaction.atomic():
        private_link.keep(link)
    form = _received(http_request, view)
    try:
        if form.is_valid():
            photos.keep(link.request, view, form.cleaned_data["photo"])
            return back(token, "photo-kept", _slot(view))
    except ValidationError as refusal:
        form.add_error("photo", refusal)
    except ConsultationRequest.DoesNotExist:  # erased in the meantime
        return ended(http_request)
    return _at_its_slot(http_request, link, token, view, form)


def _slot(view: str) -> str:
    return f"photo-{view}"


def _at_its_slot(http_request, link, token, view, form) -> HttpResponse:
    response = private_page.draw(http_request, link, token, bound={_slot(view): form})
    if http_request.is_too_large:
        response.status_code = 413
    elif form.has_error("photo", photos.TOO_MANY):
        response.status_code = 429
    return response


def _received(http_request, view: str) -> PhotoForm:
    """The form with what came in. A body that is too large or broken has its words at the slot, like any mistake."""
    if http_request.is_too_large:
        _read_away(http_request)
        return PhotoForm(view, {}, TOO_LARGE)
    http_request.upload_handlers = [InMemory(http_request)]
    try:
        return PhotoForm(view, http_request.FILES)
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        return PhotoForm(view, {}, NOT_WHOLE)


def _read_away(http_request) -> None:
    """Browsers read an answer only when they could send all; nobody is let send for ever."""
    left = MOST_READ_AWAY
    try:
        while left > 0 and (piece := http_request.read(PIECE)):
            left -= len(piece)
    except UnreadablePostError:
        pass


class InMemory(MemoryFileUploadHandler):
    """Files stay in memory whatever their size, so that no photo touches the disk in the clear; names are dropped."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = True

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, "photo", *args, **kwargs)
