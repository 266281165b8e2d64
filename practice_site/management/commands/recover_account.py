"""Opens the door from the server when nobody can get in to help."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction

from practice_site.accounts import account_log, factor_reset, one_time_links
from practice_site.models import StaffAccount


class Command(BaseCommand):
    help = (
        "Takes second factors and password off a staff account, ends its sessions, tells all administrators by mail, "
        "and prints a one-time link for beginning anew. For a practice in which no administrator can get in."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", help="the address that the person signs in with")
        parser.add_argument("--reason", required=True, help="what happened, and how you made sure who asks")

    def handle(self, *, email, reason, **options):
        try:
            with transaction.atomic():
                account, link = self._recover(email.strip(), reason.strip())
        except factor_reset.NotReset as refusal:
            raise CommandError(str(refusal)) from None
        except (OperationalError, ProgrammingError) as problem:
            raise CommandError(
                f"The database is not ready: run `make run` once. ({problem})".replace("\n", " ")
            ) from None
        self.stdout.write(f"Password, second factors and sessions of {account.email} are ended.")
        self.stdout.write("All administrators are told by mail, and the reason stands in the account log.")
        self.stdout.write("Pass on this link. It works once, within 48 hours:")
        self.stdout.write(link)

    def _recover(self, email: str, reason: str) -> tuple[StaffAccount, str]:
        least, most = factor_reset.SHORTEST_REASON, factor_reset.LONGEST_REASON
        if not least <= len(reason) <= most:
            raise CommandError(f"--reason must say why, in {least} to {most} letters.")
        account = StaffAccount.objects.with_email(email).first()
        if account is None:
            raise CommandError(f"{email} has no account. `manage.py create_staff` makes one.")
        factor_reset.reset(account, reason=reason)
        account_log.record(account_log.Kind.LINK_MADE, account=account, detail="by command")
        return account, one_time_links.issue(account)
