"""Fixtures for every test, and the rule that CI skips nothing."""

import fcntl
import os

import pytest

from tests.environment import STATIC_CACHE
from tests.smtp_server import SmtpServer

skipped = []


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


def pytest_sessionfinish(session):
    """In CI a test that was skipped has not passed."""
    if skipped and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if skipped and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"CI=true allows no skips, and {len(skipped)} tests were skipped.", red=True)


@pytest.fixture(scope="session", autouse=True)
def collected_static_files():
    """Hashed static files, as every template needs them."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    from practice_site.static_collection import collect_if_changed

    with (STATIC_CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_if_changed()
    # Another run may have collected them while this one waited, after it had read an empty list of names.
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()


@pytest.fixture(scope="session", autouse=True)
def key_ring_of_the_tests():
    """What patients send is encrypted from the first row on."""
    from consultations import key_ring

    key_ring.create_if_missing()


@pytest.fixture(scope="session", autouse=True)
def logs_that_tests_may_empty():
    """The database refuses to empty the logs. It stands aside while the tables of one test are emptied."""
    from django.db import connection
    from django.test import TransactionTestCase

    from consultations import append_only
    from practice_site.accounts import account_log_keeping

    empty_tables = TransactionTestCase._fixture_teardown
    guards = [append_only.GUARD, account_log_keeping.GUARD]

    def without_protection(case):
        for guard in guards:
            guard.unprotect(connection)
        try:
            empty_tables(case)
        finally:
            for guard in guards:
                guard.protect(connection)

    TransactionTestCase._fixture_teardown = without_protection
    yield
    TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture
def staff_of(db):
    """A function that makes a staff account with a role: `staff_of("editor")`."""
    from practice_site.accounts import roles
    from practice_site.models import StaffAccount

    roles.sync_roles()

    def make(role: str, email: str = "", **fields) -> StaffAccount:
        fields = {"full_name": f"Sample {role.title()}"} | fields
        account = StaffAccount.objects.create_user(email or f"{role}@example.com", **fields)
        roles.assign(account, role)
        return account

    return make


@pytest.fixture
def administrator(staff_of):
    return staff_of("administrator")


@pytest.fixture
def surgeon(staff_of):
    return staff_of("surgeon")


@pytest.fixture
def coordinator(staff_of):
    return staff_of("coordinator")


@pytest.fixture
def smtp(settings):
    """A function that starts a mail server, to which mails go from then on."""
    servers = []

    def start(**options):
        server = SmtpServer(**options)
        server.start()
        servers.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        return server

    yield start
    for server in servers:
        server.socket.close()


@pytest.fixture
def editor(staff_of):
    return staff_of("editor")


@pytest.fixture
def publisher(staff_of):
    return staff_of("publisher")


@pytest.fixture
def signed_in():
    """A function that returns a test client which an account is signed in with: `signed_in(editor)`."""
    from tests.signing_in import signed_in_client

    return signed_in_client
