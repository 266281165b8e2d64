"""Writes the table of roles into the README."""

from practice_site.accounts import role_table
from practice_site.readme_parts import WriteReadmePart


class Command(WriteReadmePart):
    help = "Write the table of roles into README.md, as the code has it now."
    module = role_table
