"""Fills a site that no patient uses with made-up requests."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultations import sample_requests
from practice_site.progress import Progress

MOST = 10_000_000
PUBLIC = (
    "This site has a public address, so its requests may be real, and made-up ones would stand among them. "
    "If you are sure, add --among-real-requests."
)


class Command(BaseCommand):
    help = (
        "Make made-up requests until there are COUNT of them, spread over three years, to see how the site bears them. "
        "Stopped at any moment, it goes on where it was when it is run again. Real requests are not counted or changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, metavar="COUNT", help="how many made-up requests there are to be in all")
        parser.add_argument(
            "--among-real-requests", action="store_true", help="also on a site with a public (https) address"
        )

    def handle(self, *, count, among_real_requests, **options):
        if not 1 <= count <= MOST:
            raise CommandError(f"Between 1 and {MOST:,} requests can be made, not {count:,}.")
        if settings.ENVIRONMENT.is_https and not among_real_requests:
            raise CommandError(PUBLIC)
        self.stdout.ending = ""  # the bar is drawn over
        there = sample_requests.count_made()
        progress = Progress("requests", count, self.stdout, done=there)
        for made in sample_requests.make(count):
            progress.add(made)
        progress.end()
        self.stdout.write(
            f"{max(count - there, 0):,} requests made. There are {max(count, there):,} made-up ones now.\n"
        )
