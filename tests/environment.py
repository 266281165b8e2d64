"""Loaded by pytest before Django's settings: the run gets a data folder of its own and never sees a real one.

Only DATABASE_URL is kept from outside. Of that server, the tests use a database of their own, which Django
makes and drops.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

KEPT_FROM_OUTSIDE = {"DATABASE_URL"}
VARIABLES = {
    "BIND",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "EMAIL_URL",
    "ENCRYPTION_KEYS_FILE",
    "PORT",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "SITE_URL",
    "STAFF_MFA",
    "TRUSTED_PROXIES",
    "WEB_THREADS",
    "WEB_WORKERS",
}
STATIC_CACHE = Path(__file__).parent.parent / ".pytest_cache" / "static_files"


def lend_static_files(data_dir: Path) -> None:
    """Pressing all static files takes ten seconds; a later run, or a site that a test starts, finds them again."""
    for name in ("static", "static.stamp"):
        (data_dir / name).symlink_to(STATIC_CACHE / name)


def _prepare() -> None:
    if "practice_site.settings" in sys.modules:
        raise pytest.UsageError("The settings were read before the tests had a data folder of their own.")
    for name in VARIABLES - KEPT_FROM_OUTSIDE:
        os.environ.pop(name, None)
    data_dir = Path(tempfile.mkdtemp(prefix="site-tests-"))
    atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
    os.environ["DATA_DIR"] = str(data_dir)
    (STATIC_CACHE / "static").mkdir(parents=True, exist_ok=True)
    lend_static_files(data_dir)
    # Playwright runs an event loop in the tests' thread, so Django believes that it is called from async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


_prepare()
