"""What each role may do. The wings are named by strings only, so that the ground floor imports neither."""

from fnmatch import fnmatchcase

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from practice_site.models import StaffAccount


class Role(models.TextChoices):
    """The stored value is also the name of the group."""

    ADMINISTRATOR = "administrator", "Administrator"
    SURGEON = "surgeon", "Surgeon"
    COORDINATOR = "coordinator", "Patient coordinator"
    EDITOR = "editor", "Editor"
    PUBLISHER = "publisher", "Publisher"


PRACTICE_RECORD = ["practice_site.view_practice", "practice_site.change_practice"]
REQUESTS = [
    "consultations.view_consultationrequest",
    "consultations.change_consultationrequest",
    "consultations.view_requestnote",
    "consultations.add_requestnote",
    "consultations.view_requestevent",
    "consultations.view_consentrecord",
    "consultations.view_outboxmessage",
    "consultations.view_mailtext",
    "consultations.view_replytemplate",
    "consultations.view_retentionrule",
    "consultations.add_consultationrequest",
    "practice_site.view_openinghours",
    "practice_site.view_specialday",
]
MAIL_WORDS = ["consultations.change_mailtext", "consultations.*_replytemplate"]
HOURS = ["practice_site.*_openinghours", "practice_site.*_specialday"]
LEGAL_HOLD = ["consultations.hold_consultationrequest"]
WHO_SAW_WHAT = ["consultations.view_accessrecord", "consultations.export_consultationrequest"]

# Patterns of "app.codename"; a star stands for anything, so that a new block type needs no line here.
ALLOWED = {
    Role.ADMINISTRATOR: [],  # superusers: they may do everything
    Role.SURGEON: [*PRACTICE_RECORD, *REQUESTS, *HOURS, *WHO_SAW_WHAT, *LEGAL_HOLD, "procedures.view_*"],
    Role.COORDINATOR: [*PRACTICE_RECORD, *REQUESTS, *HOURS, *MAIL_WORDS],
    Role.EDITOR: [*PRACTICE_RECORD, "procedures.*"],
    Role.PUBLISHER: [*PRACTICE_RECORD, "procedures.*"],
}
# What a pattern above must not reach: history is written by the verbs alone, and pages are unpublished, not deleted.
WRITTEN_BY_VERBS = [
    "acceptedwarning",
    "approval",
    "archivedfile",
    "archivehead",
    "archiverecord",
    "editpresence",
    "imagefile",
    "pageversion",
    "previewcomment",
    "publication",
    "publicationwish",
]
WITHHELD = {f"procedures.{verb}_{model}" for model in WRITTEN_BY_VERBS for verb in ("add", "change", "delete")} | {
    "procedures.delete_page"
}
WITHHELD_FROM = {Role.EDITOR: {"procedures.publish_page"}}


def sync_roles() -> None:
    """Give every role's group exactly the permissions of the table.

    Raises `ImproperlyConfigured` for a line that fits no permission of an installed app. Runs after `migrate`.
    """
    known = {f"{entry.content_type.app_label}.{entry.codename}": entry for entry in _all_permissions()}
    for role in Role:
        names = {name for pattern in ALLOWED[role] for name in _matching(pattern, known)}
        names -= WITHHELD | WITHHELD_FROM.get(role, set())
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(known[name] for name in names)


def _all_permissions():
    return Permission.objects.select_related("content_type").order_by("pk")


def _matching(pattern: str, known: dict) -> list[str]:
    names = [name for name in known if fnmatchcase(name, pattern)]
    if not names and apps.is_installed(pattern.partition(".")[0]):
        raise ImproperlyConfigured(f"practice_site/roles.py names “{pattern}”, which is no permission.")
    return names


def assign(account: StaffAccount, role: str) -> None:
    """Make `role` the one role of a saved account."""
    account.is_superuser = role == Role.ADMINISTRATOR
    account.save(update_fields=["is_superuser"])
    account.groups.set([Group.objects.get_or_create(name=Role(role).value)[0]])


def role_of(account: StaffAccount) -> Role | None:
    """The account's role, or None if it has none and so sees nothing."""
    if account.is_superuser:
        return Role.ADMINISTRATOR
    names = {group.name for group in account.groups.all()}
    return next((role for role in Role if role.value in names and role != Role.ADMINISTRATOR), None)
