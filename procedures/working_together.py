"""Who has a page open in the editor. The browser says so again and again; nobody has to say that it is over."""

from datetime import datetime, timedelta

from django.utils import timezone

from procedures.models import EditPresence, Page

COUNTS_FOR = timedelta(seconds=60)
"""How long someone counts as present after a word from the browser, which comes every 20 seconds."""


def seen(page: Page, user) -> None:
    """Note that `user` has `page` open now, and forget everyone who was heard of too long ago, at any page."""
    now = timezone.now()
    if not EditPresence.objects.filter(page=page, user=user).update(seen_at=now):
        EditPresence.objects.get_or_create(page=page, user=user, defaults={"seen_at": now})
    old = EditPresence.objects.filter(seen_at__lt=_earliest(now))
    if old.exists():  # a look costs nobody a lock, and mostly there is nothing
        old.delete()


def others_at(page: Page, user) -> list:
    """The accounts of everyone but `user` who has `page` open, by name."""
    present = EditPresence.objects.filter(page=page, seen_at__gte=_earliest(timezone.now())).exclude(user=user)
    return [presence.user for presence in present.select_related("user").order_by("user__full_name", "user_id")]


def leave(page: Page, user) -> None:
    """Note that `user` has closed `page`. A second window that is still open says so again within 20 seconds."""
    EditPresence.objects.filter(page=page, user=user).update(seen_at=_earliest(timezone.now()) - COUNTS_FOR)


def _earliest(now: datetime) -> datetime:
    return now - COUNTS_FOR
