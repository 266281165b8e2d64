"""The private page with times and a visit: what stands there, what pressing does, and what is never done twice."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from icalendar import Calendar

from consultations import appointments, consents, private_link, visit_reminders, workflow
from consultations.consent_wordings import CURRENT, REMINDERS
from consultations.models import Appointment, ConsentRecord, ConsultationRequest, OfferedTime
from practice_site.models import Practice
from practice_site.worker import jobs
from tests.samples import path_of_link, patient_request

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
TUESDAY = datetime(2027, 1, 26, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2027, 1, 28, 19, 30, tzinfo=UTC)
WEDNESDAY = datetime(2027, 2, 3, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patient():
    return patient_request()


@pytest.fixture
def path(patient):
    return path_of_link(private_link.issue(patient))


@pytest.fixture
def offered(patient, coordinator):
    return appointments.offer(patient, [TUESDAY, THURSDAY, WEDNESDAY], actor=coordinator)


@pytest.fixture
def visit(patient, offered):
    return appointments.choose(patient, offered[0].pk)


def words_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2].partition("</main")[0])
    return re.sub(r"\s+", " ", unescape(body))


def heading_of(response) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", response.content.decode(), re.DOTALL)[0])


def send(client, path, **data):
    return client.post(f"{path}times/", data, follow=True)


# Reading


@pytest.mark.parametrize(
    ("count", "heading"),
    [(1, "One time is open for you"), (2, "Two times are open for you"), (3, "Three times are open for you")],
)
def test_heading_counts_the_times(client, patient, path, coordinator, count, heading):
    appointments.offer(patient, [TUESDAY, THURSDAY, WEDNESDAY][:count], actor=coordinator)
    response = client.get(path)
    assert heading_of(response) == heading
    assert response.content.decode().count('type="radio" name="time"') == count + 1


def test_times_stand_in_new_york_time_as_people_say_it(client, path, offered):
    said = words_of(client.get(path))
    assert "All times are New York time." in said
    for words in ("Tuesday 26 January 10:00 am", "Thursday 28 January 2:30 pm", "Wednesday 3 February 9:00 am"):
        assert words in said


def test_times_that_have_passed_vanish_and_others_can_be_asked_for(client, patient, path, offered, stopped_clock):
    stopped_clock.move_to(TUESDAY)
    assert heading_of(client.get(path)) == "Two times are open for you"
    private_link.issue(patient)
    stopped_clock.move_to(WEDNESDAY)
    response = client.get(path)
    assert heading_of(response) == "No time is open any more"
    response = send(client, path, time="none")
    assert "We look for other times and write to you." in words_of(response)
    assert ConsultationRequest.objects.get().status == "in_review"


def test_request_without_times_has_no_such_part(client, path):
    assert 'id="visit"' not in client.get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_booked", [False, True])
def test_page_costs_the_same_with_one_and_three_times(
    client, patient, path, coordinator, django_assert_num_queries, count, is_booked
):
    offered = appointments.offer(patient, [TUESDAY, THURSDAY, WEDNESDAY][: count + is_booked], actor=coordinator)
    if is_booked:
        appointments.choose(patient, offered[0].pk)
    with django_assert_num_queries(QUERIES_WITHOUT + 1 + is_booked):
        client.get(path)


QUERIES_WITHOUT = 7


def test_page_costs_this_much_without_times(client, path, django_assert_num_queries):
    with django_assert_num_queries(QUERIES_WITHOUT):
        client.get(path)


def test_reading_changes_nothing(client, path, visit):
    models = (Appointment, OfferedTime, ConsultationRequest)
    before = [list(model.objects.values()) for model in models]
    for address in (path, f"{path}visit.ics"):
        client.get(address)
        client.head(address)
    assert [list(model.objects.values()) for model in models] == before


@pytest.mark.parametrize("address", ["times/", "visit/cancel/"])
def test_links_in_mails_cannot_book_or_cancel(client, path, visit, address):
    assert client.get(path + address).status_code == 405
    assert client.post(path + address, {"time": "none"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Appointment.objects.get().state == "booked"


# Choosing


def test_chosen_time_is_booked_and_shown(client, path, offered):
    Practice.objects.create(street_address="1 Sample Street", state="NY")
    response = send(client, path, time=offered[1].pk)
    assert response.redirect_chain == [(f"{path}?done=visit-booked#visit", 303)]
    assert heading_of(response) == "Your visit is booked"
    said = words_of(response)
    assert "Your visit is booked. We send you a mail with an entry for your calendar." in said
    assert "Thursday 28 January 2027 2:30 pm, New York time (EST) 1 Sample Street New York, NY" in said
    assert Appointment.objects.get().starts_at == THURSDAY


def test_two_presses_and_the_back_button_book_once(client, path, offered):
    for _ in range(3):
        response = send(client, path, time=offered[0].pk)
        assert heading_of(response) == "Your visit is booked"
    assert Appointment.objects.get().sequence == 0


@pytest.mark.parametrize("remind", [False, True])
def test_reminder_is_agreed_to_only_by_a_tick(client, path, offered, remind):
    assert CURRENT[REMINDERS].text in words_of(client.get(path))
    response = send(client, path, time=offered[0].pk, **({"remind": "on"} if remind else {}))
    assert ConsentRecord.objects.standing().filter(purpose=REMINDERS).count() == remind
    assert ('name="remind"' in response.content.decode()) is not remind


def test_nothing_chosen_is_said_beside_the_times_and_above(client, path, offered):
    response = client.post(f"{path}times/", {"remind": "on"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in html
    assert '<a class="error-summary__link" href="#visit_time_0">Choose one of the times</a>' in html
    assert 'aria-describedby="visit_time_error"' in html
    assert 'name="remind" checked' in html


@pytest.mark.parametrize("time", ["x", "-1", "9" * 18, "9" * 40, "0"])
def test_nonsense_is_a_time_that_is_not_open(client, path, offered, time):
    response = client.post(f"{path}times/", {"time": time})
    assert response.status_code == 422
    assert "This time is not open any more. Please choose another one." in words_of(response)


def test_time_that_somebody_else_took_is_said_calmly_and_not_offered_again(client, path, offered, coordinator):
    other = patient_request(full_name="Eve Example")
    appointments.choose(other, appointments.offer(other, [TUESDAY], actor=coordinator)[0].pk)
    response = client.post(f"{path}times/", {"time": offered[0].pk})
    assert "This time is not open any more. Please choose another one." in words_of(response)
    assert (heading_of(response), "26 January" in words_of(response)) == ("Two times are open for you", False)


def test_last_open_time_that_is_gone_leaves_a_way_on(client, patient, path, coordinator):
    offered = appointments.offer(patient, [TUESDAY], actor=coordinator)
    OfferedTime.objects.update(state="taken_back")
    response = client.post(f"{path}times/", {"time": offered[0].pk})
    html = response.content.decode()
    assert "not open any more" in html
    assert 'href="#visit_time_0"' in html
    assert 'id="visit_time_0"' in html


def test_no_time_fits(client, path, offered):
    response = send(client, path, time="none")
    assert "We look for other times and write to you." in words_of(response)
    assert heading_of(response) == "We are reading it"
    assert "Nothing was changed." in words_of(send(client, path, time="none"))


# Moving and cancelling


def test_visit_moves_to_another_open_time(client, path, offered, visit):
    assert "Move to another time" in words_of(client.get(path))
    response = send(client, path, time=offered[2].pk)
    assert "Your visit has its new time." in words_of(response)
    assert Appointment.objects.get().starts_at == WEDNESDAY


def test_visit_without_other_open_times_offers_no_move(client, path, visit):
    OfferedTime.objects.filter(state="open").update(state="taken_back")
    said = words_of(client.get(path))
    assert ("Move to another time" in said, "Cancel the visit" in said) == (False, True)


def test_open_move_form_says_what_is_wrong(client, path, visit):
    response = client.post(f"{path}times/", {})
    assert '<details class="adder" open>' in response.content.decode()
    OfferedTime.objects.filter(state="open").update(state="taken_back")
    response = client.post(f"{path}times/", {"time": OfferedTime.objects.last().pk})
    assert 'id="visit_time_0">This time is not open any more.' in response.content.decode()


def cancel(client, path, visit, seen=0):
    return client.post(f"{path}visit/cancel/", {"visit": getattr(visit, "pk", visit), "seen": seen}, follow=True)


def test_visit_is_cancelled_and_another_time_can_be_chosen(client, path, visit):
    response = cancel(client, path, visit)
    assert "Your visit is cancelled." in words_of(response)
    assert heading_of(response) == "Two times are open for you"
    assert "Your visit is cancelled." in words_of(cancel(client, path, visit))
    assert Appointment.objects.get().sequence == 1


def test_step_that_was_left_again_shows_no_day(client, path, visit):
    appointments.cancel(visit)
    assert "Times offered since 12 January Booked still to come" in words_of(client.get(path))


def test_visit_that_was_moved_in_another_window_is_not_cancelled(client, path, offered, visit):
    appointments.choose(visit.request, offered[1].pk)
    assert "Nothing was cancelled" in words_of(cancel(client, path, visit))
    assert Appointment.objects.get().state == "booked"


@pytest.mark.parametrize(("number", "seen"), [("", ""), ("x", "0"), ("9" * 30, "0"), ("0", "0")])
def test_nonsense_cancels_nothing(client, path, visit, number, seen):
    assert "Nothing was cancelled" in words_of(cancel(client, path, number, seen))


def test_visit_of_somebody_else_is_not_cancelled(client, visit):
    other = path_of_link(private_link.issue(patient_request(full_name="Eve Example")))
    assert "Nothing was cancelled" in words_of(cancel(client, other, visit))
    assert Appointment.objects.get().state == "booked"


def test_visit_that_is_over_can_be_neither_moved_nor_cancelled(client, path, visit, stopped_clock):
    stopped_clock.move_to(TUESDAY)
    response = client.get(path)
    assert heading_of(response) == "Your visit was booked"
    assert "<form" not in response.content.decode().partition('id="visit"')[2].partition("</section>")[0]


# The calendar entry


def test_calendar_entry_is_given_again(client, path, visit):
    response = client.get(f"{path}visit.ics")
    event = Calendar.from_ical(response.content).events[0]
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (TUESDAY, 0)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "no-store" in response["Cache-Control"]


def test_there_is_no_calendar_entry_without_a_visit(client, path, visit):
    appointments.cancel(visit)
    assert client.get(f"{path}visit.ics").status_code == 404
    assert client.get("/request/forged/visit.ics").status_code == 404


# Reminders


@pytest.fixture
def agreed(patient):
    return consents.give(patient, REMINDERS)


def reminders() -> list[str]:
    return [mail.body for mail in ConsultationRequest.objects.get().mails.filter(kind="reminder")]


def at_the_day_before(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, 25, hour + 5, minute, tzinfo=UTC)


def test_reminder_is_written_once_from_ten_on_the_day_before(visit, agreed, stopped_clock):
    for moment in (at_the_day_before(9, 59), at_the_day_before(10) - timedelta(days=1)):
        stopped_clock.move_to(moment)
        assert visit_reminders.remind() == 0
    stopped_clock.move_to(at_the_day_before(10))
    assert [visit_reminders.remind(), visit_reminders.remind()] == [1, 0]
    assert ["Tuesday, 26 January 2027, 10:00 am" in body for body in reminders()] == [True]


def test_worker_says_how_many_it_wrote(visit, agreed, stopped_clock):
    job = next(job for job in jobs if job.name == "reminders")
    assert job.run() is None
    stopped_clock.move_to(at_the_day_before(10))
    assert [job.run(), job.run()] == ["1 reminder written", None]


def test_visit_that_changes_while_reminders_are_written_is_left_out(visit, agreed, coordinator, stopped_clock):
    stopped_clock.move_to(at_the_day_before(10))
    due = list(visit_reminders.due())
    appointments.move(visit, THURSDAY, actor=coordinator)
    assert [visit_reminders.write(each) for each in due] == [False]
    assert reminders() == []


def test_worker_that_was_down_still_reminds_on_that_day_only(visit, agreed, stopped_clock):
    stopped_clock.move_to(TUESDAY - timedelta(hours=1))
    assert visit_reminders.remind() == 0
    stopped_clock.move_to(at_the_day_before(18))
    assert visit_reminders.remind() == 1


def test_nobody_is_reminded_who_did_not_agree_or_has_no_visit(visit, stopped_clock):
    stopped_clock.move_to(at_the_day_before(10))
    assert visit_reminders.remind() == 0
    consents.give(visit.request, REMINDERS)
    consents.withdraw(visit.request, REMINDERS)
    assert visit_reminders.remind() == 0
    consents.give(visit.request, REMINDERS)
    appointments.cancel(visit)
    assert visit_reminders.remind() == 0


def test_visit_booked_or_moved_on_the_day_before_needs_no_reminder(visit, agreed, coordinator, stopped_clock):
    stopped_clock.move_to(at_the_day_before(10, 30))
    appointments.move(visit, TUESDAY + timedelta(hours=1), actor=coordinator)
    assert visit_reminders.remind() == 0


def test_visit_that_moved_is_reminded_of_anew(visit, agreed, coordinator, stopped_clock):
    stopped_clock.move_to(at_the_day_before(10))
    visit_reminders.remind()
    appointments.move(visit, THURSDAY, actor=coordinator)
    stopped_clock.move_to(at_the_day_before(11) + timedelta(days=2))
    assert visit_reminders.remind() == 1
    assert "Thursday, 28 January 2027, 2:30 pm" in reminders()[0]


def test_withdrawn_request_shows_no_visit(client, patient, path, visit):
    appointments.cancel_for_withdrawal(patient)
    workflow.follow(patient, "withdrawn")
    assert 'id="visit"' not in client.get(path).content.decode()
