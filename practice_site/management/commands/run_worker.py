"""Does what waits to be done (mails, the archive), until told to stop."""

import logging
import signal
from functools import partial
from time import monotonic

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from practice_site import log_lines, start_checks
from practice_site.models import Heartbeat
from practice_site.worker import WORKER, Round

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}
HEARTBEAT = 20  # seconds between two signs of life

log = logging.getLogger("practice_site.worker")


class Command(BaseCommand):
    help = "Send mails and keep the archive, until SIGTERM or Ctrl-C; --once does what is due now and ends."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now and end")

    def handle(self, **options):
        try:
            start_checks.run()
        except ImproperlyConfigured as problem:
            raise CommandError(str(problem)) from None
        if options["once"]:
            Heartbeat.objects.beat(WORKER)
            Round(self.stdout.write, self.stderr.write).run_due()
            return
        log_lines.take_over()
        work = Round(partial(log.info, "%s"), partial(log.warning, "%s"))
        # Blocked, a signal never cuts a mail in half; it is looked for in the pauses.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        next_beat = 0.0
        while True:
            try:
                if monotonic() >= next_beat:
                    Heartbeat.objects.beat(WORKER)
                    next_beat = monotonic() + HEARTBEAT
            except DatabaseError as problem:
                work.complain(f"The database did not answer ({type(problem).__name__}); trying again.")
            work.run_due()
            close_old_connections()
            if signal.sigtimedwait(STOP_SIGNALS, work.pause()):
                return
