"""Every change of somebody's second factors: one after the other, told to the person, and felt in every session."""

from contextlib import contextmanager

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from practice_site.accounts import account_mail, second_factor, sessions
from practice_site.models import AccountMail, StaffAccount

Kind, Type = AccountMail.Kind, Authenticator.Type
WORDS = {Type.WEBAUTHN: "A passkey.", Type.TOTP: "An authenticator app.", Type.RECOVERY_CODES: "Recovery codes."}


class IsTheOnlyOne(Exception):
    """Where a second factor is required, the only one stays."""


@contextmanager
def one_at_a_time(account: StaffAccount):
    """Hold the account, so that two tabs neither add the same thing twice nor remove the last two at once."""
    with transaction.atomic():
        StaffAccount.objects.hold(account.pk)
        yield


def added(request: HttpRequest, type: str) -> None:
    """After a factor was added: it was in the person's hands just now, which counts as giving it."""
    second_factor.note_given(request, request.user)
    record_authentication(request, request.user, "mfa", reauthenticated=True)
    _tell(Kind.FACTOR_ADDED, request, type)


def codes_made(request: HttpRequest) -> None:
    """After new recovery codes were made; the older ones are worth nothing now."""
    _tell(Kind.FACTOR_ADDED, request, Type.RECOVERY_CODES)


def remove(request: HttpRequest, authenticator: Authenticator) -> None:
    """Take a factor off the account of whoever asks. Raises `IsTheOnlyOne`."""
    with one_at_a_time(request.user):
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(authenticator):
            raise IsTheOnlyOne(adapter.error_messages["cannot_delete_authenticator"])
        delete_and_cleanup(request, authenticator)
        if not second_factor.of(request.user).exists():
            second_factor.note_gone(request)
        _tell(Kind.FACTOR_REMOVED, request, authenticator.type)


def _tell(kind: str, request: HttpRequest, type: str) -> None:
    sessions.end_all(request.user, but=request.session)
    account_mail.write(kind, request.user, detail=WORDS[type])
