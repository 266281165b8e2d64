"""Runs retention: all at once for a person who asks, or a slice at a time for the worker, once a day in New York."""

import logging
from collections.abc import Iterator
from datetime import time
from time import monotonic

from django.db import DatabaseError
from django.utils import timezone

from consultations import retention
from consultations.retention import Finding
from consultations.retention_limits import in_force
from practice_site.models import Heartbeat
from practice_site.worker import Job, register_job

logger = logging.getLogger(__name__)

FINISHED = "retention"  # beats when a day's work is done, so that a worker that was killed goes on
FROM = time(3)  # on the clock of the practice, when nobody works
SECONDS_BETWEEN_LOOKS = 30
SECONDS_OF_A_SLICE = 10  # then mails have their turn


class Incomplete(Exception):
    """Some of it could not be erased; the text says how much."""


def run() -> Iterator[Finding]:
    """Erase everything whose time is over, one request after the other, and say what went.

    One that fails is passed over. At the end raises `Incomplete` if there was any.
    """
    limits, failed = in_force(), 0
    for finding in list(retention.findings(limits)):
        try:
            if retention.expire(finding, limits):
                yield finding
        except (DatabaseError, OSError) as problem:
            failed += 1
            logger.warning("Something whose time is over was not erased (%s).", type(problem).__name__)
    if failed:
        raise Incomplete(f"{failed} could not be erased now. Nothing else is lost; run it again.")


def run_slice() -> str | None:
    """Go on with today's work for a moment. Returns a line to print, None when there was nothing to do."""
    if timezone.localtime().time() < FROM or _is_done_today():
        return None
    end, count, is_done = monotonic() + SECONDS_OF_A_SLICE, 0, True
    try:
        for _ in run():
            count += 1
            if monotonic() > end:
                is_done = False
                break
    except Incomplete:
        is_done = False
    if is_done:
        Heartbeat.objects.beat(FINISHED)
    return f"{count} {'thing' if count == 1 else 'things'} erased whose time was over" if count else None


def register() -> None:
    """The worker erases what is due."""
    register_job(Job("retention", run_slice, every_seconds=SECONDS_BETWEEN_LOOKS))


def _is_done_today() -> bool:
    beat_at = Heartbeat.objects.filter(name=FINISHED).values_list("beat_at", flat=True).first()
    return beat_at is not None and timezone.localdate(beat_at) == timezone.localdate()
