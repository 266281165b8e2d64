"""Erases everything about one request, and leaves a tombstone that nobody can be found by.

1. In one transaction all rows go, and rows are written that name the files to delete.
2. As soon as that stands, the files go.
3. The worker deletes the files that a crash has left, then cleans the database of what deleted rows leave behind, and
   notes that on the tombstone. It begins anew until all of this is done.

A request that is kept for a legal reason is never erased. What its patient wished meanwhile is done when that ends.
"""

import json
import logging
from datetime import date, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultations import database_cleaning, key_ring, photo_files, staff_news
from consultations.models import ConsultationRequest, FileToDelete, LinkWish, Merge, RequestEvent, Tombstone
from consultations.reference import as_typed
from consultations.workflow import Held, locked, locked_to_erase, record
from practice_site import mail_files
from practice_site.accounts.sessions import SessionStore
from practice_site.local_time import day_of
from practice_site.models import Heartbeat, Session
from practice_site.worker import Job, register_job

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 30
# Heartbeats: when parts of a request were erased, and when the database was last cleaned after such.
TRACES, CLEANED = "erased in part", "cleaned after erasing"
PAGE_NOTES = "_messages"  # where Django keeps what it says on the next page, when a cookie has no room for it


@transaction.atomic
def erase(request: ConsultationRequest, reason: str) -> bool:
    """Erase a request with all that belongs to it. `reason` is one of `Tombstone.Reason`. False when it has gone.

    Raises `Held` while it is kept for a legal reason.
    """
    try:
        current = locked_to_erase(request)
    except ConsultationRequest.DoesNotExist:
        return False
    reference = current.reference
    _leave_tombstone(current, reason)
    photo_files.give_up([name for photo in current.photos.all() for name, _ in photo_files.names_of(photo)])
    FileToDelete.objects.get_or_create(kind=FileToDelete.Kind.MAIL, name=reference)
    _delete_wishes(reference)
    _delete_traces_of_staff(current)
    _leave_no_name_in_joined(current)
    current.delete()
    transaction.on_commit(lambda: _delete_mail_copies(reference))
    return True


@transaction.atomic
def erase_for_patient(request: ConsultationRequest, *, actor=None) -> bool:
    """Erase at the wish of the patient. False while the law has it kept: the wish is noted, and staff are told.

    `actor` is who heard the wish, where the patient did not use the private page; then no mail tells staff of it.
    """
    try:
        erase(request, Tombstone.Reason.PATIENT)
        return True
    except Held:
        current = locked(request)
    if current.erase_wished_at is None:
        current.erase_wished_at = timezone.now()
        current.save(update_fields=["erase_wished_at"])
        record(current, RequestEvent.Kind.ERASE_WISHED, actor=actor)
        if actor is None:
            staff_news.tell(current)
    return False


def erase_wished() -> int:
    """Erase what patients asked to erase while it had to be kept, and what has not to be any more. Returns how many."""
    wished = ConsultationRequest.objects.filter(erase_wished_at__isnull=False, held_since=None)
    return sum(erase_for_patient(request) for request in wished)


def note_traces() -> None:
    """Rows were erased whose request stays: their traces in the database are cleaned like those of a whole one."""
    Heartbeat.objects.beat(TRACES)


def finish() -> int:
    """Do what is left to do. Returns how many requests are gone for good by it."""
    started = timezone.now()
    erase_wished()
    photo_files.delete_given_up()
    # Only here, where no mail is being sent: one that was on its way may have come back as a file.
    for row in FileToDelete.objects.filter(kind=FileToDelete.Kind.MAIL):
        if _delete_mail_copies(row.name):
            row.delete()
    uncleaned = list(Tombstone.objects.filter(cleaned_at=None).values_list("pk", flat=True))
    if not (uncleaned or _has_traces()) or FileToDelete.objects.exists() or not database_cleaning.clean():
        return 0
    Heartbeat.objects.update_or_create(name=CLEANED, defaults={"beat_at": started})
    return Tombstone.objects.filter(pk__in=uncleaned).update(cleaned_at=timezone.now())


def register() -> None:
    """The worker finishes what is left."""
    register_job(Job("erased requests", _finish_in_a_line, every_seconds=SECONDS_BETWEEN_LOOKS))


def _finish_in_a_line() -> str | None:
    count = finish()
    return f"{count} {'request' if count == 1 else 'requests'} erased for good" if count else None


def _leave_tombstone(request: ConsultationRequest, reason: str) -> None:
    Tombstone.objects.create(
        reference_digest=key_ring.ring().digest("tombstone", request.reference),
        received_on=day_of(request.created_at),
        erased_on=day_of(timezone.now()),
        reason=reason,
        request_number=request.pk,
        source=request.source,
        status=request.status,
        closed_reason=request.closed_reason,
        answered_on=_day_if_any(request.first_answered_at),
        answered_after=request.answered_after,
        booked_on=_day_if_any(request.first_booked_at),
    )


def _has_traces() -> bool:
    beats = dict(Heartbeat.objects.filter(name__in=[TRACES, CLEANED]).values_list("name", "beat_at"))
    return TRACES in beats and (CLEANED not in beats or beats[CLEANED] <= beats[TRACES])


def _day_if_any(moment: datetime | None) -> date | None:
    return moment and day_of(moment)


def _delete_wishes(reference: str) -> None:
    """Wishes for a new link that name the request. They are encrypted, and few: the worker answers them at once."""
    fitting = [wish.pk for wish in LinkWish.objects.all() if as_typed(wish.wished_reference) == reference]
    LinkWish.objects.filter(pk__in=fitting).delete()


def _delete_traces_of_staff(request: ConsultationRequest) -> None:
    """What Django itself has noted about the request while staff worked on it."""
    names_it = Q(object_repr__contains=request.reference) | Q(change_message__contains=request.reference)
    is_about_it = Q(content_type=ContentType.objects.get_for_model(ConsultationRequest), object_id=str(request.pk))
    LogEntry.objects.filter(names_it | is_about_it).delete()
    for session in Session.objects.all():
        kept = session.get_decoded()
        if request.reference in json.dumps(kept, default=str):
            kept.pop(PAGE_NOTES, None)
            session.content = SessionStore().encode(kept)
            session.save(update_fields=["content"])


def _leave_no_name_in_joined(request: ConsultationRequest) -> None:
    """Requests that were joined with this one stay, and what happened with them; only its reference goes."""
    merges = Merge.objects.filter(Q(request=request) | Q(kept=request)).values_list("request", "kept")
    others = {pk for pair in merges for pk in pair} - {request.pk}
    naming = RequestEvent.objects.filter(request__in=others, kind__in=RequestEvent.NAME_ANOTHER)
    naming.filter(detail=request.reference).update(detail="one that is erased")


def _delete_mail_copies(reference: str) -> bool:
    """True when no local copy is left. A failure is noted without the name of a file, and tried again."""
    try:
        mail_files.forget(reference)
    except OSError as problem:
        logger.warning("Local copies of mails could not be deleted (%s); tried again.", type(problem).__name__)
        return False
    return True
