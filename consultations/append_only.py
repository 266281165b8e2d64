"""The access log in the database itself: triggers refuse to change or to drop records, whoever asks.

A record may be dropped once it is older than six years (45 CFR 164.316(b)(2)(i)); the end of the chain moves forward
only. A migration puts the triggers in; one that changes them calls `unprotect` and `protect` again. Nothing in the
running site takes them away, and no setting does: that needs someone who may change the tables.
"""

RECORDS, HEAD = "consultations_accessrecord", "consultations_accessloghead"
SAYS = "The access log is only ever added to."
MOVES_BACK = "NEW.number < OLD.number OR NEW.dropped_number < OLD.dropped_number"

TAKEN = "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"

# REPLACE would delete a row without asking the trigger for deletions, hence the one for insertions.
SQLITE = {
    "access_log_no_update": f"BEFORE UPDATE ON {RECORDS}",
    "access_log_no_delete": f"BEFORE DELETE ON {RECORDS} WHEN OLD.at >= datetime('now', '-6 years')",
    "access_log_no_replace": f"BEFORE INSERT ON {RECORDS} "
    + TAKEN.format(table=RECORDS, same="number = NEW.number OR digest = NEW.digest"),
    "access_log_head_no_way_back": f"BEFORE UPDATE ON {HEAD} WHEN {MOVES_BACK}",
    "access_log_head_no_delete": f"BEFORE DELETE ON {HEAD}",
    "access_log_head_no_replace": f"BEFORE INSERT ON {HEAD} " + TAKEN.format(table=HEAD, same="id = NEW.id"),
}
REFUSE = "access_log_refuse"
POSTGRESQL = {
    "access_log_no_update": (RECORDS, f"BEFORE UPDATE ON {RECORDS} FOR EACH ROW"),
    "access_log_no_delete": (
        RECORDS,
        f"BEFORE DELETE ON {RECORDS} FOR EACH ROW WHEN (OLD.at >= clock_timestamp() - interval '6 years')",
    ),
    "access_log_no_truncate": (RECORDS, f"BEFORE TRUNCATE ON {RECORDS} FOR EACH STATEMENT"),
    "access_log_head_no_way_back": (HEAD, f"BEFORE UPDATE ON {HEAD} FOR EACH ROW WHEN ({MOVES_BACK})"),
    "access_log_head_no_delete": (HEAD, f"BEFORE DELETE ON {HEAD} FOR EACH ROW"),
    "access_log_head_no_truncate": (HEAD, f"BEFORE TRUNCATE ON {HEAD} FOR EACH STATEMENT"),
}


def protect(connection) -> None:
    """Put the triggers in."""
    with connection.cursor() as cursor:
        for statement in _to_protect(connection.vendor):
            cursor.execute(statement)


def unprotect(connection) -> None:
    """Take the triggers away: for a way back through the migrations, and for tests that empty their tables."""
    with connection.cursor() as cursor:
        for statement in _to_unprotect(connection.vendor):
            cursor.execute(statement)


def _to_protect(vendor: str) -> list[str]:
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        return [f"CREATE TRIGGER {name} {when} {refuse}" for name, when in SQLITE.items()]
    function = (
        f"CREATE OR REPLACE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    triggers = [f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {REFUSE}()" for name, (_, when) in POSTGRESQL.items()]
    return [function, *triggers]


def _to_unprotect(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    triggers = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _) in POSTGRESQL.items()]
    return [*triggers, f"DROP FUNCTION IF EXISTS {REFUSE}()"]
