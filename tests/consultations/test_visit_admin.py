"""Offering times, moving and cancelling on the staff's screens, and what is seen of visits elsewhere."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine

from consultations import appointments, workflow
from consultations.models import Appointment, ConsultationRequest, OfferedTime
from practice_site.local_time import from_clock
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
NOW = datetime(2026, 10, 29, 15, 0, tzinfo=UTC)
MONDAY = from_clock(datetime(2026, 11, 2, 10))
TUESDAY = from_clock(datetime(2026, 11, 3, 14, 30))
NAMES = ["first_time", "second_time", "third_time", "fourth_time", "fifth_time"]


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patient():
    return patient_request(full_name="Zubaida Canary")


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def visit(patient, coordinator):
    first, _ = appointments.offer(patient, [MONDAY, TUESDAY], actor=coordinator)
    return appointments.choose(patient, first.pk)


@pytest.fixture
def others_visit(coordinator):
    other = patient_request(full_name="Eve Other")
    return appointments.choose(other, appointments.offer(other, [TUESDAY], actor=coordinator)[0].pk)


def times_of(request) -> str:
    return f"{REQUESTS}{request.pk}/times/"


def clock(name: str, text: str) -> dict:
    """A typed day and time, for example "2026-11-02 10:00", and for the repeated hour "first" or "second"."""
    day, time, which = [*text.split(), "", "", ""][:3]
    return {f"{name}_day": day, f"{name}_time": time, f"{name}_which": which}


def send(client, request, *typed, act="offer", **more):
    rows = {key: value for name, text in zip(NAMES, typed, strict=False) for key, value in clock(name, text).items()}
    return client.post(times_of(request), {"act": act} | rows | more, follow=True)


def words_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<body")[2])
    return re.sub(r"\s+", " ", unescape(body))


def error_beside(response, name: str) -> str:
    found = re.search(rf'id="id_{name}_error"><li>(.*?)</li>', response.content.decode())
    return unescape(found[1]) if found else ""


def offered() -> list[datetime]:
    return list(OfferedTime.objects.values_list("starts_at", flat=True))


# Offering


def test_times_are_offered_and_seen_on_the_request(desk, patient):
    response = send(desk, patient, "2026-11-03 14:30", "", "2026-11-02 10:00")
    assert response.redirect_chain == [(f"{REQUESTS}{patient.pk}/change/", 302)]
    said = words_of(response)
    assert "2 times were offered. The patient gets a mail." in said
    assert "Monday, 2 November 2026, 10:00 EST Open Tuesday, 3 November 2026, 14:30 EST Open" in said
    assert offered() == [MONDAY, TUESDAY]
    assert "One time was offered." in words_of(send(desk, patient, "2026-11-04 10:00"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-10-29 10:59", "This time has passed."),
        ("2027-03-14 02:30", "so this time does not exist"),
        ("2026-11-01 01:30", "the clock shows this time twice"),
        ("2026-11-02", "Give both the day and the time."),
        ("soon 10:00", "Write the day like 2026-12-07."),
        ("2026-11-03 14:00", "has a visit from 14:30 to 15:30."),
        ("2026-11-06 09:00", "This time is offered already."),
    ],
)
def test_what_is_wrong_stands_beside_its_row_and_nothing_is_offered(desk, patient, others_visit, typed, message):
    response = send(desk, patient, "2026-11-06 09:00", typed)
    assert message in error_beside(response, "second_time")
    assert error_beside(response, "first_time") == ""
    assert not patient.offered_times.exists()
    html = response.content.decode()
    assert "<title>Error: Times and visit: " in html
    assert 'aria-describedby="id_second_time_error"' in html
    assert 'value="2026-11-06"' in html


def test_repeated_hour_is_asked_for_in_its_row_only_and_then_offered(desk, patient):
    html = send(desk, patient, "2026-11-06 09:00", "2026-11-01 01:30").content.decode()
    assert re.findall(r'name="(\w+_which)"', html) == ["second_time_which"]
    send(desk, patient, "2026-11-06 09:00", "2026-11-01 01:30 second")
    assert offered()[0] == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_nothing_typed_is_said_above_the_rows(desk, patient):
    assert "Give at least one time." in words_of(send(desk, patient))
    assert offered() == []


def test_time_taken_in_the_last_moment_is_said_beside_it(desk, patient, monkeypatch):
    """Somebody else books between the check of the form and the offer."""
    from consultations.admin import visit_forms

    monkeypatch.setattr(visit_forms.OfferForm, "_check", lambda *arguments: None)
    response = send(desk, patient, "2026-11-02 10:00", "2026-10-01 10:00")
    assert "This time has passed." in error_beside(response, "second_time")
    assert offered() == []


def test_there_are_as_many_rows_as_times_can_still_be_offered(desk, patient, coordinator):
    appointments.offer(patient, [MONDAY, TUESDAY], actor=coordinator)
    assert re.findall(r'name="(\w+)_day"', desk.get(times_of(patient)).content.decode()) == NAMES[:3]
    send(desk, patient, *[f"2026-11-{day:02} 10:00" for day in (9, 10, 11)])
    response = desk.get(times_of(patient))
    assert "Five times are open, which is the most." in words_of(response)
    assert "_day" not in response.content.decode()


def test_time_is_taken_back(desk, patient, coordinator):
    first, _ = appointments.offer(patient, [MONDAY, TUESDAY], actor=coordinator)
    address = f"{times_of(patient)}take-back/"
    response = desk.post(address, {"offer": first.pk}, follow=True)
    assert "Monday, 2 November 2026, 10:00 EST is not offered any more." in words_of(response)
    assert OfferedTime.objects.get(pk=first.pk).state == "taken_back"
    for number in (first.pk, "", "x", "9" * 40):
        assert "was not open any more" in words_of(desk.post(address, {"offer": number}, follow=True))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("closed", "This request is closed, so no times can be offered. Open it again first."),
        ("withdrawn", "This request is withdrawn, so no times can be offered."),
    ],
)
def test_closed_request_has_no_rows_and_no_button(desk, patient, status, words):
    ConsultationRequest.objects.update(status=status)
    response = desk.get(times_of(patient))
    assert words in words_of(response)
    assert "_day" not in response.content.decode()
    assert times_of(patient) not in desk.get(f"{REQUESTS}{patient.pk}/change/").content.decode()
    send(desk, patient, "2026-11-02 10:00")
    assert offered() == []


# What is booked for others


def test_weeks_of_the_typed_days_show_what_is_booked_for_others(desk, patient, others_visit):
    for week in ("26 October 2026", "2 November 2026", "9 November 2026", "16 November 2026"):
        assert f"Week of {week}" in words_of(desk.get(times_of(patient)))
    appointments.move(others_visit, from_clock(datetime(2027, 3, 18, 9)), actor=None)
    assert others_visit.request.reference not in words_of(desk.get(times_of(patient)))
    said = words_of(send(desk, patient, "2027-03-16 10:00", act="look"))
    assert f"Week of 15 March 2027 Thu 18 Mar, 09:00 to 10:00 {others_visit.request.reference}" in said
    assert offered() == [TUESDAY], "looking offers nothing"
    assert "Eve Other" not in said
    later = words_of(send(desk, patient, "2027-03-23 10:00", act="look"))
    assert others_visit.request.reference not in later, "its week is not among those looked at"


def test_week_of_a_clash_is_shown(desk, patient, others_visit):
    moment = from_clock(datetime(2027, 3, 18, 9))
    appointments.move(others_visit, moment, actor=None)
    assert "Thu 18 Mar, 09:00 to 10:00" in words_of(send(desk, patient, "2027-03-18 09:30"))


@pytest.mark.parametrize("count", [1, 3])
def test_screen_costs_the_same_with_one_and_three_visits(desk, patient, coordinator, django_assert_num_queries, count):
    for hours in range(count):
        other = patient_request()
        moment = TUESDAY + timedelta(hours=hours)
        appointments.choose(other, appointments.offer(other, [moment], actor=coordinator)[0].pk)
    desk.get(times_of(patient))
    with django_assert_num_queries(SCREEN_QUERIES):
        desk.get(times_of(patient))


SCREEN_QUERIES = 13 + 3  # and those of the access log


# Moving and cancelling


def move(client, visit, typed: str, seen: int = 0):
    sent = {"act": "move", "move-seen": seen} | clock("move-moment", typed)
    return client.post(times_of(visit.request), sent, follow=True)


def test_visit_is_moved(desk, visit):
    response = move(desk, visit, "2026-11-04 09:00")
    assert "The visit is on Wednesday, 4 November 2026, 9:00 EST now. The patient gets a mail." in words_of(response)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.sequence) == (from_clock(datetime(2026, 11, 4, 9)), 1)


def test_visit_that_stays_where_it_is_makes_no_mail(desk, visit):
    assert "The visit stays where it is." in words_of(move(desk, visit, "2026-11-02 10:00"))
    assert not visit.request.mails.filter(kind="moved").exists()


@pytest.mark.parametrize(
    ("typed", "seen", "message"),
    [
        ("2026-10-01 09:00", 0, "This time has passed."),
        ("2026-11-10 09:30", 0, "has a visit from 09:00 to 10:00."),
        ("2027-03-14 02:30", 0, "so this time does not exist"),
        ("", 0, "Give the day and the time."),
        ("2026-11-04 09:00", 7, "This visit was changed in the meantime."),
    ],
)
def test_visit_that_cannot_move_there_stays(desk, visit, others_visit, typed, seen, message):
    appointments.move(others_visit, from_clock(datetime(2026, 11, 10, 9)), actor=None)
    response = move(desk, visit, typed, seen)
    assert message in words_of(response)
    assert '<details class="fold" open>' in response.content.decode()
    visit.refresh_from_db()
    assert visit.sequence == 0


def test_visit_is_cancelled_once_it_is_asked_again(desk, visit):
    html = desk.get(times_of(visit.request)).content.decode()
    hidden = dict(re.findall(r'name="(visit|seen)" value="(\d+)"', html))
    assert hidden == {"visit": str(visit.pk), "seen": "0"}
    response = desk.post(f"{times_of(visit.request)}cancel/", hidden, follow=True)
    assert "The visit was cancelled. The patient gets a mail." in words_of(response)
    assert "Monday, 2 November 2026, 10:00 EST Visit, cancelled" in words_of(response)
    assert Appointment.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "sent", [{"visit": "own", "seen": "5"}, {"visit": "", "seen": ""}, {"visit": "x", "seen": "y"}]
)
def test_visit_that_was_changed_meanwhile_is_not_cancelled(desk, visit, sent):
    sent = {key: visit.pk if value == "own" else value for key, value in sent.items()}
    response = desk.post(f"{times_of(visit.request)}cancel/", sent, follow=True)
    assert "This visit was changed in the meantime." in words_of(response)
    assert Appointment.objects.get().state == "booked"


def test_moving_what_the_patient_just_cancelled_says_so(desk, visit):
    appointments.cancel(visit)
    assert "This visit was changed in the meantime." in words_of(move(desk, visit, "2026-11-04 09:00"))


# Who may, and what is seen elsewhere


def test_only_those_who_answer_requests_come_in(patient, visit, editor, publisher, surgeon, administrator, signed_in):
    for account, status in [(editor, 403), (publisher, 403), (surgeon, 200), (administrator, 200)]:
        assert signed_in(account).get(times_of(patient)).status_code == status
    for address in ("cancel/", "take-back/"):
        sent = {"visit": visit.pk, "seen": 0, "offer": OfferedTime.objects.last().pk}
        assert signed_in(editor).post(times_of(patient) + address, sent).status_code == 403
        assert signed_in(surgeon).get(times_of(patient) + address).status_code == 405
    assert Appointment.objects.get().state == "booked"
    assert signed_in(surgeon).get(f"{REQUESTS}999999/times/").status_code == 404


def test_name_stands_neither_in_the_title_nor_in_the_breadcrumbs(desk, patient):
    html = desk.get(times_of(patient)).content.decode()
    assert f"<title>Times and visit: {patient.reference} |" in html
    assert "Canary" not in re.search(r'<div class="breadcrumbs">.*?</div>', html, re.DOTALL)[0]
    assert "of Zubaida Canary" in html


@pytest.mark.parametrize(
    ("status", "words", "is_main"),
    [
        ("new", "Offer times", False),
        ("in_review", "Offer times", True),
        ("waiting", "Offer times", True),
        ("times_offered", "Offer more times", False),
        ("booked", "Move or cancel the visit", False),
    ],
)
def test_way_to_the_times_stands_among_the_next_steps(desk, patient, status, words, is_main):
    ConsultationRequest.objects.update(status=status)
    html = desk.get(f"{REQUESTS}{patient.pk}/change/").content.decode()
    found = re.search(rf'<a class="button( button--main)?" href="{times_of(patient)}">([^<]+)</a>', html)
    assert (found[2], bool(found[1])) == (words, is_main)
    row = html.partition('<div class="submit-row">')[2]
    assert row.count("button--main") == 1


def test_request_says_how_it_stands_with_the_visit(desk, patient, coordinator, signed_in, stopped_clock):
    page = f"{REQUESTS}{patient.pk}/change/"
    assert "No time was offered yet." in words_of(desk.get(page))
    appointments.offer(patient, [MONDAY], actor=coordinator)
    stopped_clock.move_to(MONDAY)
    desk = signed_in(coordinator)
    said = words_of(desk.get(page))
    assert "No time is open at present." in said
    assert "Monday, 2 November 2026, 10:00 EST Has passed" in said
    appointments.none_fits(patient)
    assert "Monday, 2 November 2026, 10:00 EST Does not suit" in words_of(desk.get(page))


def test_start_page_lists_the_next_visits_for_those_who_may_see_them(
    desk, patient, visit, others_visit, editor, signed_in
):
    said = words_of(desk.get("/admin/"))
    assert (
        f"Visits Monday, 2 November 2026, 10:00 EST {patient.reference} "
        f"Tuesday, 3 November 2026, 14:30 EST {others_visit.request.reference}" in said
    )
    assert patient.reference not in words_of(signed_in(editor).get("/admin/"))
    appointments.cancel(visit)
    appointments.cancel(others_visit)
    assert 'id="start-visits"' not in desk.get("/admin/").content.decode()


def test_start_page_shows_eight_visits_and_the_way_to_all(desk, coordinator):
    for days in range(9):
        request = patient_request()
        moment = MONDAY + timedelta(days=days)
        appointments.choose(request, appointments.offer(request, [moment], actor=coordinator)[0].pk)
    html = desk.get("/admin/").content.decode().partition('id="start-visits"')[2].partition("</section>")[0]
    assert (html.count("<li>"), "?status__exact=booked" in html) == (8, True)


def test_visit_that_took_place_is_seen_as_over(patient, visit, coordinator, signed_in, stopped_clock):
    stopped_clock.move_to(MONDAY + timedelta(hours=2))
    workflow.change_status(patient, "seen", actor=coordinator)
    again = appointments.offer(patient, [from_clock(datetime(2026, 12, 1, 9))], actor=coordinator)
    appointments.choose(patient, again[0].pk)
    said = words_of(signed_in(coordinator).get(f"{REQUESTS}{patient.pk}/change/"))
    assert "Tuesday, 1 December 2026, 9:00 EST Monday, 2 November 2026, 10:00 EST Visit, over" in said
