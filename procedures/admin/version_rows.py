"""The rows of the list of versions: what each one is, when it was live, and who approved it, in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from procedures import snapshots
from procedures.comparison import differing_blocks
from procedures.models import Approval, Page, PageVersion, Publication

DAMAGED = "It is not what was kept when it was made, so it cannot be looked at, compared or restored."


@dataclass(frozen=True)
class State:
    """One line about a row; `sign` names the dot before it (`state--…` in the style sheets), "" for none."""

    sign: str
    words: str


@dataclass(frozen=True)
class Row:
    """One row: `value` is what the address of a comparison says, "draft" or a number."""

    value: str
    name: str
    when: str
    who: str
    states: list[State]
    note: str
    number: int | None = None
    is_intact: bool = True


def briefly(moment: datetime) -> str:
    """An aware moment in New York time, for narrow columns, for example "7 Dec 2026, 8:00 EST"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j M Y, G:i')} {local.tzname()}"


def draft_row(page: Page, draft: dict, live: PageVersion | None) -> Row:
    """The working copy, and how far it is from what readers see. `page` comes from `with_state()`."""
    is_as_live = page.state == Page.State.LIVE
    return Row(
        value="draft",
        name="Working copy",
        when=briefly(page.edited_at),
        who=str(page.edited_by or ""),
        states=[State("live", "The same as live") if is_as_live else State(page.state.value, "Not published")],
        note=_distance_in_words(draft, live),
    )


def version_rows(versions: Iterable[PageVersion], now: datetime) -> list[Row]:
    """One row for each version, with two queries for all of them."""
    versions = list(versions)
    publications, approvals = defaultdict(list), defaultdict(list)
    for publication in Publication.objects.filter(version__in=versions).order_by("-live_from"):
        publications[publication.version_id].append(publication)
    for approval in Approval.objects.filter(version__in=versions):
        approvals[approval.version_id].append(approval)
    return [_row(version, publications[version.pk], approvals[version.pk], now) for version in versions]


def _row(version: PageVersion, publications: list[Publication], approvals: list[Approval], now: datetime) -> Row:
    lived = [_when_live(publication, now) for publication in publications if _was_ever_seen(publication)]
    approved = [State("", f"Approved by {each.name} on {briefly(each.created_at)}") for each in approvals]
    damaged = [] if version.is_intact else [State("failed", f"Damaged. {DAMAGED}")]
    return Row(
        value=str(version.number),
        name=f"Version {version.number}",
        when=briefly(version.created_at),
        who=version.author_name,
        states=damaged + (lived or [State("", "Never live")]) + approved,
        note=version.note,
        number=version.number,
        is_intact=not damaged,
    )


def _was_ever_seen(publication: Publication) -> bool:
    return publication.live_until is None or publication.live_until > publication.live_from


def _when_live(publication: Publication, now: datetime) -> State:
    start, end = publication.live_from, publication.live_until
    if start > now:
        return State("new", f"Planned from {briefly(start)}{f' until {briefly(end)}' if end else ''}")
    if end is None or end > now:
        return State("live", f"Live since {briefly(start)}{f', until {briefly(end)}' if end else ''}")
    return State("", f"Live from {briefly(start)} until {briefly(end)}")


def _distance_in_words(draft: dict, live: PageVersion | None) -> str:
    if live is None:
        return "Readers see no version of this page"
    if not live.is_intact:
        return f"The live version {live.number} is damaged, so nobody can say what differs"
    blocks = differing_blocks(live.snapshot, draft)
    if blocks:
        return f"{blocks} block{'' if blocks == 1 else 's'} differ{'s' if blocks == 1 else ''} from the live version"
    if snapshots.content_hash(draft) == live.content_hash:
        return "Nothing differs from the live version"
    return "Only the page itself differs from the live version, no block"
