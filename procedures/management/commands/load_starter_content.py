"""Fill an empty site with the starter content."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practice_site.static_collection import collect_if_changed
from procedures import starter_loader
from procedures.starter import PAGES


class Command(BaseCommand):
    help = "Create and publish the starter pages that do not exist yet. Never touches a page that exists."

    def handle(self, **options):
        if not settings.DEBUG:
            collect_if_changed()  # the exact copy of a page keeps its styles and fonts too
        try:
            lines = starter_loader.load(PAGES)
        except starter_loader.StarterContentError as refusal:
            raise CommandError(f"Nothing was loaded. {refusal}") from None
        if options["verbosity"]:
            for line in lines:
                self.stdout.write(line)
