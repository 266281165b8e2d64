"""Browser tests use Debian's Chromium and our own WSGI application, static files included."""

import shutil
import threading
from pathlib import Path

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
PATIENCE = 30  # seconds; only a test that fails waits that long
HOW_TO_INSTALL = "no Chromium here; install it with: sudo apt-get install chromium"

expect.set_options(timeout=1000 * PATIENCE)


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
    """Nothing scrolls smoothly: what is pressed stands where it was seen."""
    return browser_context_args | {
        "locale": "en-US",
        "timezone_id": "America/New_York",
        "reduced_motion": "reduce",
    }


class CountingServer(ThreadedWSGIServer):
    """Knows how many connections are open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_open, self.changed = 0, threading.Condition()

    def process_request(self, request, client_address):
        self._count(1)
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._count(-1)

    def _count(self, more: int):
        with self.changed:
            self.is_open += more
            self.changed.notify_all()

    def wait_until_quiet(self):
        """Until every connection is closed, and with it what came over it is answered and its database let go."""
        with self.changed:
            self.changed.wait_for(lambda: self.is_open == 0, timeout=PATIENCE)


@pytest.fixture(scope="session")
def live_server(django_db_setup, django_db_blocker, collected_static_files, key_ring_of_the_tests):
    """The site as gunicorn serves it. pytest-django's own server knows no hashed names of static files."""
    with django_db_blocker.unblock():
        from practice_site.wsgi import application

    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda _: application
    server.thread.server_class = CountingServer
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def address_of_the_live_server(live_server, settings):
    """Canonical links and links in mails lead to the server under test."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture(autouse=True)
def last_words_are_heard(request, live_server, transactional_db):
    """A page that goes may still be saving or saying so: the tables are emptied once that is done.

    What a test opens is set up later, and so is closed before; what a failed test left open is closed here.
    """
    browser = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    yield
    for context in browser.contexts if browser else []:
        context.close()
    live_server.thread.httpd.wait_until_quiet()
