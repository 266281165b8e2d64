"""How pictures come into the library and are found again: the upload, and the list that picture blocks choose from."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from procedures import picture_library
from procedures.admin.image_forms import NewPictureForm
from procedures.models import Image

CHOICES_AT_ONCE = 24
AS_DATA = "application/json"


class IntakePart:
    """The two addresses of `ImageAdmin` beside Django's own. They answer scripts with data, and forms with a screen."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("upload/", view(require_POST(self.upload_view)), name="procedures_image_upload"),
            path("choices/", view(require_safe(self.choices_view)), name="procedures_image_choices"),
            *super().get_urls(),
        ]

    def upload_view(self, request):
        """Take in every sent file. A script sends one at a time and gets the picture, or what is wrong with it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        results = [self._take_in(request, upload) for upload in request.FILES.getlist("upload")]
        if request.get_preferred_type(["text/html", AS_DATA]) == AS_DATA:
            return _as_data(results)
        self._say(request, results)
        taken = [image for image, _, _ in results if image]
        if len(taken) == len(results) == 1:
            return HttpResponseRedirect(reverse("admin:procedures_image_change", args=[taken[0].pk]))
        return HttpResponseRedirect(reverse("admin:procedures_image_changelist"))

    def choices_view(self, request):
        """Pictures of the library as data: `?q=` searches, `?p=` is the page, counted from 1."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found, _ = self.get_search_results(request, self.get_queryset(request), request.GET.get("q", ""))
        page = Paginator(found, CHOICES_AT_ONCE).get_page(request.GET.get("p"))
        pictures = [picture_library.card(image) for image in page]
        next_page = page.next_page_number() if page.has_next() else None
        return JsonResponse({"pictures": pictures, "count": page.paginator.count, "next": next_page})

    def _take_in(self, request, upload) -> tuple[Image | None, str, bool]:
        """The picture, or a sentence that says what is wrong with the file; and whether it was there before."""
        form = NewPictureForm({}, {"upload": upload})
        if not form.is_valid():
            return None, form.errors["upload"][0], False
        picture = form.cleaned_data["upload"]
        if image := picture_library.known(picture):
            return image, "", True
        image = picture_library.take_in(picture, uploader=request.user)
        self.log_addition(request, image, [{"added": {}}])
        return image, "", False

    def _say(self, request, results) -> None:
        if not results:
            self.message_user(request, "Choose at least one file.", messages.WARNING)
        for number, (image, error, was_there) in enumerate(results, start=1):
            if error:
                which = f"File {number}: " if len(results) > 1 else ""
                self.message_user(request, f"{which}{error}", messages.ERROR)
            elif was_there:
                self.message_user(request, f"The library has this picture already, as “{image}”.", messages.WARNING)
        new = sum(1 for image, _, was_there in results if image and not was_there)
        if new:
            one = "The picture is in the library. Now say what it shows."
            self.message_user(request, one if new == 1 else f"{new} pictures were added.", messages.SUCCESS)


def _as_data(results) -> JsonResponse:
    if not results:
        return JsonResponse({"error": "No file arrived. Choose it again."}, status=400)
    image, error, was_there = results[0]
    if error:
        return JsonResponse({"error": error}, status=400)
    address = reverse("admin:procedures_image_change", args=[image.pk])
    return JsonResponse(picture_library.card(image) | {"was_there": was_there, "address": address})
