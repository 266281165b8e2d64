"""People who act at the same moment, for tests of locks."""

import threading

from django.db import connection

from consultations.workflow import NotAllowed


def together(*acts) -> list:
    """Let all act at the same moment, each by a connection of its own; what each gave back, or its refusal."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            outcomes.append(act())
        except NotAllowed as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
