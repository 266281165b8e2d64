"""What tests of the ground floor share."""

import io
import logging
import time

import pytest
import time_machine

from tests.site.every_url import addresses
from tests.site.walking import furnished_site


@pytest.fixture
def log_text():
    """A function that returns what the site's own handler has written."""
    console, written = logging.getLogger("django").handlers[0], io.StringIO()
    before = console.setStream(written)
    yield written.getvalue
    console.setStream(before)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A furnished site for a whole module that walks over every address."""
    with django_db_blocker.unblock(), furnished_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def every_address():
    """One for each route: an address that another one hides is answered by that one."""
    return {address.route: address for address in reversed(addresses())}


@pytest.fixture
def beginning_of_a_time_step():
    """An app's codes change every half minute: on a slow machine a test must not begin right before."""
    now = time.time()
    with time_machine.travel(now - now % 30 + 1, tick=True):
        yield
