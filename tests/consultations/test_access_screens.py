"""The access log on the staff's screens: found by person, act, days and reference, and changed by nobody."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from consultations import access_log, erasure
from consultations.models import AccessRecord
from practice_site.accounts import roles
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
LOG = "/admin/consultations/accessrecord/"
REQUESTS = "/admin/consultations/consultationrequest/"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)  # 10:00 in New York


@pytest.fixture
def look():
    """A function that writes one record: `look(account, "read", patient, at=…)`."""

    def add(account, act="read", patient=None, detail="", at=None):
        browser = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
        browser.user = account
        with time_machine.travel(at or datetime.now(UTC), tick=False):
            return access_log.note(browser, act, patient and patient.pk, detail)

    return add


def rows_on(html: str) -> list[tuple]:
    """When, who, what, about and more of each row, as plain words."""
    names = ("when", "who", "what", "about", "detail_in_words")
    cells = [re.findall(rf'<t[dh] class="field-{name}[^"]*">(.*?)</t[dh]>', html, re.DOTALL) for name in names]
    return [tuple(re.sub("<[^>]+>", "", cell) for cell in row) for row in zip(*cells, strict=True)]


def narrowed(visitor, **typed) -> tuple[str, list[tuple]]:
    """The address that a filter leads to, and the rows there."""
    answer = visitor.post(LOG, typed)
    assert answer.status_code == 303
    return answer["Location"], rows_on(visitor.get(answer["Location"]).content.decode())


def test_list_tells_when_who_what_and_which_request_newest_first(surgeon, coordinator, signed_in, look):
    patient = patient_request()
    look(coordinator, "read", patient, at=MONDAY)
    look(surgeon, "photo", patient, "front, large", at=MONDAY + timedelta(minutes=1))
    look(surgeon, "searched", None, "list, 3 found", at=MONDAY + timedelta(minutes=2))
    html = signed_in(surgeon).get(LOG).content.decode()
    assert rows_on(html) == [
        ("2 Nov 2026, 10:02:00", "Sample Surgeon", "Searched", "", "List, 3 found"),
        ("2 Nov 2026, 10:01:00", "Sample Surgeon", "Photo seen", patient.reference, "Front, large"),
        ("2 Nov 2026, 10:00:00", "Sample Coordinator", "Read", patient.reference, ""),
    ]
    assert f'href="{REQUESTS}{patient.pk}/change/"' in html


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"who": "surgeon"}, [2, 3]),
        ({"act": "photo"}, [2]),
        ({"since": "2026-11-03"}, [3, 4]),
        ({"until": "2026-11-02"}, [1, 2]),
        ({"since": "2026-11-02", "until": "2026-11-03"}, [1, 2, 3]),
        ({"since": "2026-11-05"}, []),
        ({"who": "surgeon", "act": "read"}, [3]),
    ],
)
def test_list_is_narrowed_by_person_act_and_days_of_new_york(surgeon, coordinator, signed_in, look, typed, found):
    look(coordinator, at=MONDAY)
    look(surgeon, "photo", at=datetime(2026, 11, 3, 4, 59, tzinfo=UTC))  # still Monday in New York
    look(surgeon, at=datetime(2026, 11, 3, 5, 1, tzinfo=UTC))
    look(coordinator, at=MONDAY + timedelta(days=2))
    typed = {name: str(surgeon.pk) if name == "who" else value for name, value in typed.items()}
    visitor = signed_in(surgeon)
    address = visitor.post(LOG, typed)["Location"]
    assert parse_qs(urlsplit(address).query) == {name: [value] for name, value in typed.items()}
    numbers = [record.number for record in visitor.get(address).context_data["cl"].result_list]
    assert numbers == found[::-1]


def test_reference_finds_its_records_and_stands_in_no_address(surgeon, signed_in, look):
    patient, other = patient_request(), patient_request(email="other@example.com")
    look(surgeon, "read", patient)
    look(surgeon, "read", other)
    typed = patient.reference.lower().replace("-", " ")
    address, rows = narrowed(signed_in(surgeon), reference=typed)
    assert [row[3] for row in rows] == [patient.reference]
    assert address == f"{LOG}?about={patient.pk}"


def test_reference_of_an_erased_request_finds_its_records(surgeon, signed_in, look):
    patient = patient_request()
    reference = patient.reference
    look(surgeon, "read", patient)
    look(surgeon, "read")
    erasure.erase(patient, "patient")
    visitor = signed_in(surgeon)
    _, rows = narrowed(visitor, reference=reference)
    assert [row[3] for row in rows] == ["erased"]
    assert reference not in visitor.get(LOG).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"reference": "K7RM-2QXD"}, "There is no request with this reference, and none was erased."),
        ({"since": "2026-11-05", "until": "2026-11-04"}, "The last day lies before the first one."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"who": "999999"}, "Select a valid choice."),
    ],
)
def test_filter_that_cannot_be_is_said_beside_its_field(surgeon, signed_in, look, typed, says):
    look(surgeon)
    html = signed_in(surgeon).post(LOG, typed).content.decode()
    assert says in html
    assert len(rows_on(html)) == 1


@pytest.mark.parametrize("query", ["who=x", "about=-1", "since=then", "act=nothing", "about=99999999999999999999"])
def test_address_that_is_not_ours_finds_nothing(surgeon, signed_in, look, query):
    look(surgeon)
    assert rows_on(signed_in(surgeon).get(f"{LOG}?{query}").content.decode()) == []


def test_filter_stays_typed_and_on_the_next_page(surgeon, coordinator, signed_in, look):
    for number in range(60):
        look(surgeon if number % 6 else coordinator)
    visitor = signed_in(surgeon)
    html = visitor.get(LOG, {"who": surgeon.pk}).content.decode()
    assert f'<option value="{surgeon.pk}" selected>Sample Surgeon</option>' in html
    assert len(rows_on(html)) == 50
    html = visitor.get(LOG).content.decode()
    following = re.search(r'href="(\?[^"]*)">Next<', html)[1].replace("&amp;", "&")
    assert len(rows_on(visitor.get(LOG + following).content.decode())) == 10


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_one_and_three_records(administrator, signed_in, look, count):
    patient = patient_request()
    for _ in range(count):
        look(administrator, "read", patient)
    visitor = signed_in(administrator)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(LOG)
    assert len(queries) == LIST_QUERIES


LIST_QUERIES = 8  # session, account, rows, count, references, people, practice, new requests for the menu


@pytest.mark.parametrize("role", [role for role in roles.Role if role not in ("administrator", "surgeon")])
def test_who_may_not_see_the_log_gets_no_hint_of_it(staff_of, signed_in, look, role):
    account = staff_of(role.value)
    patient = patient_request()
    look(account, "read", patient)
    visitor = signed_in(account)
    assert [visitor.get(LOG).status_code, visitor.post(LOG, {"act": "read"}).status_code] == [403, 403]
    pages = [visitor.get("/admin/").content.decode()]
    if account.has_perm("consultations.view_consultationrequest"):
        pages.append(visitor.get(f"{REQUESTS}{patient.pk}/change/").content.decode())
    assert not [html for html in pages if "Access log" in html or "accessrecord" in html or "Who looked" in html]


@pytest.mark.parametrize("role", ["administrator", "surgeon"])
def test_who_may_see_the_log_can_change_nothing_in_it(staff_of, signed_in, look, role):
    record = look(staff_of(role))
    visitor = signed_in(staff_of(role, f"second-{role}@example.com"))
    for path in ("add/", f"{record.pk}/change/", f"{record.pk}/delete/", f"{record.pk}/history/"):
        asked, sent = visitor.get(LOG + path), visitor.post(LOG + path, {})
        assert (asked.status_code, sent.status_code) == (404, 405)
    sent = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    visitor.post(LOG, sent)
    assert AccessRecord.objects.filter(pk=record.pk).exists()
    assert 'name="action"' not in visitor.get(LOG).content.decode()
    assert '<a href="/admin/consultations/accessrecord/"' in visitor.get("/admin/").content.decode().replace(
        'class="drop-down__item" ', ""
    )


def test_page_of_a_request_tells_who_looked_by_day_and_person(surgeon, coordinator, signed_in, look):
    patient, other = patient_request(), patient_request(email="other@example.com")
    look(coordinator, "read", patient, at=MONDAY)
    look(coordinator, "photo", patient, "front, large", at=MONDAY + timedelta(minutes=2))
    look(surgeon, "read", patient, at=MONDAY + timedelta(minutes=3))
    look(surgeon, "read", other, at=MONDAY + timedelta(minutes=4))
    html = signed_in(surgeon).get(f"{REQUESTS}{patient.pk}/change/").content.decode()
    part = re.search(r'aria-labelledby="seen-by">(.*?)</section>', html, re.DOTALL)[1]
    assert re.findall(r"<b>(.*?)</b><br>(.*?)</div>", part) == [
        ("Sample Surgeon", "10:03 read"),
        ("Sample Coordinator", "10:02 photo seen (front, large), 10:00 read"),
    ]
    assert f'href="{LOG}?about={patient.pk}"' in part


def test_page_of_a_request_nobody_has_seen_says_so_and_the_latest_fifty_cost_one_query(surgeon, signed_in, look):
    patient, visitor = patient_request(), signed_in(surgeon)
    address = f"{REQUESTS}{patient.pk}/change/"
    assert "Nobody before you." in visitor.get(address).content.decode()
    for place in range(60):
        look(surgeon, "read", patient, at=MONDAY + timedelta(minutes=place))
    with CaptureQueriesContext(connection) as queries:
        html = visitor.get(address).content.decode()
    assert sum("_accessrecord" in query["sql"] for query in queries) == 2  # these, and the record of this look
    assert len(re.findall(r"\d\d:\d\d read", html)) == 50
