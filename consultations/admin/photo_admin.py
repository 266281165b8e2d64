"""The photos of a request, for staff who may read it: listed on its page, and served one by one, decrypted."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from consultations import photo_files
from consultations.admin.one_request import address_of
from consultations.encryption import CannotOpen
from consultations.models import ConsultationRequest, RequestPhoto
from consultations.photos import advice_of
from practice_site.response_headers import PHOTO_FOR_STAFF


class PhotosOfRequest:
    """A part of the request's admin."""

    def get_urls(self):
        serve = self.admin_site.admin_view(require_safe(self.photo_view))
        name = "consultations_consultationrequest_photo"
        return [path("<int:pk>/photos/<str:view>-<str:size>.jpg", serve, name=name), *super().get_urls()]

    def photo_view(self, request, pk: int, view: str, size: str) -> HttpResponse:
        """One picture, as "photo" or "thumbnail". 404 also for one that cannot be opened."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        photo = RequestPhoto.objects.select_related("request").filter(request=pk, view=view).first()
        if photo is None or size not in photo_files.SIZES:
            raise Http404
        try:
            content = photo_files.read(photo, size)
        except CannotOpen:
            raise Http404 from None
        return _picture(content, f"{photo.request}-{view.replace('_', '-')}.jpg")


def photos_to_show(request: ConsultationRequest) -> list[dict]:
    """The photos in the order of the views, each with its addresses and advice. One query."""
    by_view = {photo.view: photo for photo in request.photos.all()}
    return [
        {
            "view": view,
            "title": RequestPhoto.View(view).label,
            "photo": by_view[view],
            "thumbnail_url": photo_address(request, view, "thumbnail"),
            "photo_url": photo_address(request, view, "photo"),
            "viewer_url": f"{address_of(request, 'photos')}?view={view}",
            "notes": [_first_sentence(words) for words in advice_of(by_view[view])],
        }
        for view in RequestPhoto.View.values
        if view in by_view
    ]


def _first_sentence(words: str) -> str:
    """What was measured; the rest tells the patient what to do about it."""
    return words.partition(". ")[0].rstrip(".") + "."


def photo_address(request: ConsultationRequest, view: str, size: str) -> str:
    return reverse("admin:consultations_consultationrequest_photo", args=[request.pk, view, size])


def _picture(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response.area = PHOTO_FOR_STAFF
    return response
