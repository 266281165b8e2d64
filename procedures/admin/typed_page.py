"""What stands in the editor's form right now, as a snapshot: drawn, checked or compared, but never saved."""

from django_prose_editor.fields import ProseEditorField

from procedures import snapshots
from procedures.models import Page


def read_forms(model_admin, request, page: Page | None):
    """The page form and the block formsets as the admin would build them from this POST, already validated."""
    is_change = page is not None
    form = model_admin.get_form(request, page, change=is_change)(request.POST, request.FILES, instance=page)
    form.is_valid()
    formsets, _ = model_admin._create_formsets(request, form.instance, change=is_change)
    for formset in formsets:
        _find_rows_without_asking(formset)
        formset.is_valid()
    return form, formsets


def _find_rows_without_asking(formset) -> None:
    """The rows were read together; Django would ask for every one of them again to check the hidden number."""
    rows = {str(row.pk): row for row in formset.get_queryset()}
    for form in formset.initial_forms:
        field = form.fields[formset.model._meta.pk.name]
        ask = field.to_python
        field.to_python = lambda value, ask=ask: rows.get(value) or ask(value)


def snapshot_of(form, formsets) -> dict:
    """A snapshot of the typed page. A field with an error counts as typed where it is plain text, else as it was."""
    _take_typed_words(form)
    blocks = [block_form for formset in formsets for block_form in formset.forms if _stands(formset, block_form)]
    blocks.sort(key=lambda each: (each.instance.ordering, each.instance._meta.model_name))
    return {
        "schema": snapshots.SCHEMA,
        "page": snapshots.page_data(form.instance),
        "blocks": [data for each in blocks if (data := _block_data(each))],
    }


def open_fields(form, formsets) -> int:
    """How many fields could not be saved as they are typed."""
    return len(form.errors) + sum(len(each.errors) for formset in formsets for each in formset.forms)


def _stands(formset, form) -> bool:
    """Whether the block will be on the page: neither marked for removal nor an empty row."""
    is_blank = form.empty_permitted and not form.has_changed()
    return not is_blank and not formset._should_delete_form(form) and bool(form.instance.region)


def _take_typed_words(form) -> None:
    """The model's own validation leaves out what it refuses; plain words are shown as they were typed."""
    for name in form.errors:
        field = next((field for field in form.instance._meta.fields if field.name == name), None)
        if field is None or field.choices or field.get_internal_type() not in {"CharField", "TextField"}:
            continue
        typed = form[name].value() or ""
        setattr(form.instance, name, "" if isinstance(field, ProseEditorField) else str(typed))


def _block_data(form) -> dict | None:
    _take_typed_words(form)
    block = form.instance
    if hasattr(block, "image_id") and not block.image_id:
        return None  # a picture block without a picture yet
    data = snapshots.block_data(block)
    if "page_ids" in data and hasattr(form, "cleaned_data") and "pages" in form.cleaned_data:
        data["page_ids"] = sorted(page.pk for page in form.cleaned_data["pages"])
    return data
