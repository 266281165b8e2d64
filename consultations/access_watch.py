"""Sees to it that no member of staff sees or changes what a patient sent without a record of it.

It runs around every view of the staff's site, so that a new view needs no line here: whatever this wing shows leaves a
record unless its name stands in `SHOWS_NO_PATIENT`. The record is written before the answer leaves; where it cannot be
written, there is no answer but a page that says so, and no change.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consultations import access_log
from consultations.models import AccessRecord, OutboxMessage, RequestEvent
from practice_site.admin_site import register_watcher
from practice_site.errors import error_page

logger = logging.getLogger(__name__)

Act = AccessRecord.Act
PREFIX = "consultations_"
OF_A_REQUEST = "consultations_consultationrequest_"
MAY_SEE = "consultations.view_consultationrequest"
# Beginnings of the names of views of this wing that show nothing of a patient, each with the reason.
SHOWS_NO_PATIENT = {
    "consultations_mailtext_": "our own words, with made-up samples",
    "consultations_replytemplate_": "our own words, without a patient",
    "consultations_retentionrule_change": "how long things are kept",
    "consultations_accessrecord_": "names of staff, and references",
    "consultations_consultationrequest_add": "an empty form",
}
# Pages of other parts that show names of patients to those who may see requests.
SHOWS_PATIENTS = {"index": "start page"}
ACTS = {
    "consultations_consultationrequest_photo": Act.PHOTO,
    "consultations_consultationrequest_print": Act.PRINTED,
    "consultations_consultationrequest_brief": Act.PRINTED,
}
WITHOUT_EVENT = "no event"  # the change was refused, or is of a kind that leaves none
SMALL_COPIES_GO_WITH_A_PAGE_FOR = timedelta(hours=1)


def watch(call: Callable, request: HttpRequest, args: tuple, kwargs: dict) -> HttpResponse:
    """Run a view, and leave the records of what it showed or did."""
    match = request.resolver_match
    name = match.url_name or ""
    if name in SHOWS_PATIENTS and not request.user.has_perm(MAY_SEE):
        return call(request, *args, **kwargs)
    if not name.startswith(PREFIX) and name not in SHOWS_PATIENTS:
        return call(request, *args, **kwargs)
    watched = _watch_looking if request.method in ("GET", "HEAD") else _watch_doing
    try:
        return watched(partial(call, request, *args, **kwargs), request, name, match.kwargs)
    except ImproperlyConfigured as problem:  # the key ring is away, so no record can be sealed
        logger.error("%s No patient’s data is shown meanwhile.", problem)
        return error_page(request, 503)


def _watch_looking(call: Callable, request, name: str, kwargs: dict) -> HttpResponse:
    response = call()
    _note_what_was_shown(request, response, name, kwargs)
    return response


def _watch_doing(call: Callable, request, name: str, kwargs: dict) -> HttpResponse:
    """The change and its record stand together, or neither does."""
    try:
        with transaction.atomic():
            last = RequestEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            about = _number(name, kwargs)  # before: what is erased cannot be asked afterwards
            response = call()
            if not _note_what_was_done(request, response, about, last):
                _note_what_was_shown(request, response, name, kwargs)
        return response
    except Exception:
        for _ in get_messages(request):  # they tell of what did not come about
            pass
        raise


def _note_what_was_shown(request, response, name: str, kwargs: dict) -> None:
    if not 200 <= response.status_code < 300 or _is_without_patients(name):
        return
    said = access_log.said_of(request)
    if _is_small_copy(kwargs) and _has_page_open(request, kwargs["pk"]):
        return
    act = said.act or ACTS.get(name, Act.READ)
    detail = said.detail or _detail(name, kwargs)
    if shown := (getattr(response, "context_data", None) or {}).get("cl"):
        act, detail = _list_words(act, detail, shown)
    numbers = said.requests | {_number(name, kwargs)}
    for number in sorted(numbers - {None}) or [None]:
        access_log.note(request, act, number, detail)


def _note_what_was_done(request, response, about: int | None, last: int) -> bool:
    """Leave a record for each request that was changed. False when the answer only shows something.

    The events of the person tell what was done to which request; where a change leaves none, the address tells.
    """
    said = access_log.said_of(request)
    if said.act in (Act.EXPORTED, Act.PRINTED) or response.status_code >= 400:
        return False
    done: dict[int, list[str]] = {number: [] for number in said.requests}
    for event in RequestEvent.objects.filter(pk__gt=last, actor=request.user).order_by("pk"):
        done.setdefault(event.request_id, []).append(event.get_kind_display().lower())
    if about and (done or response.status_code >= 300):
        done.setdefault(about, [])
    for number, kinds in sorted(done.items()):
        detail = said.detail or ", ".join(dict.fromkeys(kinds)) or WITHOUT_EVENT
        access_log.note(request, said.act or Act.CHANGED, number, detail)
    return bool(done) or response.status_code >= 300


def _is_without_patients(name: str) -> bool:
    return name.startswith(tuple(SHOWS_NO_PATIENT))


def _number(name: str, kwargs: dict) -> int | None:
    """The number of the request that the address is about."""
    number = str(kwargs.get("pk") or kwargs.get("object_id") or "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if name.startswith(OF_A_REQUEST):
        return int(number)
    if name.startswith("consultations_outboxmessage_"):
        return OutboxMessage.objects.filter(pk=number).values_list("request_id", flat=True).first()
    return None


def _detail(name: str, kwargs: dict) -> str:
    if name in SHOWS_PATIENTS:
        return SHOWS_PATIENTS[name]
    if "view" in kwargs:
        size = "small" if _is_small_copy(kwargs) else "large"
        return f"{kwargs['view'].replace('_', ' ')}, {size}"
    model, _, screen = name.removeprefix(PREFIX).partition("_")
    words = {"consultationrequest": "", "outboxmessage": "mail"}.get(model, model)
    screen = {"change": "", "changelist": "list"}.get(screen, screen.replace("_", " "))
    return ", ".join(filter(None, [words, screen]))


def _list_words(act: str, detail: str, shown) -> tuple[str, str]:
    """A list that was opened, or searched: how many it found, never for what."""
    if act == Act.READ and shown.query:
        return Act.SEARCHED, f"{detail}, {shown.result_count} found"
    return act, detail


def _is_small_copy(kwargs: dict) -> bool:
    return kwargs.get("size") == "thumbnail"


def _has_page_open(request, number: int) -> bool:
    """Whether this person opened a page of the request lately: its record stands for the small copies on it."""
    since = timezone.now() - SMALL_COPIES_GO_WITH_A_PAGE_FOR
    acts = [Act.READ, Act.PRINTED]
    seen = AccessRecord.objects.filter(request_number=number, actor_number=request.user.pk, act__in=acts)
    return seen.filter(at__gte=since).exists()


def register() -> None:
    register_watcher(watch)
