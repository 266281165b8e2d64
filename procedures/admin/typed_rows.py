"""Brings a form that was loaded from an older state of a page onto the blocks as they are saved now.

Django finds each block by its row. When someone else saved meanwhile, rows are gone, new or in another order; sent as
it is, such a form would lose text. Here every typed block finds its row again, by number or else by its lasting key;
a block whose row is gone counts as new; a saved block that the form does not know is marked for removal. What comes
out describes the typed page completely: it can be read, saved or shown in the editor like any other form.
"""

import re
from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.forms import FileField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

ONE_FIELD = re.compile(r"^(?P<prefix>.+)-(?P<number>\d+)-(?P<name>[^-]+)$")
Fields = dict[str, list]


def fits(formsets) -> bool:
    """Whether every posted block that was saved before still has its row, so that Django reads it right."""
    for formset in formsets:
        posted = {formset.data.get(f"{formset.prefix}-{number}-id") for number in range(formset.initial_form_count())}
        if posted and not posted <= {str(row.pk) for row in formset.get_queryset()}:
            return False
    return True


class Brought(NamedTuple):
    """What was posted, renumbered; `unknown` counts the saved blocks that the form did not know."""

    post: QueryDict
    files: MultiValueDict
    unknown: int


def brought_onto_rows(post: QueryDict, files: MultiValueDict, formsets) -> Brought:
    """The posted fields and files, renumbered for the rows as they are. `formsets` are bound to what was posted."""
    unknown = 0
    prefixes = {formset.prefix for formset in formsets}
    new_post, typed = _apart(post, prefixes)
    new_files, typed_files = _apart(files, prefixes)
    for formset in formsets:
        rows = list(formset.get_queryset())
        numbers = sorted({number for prefix, number in [*typed, *typed_files] if prefix == formset.prefix})
        places = _places(formset, rows, numbers, typed)
        unknown += places.count(None)
        for place, number in enumerate(places):
            fields = typed[formset.prefix, number] if number is not None else _as_saved(formset, rows[place])
            if place < len(rows):
                fields |= {"id": [str(rows[place].pk)], "key": [str(rows[place].key)]}
            else:
                fields |= {"id": [""]}
            _put(new_post, formset.prefix, place, fields)
            _put(new_files, formset.prefix, place, typed_files.get((formset.prefix, number), {}))
        new_post[f"{formset.prefix}-TOTAL_FORMS"] = str(len(places))
        new_post[f"{formset.prefix}-INITIAL_FORMS"] = str(len(rows))
    return Brought(new_post, new_files, unknown)


def keep_keys(formsets) -> None:
    """Give a typed block whose row is gone the key it had, so that it stays the same block from version to version."""
    for formset in formsets:
        taken = {form.instance.key for form in formset.initial_forms}
        for form in formset.extra_forms:
            key = _key(formset.data.get(f"{form.prefix}-key"))
            if key and key not in taken:
                form.instance.key = key
                taken.add(key)


def _apart(posted: MultiValueDict, prefixes: set[str]) -> tuple[MultiValueDict, dict[tuple[str, int], Fields]]:
    """What does not belong to a block, and the fields of each block by formset prefix and number."""
    rest = QueryDict(mutable=True) if isinstance(posted, QueryDict) else MultiValueDict()
    blocks = defaultdict(dict)
    for name, values in posted.lists():
        found = ONE_FIELD.match(name)
        if found and found["prefix"] in prefixes:
            blocks[found["prefix"], int(found["number"])][found["name"]] = values
        else:
            rest.setlist(name, values)
    return rest, blocks


def _places(formset, rows: list, numbers: list[int], typed: dict) -> list[int | None]:
    """For each row the number of the typed block that stands for it, or None; then the typed blocks without a row."""
    by_id = {str(row.pk): place for place, row in enumerate(rows)}
    by_key = {str(row.key): place for place, row in enumerate(rows)}
    at_rows: list[int | None] = [None] * len(rows)
    others = []
    for number in numbers:
        fields = typed[formset.prefix, number]
        place = by_id.get(_first(fields, "id"), by_key.get(_first(fields, "key")))
        if place is not None and at_rows[place] is None:
            at_rows[place] = number
        elif "DELETE" not in fields:
            others.append(number)
    return [*at_rows, *others]


def _as_saved(formset, row) -> Fields:
    """A saved block as the editor would show it, marked for removal."""
    form = formset.form(instance=row, prefix=formset.prefix, **formset.form_kwargs)
    shown = {name: form[name].value() for name, field in form.fields.items() if not isinstance(field, FileField)}
    fields = {name: _as_posted(value) for name, value in shown.items() if value is not False}
    return fields | {formset.fk.name: [str(formset.instance.pk)], "DELETE": ["on"]}


def _as_posted(value) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return ["on" if value is True else "" if value is None else str(value)]


def _put(target: MultiValueDict, prefix: str, number: int, fields: Fields) -> None:
    for name, values in fields.items():
        target.setlist(f"{prefix}-{number}-{name}", values)


def _first(fields: Fields, name: str) -> str | None:
    return (fields.get(name) or [None])[0]


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text)
    except (TypeError, ValueError):
        return None
