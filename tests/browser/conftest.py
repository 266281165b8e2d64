"""Browser tests use Debian's Chromium and our own WSGI application, static files included."""

import shutil
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
HOW_TO_INSTALL = "no Chromium here; install it with: sudo apt-get install chromium"


def pytest_collection_modifyitems(items):
    if CHROMIUM:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=HOW_TO_INSTALL))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["background-networking", "component-update", "gpu", "quic", "sync"]
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in quiet)],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-US", "timezone_id": "America/New_York"}


@pytest.fixture(scope="session")
def live_server(django_db_setup, django_db_blocker, collected_static_files, key_ring_of_the_tests):
    """The site as gunicorn serves it. pytest-django's own server knows no hashed names of static files."""
    with django_db_blocker.unblock():
        from practice_site.wsgi import application

    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda _: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def address_of_the_live_server(live_server, settings):
    """Canonical links and links in mails lead to the server under test."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
