"""The table of roles as Markdown, so that the README says what the code does."""

from practice_site.accounts.rights import FIELDS, NOBODY, RIGHTS, Role
from practice_site.readme_parts import Part

PART = Part(
    "table of roles",
    "<!-- roles: written by `make roles` from practice_site/accounts/rights.py -->",
    "<!-- end of roles -->",
)
YES, NO = "yes", "–"


def markdown() -> str:
    """A row for each right, then the fields that only some may change, then what nobody may."""
    header = ["may", *(role.label.lower() for role in Role)]
    rows = [(right.words, {*right.roles, Role.ADMINISTRATOR}) for right in RIGHTS]
    rows += [(right.words, {*right.roles, Role.ADMINISTRATOR}) for right in FIELDS]
    rows += [(right.words, right.roles) for right in NOBODY]
    cells = [[words, *(YES if role in may else NO for role in Role)] for words, may in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, ["---"] * len(header), *cells])


def put_into(text: str) -> str:
    """The text with the table between its marks. Raises `ValueError` when a mark is missing."""
    return PART.put_into(text, markdown())
