"""Showing a draft to someone without an account: the only writer of links and of what their readers say.

The token of a link is signed and can be made again at any time; the database holds nothing that opens a draft.
A link opens one page and nothing else, and only as long as it is neither expired nor taken back.
"""

import logging
import uuid
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from procedures import drawing, publishing, snapshots
from procedures.drawing import Drawn
from procedures.models import Approval, Page, PreviewComment, PreviewLink, Publication
from procedures.models.preview_link import DEFAULT_DAYS, LONGEST_DAYS
from procedures.navigation import find_live_pages

CHANGED_MEANWHILE = "The draft was changed while you were reading. Please read it again, then decide."
TOO_MANY = "There are very many comments here already. Please write to the practice directly."
ANSWERS_ARE_NEWS = timedelta(days=14)
MOST_NEWS = 10
MOST_COMMENTS = 200  # through one link; more than that is no conversation

log = logging.getLogger(__name__)
_signer = signing.Signer(salt="procedures.preview_links", sep=".")


class NotRecorded(Exception):
    """What a reader sent was not kept; the text says why and what to do, in words for the reader."""


class Damaged(Exception):
    """The version behind a link is not what was frozen. It must not be shown."""


@transaction.atomic
def share(page: Page, *, by, label: str, follows_draft: bool = False, days: int = DEFAULT_DAYS) -> PreviewLink:
    """A link to the saved draft of `page` for `label`: to what it holds now, or always to the newest draft.

    The link ends after `days` (1 to 60). Raises `ValueError` for another number of days.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"A link is open for 1 to {LONGEST_DAYS} days, not {days}.")
    now = timezone.now()
    return PreviewLink.objects.create(
        page=page,
        version=None if follows_draft else publishing.freeze(page, author=by, note=f"Shared with {label}"),
        label=label,
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=days),
    )


@transaction.atomic
def revoke(link: PreviewLink, *, by) -> None:
    """Take the link back for good. One that was taken back before keeps its first date and name."""
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)


def token_of(link: PreviewLink) -> str:
    """What stands in the address of the link: letters, digits, `-`, `_` and one full stop."""
    return _signer.sign(link.public_id.hex)


def link_for(token: str) -> PreviewLink | None:
    """The link that `token` opens now; None for one that is expired, taken back, or not ours."""
    try:
        public_id = uuid.UUID(hex=_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    links = PreviewLink.objects.open_at(timezone.now()).select_related("page", "version")
    return links.filter(public_id=public_id).first()


def shown_snapshot(link: PreviewLink) -> dict:
    """What the link shows now. Raises `Damaged` when its version is not what was frozen."""
    if link.follows_the_draft:
        return snapshots.take(link.page)
    if not link.version.is_intact:
        log.error("Version %s of page %s is not what was shared.", link.version.number, link.page_id)
        raise Damaged(f"version {link.version.number} of page {link.page_id}")
    return link.version.snapshot


def public_path(link: PreviewLink, content_hash: str) -> str | None:
    """Where the public reads what the link shows, or what came after it; None while it is not published.

    A version that was published and replaced since leads to the page as it is now: readers of an old link are
    not to take a former version for the next one.
    """
    live = Publication.objects.live_now().filter(page=link.page_id).select_related("version").first()
    if live is None:
        return None
    was_published = (
        link.version_id is not None
        and Publication.objects.filter(version=link.version_id, live_from__lte=live.live_from).exists()
    )
    return live.path if was_published or live.version.content_hash == content_hash else None


def draw_draft(page: Page | None, snapshot: dict, banner: str) -> Drawn:
    """`snapshot` as it would stand on the site now, by the same way as the live page, below `banner`."""
    now = timezone.now()
    live_from = page and Publication.objects.live_at(now).filter(page=page).values_list("live_from", flat=True).first()
    path = snapshot["page"]["path"]
    return drawing.draw_page(path, snapshot, find_live_pages(now), published_at=live_from, banner=banner)


@transaction.atomic
def comment(link: PreviewLink, *, name: str, text: str, content_hash: str) -> PreviewComment:
    """Keep what a reader wrote about the content with `content_hash`. The same words sent twice are one comment.

    Raises `NotRecorded` when the link holds as many comments as it may.
    """
    _lock(link)
    said = PreviewComment.objects.filter(link=link)
    again = said.filter(name=name, text=text, content_hash=content_hash).first()
    if again:
        return again
    if said.count() >= MOST_COMMENTS:
        raise NotRecorded(TOO_MANY)
    return PreviewComment.objects.create(link=link, name=name, text=text, content_hash=content_hash)


@transaction.atomic
def approve(link: PreviewLink, *, name: str, content_hash: str) -> Approval:
    """Record that `name` said yes to exactly the version with `content_hash`, which is frozen if it was not.

    The same name on the same version through the same link is one approval. Raises `NotRecorded`, and keeps
    nothing, when the link shows something else than what was read; raises `Damaged` as `shown_snapshot` does.
    """
    _lock(link)
    if link.follows_the_draft:
        version = publishing.freeze(link.page, author=link.created_by, note=f"Approved by {name}, who read the draft")
    else:
        shown_snapshot(link)
        version = link.version
    if version.content_hash != content_hash:
        raise NotRecorded(CHANGED_MEANWHILE)
    return Approval.objects.get_or_create(
        version=version, link=link, name=name, defaults={"content_hash": version.content_hash}
    )[0]


def approvals_of_draft(page: Page) -> list[Approval]:
    """Who said yes to exactly what the saved draft holds now, the first one first."""
    return list(Approval.objects.filter(version__page=page, content_hash=page.working_hash).select_related("link"))


def recent_answers(request) -> dict | None:
    """For the start page: what readers said about drafts in the last two weeks, the newest first, at most ten."""
    if not request.user.has_perm("procedures.change_page"):
        return None
    since = timezone.now() - ANSWERS_ARE_NEWS
    comments = PreviewComment.objects.filter(created_at__gte=since).select_related("link__page")
    approvals = Approval.objects.filter(created_at__gte=since).select_related("version__page", "link")
    answers = [_answer(entry, entry.link.page) for entry in comments.order_by("-created_at")[:MOST_NEWS]]
    answers += [_answer(entry, entry.version.page) for entry in approvals.order_by("-created_at")[:MOST_NEWS]]
    answers.sort(key=lambda answer: answer["when"], reverse=True)
    return {"answers": answers[:MOST_NEWS]} if answers else None


def _answer(entry: PreviewComment | Approval, page: Page) -> dict:
    place = f"#link-{entry.link_id}" if entry.link_id else ""
    return {
        "is_approval": isinstance(entry, Approval),
        "is_present": entry.content_hash == page.working_hash,
        "name": entry.name,
        "text": getattr(entry, "text", ""),
        "when": entry.created_at,
        "page": page,
        "url": reverse("admin:procedures_page_share", args=[page.pk]) + place,
    }


def _lock(link: PreviewLink) -> None:
    """Two presses of a button at the same moment are answered one after the other."""
    PreviewLink.objects.select_for_update().get(pk=link.pk)
