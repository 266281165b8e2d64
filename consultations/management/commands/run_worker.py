"""Sends what waits in the outbox, until told to stop."""

import signal
from time import monotonic

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from consultations import outbox
from consultations.health import WORKER
from practice_site.models import Heartbeat

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}
PAUSE = 2  # seconds between two looks into the outbox
HEARTBEAT = 20  # seconds between two signs of life


class Command(BaseCommand):
    help = "Send the mails that wait in the outbox, until SIGTERM or Ctrl-C; --once sends what is due now and ends."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now and end")

    def handle(self, **options):
        if options["once"]:
            Heartbeat.objects.beat(WORKER)
            self._work()
            return
        # Blocked, a signal never cuts a mail in half; it is looked for in the pauses.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        next_beat = 0.0
        while True:
            try:
                if monotonic() >= next_beat:
                    Heartbeat.objects.beat(WORKER)
                    next_beat = monotonic() + HEARTBEAT
                self._work()
            except DatabaseError as problem:
                self.stderr.write(f"The database did not answer ({type(problem).__name__}); trying again.")
            close_old_connections()
            if signal.sigtimedwait(STOP_SIGNALS, PAUSE):
                return

    def _work(self) -> None:
        if sent := outbox.send_due():
            self.stdout.write(f"{sent} {'mail' if sent == 1 else 'mails'} sent")
