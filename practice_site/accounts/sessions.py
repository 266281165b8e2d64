"""The engine of our sessions: how long somebody stays signed in, and what ends that earlier.

Whoever does nothing for fifteen minutes is signed out, and everybody eight hours after signing in (45 CFR
164.312(a)(2)(iii)). `Session.ends_at` says when that is, and a session whose row is gone or over is none. What a page
asks for by itself, with nobody in front of it, does not keep it open (`in_background`).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from practice_site import client_address
from practice_site.accounts import device_names
from practice_site.models import Session, StaffAccount

IDLE = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
LONGEST = timedelta(hours=settings.SESSION_HOURS)
OF_VISITORS = timedelta(hours=1)  # of whom nobody has signed in: words for the next page, half a sign-in
NOTED_EVERY = timedelta(seconds=30)  # so that not every request writes


class SessionStore(SessionBase):
    """One session: read in one query, known to the database by the digest of its key."""

    row: Session | None = None  # as it was read or written last
    device = address = ""  # of this request

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_digest=_digest_of(session_key)).exists()

    def load(self) -> dict:
        alive = Session.objects.alive_at(timezone.now())
        self.row = alive.filter(key_digest=_digest_of(self.session_key)).first()
        if self.row is None:
            self._session_key = None
        return self.decode(self.row.content) if self.row else {}

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write what is remembered. Raises `UpdateError` if the session was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        row = self._row_for(self._get_session(no_load=must_create))
        if must_create:
            self._insert(row)
        else:
            self._update(row)
        self.row = row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(key_digest=_digest_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.over_at(timezone.now()).delete()

    def begin_anew(self) -> None:
        """A new key and new hours, for whoever signs in where somebody is signed in already."""
        self.row = None
        self.cycle_key()

    def somebody_is_here(self) -> None:
        """Count the minutes from now on."""
        now, row = timezone.now(), self.row
        if row and row.account_id and now - row.last_seen_at >= NOTED_EVERY:
            row.last_seen_at, row.ends_at, row.address = now, _end(row.began_at, now), self.address
            Session.objects.filter(pk=row.pk).update(last_seen_at=now, ends_at=row.ends_at, address=row.address)

    def ends_at(self) -> datetime:
        """When it is over, once this request has been counted."""
        is_noted = timezone.now() - self.row.last_seen_at >= NOTED_EVERY
        return _end(self.row.began_at, timezone.now()) if is_noted else self.row.ends_at

    def _row_for(self, content: dict) -> Session:
        """The row with this content. While the same person is signed in its hours go on, also under a new key."""
        account_id = int(content[SESSION_KEY]) if SESSION_KEY in content else None
        row, now = self.row, timezone.now()
        if row is None or row.account_id != account_id:
            row = Session(pk=row and row.pk, account_id=account_id, device=self.device, address=self.address)
            row.began_at = row.last_seen_at = now
            row.ends_at = _end(now, now) if account_id else now + OF_VISITORS
        row.content = self.encode(content)
        return row

    def _insert(self, row: Session) -> None:
        row.pk, row.key_digest = None, _digest_of(self.session_key)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None

    def _update(self, row: Session) -> None:
        names = ["content"] if row is self.row else [*BEGINS_WITH, "content"]
        values = {name: getattr(row, name) for name in names}
        if not Session.objects.filter(pk=row.pk).update(**values):
            raise UpdateError


BEGINS_WITH = ("account_id", "device", "address", "began_at", "last_seen_at", "ends_at", "tries")


class Middleware(SessionMiddleware):
    """Django's own, which also tells the session where it is used, and that somebody is there."""

    def process_request(self, request):
        super().process_request(request)
        request.session.device = device_names.name_of(request.headers.get("User-Agent", ""))
        request.session.address = client_address.of_request(request)

    def process_response(self, request, response):
        view = request.resolver_match and request.resolver_match.func
        if request.session.accessed and not getattr(view, "is_in_background", False):
            request.session.somebody_is_here()
        return super().process_response(request, response)


def in_background(view: Callable) -> Callable:
    """For a view that pages ask by themselves: that keeps nobody signed in."""

    @wraps(view)
    def run(*args, **kwargs):
        return view(*args, **kwargs)

    run.is_in_background = True
    return run


def end_all(account: StaffAccount, but: SessionStore | None = None) -> int:
    """Sign `account` out everywhere, at once. Returns how many sessions that ended.

    `but` is the session that goes on: the `request.session` of somebody who changed something about themselves.
    """
    sessions = Session.objects.filter(account=account)
    if but is not None and but.session_key:
        sessions = sessions.exclude(key_digest=_digest_of(but.session_key))
    return sessions.delete()[0]


def for_the_page(request: HttpRequest) -> dict | None:
    """What the script that warns of the end needs to know; nothing where nobody is signed in."""
    if not request.user.is_authenticated:
        return None
    seconds = seconds_until(request.session.ends_at())
    return {"seconds": seconds, "warn_before": settings.SESSION_WARNING_SECONDS}


def seconds_until(moment: datetime) -> int:
    return max(0, int((moment - timezone.now()).total_seconds()))


def _end(began_at: datetime, seen_at: datetime) -> datetime:
    return min(seen_at + IDLE, began_at + LONGEST)


def _digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
