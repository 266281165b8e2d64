"""Roles are groups. The code keeps them: what each of them may do stands in `rights`.

At least one active administrator stays, also when two of them take that away from each other at the same moment:
whoever changes an account asks here, which holds all administrators until the change is done.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from practice_site.accounts import sessions
from practice_site.accounts.rights import NOBODY, RIGHTS, Role, covers
from practice_site.models import StaffAccount

ONLY_ADMINISTRATOR = "This is the only administrator. Make someone else an administrator first."


class NobodyLeft(Exception):
    """Without this account nobody would administrate."""


class NotAnyMore(Exception):
    """Whoever acts was an administrator when the request came in, and is none by now or has to sign in anew."""


def sync_roles() -> None:
    """Give every role's group exactly the permissions of the table.

    Raises `ImproperlyConfigured` for a line that fits no permission of an installed app. Runs after `migrate`.
    """
    known = {f"{entry.content_type.app_label}.{entry.codename}": entry for entry in _all_permissions()}
    for right in NOBODY:
        _names_of(right, known)
    for role in Role:
        names = {name for right in RIGHTS for name in _names_of(right, known) if role in right.roles}
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(known[name] for name in names)


def _all_permissions():
    return Permission.objects.select_related("content_type").order_by("pk")


def _names_of(right, known: dict) -> list[str]:
    return [name for pattern in right.permissions for name in _matching(pattern, known)]


def _matching(pattern: str, known: dict) -> list[str]:
    names = [name for name in known if covers(pattern, name)]
    if not names and apps.is_installed(pattern.partition(".")[0]):
        raise ImproperlyConfigured(f"practice_site/accounts/rights.py names “{pattern}”, which is no permission.")
    return names


@transaction.atomic
def assign(account: StaffAccount, role: str) -> None:
    """Make `role` the one role of a saved account, which signs in anew to use it. Raises `NobodyLeft`."""
    if role != Role.ADMINISTRATOR and must_stay(account):
        raise NobodyLeft(ONLY_ADMINISTRATOR)
    is_another = role_of(account) != role
    account.is_superuser = role == Role.ADMINISTRATOR
    account.save(update_fields=["is_superuser"])
    account.groups.set([Group.objects.get_or_create(name=Role(role).value)[0]])
    if is_another:
        sessions.end_all(account)


def must_stay(account: StaffAccount) -> bool:
    """Whether nobody else administrates. Ask in the transaction that takes the role or the access away."""
    return StaffAccount.objects.hold_administrators() == [account]


def must_still_administrate(by: StaffAccount) -> None:
    """What administrators do to accounts is done one after the other, by whoever has not just been changed themselves.

    Ask first in the transaction of the change. Raises `NotAnyMore`.
    """
    if not any(each == by and each.password == by.password for each in StaffAccount.objects.hold_administrators()):
        raise NotAnyMore


def role_of(account: StaffAccount) -> Role | None:
    """The account's role, or None if it has none and so sees nothing."""
    if account.is_superuser:
        return Role.ADMINISTRATOR
    names = {group.name for group in account.groups.all()}
    return next((role for role in Role if role.value in names and role != Role.ADMINISTRATOR), None)
