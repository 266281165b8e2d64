"""Encrypts all that patients sent anew, under a new key."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from consultations import key_rotation, keys_in_use
from consultations.key_rotation import Rotation


class Command(BaseCommand):
    help = (
        "Add a key to the ring and put every row and file under it, while the site runs. Stopped at any moment, it "
        "goes on where it was. Older keys stay in the ring for older backups; --drop-old takes the unused ones out."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--drop-old", action="store_true", help="take keys out that nothing uses; older backups need them"
        )

    def handle(self, *, drop_old, **options):
        try:
            if problem := keys_in_use.missing_keys():
                raise CommandError(problem)
            with key_rotation.alone():
                self.drop() if drop_old else self.rotate()
        except (ImproperlyConfigured, key_rotation.NotNow) as problem:
            raise CommandError(str(problem)) from None
        except (DatabaseError, OSError) as problem:
            raise CommandError(
                f"Stopped ({type(problem).__name__}). Nothing is lost. Run it again once that is mended."
            ) from problem

    def rotate(self) -> None:
        rotation = Rotation(self.say)
        newest = rotation.run()
        for what, count in sorted(rotation.done.items()):
            self.say(f"{what}: {count:,} encrypted anew")
        if not rotation.unreadable:
            self.say(f"Everything is under the key {newest.id}. Back the key ring up.")
            return
        for name in sorted(rotation.unreadable):
            self.stderr.write(f"unreadable: {name}")
        raise CommandError(
            f"{len(rotation.unreadable):,} values could not be opened and were left as they are. "
            f"All else is under the key {newest.id}. Back the key ring up."
        )

    def drop(self) -> None:
        gone = key_rotation.drop_old()
        for key_id in gone:
            self.say(f"The key {key_id} is out of the ring: nothing uses it.")
        if not gone:
            self.say("Every key in the ring is used.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
