"""One inline for each kind of block, in the order in which the editor offers them."""

from content_editor.admin import ContentEditorInline
from django import forms
from django.db import models

from procedures.forms import PictureForm
from procedures.models import BLOCK_MODELS, Picture


class BlockInline(ContentEditorInline):
    """A block in the editor: its kind and first words in the header, its fields below."""

    template = "admin/procedures/page/block_inline.html"
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}}

    def has_add_permission(self, request, obj):
        return request.user.has_perm("procedures.change_page") or request.user.has_perm("procedures.add_page")

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("procedures.view_page")


def _inline_for(model) -> type[BlockInline]:
    options = {"regions": {"main"}}
    if model is Picture:
        options |= {"form": PictureForm, "fields": PictureForm._meta.fields}
    return BlockInline.create(model, **options)


INLINES = [_inline_for(model) for model in BLOCK_MODELS]
