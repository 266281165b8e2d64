"""Parts of the README that are written from the code, each between two marks, so that they cannot fall behind it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


@dataclass(frozen=True)
class Part:
    """`name` says what it is ("diagram"); the marks stand on lines of their own."""

    name: str
    begin: str
    end: str

    def put_into(self, text: str, content: str) -> str:
        """The text with `content` between the marks. Raises `ValueError` when a mark is missing."""
        before, begin, rest = text.partition(self.begin)
        _, end, after = rest.partition(self.end)
        if not begin or not end:
            raise ValueError(
                f"The text has no place for the {self.name}. It needs the lines {self.begin} and {self.end}."
            )
        return f"{before}{begin}\n\n{content}\n\n{end}{after}"


class WriteReadmePart(BaseCommand):
    """A command that writes one part anew. `module` says what with its `PART` and `put_into(text)`."""

    module = None

    def handle(self, **options):
        readme = settings.BASE_DIR / "README.md"
        before = readme.read_text(encoding="utf-8")
        try:
            after = self.module.put_into(before)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if after != before:
            readme.write_text(after, encoding="utf-8")
        changed = "was drawn anew" if after != before else "is as the code has it"
        self.stdout.write(f"README.md: the {self.module.PART.name} {changed}")
