"""What the measurements share: a site of its own in a temporary folder, and times printed with their spread."""

import atexit
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start() -> None:
    """Set Django up on an empty SQLite database that goes when the process ends."""
    folder = tempfile.mkdtemp(prefix="site-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
    os.environ.pop("DATABASE_URL", None)
    set_up()


def set_up() -> None:
    """Set Django up where the environment says, with its database and keys."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_site.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from practice_site import start_checks

    call_command("migrate", verbosity=0)
    start_checks.run()
    call_command("collectstatic", interactive=False, verbosity=0)


def measure(name: str, act, *, limit: float, rounds: int = 15, prepare=lambda: None) -> bool:
    """Run `act` so often, print median and spread in milliseconds, and say whether the median keeps the limit."""
    times = []
    for _ in range(rounds):
        prepare()
        begin = time.perf_counter()
        act()
        times.append((time.perf_counter() - begin) * 1000)
    median = statistics.median(times)
    is_kept = median <= limit
    spread = f"{min(times):6.0f} to {max(times):4.0f}"
    print(f"{name:<34} {median:6.0f} ms   {spread} ms   at most {limit:4.0f} ms   {'kept' if is_kept else 'MISSED'}")
    return is_kept
