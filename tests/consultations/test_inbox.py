"""The inbox: which requests stand in each view, in which order, and what a row says of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from consultations import appointments, inbox, inbox_rows, intake, workflow
from consultations.models import ConsultationRequest, RequestPhoto
from practice_site.local_time import from_clock
from tests.samples import ANSWERS, patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
MONDAY = from_clock(datetime(2026, 11, 2, 9, 0))  # the practice opens; the clock went back the day before
# session, account, its permissions, practice, menu, tabs, number of rows, rows, photos, visits, hours, days that
# differ, promise, who may be the same person (2), access log (3)
LIST_QUERIES = 18


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def came_in(name: str, **changed) -> ConsultationRequest:
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019, "full_name": name} | changed
    return intake.record_request(answers, intake.new_form_token())


def names_on(html: str) -> list[str]:
    return re.findall(r'field-patient"><a [^>]+><span dir="auto">([^<]+)<', html)


def words_of(html: str, cell: str) -> list[str]:
    cells = re.findall(rf'class="field-{cell}">(.*?)</t[dh]>', html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", words).split()) for words in cells]


@pytest.fixture
def everyone(coordinator, surgeon, clock):
    """One request of each kind, come in one after the other from Thursday on, as a Monday finds them."""
    start = from_clock(datetime(2026, 10, 29, 9, 0))
    made = {}
    for hours, name in enumerate(
        ["Owed", "Owed and mine", "Answered", "Offered", "Booked", "Booked later", "Closed", "Withdrawn"]
    ):
        clock.move_to(start + timedelta(hours=hours))
        made[name] = came_in(name)
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019, "full_name": "Spam"}
    made["Spam"] = intake.record_request(answers, intake.new_form_token(), ["three or more links"])
    for name in ("Owed and mine", "Answered", "Closed"):
        workflow.assign(made[name], coordinator, actor=coordinator)
    workflow.assign(made["Booked"], surgeon, actor=coordinator)
    workflow.change_status(made["Answered"], "waiting", actor=coordinator)
    clock.shift(3600)
    appointments.offer(made["Offered"], [MONDAY + timedelta(days=1)], actor=coordinator)
    for name, moment in [("Booked later", MONDAY + timedelta(days=7)), ("Booked", MONDAY + timedelta(days=2))]:
        appointments.choose(made[name], appointments.offer(made[name], [moment], actor=coordinator)[0].pk)
    workflow.change_status(made["Closed"], "closed", actor=coordinator, reason="other")
    workflow.follow(made["Withdrawn"], "withdrawn")
    clock.move_to(MONDAY - timedelta(hours=12))
    made["New"] = came_in("New")
    clock.move_to(MONDAY + timedelta(minutes=40))
    return made


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("needs-answer", ["Owed", "Owed and mine", "New"]),
        ("mine", ["Owed and mine", "Answered"]),
        ("unassigned", ["Owed", "New"]),
        ("overdue", ["Owed", "Owed and mine"]),
        ("waiting", ["Answered", "Offered"]),
        ("booked", ["Booked"]),
        ("quarantine", ["Spam"]),
        (
            "all",
            ["New", "Withdrawn", "Closed", "Booked later", "Booked", "Offered", "Answered", "Owed and mine", "Owed"],
        ),
    ],
)
def test_view_holds_its_requests_in_its_order_and_its_tab_counts_them(everyone, coordinator, signed_in, view, names):
    html = signed_in(coordinator).get(REQUESTS, {"view": view}).content.decode()
    assert names_on(html) == names
    tabs = re.findall(
        r'href="\?view=([\w-]+)"( aria-current="true")?>[\w ]+ <span class="views__count[^"]*">(\d+)', html
    )
    assert [(key, int(count)) for key, current, count in tabs if current] == [(view, len(names))]
    assert [key for key, _, _ in tabs] == [known.key for known in inbox.VIEWS]


def test_list_opens_on_those_that_need_an_answer(everyone, coordinator, signed_in):
    html = signed_in(coordinator).get(REQUESTS).content.decode()
    assert names_on(html) == ["Owed", "Owed and mine", "New"]
    assert "<title>Requests: needs an answer |" in html


def test_view_that_does_not_exist_is_the_first_one(everyone, coordinator, signed_in):
    assert names_on(signed_in(coordinator).get(REQUESTS, {"view": "nonsense"}).content.decode())[0] == "Owed"


def test_link_by_state_still_works_and_the_filter_names_it(everyone, coordinator, signed_in):
    html = signed_in(coordinator).get(REQUESTS, {"status__exact": "closed"}).content.decode()
    assert names_on(html) == ["Closed"]
    assert '<summary class="button">State: closed</summary>' in html
    assert 'aria-current="true">Needs an answer' not in html


@pytest.mark.parametrize(("address", "names"), [({}, ["Owed and mine", "Owed"]), ({"view": "mine"}, ["Owed and mine"])])
def test_search_looks_at_everyone_unless_a_view_is_open(everyone, coordinator, signed_in, address, names):
    html = signed_in(coordinator).get(REQUESTS, address | {"q": "owed"}).content.decode()
    assert names_on(html) == names
    assert ("Search all requests" in html) is bool(address)


def test_own_requests_that_owe_nothing_come_last_on_every_database(coordinator, surgeon, signed_in):
    answered, owed = came_in("Answered"), came_in("Owed")
    for request in (answered, owed):
        workflow.assign(request, surgeon, actor=surgeon)
    workflow.change_status(answered, "waiting", actor=surgeon)
    assert names_on(signed_in(surgeon).get(REQUESTS, {"view": "mine"}).content.decode()) == ["Owed", "Answered"]


@pytest.mark.parametrize("moment", ["2026-11-02 00:00", "2026-11-08 23:59"])
def test_week_is_that_of_the_clock_in_new_york_from_monday_to_sunday(moment):
    now = from_clock(datetime.fromisoformat(moment))
    assert inbox.week_of(now) == (datetime(2026, 11, 2, 5, tzinfo=UTC), datetime(2026, 11, 9, 5, tzinfo=UTC))


def test_week_in_which_the_clock_goes_back_is_an_hour_longer():
    monday, next_monday = inbox.week_of(from_clock(datetime(2026, 10, 28, 12, 0)))
    assert next_monday - monday == timedelta(days=7, hours=1)


def test_every_row_says_in_words_how_it_stands(everyone, coordinator, signed_in):
    html = signed_in(coordinator).get(REQUESTS, {"view": "all"}).content.decode()
    assert dict(zip(names_on(html), words_of(html, "waiting"), strict=True)) == {
        "New": "Due today, in 7 h 20",
        "Withdrawn": "Withdrawn on 29 Oct",
        "Closed": "Closed on 29 Oct",
        "Booked later": "Visit Mon 9 Nov, 9:00",
        "Booked": "Visit Wed 4 Nov, 9:00",
        "Offered": "Times offered since 29 Oct",
        "Answered": "Waiting for patient since 29 Oct",
        "Owed and mine": "Overdue by 7 h 40",
        "Owed": "Overdue by 8 h 40",
    }
    assert words_of(html, "owner")[-2:] == ["Owner: Sample Coordinator", "Owner: nobody yet"]
    assert words_of(html, "stage")[:3] == ["New", "Withdrawn", "Closed"]


def test_disc_fills_with_the_share_of_the_promise_that_is_over(everyone, coordinator, signed_in):
    html = signed_in(coordinator).get(REQUESTS).content.decode()
    drawn = re.findall(r'waiting--(\w+)"><svg.*?stroke-dasharray="(\d+) 100"', html)
    assert drawn == [("overdue", "100"), ("overdue", "100"), ("today", "8")]


def test_row_has_subject_operations_photos_and_language(coordinator, signed_in):
    request = came_in("Ada", concerns=["tip", "skin"], operations_count=2, language="Spanish", travelling_from="Lima")
    for view in ("front", "below"):
        RequestPhoto.objects.create(
            request=request, view=view, file_name=view, thumbnail_name=f"small-{view}", width=1, height=1
        )
    came_in("Bea", operations_count=0)
    html = signed_in(coordinator).get(REQUESTS).content.decode()
    assert words_of(html, "about") == [
        "Tip, skin or scar 2 operations so far, comes from Lima",
        "Bridge, breathing left no operation so far",
    ]
    assert words_of(html, "photos") == ["2 photos", "No photos"]
    assert words_of(html, "language") == ["Spanish", ""]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "no operation so far"),
        (1, "one operation so far"),
        (7, "7 operations so far"),
        (None, "answers erased"),
        ("unreadable", "unreadable"),
    ],
)
def test_number_of_operations_is_said_in_words(count, words):
    assert inbox_rows.operations_in_words(count) == words


def test_day_of_another_year_has_its_year(coordinator, signed_in, clock):
    request = came_in("Ada")
    workflow.change_status(request, "waiting", actor=coordinator)
    clock.move_to(from_clock(datetime(2027, 1, 4, 9, 0)))
    html = signed_in(coordinator).get(REQUESTS, {"view": "waiting"}).content.decode()
    assert words_of(html, "waiting") == ["Waiting for patient since 2 Nov 2026"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("view", "more"), [("needs-answer", 0), ("mine", 1), ("all", 0)])
def test_list_costs_the_same_with_one_and_three_requests(
    coordinator, signed_in, django_assert_num_queries, count, view, more
):
    for number in range(count):
        workflow.assign(came_in(f"Ada {number}"), coordinator, actor=coordinator)
    visitor = signed_in(coordinator)
    visitor.get(REQUESTS)
    with django_assert_num_queries(LIST_QUERIES + more):
        html = visitor.get(REQUESTS, {"view": view}).content.decode()
    assert len(names_on(html)) == count


def test_empty_view_says_so(coordinator, signed_in):
    html = signed_in(coordinator).get(REQUESTS).content.decode()
    assert "Nobody waits for an answer." in html
    assert ("result_list" in html, "With ticked" in html) == (False, False)


def test_editor_sees_no_list_and_no_hint_of_it(editor, signed_in):
    request = came_in("Zubaida Canary")
    visitor = signed_in(editor)
    assert visitor.get(REQUESTS, {"view": "all"}).status_code == 403
    html = visitor.get("/admin/").content.decode()
    assert [word in html for word in ("consultationrequest", "an answer", request.reference, "Canary")] == [False] * 4


@pytest.mark.parametrize("role", ["surgeon", "coordinator"])
def test_those_who_answer_see_the_list(staff_of, signed_in, role):
    came_in("Ada")
    assert names_on(signed_in(staff_of(role)).get(REQUESTS).content.decode()) == ["Ada"]


def test_row_names_the_newest_other_of_the_same_person(coordinator, signed_in):
    first, second, third = (patient_request() for _ in range(3))
    stranger = patient_request(full_name="Some Body", email="some@example.com")
    html = signed_in(coordinator).get(REQUESTS).content.decode()
    line = 'Same email, name and year as <span class="reference">{}</span> and others'
    assert [html.count(line.format(each.reference)) for each in (first, second, third, stranger)] == [0, 1, 2, 0]
