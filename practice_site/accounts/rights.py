"""Who may do what, in one table. The groups, the checks and the table in the README all follow from it.

The wings are named by strings only, so that the ground floor imports neither.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.db import models


class Role(models.TextChoices):
    """The stored value is also the name of the group."""

    ADMINISTRATOR = "administrator", "Administrator"
    SURGEON = "surgeon", "Surgeon"
    COORDINATOR = "coordinator", "Patient coordinator"
    EDITOR = "editor", "Editor"
    PUBLISHER = "publisher", "Publisher"


@dataclass(frozen=True)
class Right:
    """Something people may do, which roles may do it besides administrators, and which permissions it is made of.

    Permissions are "app.codename". A star stands for anything that no line names in full, so that a new block type
    needs no line of its own.
    """

    words: str
    roles: set[Role]
    permissions: list[str]


@dataclass(frozen=True)
class FieldRight:
    """Fields of one model ("app.model") that only some of those change who may change the rest of it."""

    words: str
    roles: set[Role]
    model: str
    fields: list[str]


def _changes_of(app: str, *names: str, verbs: tuple[str, ...] = ("add", "change", "delete")) -> list[str]:
    return [f"{app}.{verb}_{name}" for name in names for verb in verbs]


SURGEON, COORDINATOR, EDITOR, PUBLISHER = Role.SURGEON, Role.COORDINATOR, Role.EDITOR, Role.PUBLISHER
ONLY_ADMINISTRATORS: set[Role] = set()

RIGHTS = [
    Right(
        "Requests: read them with photos, answer, book visits, note, join, enter a call; their numbers",
        {SURGEON, COORDINATOR},
        [
            "consultations.view_consultationrequest",
            "consultations.add_consultationrequest",
            "consultations.change_consultationrequest",
            "consultations.view_requestnote",
            "consultations.add_requestnote",
            "consultations.view_requestevent",
            "consultations.view_consentrecord",
        ],
    ),
    Right("Requests: export, print", {SURGEON}, ["consultations.export_consultationrequest"]),
    Right("Requests: keep for a legal reason", {SURGEON}, ["consultations.hold_consultationrequest"]),
    Right("Requests: erase for good", {SURGEON}, ["consultations.erase_consultationrequest"]),
    Right("Mails: read, send again what got stuck", {SURGEON, COORDINATOR}, ["consultations.view_outboxmessage"]),
    Right(
        "Words of the mails, reply templates: read",
        {SURGEON, COORDINATOR},
        ["consultations.view_mailtext", "consultations.view_replytemplate"],
    ),
    Right(
        "Words of the mails, reply templates: change",
        {COORDINATOR},
        ["consultations.change_mailtext", *_changes_of("consultations", "replytemplate")],
    ),
    Right("How long things are kept: read", {SURGEON, COORDINATOR}, ["consultations.view_retentionrule"]),
    Right("How long things are kept: change", ONLY_ADMINISTRATORS, ["consultations.change_retentionrule"]),
    Right("Access log: read", {SURGEON}, ["consultations.view_accessrecord"]),
    Right(
        "Opening hours and holidays: change",
        {SURGEON, COORDINATOR},
        ["practice_site.view_openinghours", "practice_site.change_openinghours", "practice_site.*_specialday"],
    ),
    Right("Pages, pictures, versions, the site as it was: read", {SURGEON, EDITOR, PUBLISHER}, ["procedures.view_*"]),
    Right(
        "Pages, pictures: write, share a draft, ask for publication",
        {EDITOR, PUBLISHER},
        ["procedures.add_*", "procedures.change_*", "procedures.delete_*"],
    ),
    Right("Pages: publish, plan, take off the site", {PUBLISHER}, ["procedures.publish_page"]),
    Right("Pages: delete one that was never shared or published", ONLY_ADMINISTRATORS, ["procedures.delete_page"]),
    Right("Practice record: read", {SURGEON, COORDINATOR, EDITOR, PUBLISHER}, ["practice_site.view_practice"]),
    Right(
        "Practice record: change the fields below that are theirs",
        {SURGEON, COORDINATOR, PUBLISHER},
        ["practice_site.change_practice"],
    ),
    Right("Account log: read", ONLY_ADMINISTRATORS, ["practice_site.view_accountevent"]),
    Right(
        "Staff accounts: invite, change, switch off",
        ONLY_ADMINISTRATORS,
        _changes_of("practice_site", "staffaccount", verbs=("view", "add", "change")),
    ),
]

# What the site shows of the practice it shows at once, without publishing: so not everybody who writes may change it.
FIELDS = [
    FieldRight(
        "Practice record: name, surgeon, credentials, links",
        {SURGEON, PUBLISHER},
        "practice_site.practice",
        ["name", "surgeon", "speciality", "credentials", "social_links"],
    ),
    FieldRight(
        "Practice record: phone, address, opening hours in words, languages",
        {SURGEON, COORDINATOR, PUBLISHER},
        "practice_site.practice",
        ["phone", "street_address", "city", "state", "postal_code", "opening_hours", "languages"],
    ),
    FieldRight(
        "Practice record: email (news of requests go there), how soon we answer, words on a patient’s page",
        {SURGEON, COORDINATOR},
        "practice_site.practice",
        ["email", "reply_hours", "waiting_words"],
    ),
    FieldRight(
        "Practice record: words before the form", {SURGEON, PUBLISHER}, "practice_site.practice", ["emergency_sentence"]
    ),
    FieldRight(
        "Practice record: highest reading grade", {PUBLISHER}, "practice_site.practice", ["reading_grade_limit"]
    ),
    FieldRight(
        "Practice record: mails about failed sign-ins",
        ONLY_ADMINISTRATORS,
        "practice_site.practice",
        ["mails_about_failures"],
    ),
]

# What not even administrators may: history is written by the verbs alone.
NOBODY = [
    Right(
        "Logs, events, mails, versions, the archive: change, delete",
        set(),
        [
            *_changes_of("practice_site", "accountevent"),
            *_changes_of("consultations", "accessloghead", "accessrecord", "consentrecord", "merge", "outboxmessage"),
            *_changes_of("consultations", "requestevent", "tombstone"),
            *_changes_of("consultations", "requestnote", verbs=("change", "delete")),
            *_changes_of("procedures", "acceptedwarning", "approval", "archivedfile", "archivehead", "archiverecord"),
            *_changes_of("procedures", "editpresence", "imagefile", "pageversion", "previewcomment", "publication"),
            *_changes_of("procedures", "publicationwish"),
        ],
    ),
    Right(
        "Staff accounts, and requests otherwise than by erasing: delete",
        set(),
        ["consultations.delete_consultationrequest", "practice_site.delete_staffaccount"],
    ),
    Right(
        "What there is once (the practice, its week, a kind of mail, a limit): add, delete",
        set(),
        [
            *_changes_of("practice_site", "practice", "openinghours", verbs=("add", "delete")),
            *_changes_of("consultations", "mailtext", "retentionrule", verbs=("add", "delete")),
        ],
    ),
]

CLOSED = {name for right in NOBODY for name in right.permissions}
NAMED_IN_FULL = {name for right in (*RIGHTS, *NOBODY) for name in right.permissions if "*" not in name}


def covers(pattern: str, name: str) -> bool:
    """Whether a permission belongs to a pattern of the table."""
    return name == pattern or (name not in NAMED_IN_FULL and fnmatchcase(name, pattern))


def closed_fields(model: str, role: Role | None) -> list[str]:
    """The fields of a model ("app.model") that a role may not change."""
    if role == Role.ADMINISTRATOR:
        return []
    return [name for right in FIELDS if right.model == model and role not in right.roles for name in right.fields]
