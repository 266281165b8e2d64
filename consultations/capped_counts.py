"""Counts that cost the same whatever the number of rows: exact up to a thousand, then "1,000+".

Nobody works by the difference between 41,310 and 41,312, and a database reads every one of them to tell.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST = 1000


class CappedCount(int):
    """A number of rows, at most `most`; `is_more` says that there are others that were not counted."""

    is_more: bool

    def __new__(cls, counted: int, most: int = MOST):
        number = super().__new__(cls, min(counted, most))
        number.is_more = counted > most
        return number

    def __str__(self):
        return f"{int(self):,}{'+' if self.is_more else ''}"


def capped_count(rows: QuerySet, most: int = MOST) -> CappedCount:
    """How many rows there are, counted no further than just beyond `most`. One query."""
    return capped_counts([rows], most)[0]


def capped_counts(lists: list[QuerySet], most: int = MOST) -> list[CappedCount]:
    """The same for several lists of rows in one query, however long each of them is.

    A list that says by what it is ordered keeps that, so that it is counted along the index that serves it.
    """
    compiled = [_compiled(rows, most) for rows in lists]
    parts = [f"(SELECT COUNT(*) FROM ({sql}) counted)" for sql, _ in compiled]  # noqa: S608 (written by the ORM)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for _, values in compiled for value in values])
        return [CappedCount(number, most) for number in cursor.fetchone()]


def _compiled(rows: QuerySet, most: int) -> tuple[str, tuple]:
    rows = rows if rows.query.order_by else rows.order_by()  # without the order of the model
    try:
        return rows.values("pk")[: most + 1].query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()
