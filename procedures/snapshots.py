"""A snapshot is a whole page as plain data: what is frozen in a version, and all that `rendering` gets to see.

{"schema": 1,
 "page": {"id": …, "kind": …, "path": …, and every field of PAGE_FIELDS},
 "blocks": [{"type": "fact", "key": "…", and the block's `content_fields`}, …]}    in reading order
"""

import hashlib
import json

from procedures.models import BLOCK_MODELS, Page, Picture, RelatedPages

SCHEMA = 1
PAGE_FIELDS = (
    "kind",
    "title",
    "slug",
    "also_called",
    "hero_line",
    "summary",
    "nav_title",
    "nav_order",
    "seo_title",
    "seo_description",
    "noindex",
)


def take(page: Page) -> dict:
    """The working copy of `page`, as saved, with all its blocks. One query for each kind of block."""
    blocks = [block for model in BLOCK_MODELS for block in _blocks_of(page, model)]
    blocks.sort(key=lambda block: (block.ordering, block._meta.model_name, block.pk))
    return {
        "schema": SCHEMA,
        "page": _page_data(page),
        "blocks": [_as_data(block) for block in blocks],
    }


def content_hash(snapshot: dict) -> str:
    """SHA-256 of the snapshot in one fixed spelling, as 64 hexadecimal digits."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _page_data(page: Page) -> dict:
    share_image = page.share_image.as_data() if page.share_image else None
    fields = {name: getattr(page, name) for name in PAGE_FIELDS}
    return {"id": page.pk, "path": page.path} | fields | {"share_image": share_image}


def _blocks_of(page: Page, model):
    blocks = model.objects.filter(parent=page)
    if model is Picture:
        return blocks.select_related("image")
    return blocks.prefetch_related("pages") if model is RelatedPages else blocks


def _as_data(block) -> dict:
    identity = {"type": block._meta.model_name, "key": str(block.key)}
    return identity | {name: getattr(block, name) for name in block.content_fields}
