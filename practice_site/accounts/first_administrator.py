"""How the first administrator gets in: by a signed link that `run_site` prints while there is no staff account."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from practice_site.accounts import account_log, roles
from practice_site.models import StaffAccount

LINK_LIFETIME = 48 * 3600  # seconds
SUBJECT = "first administrator"
_signer = signing.TimestampSigner(salt="practice_site.accounts.first_administrator")


class TooLate(Exception):
    """Someone else became the first administrator."""


def link() -> str | None:
    """The whole address of the page, or None once there is a staff account."""
    if StaffAccount.objects.exists():
        return None
    token = _signer.sign_object(SUBJECT)
    return settings.SITE_URL + reverse("first_administrator", args=[token])


def is_open(token: str) -> bool:
    """Whether this token still lets someone become the first administrator."""
    try:
        subject = _signer.unsign_object(token, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        return False
    return subject == SUBJECT and not StaffAccount.objects.exists()


@transaction.atomic
def create(account: StaffAccount) -> None:
    """Save a filled-in account as the first administrator. Raises `TooLate` if there is a staff account by now.

    Two people may send the form at the same moment. The lock on a row that always exists makes the second
    wait for the first on PostgreSQL; on SQLite the transaction itself holds the only place for a writer.
    """
    table = ContentType.objects.get_for_model(StaffAccount)
    ContentType.objects.select_for_update().get(pk=table.pk)
    if StaffAccount.objects.exists():
        raise TooLate
    try:
        account.save()
    except IntegrityError:  # `create_staff` has just made an account with this address
        raise TooLate from None
    roles.assign(account, roles.Role.ADMINISTRATOR)
    account_log.record(account_log.Kind.ACCOUNT_CREATED, account=account, detail="the first administrator, by link")
