"""What the staff's list of requests costs with a million of them, as a multiple of what it costs with a hundred.

.venv/bin/python bench/inbox.py                    makes a million requests first, which takes its time
.venv/bin/python bench/inbox.py 20000              fewer
.venv/bin/python bench/inbox.py --keep FOLDER      goes on with what an earlier run has made there
DATABASE_URL=postgres://user@host/db .venv/bin/python bench/inbox.py 100000

Each size has a site of its own; on PostgreSQL the hundred stand in a second database, `<db>_hundred`. Measured is the
time of the processor, in the process and, on PostgreSQL, in the server's process that answers it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import workshop

FEW, MANY = 100, 1_000_000
MOST_TIMES = 1.5
WARM_UP, ROUNDS = 5, 25
LIST = "/admin/consultations/consultationrequest/"
PAGE = 50  # rows
CASES = {  # what is opened, and how many rows it shows with either number of requests
    "first page": ("?view=all", PAGE),
    "last page": ("?view=all&p=last", PAGE),
    "search for a name that one has": ("?q=zubaida", 1),
    "search for a name that all have": ("?q=sample", PAGE),
    "search for two words that all have": ("?q=sample+sam", PAGE),
    "search for a telephone number": ("?q=020+7946+0958", 1),
    "a view: closed": ("?status__exact=closed", PAGE),
    "its last page": ("?status__exact=closed&p=last", PAGE),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=MANY)
    parser.add_argument("--keep", type=Path, help="a folder in which the larger site stays, for the next run")
    parser.add_argument("--as-json", type=int, help=argparse.SUPPRESS)  # what one of the two processes is told
    given = parser.parse_args()
    if given.as_json:
        return measure_one_site(given.as_json)
    with tempfile.TemporaryDirectory(prefix="site-bench-") as scratch:
        few = figures(FEW, Path(scratch) / "few", database_for_few())
        many = figures(given.count, given.keep or Path(scratch) / "many", os.environ.get("DATABASE_URL"))
    print(f"{'processor time':<36} {FEW:>9,} requests {given.count:>12,} requests")
    verdicts = [say(name, few[name], many[name]) for name in CASES]
    return 0 if all(verdicts) else 1


def say(name: str, few: float, many: float) -> bool:
    times = many / few
    is_kept = times <= MOST_TIMES
    verdict = "kept" if is_kept else "MISSED"
    print(f"{name:<36} {few:9.1f} ms {many:18.1f} ms   {times:5.2f} times, at most {MOST_TIMES}   {verdict}")
    return is_kept


def figures(count: int, folder: Path, database: str | None) -> dict[str, float]:
    """The milliseconds of each case on a site of that size, measured by a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    place = {"DATA_DIR": str(folder)} | ({"DATABASE_URL": database} if database else {})
    result = folder / "figures.json"
    command = [sys.executable, __file__, "--as-json", str(count)]
    subprocess.run(command, env=os.environ | place, check=True)
    return json.loads(result.read_text())


def database_for_few() -> str | None:
    """On PostgreSQL a second, empty database beside the one that was given."""
    if not (given := os.environ.get("DATABASE_URL")):
        return None
    import psycopg

    parts = urlsplit(given)
    name = f"{parts.path.strip('/')}_hundred"
    with psycopg.connect(given, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}"')
        line.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def measure_one_site(count: int) -> int:
    """The work of one of the two processes: a site in DATA_DIR with so many requests, and its figures as a file."""
    workshop.set_up()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from practice_site.models import StaffAccount

    staff = StaffAccount.objects.filter(email="sam@example.com").first()
    staff = staff or StaffAccount.objects.create_superuser("sam@example.com", full_name="Sam Sample")
    call_command("make_sample_requests", count)
    add_the_rare_one()
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")  # as the server does by itself some time after so many rows
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff)
    found = {name: processor_time(client, LIST + address, rows) for name, (address, rows) in CASES.items()}
    Path(os.environ["DATA_DIR"], "figures.json").write_text(json.dumps(found))
    return 0


def add_the_rare_one() -> None:
    from consultations.models import ConsultationRequest
    from tests import samples

    if not ConsultationRequest.objects.filter(form_key="rare").exists():
        rare = samples.patient_request(full_name="Zubaida Sample Rarely", phone="+44 20 7946 0958")
        ConsultationRequest.objects.filter(pk=rare.pk).update(form_key="rare")


def processor_time(client, address: str, rows: int) -> float:
    """The median of the milliseconds that an address takes. Checks that it shows as many rows as it should."""
    times = []
    for number in range(WARM_UP + ROUNDS):
        begin = time.process_time_ns() + server_time()
        answer = client.get(address)
        end = time.process_time_ns() + server_time()
        shown = answer.content.count(b'class="field-reference')
        assert (answer.status_code, shown) == (200, rows), (address, answer.status_code, shown)
        if number >= WARM_UP:
            times.append((end - begin) / 1e6)
    return statistics.median(times)


def server_time() -> int:
    """Nanoseconds that the server's process for our connection has run; 0 on SQLite, which runs in ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    number = connection.connection.info.backend_pid
    return int(Path(f"/proc/{number}/schedstat").read_text().split()[0])


if __name__ == "__main__":
    sys.exit(main())
