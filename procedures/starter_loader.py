"""Loads the starter content through the forms and verbs of staff, so that it is cleaned and checked like theirs."""

import re

from django.db import transaction
from django.forms import model_to_dict

from procedures import publishing
from procedures.forms import BLOCK_FORMS, PageForm
from procedures.models import Page

PATH_LINK = re.compile(r'href="page:(/[^"]*)"')


class StarterContentError(Exception):
    """A starter page that our own forms refuse; the text names the page, the block and the messages."""


@transaction.atomic
def load(pages: list[dict]) -> list[str]:
    """Create the pages that do not exist yet, then publish those meant for the public.

    Returns one line for each page. A page whose address is taken is left as it is.
    Raises `StarterContentError` when a form refuses something; then nothing is stored.
    """
    lines, fresh = [], []
    for data in pages:
        if Page.objects.filter(kind=data["kind"], slug=data["slug"]).exists():
            lines.append(f"kept       {_path(data)}")
        else:
            fresh.append((data, _create_page(data)))
    numbers = {page.path: page.pk for page in Page.objects.all()}
    for data, page in fresh:
        for place, (kind, fields) in enumerate(data["blocks"], start=1):
            _create_block(page, kind, fields, place * 10, numbers)
        publishing.record_edit(page, editor=None)
    publishing.publish_together([page for data, page in fresh if data["publish"]], note="Starter content")
    for data, page in fresh:
        lines.append(f"{'published' if data['publish'] else 'drafted'}  {page.path}")
    return lines


def _path(data: dict) -> str:
    return Page(kind=data["kind"], slug=data["slug"]).path


def _create_page(data: dict) -> Page:
    fields = {name: value for name, value in data.items() if name not in {"blocks", "publish"} and value is not None}
    form = PageForm(fields)
    if not form.is_valid():
        raise StarterContentError(f"{_path(data)}: {form.errors.as_text()}")
    return form.save()


def _create_block(page: Page, kind: str, fields: dict, ordering: int, numbers: dict[str, int]) -> None:
    form_class = BLOCK_FORMS[kind]
    instance = form_class._meta.model(parent=page)
    values = model_to_dict(instance) | {name: _with_numbers(value, numbers) for name, value in fields.items()}
    form = form_class(values | {"region": "main", "ordering": ordering}, instance=instance)
    if not form.is_valid():
        raise StarterContentError(f"{page.path}, {kind} {ordering // 10}: {form.errors.as_text()}")
    form.save()


def _with_numbers(value, numbers: dict[str, int]):
    """Addresses of our own pages become the numbers under which texts and lists keep them."""
    if isinstance(value, list):
        return [numbers[path] for path in value]
    if isinstance(value, str):
        return PATH_LINK.sub(lambda found: f'href="page:{numbers[found[1]]}"', value)
    return value
