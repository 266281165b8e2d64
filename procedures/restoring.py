"""Writes an old version, or any other snapshot, into the working copy of a page. Never touches the site or a version.

Everything goes through `full_clean()`, like words that staff type. What cannot come back is left out and named in the
notices, which are sentences for staff; everything else comes back whole, or nothing changes at all.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures import publishing
from procedures.compared_fields import kind_in_words, label_of
from procedures.models import BLOCK_MODELS, CallToAction, Page, PageVersion, Picture, RelatedPages
from procedures.models.blocks import Block
from procedures.restoring_pictures import PictureFinder
from procedures.snapshots import PAGE_FIELDS

MODELS = {model._meta.model_name: model for model in BLOCK_MODELS}
NO_PICTURE = "Its picture no longer exists."
NOT_A_COLUMN = {"image_data", "credit", "page_ids", "target_id"}


class NotRestored(Exception):
    """Nothing was changed; the text says why and what to do, in words for staff."""


@dataclass
class _Writing:
    """What one act of writing knows: the locked page, the pages there are, pictures, and what to tell staff."""

    page: Page
    page_ids: set[int]
    pictures: PictureFinder
    notices: list[str] = field(default_factory=list)


def restore(version: PageVersion, *, editor) -> list[str]:
    """Make the working copy what `version` holds. Returns the notices; none means that all of it came back.

    Raises `NotRestored` when the version is damaged, or when the site's rules refuse it; then nothing was changed.
    """
    if not version.is_intact:
        raise NotRestored(
            f"Version {version.number} is damaged: it is not what was kept when it was made. "
            "It cannot be restored. Choose another version."
        )
    return write(version.page, version.snapshot, editor=editor)


@transaction.atomic
def write(page: Page, snapshot: dict, *, editor) -> list[str]:
    """Make the working copy of `page` what `snapshot` holds, under a lock. Returns the notices as `restore` does.

    Raises `NotRestored` when the site's rules refuse the page itself; then nothing was changed.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk)
    page_ids = set(Page.objects.values_list("pk", flat=True))
    writing = _Writing(locked, page_ids, PictureFinder(editor))
    _write_page(writing, snapshot["page"])
    _write_blocks(writing, snapshot["blocks"])
    publishing.record_edit(locked, editor=editor)
    return list(dict.fromkeys(writing.pictures.notices + writing.notices))


def _write_page(writing: _Writing, data: dict) -> None:
    page = writing.page
    names = [name for name in PAGE_FIELDS if name in data]
    before = {name: getattr(page, name) for name in names}
    if _is_taken(page, data):
        writing.notices.append(f"Another page has the address “{data['slug']}” now. This page keeps {page.path}.")
        names = [name for name in names if name not in {"kind", "slug"}]
    for name in names:
        setattr(page, name, data[name])
    _write_share_image(writing, data)
    _keep_what_is_refused(writing, before)
    try:
        page.save(update_fields=[*PAGE_FIELDS, "share_image"])
    except IntegrityError as clash:  # between our look at the addresses and now
        raise NotRestored("Another page took this address just now. Nothing was changed. Try again.") from clash


def _is_taken(page: Page, data: dict) -> bool:
    kind, slug = data.get("kind", page.kind), data.get("slug", page.slug)
    others = Page.objects.exclude(pk=page.pk).filter(slug=slug)
    is_procedure = kind == Page.Kind.PROCEDURE
    return (others.filter(kind=kind) if is_procedure else others.exclude(kind=Page.Kind.PROCEDURE)).exists()


def _write_share_image(writing: _Writing, data: dict) -> None:
    if "share_image" not in data:
        return
    wanted = data["share_image"]
    image = writing.pictures.find(wanted, words={}) if wanted else None
    if wanted and (image is None or not writing.pictures.has_share_file(image)):
        writing.notices.append("The picture for shared links no longer exists. The page keeps the one it has.")
        return
    writing.page.share_image = image


