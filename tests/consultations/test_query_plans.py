"""No screen with a list of requests makes the database read or sort a whole table: shown by its own plans."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection

from consultations import search_index
from consultations.admin.keyset_pages import IndexedRows, Order
from consultations.models import ConsultationRequest, SearchTerm
from tests.samples import many_requests

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
BIG = "consultationrequest|searchterm|requestphoto|appointment|outboxmessage|duplicatesign|requestevent|accessrecord"
# Indexes that hold nothing but what a list shows, in its order: walking along them ends with the page.
WALKED = "request_not_spam|request_patient_is_next|request_by_promise|outbox_newest_first"
VIEWS = ["needs-answer", "mine", "unassigned", "overdue", "waiting", "booked", "quarantine", "all"]
ADDRESSES = [
    *(f"{REQUESTS}?view={view}{place}" for view in VIEWS for place in ("", "&p=last")),
    f"{REQUESTS}?q=ada",
    f"{REQUESTS}?q=ada+aaa",
    f"{REQUESTS}?q=ada&view=all",
    f"{REQUESTS}?status__exact=closed",
    f"{REQUESTS}?status__exact=new&p=last",
    f"{MAILS}",
    f"{MAILS}?p=last",
    f"{MAILS}?state__in=sent",
    "/admin/",
    "/readyz",
]


@contextmanager
def queries():
    """Collects what is asked of the database, with its values as they are bound."""
    asked = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def complaints(sql: str, params) -> list[str]:
    """The lines of a query's plan in which a large table is read as a whole, or put in order."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return _sqlite_complaints([row[-1] for row in cursor.fetchall()])
        cursor.execute(f"EXPLAIN {sql}", params)
        return _postgresql_complaints([row[0] for row in cursor.fetchall()])


def _sqlite_complaints(plan: list[str]) -> list[str]:
    reads = [line for line in plan if re.search(rf"SCAN consultations_({BIG})\b", line)]
    whole = [line for line in reads if not re.search(rf"USING (COVERING )?INDEX ({WALKED})$", line)]
    sorts = [line for line in plan if "TEMP B-TREE FOR ORDER BY" in line]
    # Only what shares a sign with the rows of a page, or has a visit this week, may be sorted: a handful.
    is_of_few = any("INDEX duplicates_by_digest" in line or "one_patient_at_a_time" in line for line in plan)
    is_big = len(plan) > 1 and any(re.search(rf"consultations_({BIG})\b", line) for line in plan)
    return whole + (sorts if is_big and not is_of_few else [])


def _postgresql_complaints(plan: list[str]) -> list[str]:
    return [line for line in plan if re.search(rf"Seq Scan on consultations_({BIG})\b", line)]


@pytest.fixture
def planner(own_ring, coordinator):
    """Sixty requests. So few are read at once by either way, so PostgreSQL is told to do so only where it must."""
    many_requests(60)
    ConsultationRequest.objects.filter(pk__in=ConsultationRequest.objects.values("pk")[:20]).update(owner=coordinator)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")


@pytest.mark.usefixtures("planner")
@pytest.mark.parametrize("address", ADDRESSES)
def test_screen_reads_and_sorts_no_whole_table(coordinator, signed_in, address):
    visitor = signed_in(coordinator)
    with queries() as asked:
        visitor.get(address)
    assert len(asked) > 2
    found = [(sql, lines) for sql, params in asked if (lines := complaints(sql, params))]
    assert found == []


@pytest.mark.usefixtures("planner")
def test_pages_beyond_the_first_read_no_whole_table(coordinator, signed_in):
    visitor = signed_in(coordinator)
    html = visitor.get(f"{REQUESTS}?view=all").content.decode()
    following = re.search(r'href="(\?[^"]*)">Next<', html)[1].replace("&amp;", "&")
    with queries() as asked:
        visitor.get(REQUESTS + following)
    assert any("created_at" in sql and ") < (" in sql for sql, _ in asked)
    assert [sql for sql, params in asked if complaints(sql, params)] == []


@pytest.mark.usefixtures("planner")
def test_order_without_an_index_is_noticed():
    order = Order.of(ConsultationRequest, ("first_booked_at", "pk"))
    with queries() as asked:
        IndexedRows(ConsultationRequest.objects.all(), order).look("after", None, 51)
        list(SearchTerm.objects.filter(digest__contains="a"))
    assert [bool(complaints(*query)) for query in asked] == [True, True]


@pytest.mark.usefixtures("planner")
def test_search_goes_through_the_index_of_digests():
    with queries() as asked:
        search_index.find("ada aaaab")
    plans = []
    with connection.cursor() as cursor:
        for sql, params in asked[1:]:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", params)
            plans.append(" ".join(str(row[-1]) for row in cursor.fetchall()))
    assert len(plans) == 2
    assert all("search_by_digest" in plan for plan in plans)
