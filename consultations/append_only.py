"""The access log in the database itself: triggers refuse to change or to drop records, whoever asks.

A record may be dropped once it is older than six years (45 CFR 164.316(b)(2)(i)); the end of the chain moves forward
only. `practice_site.append_only` says how such triggers come and go.
"""

from practice_site.append_only import IS_TAKEN, Guard, rows_guard

RECORDS, HEAD = "consultations_accessrecord", "consultations_accessloghead"
SAYS = "The access log is only ever added to."
MOVES_BACK = "NEW.number < OLD.number OR NEW.dropped_number < OLD.dropped_number"

_records = rows_guard(RECORDS, "access_log", SAYS, "number", "digest")
GUARD = Guard(
    function=_records.function,
    says=SAYS,
    sqlite=_records.sqlite
    | {
        "access_log_head_no_way_back": f"BEFORE UPDATE ON {HEAD} WHEN {MOVES_BACK}",
        "access_log_head_no_delete": f"BEFORE DELETE ON {HEAD}",
        "access_log_head_no_replace": f"BEFORE INSERT ON {HEAD} " + IS_TAKEN.format(table=HEAD, same="id = NEW.id"),
    },
    postgresql=_records.postgresql
    | {
        "access_log_head_no_way_back": (HEAD, f"BEFORE UPDATE ON {HEAD} FOR EACH ROW WHEN ({MOVES_BACK})"),
        "access_log_head_no_delete": (HEAD, f"BEFORE DELETE ON {HEAD} FOR EACH ROW"),
        "access_log_head_no_truncate": (HEAD, f"BEFORE TRUNCATE ON {HEAD} FOR EACH STATEMENT"),
    },
)
