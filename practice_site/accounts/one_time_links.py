"""One-time links for staff: to choose a password, and to take on a new email address.

The database knows a link by a digest only. Opening it changes nothing, for programs that look through mail open links,
too. It ends when it is used, when a newer one of its sort is made, and when the account changes: another password,
another address, switched off, and for a password also a sign-in.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from practice_site.models import OneTimeLink, StaffAccount

Opens = OneTimeLink.Opens
LASTS = {
    Opens.INVITATION: timedelta(hours=48),
    Opens.NEW_PASSWORD: timedelta(hours=1),
    Opens.NEW_ADDRESS: timedelta(hours=24),
}
PAGES = {
    Opens.INVITATION: "welcome",
    Opens.NEW_PASSWORD: "account_reset_password_from_key",
    Opens.NEW_ADDRESS: "admin:account_confirm_email",
}
SECRET_BYTES = 32


def issue(account: StaffAccount, opens: str = Opens.INVITATION, new_address: str = "") -> str:
    """Make a link and return its whole address, the only place where its token stands. Ends an older one."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    made = {
        "token_digest": _digest(token),
        "made_for": _state_of(account, opens),
        "new_address": new_address,
        "expires_at": timezone.now() + LASTS[opens],
    }
    OneTimeLink.objects.update_or_create(account=account, opens=opens, defaults=made)
    return settings.SITE_URL + reverse(PAGES[opens], args=[token])


def find(token: str, opens: str) -> OneTimeLink | None:
    """The link that a token stands for, with its account; None when it is wrong, over, used or ended. One query."""
    standing = OneTimeLink.objects.filter(token_digest=_digest(token), opens=opens, expires_at__gt=timezone.now())
    link = standing.select_related("account").first()
    return link if link and _is_as_it_was(link) else None


def use_up(link: OneTimeLink) -> bool:
    """End a link. False when somebody else just used it, or the account changed since it was found.

    Call it in one transaction with what the link is for: it holds the account, and gives it to the link as it is now.
    """
    link.account = StaffAccount.objects.hold(link.account_id)
    count, _ = OneTimeLink.objects.filter(pk=link.pk, token_digest=link.token_digest).delete()
    return count == 1 and _is_as_it_was(link)


def end_all(account: StaffAccount) -> None:
    """No link of this account opens anything any more, also if it is switched on again."""
    OneTimeLink.objects.filter(account=account).delete()


def delete_expired() -> int:
    """Rows of links that are over. Returns how many went."""
    return OneTimeLink.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_as_it_was(link: OneTimeLink) -> bool:
    state = _state_of(link.account, link.opens)
    return link.account.is_active and constant_time_compare(link.made_for, state)


def _state_of(account: StaffAccount, opens: str) -> str:
    """What must be as it was. Whoever takes on a new address may sign in meanwhile: they have to."""
    last_sign_in = account.last_login if opens != Opens.NEW_ADDRESS else None
    state = f"{account.password} {account.email} {account.is_active} {last_sign_in}"
    return salted_hmac("practice_site.accounts.one_time_links", state, algorithm="sha256").hexdigest()
