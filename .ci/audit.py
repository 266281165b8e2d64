"""Ask for known weaknesses of every package in the locks, by pip-audit. Ends with 1 where there is one.

Where the advisories cannot be reached, nothing is checked: that is said, and the end is 0, so that a machine without
a network still builds. `OSV_URL` names another server that speaks the interface of OSV, such as a mirror.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import requests

OSV_URL = os.environ.get("OSV_URL") or "https://api.osv.dev/v1/query"
LOCK = "requirements-dev.lock"  # holds the runtime lock as well, which a test makes sure of
PATIENCE = 15  # seconds


def why_not_reached() -> str:
    """Ask about one old version, by the client that pip-audit uses. What stood in the way, or nothing."""
    question = {"package": {"name": "django", "ecosystem": "PyPI"}, "version": "1.0"}
    try:
        answer = requests.post(OSV_URL, json=question, timeout=PATIENCE)
        answer.raise_for_status()
        is_known = bool(answer.json()["vulns"])
    except requests.ConnectionError:
        return "no connection"
    except requests.RequestException as problem:
        return str(problem)
    except (ValueError, KeyError, TypeError):
        is_known = False
    return "" if is_known else "what answers there knows of no weakness in Django 1.0"


def main() -> int:
    host = urlsplit(OSV_URL).hostname
    if reason := why_not_reached():
        print(f"Nothing was checked: the advisories of {host} cannot be reached from here ({reason}).")
        return 0
    print(f"Asking {host} about every package in {LOCK}", flush=True)
    audit = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--osv-url", OSV_URL]
    options = ["--requirement", LOCK, "--disable-pip", "--strict", "--progress-spinner", "off"]
    return subprocess.run([*audit, *options], check=False).returncode  # noqa: S603 (starts pip-audit only)


sys.exit(main())
