"""How often somebody may try to sign in, or ask for a new password.

Every try is counted before anybody looks at the password or the code, so that tries at the same moment all count; a
right one is taken off again.

- **A name at one address**: five wrong passwords, then fifteen minutes (django-axes).
- **A name from everywhere**: after twenty, growing waits, an hour at most. Such a limit is a weapon, too: whoever knows
  the surgeon's address could keep the surgeon out for good. So it does not hold where this account signed in within the
  last ninety days; tries while it lasts are not counted and make it no longer; a passkey asks nobody here; and a new
  password by mail ends it. What is left to somebody who tries from a thousand places is one guess an hour.
- **An address over many names**: the same after thirty, against one common password tried on everybody. The practice's
  own address holds many people, who are not shut out together: where an account is known, only the first limit counts.
- **Codes of a second factor**: five of an account, then growing waits, fifteen minutes at most. Only who has the
  password gets as far; a passkey asks nobody here, and a new password ends the wait. What is wrong in one session is
  counted there (`session_tries`).
- **Wishes for a new password by mail**: twenty from an address, then growing waits, an hour at most. An account gets
  three such mails an hour anyway; this is against one machine that goes through many names.

Names are counted whether there is such an account or not, so that no answer tells. What is typed as a name may be a
password: only keyed digests are stored.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account import signals as of_accounts
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from practice_site import client_address
from practice_site.models import AccountEvent, SignInTries, StaffAccount
from practice_site.worker import Job, register_job

Of = SignInTries.Of
KNOWN_FOR = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=1)  # without another failure
LONGEST_NAME = 254
NAMES = ("username", "email", "login")  # under which the libraries pass on what was typed
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  nothing listens there; all who come from nowhere are counted together


@dataclass(frozen=True)
class Limit:
    """So many failures are free; each one after that doubles the wait, from a minute up to `longest`."""

    free: int
    longest: timedelta

    def wait_after(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta()
        return min(timedelta(minutes=2 ** min(failures - self.free, 20)), self.longest)


LIMITS = {
    Of.NAME: Limit(20, timedelta(hours=1)),
    Of.ADDRESS: Limit(30, timedelta(hours=1)),
    Of.CODES: Limit(5, timedelta(minutes=15)),
    Of.WISHES: Limit(20, timedelta(hours=1)),
}


def typed_name(credentials: dict | None) -> str:
    """The name as it was typed; it is stored and written nowhere."""
    return next((credentials[name] for name in NAMES if credentials.get(name)), "").strip() if credentials else ""


def counted_name(request: HttpRequest, credentials: dict | None = None) -> str:
    """What axes knows a name by: a digest."""
    return digest(normalised(typed_name(credentials) or typed_name(request.POST)))


def normalised(name: str) -> str:
    """A name as it is counted: case and spaces make no other one, and neither does another way of writing letters."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:LONGEST_NAME]


