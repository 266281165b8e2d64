"""SQLite is set up so that nothing acknowledged is lost, whichever database the suite itself runs on."""

import pytest
from django.db import ConnectionHandler, IntegrityError

from practice_site import environment


@pytest.fixture
def sqlite(db, tmp_path):
    handler = ConnectionHandler({"default": environment.read({"DATA_DIR": str(tmp_path)}).database})
    yield handler["default"]
    handler["default"].close()


def pragma(connection, name: str):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_sqlite_keeps_a_log_writes_through_and_checks_links(sqlite):
    full, on, milliseconds = 2, 1, 20_000
    settings = [pragma(sqlite, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
    assert settings == ["wal", full, on, milliseconds]
    assert sqlite.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_sqlite_refuses_a_row_that_points_nowhere(sqlite):
    with sqlite.cursor() as cursor:
        cursor.execute("CREATE TABLE page (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE block (page INTEGER REFERENCES page (id))")
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO block VALUES (1)")