def _keep_what_is_refused(writing: _Writing, before: dict) -> None:
    """Rules may be stricter than they were: a field that they refuse stays as it is in the working copy."""
    page = writing.page
    try:
        page.full_clean()
        return
    except ValidationError as refusal:
        refused = refusal.message_dict
    for name in refused.keys() & before.keys():
        setattr(page, name, before[name])
        writing.notices.append(f"“{label_of('page', name)}” stays as it is: {' '.join(refused[name])}")
    try:
        page.full_clean()
    except ValidationError as refusal:
        raise NotRestored(f"This version cannot be restored. {' '.join(refusal.messages)}") from refusal


def _write_blocks(writing: _Writing, blocks: list[dict]) -> None:
    """Blocks with the same key and kind are changed in place, missing ones made, and the others deleted."""
    present = _present_blocks(writing.page)
    for place, data in enumerate(blocks, start=1):
        if data["type"] not in MODELS:
            _leave_out(writing, None, data, "The site has no such blocks any more.")
            continue
        waiting = present[data["type"], str(data.get("key", ""))]
        block = waiting.pop(0) if waiting else None
        _write_block(writing, block, data, place * 10)
    for rest in present.values():
        for block in rest:
            block.delete()


def _present_blocks(page: Page) -> dict[tuple[str, str], list[Block]]:
    present: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for kind, model in MODELS.items():
        for block in model.objects.filter(parent=page):
            present[kind, str(block.key)].append(block)
    return present


def _write_block(writing: _Writing, present: Block | None, data: dict, ordering: int) -> None:
    model = MODELS[data["type"]]
    block = present or model(parent=writing.page)
    if present is None and data.get("key"):
        block.key = data["key"]
    block.region, block.ordering = "main", ordering
    for name in model.content_fields:
        if name in data and name not in NOT_A_COLUMN:
            setattr(block, name, data[name])
    if refusal := _set_relations(writing, block, data) or _refusal_of(writing, block):
        _leave_out(writing, present, data, refusal)
        return
    block.save()
    if model is RelatedPages and "page_ids" in data:
        _set_pages(writing, block, data)


def _set_relations(writing: _Writing, block: Block, data: dict) -> str:
    """Set the picture or the target page of a block. Returns why it cannot be, or nothing."""
    if isinstance(block, CallToAction):
        _set_target(writing, block, data)
    if isinstance(block, Picture) and data.get("image_data"):
        words = {name: data[name] for name in ("alt", "is_decorative", "credit") if name in data}
        image = writing.pictures.find(data["image_data"], words=words)
        if image is None:
            return NO_PICTURE
        block.image = image
    return NO_PICTURE if isinstance(block, Picture) and not block.image_id else ""


def _refusal_of(writing: _Writing, block: Block) -> str:
    """Why the site's rules refuse the block, or nothing. Cleans its texts and makes the sizes of its picture."""
    try:
        block.full_clean(exclude={"parent"})
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    is_whole = not isinstance(block, Picture) or writing.pictures.has_files(block.content())
    return "" if is_whole else NO_PICTURE


def _leave_out(writing: _Writing, present: Block | None, data: dict, why: str) -> None:
    """A block that cannot come back is not made; one that is there keeps its present words at its old place."""
    kind = kind_in_words(data["type"])
    if present is None:
        writing.notices.append(f"A block of the kind “{kind}” was left out: {why}")
        return
    type(present).objects.filter(pk=present.pk).update(ordering=present.ordering)
    writing.notices.append(f"A block of the kind “{kind}” stays as it was before: {why}")


def _set_target(writing: _Writing, block: CallToAction, data: dict) -> None:
    target = data.get("target_id")
    if target is not None and target not in writing.page_ids:
        writing.notices.append(
            f"The page that the button “{data.get('button', '')}” led to no longer exists. "
            "It leads to the consultation form now."
        )
        target = None
    block.target_id = target


def _set_pages(writing: _Writing, block: RelatedPages, data: dict) -> None:
    there = [number for number in data["page_ids"] if number in writing.page_ids]
    if missing := len(data["page_ids"]) - len(there):
        words = "One page no longer exists and was" if missing == 1 else f"{missing} pages no longer exist and were"
        writing.notices.append(f"{words} left out of “{block.heading}”.")
    block.pages.set(there)
