"""Takes what deleted rows leave behind out of the files of the database."""

from django.contrib.admin.models import LogEntry
from django.db import connection

from consultations.models import ConsultationRequest, FileToDelete, LinkWish
from practice_site.models import Session

PATIENCE = 3000  # milliseconds; others wait meanwhile, and there is a next time


def clean() -> bool:
    """Write the database anew without its empty places. False when somebody was reading it all the time.

    Raises `DatabaseError` when it is in use. Not to be called inside a transaction.
    """
    with connection.cursor() as cursor:
        return _clean_sqlite(cursor) if connection.vendor == "sqlite" else _clean_postgresql(cursor)


def _clean_sqlite(cursor) -> bool:
    """Old pages stand in the log until it is emptied, and in the file until that is written anew (sqlite.org/wal)."""
    cursor.execute("PRAGMA busy_timeout")
    usual = cursor.fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_ = cursor.fetchone()
        return not is_busy
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _clean_postgresql(cursor) -> bool:
    """A plain VACUUM leaves deleted rows where they were until others need the place; FULL writes the table anew."""
    cursor.execute(f"SET lock_timeout = {PATIENCE}")
    try:
        for table in _tables():
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        return True
    finally:
        cursor.execute("RESET lock_timeout")


def _tables() -> list[str]:
    """Where a request leaves rows: its own table, those that point to it, and what names it in passing."""
    pointing = [relation.related_model for relation in ConsultationRequest._meta.related_objects]
    return [
        model._meta.db_table for model in (ConsultationRequest, *pointing, LinkWish, FileToDelete, LogEntry, Session)
    ]
