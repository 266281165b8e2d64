"""Draw the icons and the share image anew, after the motif or its colours have changed."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from practice_site.motif_pictures import pictures


class Command(BaseCommand):
    help = "Write the icons and the share image to static/img/."

    def handle(self, *args, **options):
        folder = Path(settings.BASE_DIR) / "static" / "img"
        folder.mkdir(exist_ok=True)
        for name, content in pictures().items():
            (folder / name).write_bytes(content)
            self.stdout.write(f"static/img/{name}: {len(content)} bytes")
