"""One inline for each kind of block, in the order in which the editor offers them."""

from content_editor.admin import ContentEditorInline
from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models

from procedures.admin.picture_input import PictureBlockForm, PictureFormSet
from procedures.models import BLOCK_MODELS, Page, Picture, Question

ABOUT_THE_KINDS = {
    "richtext": "Running text with headings, lists and links",
    "fact": "A term and what it means. Neighbors become one list",
    "reason": "One short statement. Neighbors become one list",
    "point": "A title and a short text. Neighbors stand side by side",
    "step": "What happens, in order. Neighbors are numbered",
    "question": "A question and its answer. Neighbors become one list",
    "keyfigure": "A number in words, drawn out of a hundred",
    "note": "A side remark, set apart from the text",
    "picture": "A picture with description and caption",
    "relatedpages": "Links to other pages of this site",
    "calltoaction": "A heading, a sentence and a button",
}


class BlockInline(ContentEditorInline):
    """A block in the editor: its kind and first words in the header, its fields below."""

    template = "admin/procedures/page/block_inline.html"
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Pages are chosen here, in the site's order, and never made or changed from inside a block."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if db_field.is_relation and db_field.related_model is Page and db_field.name != "parent":
            field.queryset = Page.objects.in_site_order()
            field.empty_label = "The consultation form"
        return field

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
    if model is Question:
        options |= {"fields": ["question", "answer", "heading", "region", "ordering"]}
    if model is Picture:
        options |= {"form": PictureBlockForm, "formset": PictureFormSet, "fields": PictureBlockForm._meta.fields}
    return BlockInline.create(model, **options)


INLINES = [_inline_for(model) for model in BLOCK_MODELS]


def kinds_for_the_editor(inline_formsets) -> dict[str, dict]:
    """What the scripts need to know of each kind, by form prefix: a line about it, and where its first words stand."""
    return {
        entry.formset.prefix: {
            "about": ABOUT_THE_KINDS.get(entry.opts.model._meta.model_name, ""),
            "words_from": [
                name
                for name in entry.opts.model.content_fields
                if isinstance(entry.formset.form.base_fields.get(name), forms.CharField)
            ],
        }
        for entry in inline_formsets
    }


def blocks_to_read(inline_formsets) -> list[dict]:
    """The saved blocks in page order, each as its kind and its words, for people who may not change them."""
    blocks = [form.instance for entry in inline_formsets for form in entry.formset.initial_forms]
    blocks.sort(key=lambda block: block.ordering)
    return [{"kind": block._meta.verbose_name, "words": "\n".join(_texts(block))} for block in blocks]


def _texts(block) -> list[str]:
    values = (getattr(block, name) for name in block.content_fields)
    return [value for value in values if isinstance(value, str) and value]
