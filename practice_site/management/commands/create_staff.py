"""Give a colleague an account."""

import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, OperationalError, ProgrammingError, transaction

from practice_site.accounts import account_log, one_time_links, roles
from practice_site.models import StaffAccount

HAS_ACCOUNT = "{} has an account already."


class Command(BaseCommand):
    help = "Create a staff account with a role. Prints a one-time link for choosing the password, unless one is given."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", help="the address to sign in with")
        parser.add_argument("--role", required=True, choices=roles.Role.values, help="what this person may do")
        parser.add_argument("--name", default="", help="as colleagues say it; else made from the address")
        parser.add_argument("--password-stdin", action="store_true", help="read the password's one line from input")

    def handle(self, *, email, role, name, password_stdin, **options):
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
        try:
            with transaction.atomic():
                account = self._create(email.strip().lower(), role, name, password)
        except IntegrityError:  # somebody took the address between the look and the writing
            raise CommandError(HAS_ACCOUNT.format(email.strip().lower())) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except (OperationalError, ProgrammingError) as problem:
            raise CommandError(
                f"The database is not ready: run `make run` once. ({problem})".replace("\n", " ")
            ) from None
        self.stdout.write(f"Created {account.email}, {roles.Role(role).label.lower()}.")
        if password is None:
            self.stdout.write("Pass on this link. It works once, within 48 hours:")
            self.stdout.write(one_time_links.issue(account))
            account_log.record(account_log.Kind.LINK_MADE, account=account, detail="by command")

    def _create(self, email: str, role: str, name: str, password: str | None) -> StaffAccount:
        if StaffAccount.objects.with_email(email).exists():
            raise CommandError(HAS_ACCOUNT.format(email))
        name = name or email.partition("@")[0].replace(".", " ").replace("_", " ").title()
        if password is not None:
            validate_password(password, StaffAccount(email=email, full_name=name))
        roles.sync_roles()
        account = StaffAccount.objects.create_user(email, password, full_name=name)
        roles.assign(account, role)
        account_log.record(account_log.Kind.ACCOUNT_CREATED, account=account, detail=f"{role}, by command")
        return account
