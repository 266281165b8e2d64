"""Writes the diagram of the stages into the README."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultations import stage_diagram


class Command(BaseCommand):
    help = "Write the diagram of a request's stages into README.md, as the code has them now."

    def handle(self, **options):
        readme = settings.BASE_DIR / "README.md"
        before = readme.read_text(encoding="utf-8")
        try:
            after = stage_diagram.put_into(before)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if after != before:
            readme.write_text(after, encoding="utf-8")
        self.stdout.write(f"README.md: the diagram {'was drawn anew' if after != before else 'is as the code has it'}")
