"""What rich text may hold: one table for the editor's buttons and for the sanitiser behind it.

Links to our own pages are kept as `page:<number>`, so that they follow a page when its address changes.
"""

import re

import nh3
from django_prose_editor.fields import ProseEditorField

PAGE_LINK = re.compile(r'<a href="page:(\d{1,18})"[^>]*>(.*?)</a>', re.DOTALL)
LINK_SCHEMES = {"https", "mailto", "tel", "page"}
BASIC_TAGS = {"p", "strong", "em", "ul", "ol", "li", "br", "a"}
HEADING_TAGS = {"h2", "h3"}
EMPTY_PARAGRAPHS = re.compile(r"<(p|h2|h3)>(?:\s|&nbsp;|<br>)*</\1>")

BASIC_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "PageLink": {"protocols": ["page"], "openOnClick": False},
}
HEADING_EXTENSION = {"Heading": {"levels": [2, 3]}}


def prose_field(*, headings: bool = False, **options) -> ProseEditorField:
    """A rich-text model field: paragraphs, lists, emphasis and links, with h2 and h3 where `headings` is true."""
    return ProseEditorField(
        extensions=(HEADING_EXTENSION if headings else {}) | BASIC_EXTENSIONS,
        sanitize=clean_with_headings if headings else clean_basic,
        **options,
    )


def _cleaner(tags: set[str]):
    cleaner = nh3.Cleaner(tags=tags, attributes={"a": {"href"}}, url_schemes=LINK_SCHEMES, link_rel=None)
    return lambda html: EMPTY_PARAGRAPHS.sub("", cleaner.clean(html)).strip()


clean_basic = _cleaner(BASIC_TAGS)
clean_with_headings = _cleaner(BASIC_TAGS | HEADING_TAGS)


def with_real_links(html: str, paths: dict[int, str]) -> str:
    """Replace `page:` links by addresses. A link to a page that is not live becomes plain text."""

    def replace(found: re.Match) -> str:
        path = paths.get(int(found[1]))
        return f'<a href="{path}">{found[2]}</a>' if path else found[2]

    return PAGE_LINK.sub(replace, html)
