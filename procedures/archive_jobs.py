"""When the archive works without anybody publishing: a saved practice, a schedule that took effect, a new release."""

from functools import partial

from django.db.models import Q, Subquery
from django.utils import timezone

from practice_site.dashboard import NavigationItem, register_navigation
from practice_site.shared_parts import register_keeper
from practice_site.worker import Job, NotDone, register_job
from procedures import archive
from procedures.models import ArchiveHead, Publication

SECONDS_BETWEEN_LOOKS = 10


def look() -> str | None:
    """Record what a schedule changed. One query while nothing is due.

    Returns a line to print, or None. Raises `NotDone` when the copies cannot be kept.
    """
    known = Subquery(ArchiveHead.objects.values("caught_up_to")[:1])
    now = timezone.now()
    is_due = Publication.objects.filter(
        Q(live_from__gt=known, live_from__lte=now) | Q(live_until__gt=known, live_until__lte=now)
    ).exists()
    return _in_a_line(archive.catch_up) if is_due else None


def look_after_a_start() -> str | None:
    """Record every page that new templates or styles draw in another way. Returns and raises as `look`."""
    return _in_a_line(archive.record_site)


def _in_a_line(verb) -> str | None:
    try:
        count = verb()
    except archive.NotArchived as refusal:
        raise NotDone(str(refusal)) from refusal
    return f"{count} {'state' if count == 1 else 'states'} of the site archived" if count else None


def register() -> None:
    """Staff find the archive in their menu; a saved practice is kept with the change; the worker keeps the rest."""
    register_navigation(
        NavigationItem(
            "The site as it was",
            "admin:procedures_archiverecord_changelist",
            "procedures.view_archiverecord",
            order=70,
        )
    )
    register_keeper(partial(archive.recording, archive.Reason.SHARED_PARTS))
    register_job(Job("archive", look, every_seconds=SECONDS_BETWEEN_LOOKS, at_start=look_after_a_start))
