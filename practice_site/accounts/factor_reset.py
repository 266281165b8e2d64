"""Helps somebody back in who lost every second factor: by an administrator, or on the server where none can get in.

The password goes with the factors. Were it to stay, whoever stole it could set up a second factor of their own; so the
person gets a link that is good once, from somebody who knows them, and begins anew.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from practice_site.accounts import (
    account_log,
    account_mail,
    factor_changes,
    one_time_links,
    roles,
    sessions,
    sign_in_limits,
)
from practice_site.models import AccountEvent, AccountMail, StaffAccount

SHORTEST_REASON, LONGEST_REASON = 10, 200
ON_THE_SERVER = "It was done on the server."


class NotReset(Exception):
    """An account that nobody is helped into; the text says why and what to do."""


@transaction.atomic
def reset(
    account: StaffAccount, *, reason: str, by: StaffAccount | None = None, request: HttpRequest | None = None
) -> None:
    """Take second factors and password off an account, end its sessions and links, and tell it to those concerned.

    `by` is None on the server. Give the person a link afterwards. Raises `NotReset`, and `roles.NotAnyMore` where two
    do it to each other: one of them stays, or nobody could get in.
    """
    if by:
        roles.must_still_administrate(by)
    if refusal := why_not(account, by):
        raise NotReset(refusal)
    with factor_changes.one_at_a_time(account):
        Authenticator.objects.filter(user=account).delete()
        account.set_unusable_password()
        account.save(update_fields=["password"])
        sessions.end_all(account)
        one_time_links.end_all(account)
        sign_in_limits.open_again(account)
        where = "" if by else "on the server"
        account_log.record(
            AccountEvent.Kind.FACTORS_RESET, account=account, by=by, request=request, detail=where, reason=reason
        )
        _tell(account, is_on_server=by is None)


def why_not(account: StaffAccount, by: StaffAccount | None = None) -> str:
    """Why nobody is helped into this account, and what to do; blank where somebody can be."""
    if account == by:
        return "For your own account, ask another administrator."
    return "" if account.is_active else "This account is switched off. An administrator can switch it on again."


def _tell(account: StaffAccount, is_on_server: bool) -> None:
    told = ON_THE_SERVER if is_on_server else ""
    account_mail.write(AccountMail.Kind.FACTORS_RESET, account, detail=told)
    for administrator in StaffAccount.objects.administrators().exclude(pk=account.pk):
        account_mail.write(AccountMail.Kind.COLLEAGUE_RESET, administrator, detail=account.full_name)
