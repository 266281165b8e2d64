"""How long the sign-in takes to say no: the same for every name, or the time tells who has an account.

.venv/bin/python bench/sign_in_times.py

Asks a real server, each time with another name and address, so that no limit is reached; the kinds take turns. Ends
with 1 when the median of one kind is further than a tenth from the median of all.
"""

import http.client
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.site.running import manage, running_site

TRIES = 20
FURTHEST = 0.1
PASSWORD = "a nose for long words"
KINDS = {
    "wrong password": {"password": PASSWORD},
    "switched off": {"password": PASSWORD, "is_active": False},
    "no password yet": {"password": None},
    "unknown name": None,
}
MAKE = """
from practice_site.models import StaffAccount
for kind, fields in {kinds}.items():
    for number in range({tries}):
        if fields is not None:
            name = f"{{kind.replace(' ', '-')}}{{number}}@example.com"
            StaffAccount.objects.create_user(name, full_name="Sample Person", **fields)
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder), TRUSTED_PROXIES="1") as site:
        site.wait_for("Ctrl-C stops everything.")
        manage("shell", "-c", MAKE.format(kinds=KINDS, tries=TRIES), DATA_DIR=folder).check_returncode()
        times = {kind: [] for kind in KINDS}
        for number in range(-2, TRIES):  # the first ones warm everything up
            for place, kind in enumerate(KINDS):
                name = f"{kind.replace(' ', '-')}{number}@example.com"
                took = seconds_of(site.port, name, f"10.0.{number + 2}.{place}")
                if number >= 0:
                    times[kind].append(took)
    return told({kind: statistics.median(each) for kind, each in times.items()})


def seconds_of(port: int, name: str, address: str) -> float:
    """From sending the form to having the whole answer, by a connection that is open already."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"X-Forwarded-For": address}
    connection.request("GET", "/admin/login/", headers=headers)
    drawn = connection.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', drawn.read().decode())[1]
    headers |= {"Cookie": drawn.headers["Set-Cookie"].split(";")[0]}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"csrfmiddlewaretoken": token, "login": name, "password": "some other words"})
    begun = time.perf_counter()
    connection.request("POST", "/admin/login/", body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - begun
    connection.close()
    assert answer.status == 200, answer.status
    return took


def told(medians: dict[str, float]) -> int:
    middle = statistics.median(medians.values())
    for kind, seconds in medians.items():
        print(f"{kind:<16} {seconds * 1000:6.0f} ms  {seconds / middle:.2f}")
    return int(any(abs(seconds / middle - 1) > FURTHEST for seconds in medians.values()))


if __name__ == "__main__":
    sys.exit(main())
