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


def send(client, request, *ticked, outside: str = "", act="offer", **more):
    """Tick times and press a button; `outside` is a typed day and time, and which of two equal ones."""
    day, time, which = [*outside.split(), "", "", ""][:3]
    typed = {"outside_day": day, "outside_time": time, "outside_which": which}
    sent = {"act": act, "times": [moment.isoformat() for moment in ticked]} | typed | more
    return client.post(times_of(request), sent, follow=True)


def words_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<body")[2])
    return re.sub(r"\s+", " ", unescape(body))


def errors_of(response) -> list[str]:
    html = response.content.decode()
    found = re.findall(r'<p class="errornote">(.*?)</p>|id="id_outside_error"><li>(.*?)</li>', html)
    return [unescape(above or beside) for above, beside in found]


def ticked_in(response) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="times" value="([^"]+)"([^>]*)>', response.content.decode())
    return [value for value, rest in boxes if " checked" in rest]


def offered() -> list[datetime]:
    return list(OfferedTime.objects.values_list("starts_at", flat=True))


# Offering


def test_times_are_offered_and_seen_on_the_request(desk, patient):
    response = send(desk, patient, TUESDAY, MONDAY)
    assert response.redirect_chain == [(f"{REQUESTS}{patient.pk}/change/", 302)]
    said = words_of(response)
    assert "2 times were offered. The patient gets a mail." in said
    assert "Monday, 2 November 2026, 10:00 EST Open Tuesday, 3 November 2026, 14:30 EST Open" in said
    assert offered() == [MONDAY, TUESDAY]
    assert "One time was offered." in words_of(send(desk, patient, outside="2026-11-04 19:00"))
    assert offered()[2] == from_clock(datetime(2026, 11, 4, 19))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-10-29 10:59", "This time has passed."),
        ("2027-03-14 02:30", "so this time does not exist"),
        ("2026-11-01 01:30", "the clock shows this time twice"),
        ("2026-11-02", "Give both the day and the time."),
        ("soon 10:00", "Write the day like 2026-12-07."),
        ("2026-11-03 14:00", "has a visit from 14:30 to 15:30."),
    ],
)
def test_typed_time_that_cannot_be_is_said_beside_it_and_ticks_stay(desk, patient, others_visit, typed, message):
    response = send(desk, patient, MONDAY, outside=typed)
    assert len(errors_of(response)) == 1
    assert message in errors_of(response)[0]
    assert ticked_in(response) == [MONDAY.isoformat()]
    assert not patient.offered_times.exists()
    html = response.content.decode()
    assert "<title>Error: Times and visit: " in html
    assert re.search(r'aria-describedby="times-outside-help\s+id_outside_error"', html)
    assert '<details class="fold times__outside" open>' in html


