"""Rows that prove something: they are added and read, never changed or dropped."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models
from django.utils import timezone

YEARS_KEPT = 6  # 45 CFR 164.316(b)(2)(i)
# REPLACE would delete a row of SQLite without asking the trigger for deletions, hence one for insertions.
IS_TAKEN = "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"


def six_years_ago() -> datetime:
    """What is older has not to be kept any more."""
    now = timezone.now().astimezone(UTC)
    try:
        return now.replace(year=now.year - YEARS_KEPT)
    except ValueError:  # 29 February
        return now.replace(year=now.year - YEARS_KEPT, day=28)


class AppendOnly(models.QuerySet):
    """Changing or dropping a row would break the proof, so that no code does it by mistake."""

    def update(self, **kwargs):
        raise TypeError(self._refusal())

    def delete(self):
        raise TypeError(self._refusal())

    def _refusal(self) -> str:
        return f"{self.model.__name__} is only ever added to."


@dataclass(frozen=True)
class Guard:
    """The same in the database itself: triggers that refuse, whoever asks.

    A migration puts them in; one that changes the table calls `unprotect` and `protect` again, for SQLite makes a
    changed table anew and forgets them. Nothing in the running site takes them away, and no setting does: that needs
    someone who may change the tables. Triggers stand under their names, in the words of each database.
    """

    function: str  # on PostgreSQL, what the triggers call
    says: str
    sqlite: dict[str, str]
    postgresql: dict[str, tuple[str, str]]  # the table, and when

    def protect(self, connection) -> None:
        """Put the triggers in."""
        self._run(connection, self._to_protect(connection.vendor))

    def unprotect(self, connection) -> None:
        """Take the triggers away: for a way back through the migrations, and for tests that empty their tables."""
        self._run(connection, self._to_unprotect(connection.vendor))

    def _run(self, connection, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _to_protect(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
            return [f"CREATE TRIGGER {name} {when} {refuse}" for name, when in self.sqlite.items()]
        refuse = (
            f"CREATE OR REPLACE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{self.says}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        call = f"EXECUTE FUNCTION {self.function}()"
        return [refuse, *(f"CREATE TRIGGER {name} {when} {call}" for name, (_, when) in self.postgresql.items())]

    def _to_unprotect(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}" for name in self.sqlite]
        triggers = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _) in self.postgresql.items()]
        return [*triggers, f"DROP FUNCTION IF EXISTS {self.function}()"]


def rows_guard(table: str, name: str, says: str, *unique: str) -> Guard:
    """A guard of a table with `at`: no row is changed, and none dropped before its six years are over.

    `unique` are the columns by which SQLite's REPLACE finds the row to drop.
    """
    same = " OR ".join(f"{column} = NEW.{column}" for column in unique)
    return Guard(
        function=f"{name}_refuse",
        says=says,
        sqlite={
            f"{name}_no_update": f"BEFORE UPDATE ON {table}",
            f"{name}_no_delete": f"BEFORE DELETE ON {table} WHEN OLD.at >= datetime('now', '-{YEARS_KEPT} years')",
            f"{name}_no_replace": f"BEFORE INSERT ON {table} " + IS_TAKEN.format(table=table, same=same),
        },
        postgresql={
            f"{name}_no_update": (table, f"BEFORE UPDATE ON {table} FOR EACH ROW"),
            f"{name}_no_delete": (
                table,
                f"BEFORE DELETE ON {table} FOR EACH ROW "
                f"WHEN (OLD.at >= clock_timestamp() - interval '{YEARS_KEPT} years')",
            ),
            f"{name}_no_truncate": (table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        },
    )
