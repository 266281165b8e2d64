"""How a database finds the rows of a query: whether it reads an index or whole tables."""

from django.db import connection, transaction


def plans_of(queries: list[str]) -> list[str]:
    """The lines of the plans, as the database writes them."""
    lines = []
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of three rows is read whole unless that is made dear
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries:
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {query}")
            lines += [row[-1] for row in cursor.fetchall()]
    return lines


def scans_in(plans: list[str]) -> list[str]:
    """Those that read a whole table of ours."""
    return [
        line
        for line in plans
        if "Seq Scan on consultations_" in line or (line.startswith("SCAN consultations_") and "USING" not in line)
    ]
