"""Taking on a new email address: asked for by the person, and done by a link that was mailed to the new address.

`StaffAccount.email` is the one place where an address stands; allauth's table of addresses stays empty.
"""

from django.db import IntegrityError, transaction

from practice_site.accounts import account_log, account_mail, one_time_links
from practice_site.models import AccountEvent, AccountMail, OneTimeLink, StaffAccount

Kind = AccountMail.Kind


def is_taken(address: str, account: StaffAccount) -> bool:
    """Whether someone else signs in with this address, however it is written."""
    return StaffAccount.objects.with_email(address).exclude(pk=account.pk).exists()


def ask_for(account: StaffAccount, address: str) -> None:
    """Mail a link to the new address. Nothing changes before it is used."""
    account_mail.write(Kind.ADDRESS_CHANGE, account, to=address)


def take_on(link: OneTimeLink, request) -> bool:
    """Change the address, once. False when the link has just ended, or someone else has the address by now."""
    try:
        with transaction.atomic():
            if not one_time_links.use_up(link):
                return False
            account, before = link.account, link.account.email
            account.email = link.new_address
            account.save(update_fields=["email"])
            tell(account, before)
            account_log.record(AccountEvent.Kind.EMAIL_CHANGED, account=account, by=account, request=request)
    except IntegrityError:
        return False
    return True


def tell(account: StaffAccount, before: str) -> None:
    """Mail the old address and the new one that the address was changed."""
    account_mail.write(Kind.ADDRESS_CHANGED, account, to=before, detail="You sign in with the new one from now on.")
    account_mail.write(Kind.ADDRESS_CHANGED, account, detail="You sign in with this one from now on.")
