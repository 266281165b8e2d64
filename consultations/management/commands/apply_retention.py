"""Erases what patients sent when its time is over; says exactly what would go when asked to."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from consultations import retention, retention_runs


class Command(BaseCommand):
    help = "Erase what was kept long enough, one line for each request and kind of data. The worker does it every day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *, dry_run, **options):
        count = 0
        try:
            for finding in retention.findings() if dry_run else retention_runs.run():
                self.stdout.write(finding.in_words)
                count += 1
        except retention_runs.Incomplete as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as problem:
            raise CommandError(f"Stopped ({type(problem).__name__}). Run it again once that is mended.") from problem
        what = "1 thing" if count == 1 else f"{count} things"
        verb = "would go" if dry_run else "went"
        self.stdout.write(f"{what} {verb}." if count else f"Nothing {verb}: no time is over.")
