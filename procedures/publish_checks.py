"""What must be mended before a page is published, and what a person has to look at: one function for every report."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import BigIntegerField
from django.utils import timezone

from practice_site.models import Practice
from procedures import publish_check_rules, readability, snapshots
from procedures.models import AcceptedWarning, Page, Publication
from procedures.navigation import LivePage, find_live_pages
from procedures.publish_check_links import Destinations, Elsewhere, links_in
from procedures.publish_check_rules import Problem

NOTHING_ELSE = Elsewhere()


@dataclass(frozen=True)
class Finding:
    """One thing that the check found in a snapshot.

    `code` names the rule; `block_key` is the block's key as text, or "" for the page itself; `field` is the name of the
    form field it is about; `fingerprint` (SHA-256) stays the same until that block changes.
    """

    code: str
    is_error: bool
    message: str
    block_key: str
    field: str
    fingerprint: str


def check(
    snapshot: dict, live_pages: list[LivePage], *, grade_limit: int, elsewhere: Elsewhere = NOTHING_ELSE
) -> list[Finding]:
    """Everything found in `snapshot` among the pages that will be live with it, errors first, each in page order.

    `grade_limit` is in years at school. `elsewhere` (from `look_up`) names pages that are not live and addresses that
    answer without one; without it, links to those count as dead. Pure.
    """
    page, blocks = snapshot["page"], publish_check_rules.known_blocks(snapshot)
    destinations = Destinations(page, live_pages, elsewhere)
    text = publish_check_rules.all_passages(snapshot)
    jump = publish_check_rules.heading_jump(blocks, destinations)
    found = [_finding(problem, page) for problem in publish_check_rules.page_problems(page)]
    if too_hard := publish_check_rules.grade_problem(readability.grade(text), grade_limit):
        found.append(_finding(too_hard, {"text": text}))
    for block in blocks:
        if jump and jump[0] is block:
            found.append(_finding(jump[1], block))
        found += [_finding(problem, block) for problem in publish_check_rules.block_problems(block, destinations)]
    unique = {(finding.block_key, finding.fingerprint): finding for finding in found}
    return sorted(unique.values(), key=lambda finding: not finding.is_error)


def reading_grade(snapshot: dict) -> float | None:
    """The Flesch-Kincaid grade of the whole page; None while it has no words."""
    return readability.grade(publish_check_rules.all_passages(snapshot))


def look_up(page_snapshots: Iterable[dict], live_pages: list[LivePage]) -> Elsewhere:
    """What links of these snapshots lead to besides live pages. At most two queries, however many snapshots."""
    live = {page.id for page in live_pages}
    ids, paths = set(), set()
    for snapshot in page_snapshots:
        destinations = Destinations(snapshot["page"], live_pages)
        for block in publish_check_rules.known_blocks(snapshot):
            ids |= {block.get("target_id"), *block.get("page_ids", ())}
            for name in publish_check_rules.RICH_FIELDS.get(block["type"], ()):
                for link in links_in(block[name]):
                    ids.add(link.page_id)
                    path = link.local_path(snapshot["page"]["path"])
                    if path is not None and not destinations.has_address(path):
                        paths.add(path)
    ids = {number for number in ids - live - {None} if number <= BigIntegerField.MAX_BIGINT}
    titles = dict(Page.objects.filter(pk__in=ids).values_list("pk", "title")) if ids else {}
    files = {path for path in paths if _is_file(path)}
    return Elsewhere(titles, frozenset(files | _left_by_live_pages(paths - files, live)))


def all_findings(snapshot: dict, live_pages: list[LivePage]) -> list[Finding]:
    """The findings of one page of ours under the practice's limit, accepted warnings among them."""
    return check(
        snapshot,
        live_pages,
        grade_limit=Practice.objects.current().reading_grade_limit,
        elsewhere=look_up([snapshot], live_pages),
    )


def open_findings(page: Page, snapshot: dict, live_pages: list[LivePage]) -> list[Finding]:
    """The errors, and the warnings that nobody has accepted yet."""
    findings = all_findings(snapshot, live_pages)
    accepted = accepted_fingerprints(page)
    return [finding for finding in findings if finding.is_error or finding.fingerprint not in accepted]


def accepted_fingerprints(page: Page) -> set[str]:
    """The warnings of `page` that someone let stand, also those of words that have changed since."""
    return set(AcceptedWarning.objects.filter(page=page).values_list("fingerprint", flat=True))


@transaction.atomic
def accept(page: Page, fingerprints: Iterable[str], *, by) -> int:
    """Let warnings of the saved working copy stand. Returns how many were accepted now.

    Errors, and warnings that the working copy does not have (any more), are passed over.
    """
    wanted = set(fingerprints) - accepted_fingerprints(page)
    if not wanted:
        return 0
    findings = all_findings(snapshots.take(page), find_live_pages(timezone.now()))
    present = {finding.fingerprint for finding in findings if not finding.is_error} & wanted
    rows = [AcceptedWarning(page=page, fingerprint=fingerprint, accepted_by=by) for fingerprint in sorted(present)]
    AcceptedWarning.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def take_back(page: Page, fingerprints: Iterable[str]) -> int:
    """Let warnings count again that someone had accepted. Returns how many did."""
    return AcceptedWarning.objects.filter(page=page, fingerprint__in=list(fingerprints)).delete()[0]


def counts_in_words(findings: list[Finding]) -> str:
    """The summary of open findings: “1 to fix, 2 to confirm.” Blank if nothing is open."""
    to_fix = sum(finding.is_error for finding in findings)
    to_confirm = len(findings) - to_fix
    parts = [f"{to_fix} to fix"] if to_fix else []
    parts += [f"{to_confirm} to confirm"] if to_confirm else []
    return f"{', '.join(parts)}." if parts else ""


def in_one_sentence(findings: list[Finding]) -> str:
    """Why the page cannot be published yet, in words for staff."""
    if len(findings) == 1:
        done = "must be fixed" if findings[0].is_error else "needs a tick under “Before publishing”"
        return f"Not published yet: one thing {done}. {findings[0].message}"
    return f"Not published yet: {counts_in_words(findings)} All are listed under “Before publishing”."


def _finding(problem: Problem, place: dict) -> Finding:
    key = place.get("key", "")
    content = {name: value for name, value in place.items() if name != "key"}
    marks = {"code": problem.code, "field": problem.field, "subject": problem.subject, "content": content}
    return Finding(problem.code, problem.is_error, problem.message, key, problem.field, snapshots.content_hash(marks))


def _is_file(path: str) -> bool:
    """Whether `path` is a file that the site hands out."""
    for prefix, storage in (
        (settings.STATIC_URL, staticfiles_storage),
        (f"{settings.MEDIA_URL}pictures/", default_storage),
    ):
        if path.startswith(prefix):
            name = path.removeprefix(settings.STATIC_URL).removeprefix(settings.MEDIA_URL)
            try:
                return bool(name) and storage.exists(name)
            except (SuspiciousOperation, ValueError):
                return False
    return False


def _left_by_live_pages(paths: set[str], live: set[int]) -> set[str]:
    """Those of `paths` where a page stood once that is live at another address now: the old one leads there."""
    spellings = {spelling for path in paths for spelling in (path, f"{path}/") if "\0" not in path}
    if not spellings:
        return set()
    stood = Publication.objects.filter(path__in=spellings, page__in=live, live_from__lte=timezone.now())
    return set(stood.values_list("path", flat=True))
