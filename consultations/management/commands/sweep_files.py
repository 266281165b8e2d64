"""Looks for rows without files and files without rows, and deletes such files."""

from django.core.management.base import BaseCommand, CommandError

from consultations import file_sweep


class Command(BaseCommand):
    help = "Find rows without files and files without rows; delete such files, if they are older than an hour."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what was found")

    def handle(self, **options):
        found = left = 0
        for finding in file_sweep.findings():
            found += 1
            is_mended = not options["dry_run"] and finding.mend()
            left += not is_mended
            self.stdout.write(f"{finding.words}{': deleted' if is_mended else ''}")
        if found:
            raise CommandError(f"{_things(found)} did not fit, {found - left} of them mended, {left} left.")
        self.stdout.write("Every photo has its files, and every file its row.")


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
