"""Proves that the access log is whole."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from consultations import access_chain
from practice_site.local_time import in_words


class Command(BaseCommand):
    help = (
        "Walk the chain of the access log and prove that no record was changed, dropped or added. Note the digest it "
        "prints somewhere else: --expect with it proves later that nothing before was cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument("--expect", default="", metavar="DIGEST", help="a digest that was printed earlier")

    def handle(self, *, expect, **options):
        try:
            proof = access_chain.prove(expect.strip().lower(), self.say)
        except (access_chain.Broken, ImproperlyConfigured) as problem:
            raise CommandError(str(problem)) from None
        if not proof.count:
            self.say("The access log is whole: it holds no record.")
            return
        count = "one record" if proof.count == 1 else f"{proof.count:,} records"
        self.say(f"The access log is whole: {count}, the last is number {proof.number}.")
        self.say(f"From {in_words(proof.first_at)} to {in_words(proof.last_at)}.")
        self.say(f"Note this digest elsewhere: {proof.digest}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
