"""The first thing on the start page: how many people wait for an answer, how long, and whom to call first."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from consultations import start_inbox, workflow
from consultations.capped_counts import CappedCount
from consultations.models import ConsultationRequest
from practice_site.local_time import from_clock
from tests.samples import many_requests, patient_request

pytestmark = pytest.mark.django_db
MONDAY = from_clock(datetime(2026, 11, 16, 9, 0))
# session, account, its permissions, practice (2), menu; who waits: numbers, rows, photos, visits, hours, days
# that differ, promise; quarantine, visits, mails, what is still to fill in (3), access log (3)
START_QUERIES = 29


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def panel_on(html: str) -> str:
    return re.search(r'<section aria-labelledby="start-inbox">(.*?)</section>', html, re.DOTALL)[1]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def heading_on(html: str) -> str:
    return " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)[1].split())


@pytest.mark.parametrize(
    ("count", "late", "heading"),
    [
        (0, 0, "Nobody waits <em>for an answer</em>"),
        (1, 0, "One person waits for an answer"),
        (1, 1, "One person waits for an answer, <em>and has waited too long</em>"),
        (2, 2, "Two people wait for an answer, <em>both of them too long</em>"),
        (3, 1, "Three people wait for an answer, <em>one of them too long</em>"),
        (13, 0, "13 people wait for an answer"),
    ],
)
def test_heading_says_in_words_how_many_wait(coordinator, signed_in, count, late, heading):
    for number in range(count):
        request = patient_request()
        if number < late:
            ConsultationRequest.objects.filter(pk=request.pk).update(answer_due_at=MONDAY)
    assert heading_on(signed_in(coordinator).get("/admin/").content.decode()) == heading


@pytest.mark.parametrize(
    ("count", "late", "words"),
    [
        (1001, 1001, "More than 1,000 people wait for an answer; very many of them too long"),
        (1001, 13, "More than 1,000 people wait for an answer; 13 of them too long"),
        (12, 12, "Twelve people wait for an answer; all of them too long"),
    ],
)
def test_heading_beyond_what_is_counted(count, late, words):
    assert (
        f"{start_inbox.people_in_words(CappedCount(count))}; "
        + start_inbox.late_in_words(CappedCount(count), CappedCount(late))
        == words
    )


def test_panel_has_the_tally_and_the_longest_wait_first(coordinator, signed_in, clock):
    first = patient_request(full_name="Ada First", concerns=["tip"])
    workflow.assign(first, coordinator, actor=coordinator)
    clock.move_to(MONDAY + timedelta(hours=7))
    patient_request(full_name="Bea Second")
    answered = patient_request(full_name="Cea Answered")
    workflow.change_status(answered, "waiting", actor=coordinator)
    clock.move_to(MONDAY + timedelta(days=1, hours=3, minutes=20))  # 8 hours on Monday, 3 h 20 today
    html = signed_in(coordinator).get("/admin/").content.decode()
    second = ConsultationRequest.objects.get(reference__in=re.findall(r"\b\w{4}-\w{4}\b", html), owner=None)
    assert plain(panel_on(html)) == (
        "Two people wait for an answer, one of them too long "
        "need an answer 2 overdue 1 longest wait, in working hours 11 h 20 "
        "Waiting Who About Owner "
        f"Overdue by 3 h 20 Ada First {first.reference} Tip Owner: Sample Coordinator "
        f"Due today, in 3 h 40 Bea Second {second.reference} Bridge, breathing left Owner: nobody yet "
        "Open the first request All 2 in the inbox"
    )
    assert f'<a class="button button--main" href="/admin/consultations/consultationrequest/{first.pk}/change/">' in html


@pytest.mark.parametrize(("minutes", "words"), [(40, "40 min"), (60, "1 h"), (185, "3 h 05")])
def test_longest_wait_is_said_in_hours_and_minutes(coordinator, signed_in, clock, minutes, words):
    patient_request()
    clock.move_to(MONDAY + timedelta(minutes=minutes))
    said = plain(panel_on(signed_in(coordinator).get("/admin/").content.decode()))
    assert f"longest wait, in working hours {words} Waiting" in said


def test_eight_are_shown_and_the_button_counts_all(coordinator, signed_in):
    many_requests(11)
    ConsultationRequest.objects.update(answer_due_at=MONDAY + timedelta(hours=1))
    panel = panel_on(signed_in(coordinator).get("/admin/").content.decode())
    assert (panel.count("<tr>"), "All 11 in the inbox" in panel) == (1 + start_inbox.SHOWN, True)


def test_menu_counts_those_who_need_an_answer(coordinator, signed_in):
    visitor = signed_in(coordinator)
    assert "staff-menu__count" not in visitor.get("/admin/").content.decode()
    for _ in range(3):
        patient_request()
    number = '<b class="staff-menu__count">{}</b><span class="visually-hidden"> need an answer</span>'
    assert number.format(3) in visitor.get("/admin/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_start_page_costs_the_same_with_one_and_three_who_wait(
    coordinator, signed_in, django_assert_num_queries, count
):
    for _ in range(count):
        workflow.assign(patient_request(), coordinator, actor=coordinator)
    visitor = signed_in(coordinator)
    visitor.get("/admin/")
    with django_assert_num_queries(START_QUERIES):
        visitor.get("/admin/")
