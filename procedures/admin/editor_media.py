"""Scripts of the page editor. Styles of the packages come with `static/css/admin/stock.css`, below our own."""

from js_asset import ImportMap, Media

MODULES = ["announce", "block_adding", "block_order", "block_tools", "block_words"]
IMPORT_MAP = ImportMap({f"staff/{name}": f"js/admin/{name}.js" for name in MODULES})

# The block editor puts one style element into the page. Its text is the same for everyone, so its hash may stand in
# the policy of this page; a browser test tells when a new release changes it.
BLOCK_EDITOR_STYLE = "'sha256-N1v+9oYdxeZd/nv2iKYNMLWqP5BlGZff7wM0R1mK4ws='"


def scripts_only(media: Media, nonce: str) -> Media:
    """The media of the editor without its style sheets, with our modules, allowed by `nonce`."""
    media = Media.from_media(media)
    return (Media(importmap=IMPORT_MAP) + media["importmap"] + media["js"]).with_nonce(nonce)
