"""Writes the diagram of the stages into the README."""

from consultations import stage_diagram
from practice_site.readme_parts import WriteReadmePart


class Command(WriteReadmePart):
    help = "Write the diagram of a request's stages into README.md, as the code has them now."
    module = stage_diagram
