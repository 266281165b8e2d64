"""What the panel “Before publishing” draws: each finding with its place in the editor, and what is fine."""

from dataclasses import dataclass

from django.utils.text import capfirst

from procedures.models import Page
from procedures.publish_checks import Finding, counts_in_words

WHOLE_PAGE = "The whole page"
AREAS = {
    "headings": {"heading-jump", "empty-heading"},
    "descriptions of pictures": {"no-alt-decision"},
    "links": {"dead-link", "hidden-page"},
    "words of links": {"empty-link", "vague-link"},
    "text in search results": {"no-description"},
    "length of sentences": {"long-sentence"},
    "sources of figures": {"no-source"},
}


@dataclass(frozen=True)
class Place:
    """A block in the editor: its kind and first words, and the id of its element, which is its form's prefix too."""

    words: str
    id: str


@dataclass(frozen=True)
class Entry:
    """A line of the panel."""

    finding: Finding
    place: str
    href: str
    block_id: str
    is_accepted: bool

    @property
    def is_open(self) -> bool:
        return self.finding.is_error or not self.is_accepted

    @property
    def state(self) -> str:
        return "error" if self.finding.is_error else "accepted" if self.is_accepted else "warning"

    @property
    def word(self) -> str:
        return {"error": "To fix", "accepted": "Confirmed", "warning": "To confirm"}[self.state]


def places_of(formsets) -> dict[str, Place]:
    """Where each block stands in the editor, by its key."""
    return {
        str(form.instance.key): Place(f"{capfirst(form.instance._meta.verbose_name)} “{form.instance}”", form.prefix)
        for formset in formsets
        for form in formset.forms
    }


def panel(findings: list[Finding], accepted: set[str], places: dict[str, Place], grade: float | None) -> dict:
    """What the templates need: `checks` (the lines), `findings` (the open ones), `checks_summary`, `checks_fine`.

    `accepted` holds fingerprints; `grade` is the reading grade of the whole page.
    """
    entries = [_entry(finding, accepted, places) for finding in findings]
    still_open = [entry.finding for entry in entries if entry.is_open]
    return {
        "checks": entries,
        "findings": still_open,
        "checks_summary": counts_in_words(still_open),
        "checks_fine": _fine(findings, grade),
    }


def _entry(finding: Finding, accepted: set[str], places: dict[str, Place]) -> Entry:
    is_accepted = not finding.is_error and finding.fingerprint in accepted
    place = places.get(finding.block_key)
    if place:
        return Entry(finding, place.words, f"#{place.id}", place.id, is_accepted)
    if not finding.field:
        return Entry(finding, WHOLE_PAGE, "", "", is_accepted)
    words = capfirst(Page._meta.get_field(finding.field).verbose_name)
    return Entry(finding, words, f"#id_{finding.field}", "", is_accepted)


def _fine(findings: list[Finding], grade: float | None) -> str:
    """What was checked and is in order, in one or two sentences."""
    found = {finding.code for finding in findings}
    fine = [area for area, codes in AREAS.items() if not codes & found]
    sentences = [f"{capfirst(', '.join(fine))}."] if fine else []
    if grade is not None and "reading-grade" not in found:
        sentences.append(f"Reading grade {max(grade, 0):.1f}.")
    return " ".join(sentences)