def test_repeated_hour_is_asked_for_and_then_offered(desk, patient):
    html = send(desk, patient, outside="2026-11-01 01:30").content.decode()
    assert re.findall(r'name="(\w+_which)"', html) == ["outside_which"]
    send(desk, patient, outside="2026-11-01 01:30 second")
    assert offered() == [datetime(2026, 11, 1, 6, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("ticked", "act", "message"),
    [
        ([], "offer", "Tick at least one time to offer."),
        ([], "book", "Tick the one time to book."),
        ([MONDAY, TUESDAY], "book", "A visit takes place once. Tick one time only."),
        (
            [NOW - timedelta(minutes=30)],
            "offer",
            "Thu 29 Oct 2026, 10:30 EDT: This time has passed. Choose a later one.",
        ),
        (
            [NOW - timedelta(minutes=30)],
            "book",
            "Thu 29 Oct 2026, 10:30 EDT: This time has passed. Choose a later one.",
        ),
    ],
)
def test_ticks_that_cannot_be_are_said_above_the_calendar(desk, patient, ticked, act, message):
    response = send(desk, patient, *ticked, act=act)
    assert errors_of(response) == [message]
    assert (offered(), Appointment.objects.count()) == ([], 0)


@pytest.mark.parametrize("value", ["soon", "2026-11-02T10:00", "2026-11-99T10:00Z", ""])
def test_value_that_no_calendar_wrote_is_refused(desk, patient, value):
    response = desk.post(times_of(patient), {"act": "offer", "times": [value]})
    assert errors_of(response) == ["This is no time of the calendar. Please tick it again."]
    assert offered() == []


def test_more_than_five_are_refused_with_every_tick_kept(desk, patient):
    six = [MONDAY + timedelta(hours=hours) for hours in range(6)]
    response = send(desk, patient, *six)
    assert errors_of(response) == [
        "A patient chooses between up to five times. 0 are open already; take one back first."
    ]
    assert ticked_in(response) == [moment.isoformat() for moment in six]


def test_time_taken_in_the_last_moment_is_said_with_its_time(desk, patient, others_visit, monkeypatch):
    """Somebody else books between the check of the form and the offer."""
    from consultations.admin import visit_forms

    monkeypatch.setattr(visit_forms, "check", lambda *arguments: None)
    response = send(desk, patient, MONDAY, TUESDAY)
    said = f"{others_visit.request} has a visit from 14:30 to 15:30. Choose another time."
    assert errors_of(response) == [f"Tue 3 Nov 2026, 14:30 EST: {said}"]
    assert offered() == [TUESDAY]


def test_with_five_open_times_one_can_be_booked_but_none_offered(desk, patient, coordinator):
    appointments.offer(patient, [MONDAY + timedelta(days=days) for days in range(5)], actor=coordinator)
    response = desk.get(times_of(patient))
    assert "Five times are open, which is the most." in words_of(response)
    assert re.findall(r'name="act" value="(\w+)">(?:Offer|Book this)', response.content.decode()) == ["book"]


# Booking at once


def test_visit_is_booked_at_once_for_a_patient_on_the_phone(desk, patient, coordinator):
    response = send(desk, patient, MONDAY, act="book")
    assert "The visit is booked: Monday, 2 November 2026, 10:00 EST. The patient gets a mail." in words_of(response)
    visit = Appointment.objects.get()
    assert (visit.request, visit.starts_at) == (patient, MONDAY)
    booked = patient.events.get(kind="booked")
    assert (booked.actor, booked.detail) == (coordinator, "Mon 2 Nov 2026, 10:00 EST")
    assert [mail.kind for mail in patient.mails.filter(kind="booked")] == ["booked"]


def test_open_time_is_booked_from_the_list(desk, patient, coordinator):
    first, _ = appointments.offer(patient, [MONDAY, TUESDAY], actor=coordinator)
    html = desk.get(times_of(patient)).content.decode()
    value = re.search(r'<input type="hidden" name="times" value="([^"]+)">', html)[1]
    desk.post(times_of(patient), {"act": "book", "times": value})
    assert Appointment.objects.get().starts_at == MONDAY
    first.refresh_from_db()
    assert first.state == "chosen"
    assert "Book it now" not in desk.get(times_of(patient)).content.decode()


def test_patient_who_must_not_be_written_to_gets_no_mail_and_staff_are_told(desk, patient):
    patient.consents.filter(purpose="contact").update(withdrawn_at=NOW)
    said = words_of(send(desk, patient, MONDAY, act="book"))
    assert "The patient gets no mail. The consent to be contacted was taken back." in said
    assert not patient.mails.filter(kind="booked").exists()


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
def test_closed_request_has_no_calendar_and_no_button(desk, patient, status, words):
    ConsultationRequest.objects.update(status=status)
    response = desk.get(times_of(patient))
    assert words in words_of(response)
    assert 'name="times"' not in response.content.decode()
    assert times_of(patient) not in desk.get(f"{REQUESTS}{patient.pk}/change/").content.decode()
    send(desk, patient, MONDAY)
    send(desk, patient, MONDAY, act="book")
    assert (offered(), Appointment.objects.count()) == ([], 0)


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


def move(client, visit, *ticked, outside: str = "", seen: int | str = 0):
    return send(client, visit.request, *ticked, outside=outside, act="move", seen=seen)


@pytest.mark.parametrize("way", [{"outside": "2026-11-04 09:00"}, {"ticked": from_clock(datetime(2026, 11, 4, 9))}])
def test_visit_is_moved(desk, visit, way):
    response = move(desk, visit, *filter(None, [way.get("ticked")]), outside=way.get("outside", ""))
    assert "The visit is on Wednesday, 4 November 2026, 9:00 EST now. The patient gets a mail." in words_of(response)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.sequence) == (from_clock(datetime(2026, 11, 4, 9)), 1)


def test_visit_that_stays_where_it_is_makes_no_mail(desk, visit):
    assert "The visit stays where it is." in words_of(move(desk, visit, MONDAY))
    assert not visit.request.mails.filter(kind="moved").exists()


@pytest.mark.parametrize(
    ("typed", "seen", "message"),
    [
        ("2026-10-01 09:00", 0, "This time has passed."),
        ("2026-11-10 09:30", 0, "has a visit from 09:00 to 10:00."),
        ("2027-03-14 02:30", 0, "so this time does not exist"),
        ("", 0, "Tick the one time to move the visit to."),
        ("2026-11-04 09:00", 7, "This visit was changed in the meantime."),
        ("2026-11-04 09:00", "", "This visit was changed in the meantime."),
    ],
)
def test_visit_that_cannot_move_there_stays(desk, visit, others_visit, typed, seen, message):
    appointments.move(others_visit, from_clock(datetime(2026, 11, 10, 9)), actor=None)
    assert message in errors_of(move(desk, visit, outside=typed, seen=seen))[0]
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
    response = move(desk, visit, outside="2026-11-04 09:00")
    assert "This visit was changed in the meantime." in words_of(response)


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
    row = html.partition('<div class="submit-row">')[2].partition("</main>")[0]
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
