"""Writes down what happens to staff accounts, as a row for administrators and as one line of the log.

45 CFR 164.308(a)(5)(ii)(C) asks that sign-ins be watched. Neither the row nor the line holds what a visitor typed, for
people type their password where the name belongs. The line names accounts by number: more people read logs.
"""

import logging

from django.http import HttpRequest

from practice_site import client_address
from practice_site.models import AccountEvent, StaffAccount

Kind = AccountEvent.Kind
WARNINGS = {Kind.SIGN_IN_FAILED, Kind.FACTOR_FAILED, Kind.FACTOR_UNREADABLE, Kind.LOCKED_OUT}

log = logging.getLogger(__name__)


def record(
    kind: str,
    *,
    account: StaffAccount | None = None,
    by: StaffAccount | None = None,
    request: HttpRequest | None = None,
    detail: str = "",
    reason: str = "",
) -> AccountEvent:
    """Add a row and a line. `account` is whom it is about, `by` who did it; both may be None where nobody knows.

    `detail` is a word of ours, never one that was typed. `reason` is what an administrator typed for a recovery; it
    stands in the row only. One query.
    """
    event = AccountEvent.objects.create(
        kind=Kind(kind),
        account_id=account.pk if account else None,
        by_id=by.pk if by else None,
        address=client_address.of_request(request) if request else "",
        detail=_fitting(detail, "detail"),
        reason=_fitting(reason, "reason"),
    )
    level = logging.WARNING if kind in WARNINGS else logging.INFO
    named = {"account": event.account_id, "by": event.by_id, "address": event.address, "detail": event.detail}
    log.log(level, "%s", event.kind, extra=named)
    return event


def settings_changed(request: HttpRequest, which: str) -> None:
    """Add that the signed-in person changed what the practice runs by; `which` names the screen."""
    record(Kind.SETTINGS_CHANGED, by=request.user, request=request, detail=which)


def _fitting(text: str, field: str) -> str:
    return text[: AccountEvent._meta.get_field(field).max_length]
