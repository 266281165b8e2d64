"""The picture library in the admin: a grid to look through, and one screen for each picture."""

from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from practice_site.accounts.permissions import demand
from practice_site.local_time import in_words
from practice_site.picture_upload import ACCEPT_ATTRIBUTE
from procedures import picture_library, picture_sizes, publishing
from procedures.admin.image_forms import ImageForm
from procedures.admin.image_intake import IntakePart
from procedures.models import Image

FORM_WIDTH = 800  # pixels of the picture on its own screen


class ShownFilter(admin.SimpleListFilter):
    """The views above the grid."""

    title = "view"
    parameter_name = "show"

    def lookups(self, request, model_admin):
        return [("unused", "Not used"), ("undescribed", "Without a description")]

    def queryset(self, request, queryset):
        views = {"unused": picture_library.unused, "undescribed": picture_library.undescribed}
        chosen = views.get(self.value())
        return queryset.filter(pk__in=chosen().values("pk")) if chosen else queryset


@admin.register(Image)
class ImageAdmin(IntakePart, admin.ModelAdmin):
    """Pictures come in through the grid; their screen says everything about them and where they are used."""

    form = ImageForm
    list_display = ["title"]
    list_select_related = ["file"]
    list_filter = [ShownFilter]
    show_facets = ShowFacets.NEVER
    list_per_page = 24
    list_max_show_all = 0
    show_full_result_count = False
    sortable_by = []
    search_fields = ["title", "alt", "credit"]
    search_help_text = "Name, description or credit"
    actions = None
    fieldsets = [
        (None, {"fields": ["title", "alt", "is_decorative", "credit"]}),
        (
            "Focal point",
            {
                "fields": [("focus_x", "focus_y")],
                "description": "The middle of what matters. Wide bands are cut around it. "
                "Press or drag on the picture, use the arrow keys on the ring, or write the numbers.",
            },
        ),
        (
            "Another file",
            {
                "fields": ["upload"],
                "description": "Drafts that use this picture show the new file at once. Readers see it when the "
                "page is published again. Versions from before keep the file they were made with.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("file")

    def changelist_view(self, request, extra_context=None):
        context = {"views": _views(request), "picture_kinds": ACCEPT_ATTRIBUTE}
        response = super().changelist_view(request, context | (extra_context or {}))
        if changelist := (getattr(response, "context_data", None) or {}).get("cl"):
            response.context_data["cards"] = _cards(list(changelist.result_list))
        return response

    def add_view(self, request, form_url="", extra_context=None):
        """A picture comes in by its file, above the grid."""
        demand(request, "procedures.add_image")
        return HttpResponseRedirect(reverse("admin:procedures_image_changelist"))

    def render_change_form(self, request, context, **kwargs):
        image = context["original"]
        large = picture_sizes.whole_picture(image, at_least=FORM_WIDTH)
        context |= _where_used(image) | {"picture": picture_library.card(image) | large}
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request, obj, form, change):
        if picture := form.cleaned_data["upload"]:
            picture_library.replace_file(obj, picture, by=request.user)
        picture_library.save_words(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for page in picture_library.pages_using(form.instance):
            publishing.record_edit(page, editor=request.user)

    def response_change(self, request, obj):
        words = "The picture was saved."
        if pages := list(picture_library.pages_using(obj)):
            names = picture_library.names_of(pages)
            words += f" The draft of {names} shows it so. Readers see it once it is published."
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:procedures_image_change", args=[obj.pk]))

    def delete_view(self, request, object_id, extra_context=None):
        """Says where the picture is used instead of deleting it; the verb itself decides."""
        image = self.get_object(request, unquote(object_id))
        if image is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, image):
            raise PermissionDenied
        if request.method == "POST":
            return self._remove(request, image)
        context = self.admin_site.each_context(request) | {
            "title": f"Delete “{image}”?",
            "opts": self.opts,
            "object": image,
            "picture": picture_library.card(image),
            "reason": picture_library.why_not_removed(image),
        }
        context |= _where_used(image)
        return TemplateResponse(request, "admin/procedures/image/delete_confirmation.html", context)

    def _remove(self, request, image):
        try:
            with transaction.atomic():
                self.log_deletions(request, Image.objects.filter(pk=image.pk))
                picture_library.remove(image)
        except picture_library.StillUsed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:procedures_image_change", args=[image.pk]))
        self.message_user(request, f"“{image}” is no longer in the library.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:procedures_image_changelist"))


def _cards(images: list[Image]) -> list[dict]:
    """The pictures of one screen with where they are used. The number of queries is the same for every length."""
    uses = picture_library.uses_of(images)
    return [picture_library.card(image) | {"uses": uses[image.pk]} for image in images]


def _where_used(image: Image) -> dict:
    """For the two screens that say where a picture is used: drafts, publications in words, and how many versions."""
    now, uses = timezone.now(), picture_library.uses(image)
    publications = [
        {
            "title": each.page.title,
            "version": each.version.number,
            "url": each.path if each.live_from <= now else reverse("admin:procedures_page_change", args=[each.page_id]),
            "when": f"{'since' if each.live_from <= now else 'planned from'} {in_words(each.live_from)}",
        }
        for each in uses.live
    ]
    version_count = picture_library.count_versions(image)
    return {"publications": publications, "drafts": uses.working, "version_count": version_count}


def _views(request) -> list[dict]:
    """The tabs above the grid: all pictures, those not used, those nobody described yet."""
    chosen = request.GET.get("show", "")
    views = [
        ("", "All", Image.objects.count()),
        ("unused", "Not used", picture_library.unused().count()),
        ("undescribed", "Without a description", picture_library.undescribed().count()),
    ]
    return [
        {"title": title, "count": count, "url": f"?show={value}" if value else "?", "is_current": value == chosen}
        for value, title, count in views
    ]
