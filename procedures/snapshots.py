"""A snapshot is a whole page as plain data: what is frozen in a version, and all that `rendering` gets to see.

{"schema": 1,
 "page": {"id": …, "kind": …, "path": …, and every field of PAGE_FIELDS},
 "blocks": [{"type": "fact", "key": "…", and the block's `content_fields`}, …]}    in reading order
"""

from procedures.models import BLOCK_MODELS, Page, Picture, RelatedPages
from procedures.models.version import content_hash

__all__ = [
    "LISTING_FIELDS",
    "PAGE_FIELDS",
    "SCHEMA",
    "block_data",
    "content_hash",
    "image_digests",
    "images",
    "listing",
    "page_data",
    "take",
    "unknown_kinds",
]

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
LISTING_FIELDS = ("id", "kind", "title", "summary", "nav_title", "nav_order", "noindex")


def take(page: Page) -> dict:
    """The working copy of `page`, as saved, with all its blocks. One query for each kind of block."""
    blocks = [block for model in BLOCK_MODELS for block in _blocks_of(page, model)]
    blocks.sort(key=lambda block: (block.ordering, block._meta.model_name, block.pk))
    return {
        "schema": SCHEMA,
        "page": page_data(page),
        "blocks": [block_data(block) for block in blocks],
    }


def listing(snapshot: dict) -> dict:
    """What menus and lists on other pages say of this one."""
    return {name: snapshot["page"][name] for name in LISTING_FIELDS}


def images(snapshot: dict) -> list[dict]:
    """The pictures that the page names (`Image.as_data`), whatever kind of block names them."""
    named = [snapshot["page"].get("share_image"), *(block.get("image_data") for block in snapshot["blocks"])]
    return [data for data in named if data]


def image_digests(snapshot: dict) -> set[str]:
    """The picture files that the page names."""
    return {data["digest"] for data in images(snapshot)}


def unknown_kinds(snapshot: dict) -> set[str]:
    """Kinds of blocks that the site could draw when the snapshot was taken, and cannot any more."""
    return {block["type"] for block in snapshot["blocks"]} - {model._meta.model_name for model in BLOCK_MODELS}


def page_data(page: Page) -> dict:
    """The page itself, without its blocks."""
    share_image = page.share_image.as_data() if page.share_image else None
    fields = {name: getattr(page, name) for name in PAGE_FIELDS}
    return {"id": page.pk, "path": page.path} | fields | {"share_image": share_image}


def _blocks_of(page: Page, model):
    blocks = model.objects.filter(parent=page)
    if model is Picture:
        return blocks.select_related("image__file")
    return blocks.prefetch_related("pages") if model is RelatedPages else blocks


def block_data(block) -> dict:
    """One block with its kind and its key."""
    identity = {"type": block._meta.model_name, "key": str(block.key)}
    return identity | block.content()
