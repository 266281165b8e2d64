"""Choosing a password by a mailed link: asking for one, and using one.

The answer to whoever asks is the same for every address and takes the same work: the wish is counted for the place that
it comes from, and becomes one row. The worker looks later whether there is such an account.
"""

from datetime import timedelta

from allauth.account import signals as of_accounts
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from practice_site.accounts import account_log, account_mail, one_time_links, sign_in_limits
from practice_site.models import AccountEvent, AccountMail, OneTimeLink, StaffAccount
from practice_site.worker import Job, register_job

Kind = AccountMail.Kind
SECONDS_BETWEEN_LOOKS = 2
MAILS_AN_HOUR = 3  # nobody can fill a mail box, whatever address they know
HOW = {
    OneTimeLink.Opens.INVITATION: "It was chosen by a link from an administrator.",
    OneTimeLink.Opens.NEW_PASSWORD: "It was chosen by a link that was mailed to you.",
}


@transaction.atomic
def ask_for(address: str, request: HttpRequest) -> timedelta:
    """Note the wish for a new password. The address goes as soon as the worker has looked.

    Returns how long to wait instead, and notes nothing, where too many wishes came from one place.
    """
    waits = sign_in_limits.begin_wish(request)
    if not waits:
        AccountMail.objects.create(kind=Kind.PASSWORD_RESET, address=address)
    return waits


def answer_waiting() -> int:
    """Write a mail for every wish that fits an account. Returns how many were written; every wish is gone then."""
    wishes = AccountMail.objects.filter(kind=Kind.PASSWORD_RESET, account=None)
    return sum(_answer(pk) for pk in list(wishes.values_list("pk", flat=True)[:100]))


def register() -> None:
    register_job(Job("new passwords", _answer_silently, every_seconds=SECONDS_BETWEEN_LOOKS))


@transaction.atomic
def choose(link: OneTimeLink, password: str, request: HttpRequest) -> bool:
    """Set the password by a link, once. False when it has just ended; then nothing was changed.

    The signals end the sessions of the account, and write down what happened.
    """
    if not one_time_links.use_up(link):
        return False
    account, is_first = link.account, not link.account.has_usable_password()
    account.set_password(password)
    account.save(update_fields=["password"])
    signal = of_accounts.password_set if is_first else of_accounts.password_reset
    signal.send(sender=StaffAccount, request=request, user=account)
    if not is_first:
        account_mail.write(Kind.PASSWORD_CHANGED, account, detail=HOW[link.opens])
    return True


def _answer_silently() -> None:
    answer_waiting()


@transaction.atomic
def _answer(pk: int) -> bool:
    wish = AccountMail.objects.select_for_update().filter(pk=pk, account=None).first()
    if wish is None:
        return False
    account, asked_at = _account_of(wish.address), wish.created_at
    wish.delete()
    has_given_up = timezone.now() - asked_at > one_time_links.LASTS[OneTimeLink.Opens.NEW_PASSWORD]
    if account is None or has_given_up or _has_enough(account):
        return False
    account_mail.write(Kind.PASSWORD_RESET, account)
    account_log.record(AccountEvent.Kind.PASSWORD_RESET_ASKED, account=account)
    return True


def _account_of(address: str) -> StaffAccount | None:
    """Whoever has chosen a password before: to others, only an administrator gives a link."""
    found = StaffAccount.objects.with_email(address).filter(is_active=True, is_staff=True).select_for_update().first()
    return found if found and found.has_usable_password() else None


def _has_enough(account: StaffAccount) -> bool:
    lately = timezone.now() - timedelta(hours=1)
    asked = AccountMail.objects.filter(kind=Kind.PASSWORD_RESET, account=account, created_at__gt=lately)
    return asked.count() >= MAILS_AN_HOUR
