"""A draft to share, and where its link leads."""

from procedures import preview_links, publishing
from procedures.models import Fact, Page, PreviewLink
from tests import samples


def make_draft() -> Page:
    """A page that was never published, with one fact: "Two hours."."""
    page = samples.make_page("sample")
    samples.add_block(page, "fact", term="How long", description="Two hours.")
    publishing.record_edit(page, editor=None)
    return page


def change(page: Page, words: str = "Three hours.") -> None:
    """Save other words in the draft."""
    Fact.objects.filter(parent=page).update(description=words)
    publishing.record_edit(page, editor=None)


def address(link: PreviewLink, what: str = "") -> str:
    return f"/preview/{preview_links.token_of(link)}/{what}"