def digest(what: str) -> str:
    return salted_hmac("practice_site.accounts.sign_in_limits", what, algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """As axes stores it: the address, or the first one of the network, which `client_address` names with its size."""
    return client_address.of_request(request).partition("/")[0] or UNKNOWN_ADDRESS


@transaction.atomic
def begin(name: str, request: HttpRequest) -> timedelta:
    """Count a try with a password. Returns how long to wait instead, and counts nothing, where there were too many."""
    now, pair = timezone.now(), _pair(name, request)
    if pair.failures_since_start >= settings.AXES_FAILURE_LIMIT:
        return pair.attempt_time + settings.AXES_COOLOFF_TIME - now
    others = [] if _is_known(name, request) else [_locked(of, who) for of, who in _slower(name, request)]
    if waits := max((_wait_of(tries, now) for tries in others), default=timedelta()):
        return waits
    _add(pair, others, now)
    return timedelta()


@transaction.atomic
def was_right(name: str, request: HttpRequest) -> None:
    """Take off the try that was counted, and the wrong ones of this name at this address."""
    AccessAttempt.objects.filter(username=digest(normalised(name)), ip_address=address_of(request)).delete()
    if not _is_known(name, request):
        for of, who in _slower(name, request):
            SignInTries.objects.filter(of=of, who=who, failures__gt=0).update(failures=F("failures") - 1)


def is_locked_now(name: str, request: HttpRequest) -> bool:
    """Whether the next try with this name from this address is not looked at for the number of those before."""
    attempts = AccessAttempt.objects.filter(username=digest(normalised(name)), ip_address=address_of(request))
    return attempts.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()


@transaction.atomic
def begin_code(account: StaffAccount) -> timedelta:
    """The same for a code of this account, in whichever session. Returns how long to wait instead."""
    now, tries = timezone.now(), _locked(Of.CODES, _who(account))
    if waits := _wait_of(tries, now):
        return waits
    _count(tries, now)
    return timedelta()


def code_was_right(account: StaffAccount) -> None:
    SignInTries.objects.filter(of=Of.CODES, who=_who(account)).delete()


def begin_wish(request: HttpRequest) -> timedelta:
    """The same for a wish for a new password, in the transaction that notes it. Returns how long to wait instead."""
    now, wishes = timezone.now(), _locked(Of.WISHES, digest(address_of(request)))
    if waits := _wait_of(wishes, now):
        return waits
    _count(wishes, now)
    return timedelta()


@transaction.atomic
def open_again(account: StaffAccount) -> None:
    """After a new password, by mail say: nothing that was counted for this account stands."""
    name = digest(normalised(account.email))
    AccessAttempt.objects.filter(username=name).delete()
    SignInTries.objects.filter(of=Of.NAME, who=name).delete()
    code_was_right(account)


def delete_old() -> int:
    """Counts that stop nobody any more. Returns how many rows went."""
    now = timezone.now()
    pairs, _ = AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME).delete()
    others, _ = SignInTries.objects.filter(last_at__lte=now - FORGOTTEN_AFTER).delete()
    return pairs + others


def register() -> None:
    for signal in (of_accounts.password_changed, of_accounts.password_set, of_accounts.password_reset):
        signal.connect(_new_password)
    register_job(Job("tries to sign in", _delete_old_silently, every_seconds=600))


def _new_password(sender, user: StaffAccount, **_) -> None:
    open_again(user)


def _delete_old_silently() -> None:
    delete_old()


def _slower(name: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Always in this order, so that two tries never wait for each other."""
    return [(Of.NAME, digest(normalised(name))), (Of.ADDRESS, digest(address_of(request)))]


def _who(account: StaffAccount) -> str:
    return digest(f"account {account.pk}")


def _is_known(name: str, request: HttpRequest) -> bool:
    """Whether the account of this name came in from this address lately. One query, whether there is one or not."""
    came_in = AccountEvent.objects.since(timezone.now() - KNOWN_FOR).filter(
        kind=AccountEvent.Kind.SIGNED_IN,
        address=client_address.of_request(request),
        account__email__iexact=name.strip()[:LONGEST_NAME],
    )
    return came_in.exists()


def _pair(name: str, request: HttpRequest) -> AccessAttempt:
    """The row of a name at an address, locked. What axes would also keep of the request stays blank."""
    found = {"username": digest(normalised(name)), "ip_address": address_of(request), "user_agent": ""}
    pair, _ = AccessAttempt.objects.select_for_update().get_or_create(**found, defaults={"failures_since_start": 0})
    if pair.attempt_time <= timezone.now() - settings.AXES_COOLOFF_TIME:
        pair.failures_since_start = 0
    return pair


def _locked(of: str, who: str) -> SignInTries:
    now = timezone.now()
    tries, _ = SignInTries.objects.select_for_update().get_or_create(of=of, who=who, defaults={"last_at": now})
    if tries.last_at <= now - FORGOTTEN_AFTER:
        tries.failures = 0
    return tries


def _wait_of(tries: SignInTries, now: datetime) -> timedelta:
    wait = LIMITS[tries.of].wait_after(tries.failures)
    return max(tries.last_at + wait - now, timedelta()) if wait else wait


def _add(pair: AccessAttempt, others: list[SignInTries], now: datetime) -> None:
    pair.failures_since_start, pair.attempt_time = pair.failures_since_start + 1, now
    pair.save(update_fields=["failures_since_start", "attempt_time"])
    for tries in others:
        _count(tries, now)


def _count(tries: SignInTries, now: datetime) -> None:
    tries.failures, tries.last_at = tries.failures + 1, now
    tries.save(update_fields=["failures", "last_at"])
