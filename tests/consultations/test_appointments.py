"""Times and visits: who may have which time, what is told to whom, and what calendars hear of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from consultations import appointments, workflow
from consultations.free_times import TimeRefused
from consultations.models import Appointment, ConsultationRequest, OfferedTime
from consultations.workflow import NotAllowed
from tests.consultations.at_once import together
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
Status = ConsultationRequest.Status
NOW = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
TUESDAY, THURSDAY, WEDNESDAY = (
    datetime(2027, 1, 26, 15, 0, tzinfo=UTC),
    datetime(2027, 1, 28, 19, 30, tzinfo=UTC),
    datetime(2027, 2, 3, 14, 0, tzinfo=UTC),
)
ALL = [TUESDAY, THURSDAY, WEDNESDAY]


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patient():
    return patient_request()


@pytest.fixture
def offered(patient, coordinator):
    return appointments.offer(patient, ALL, actor=coordinator)


@pytest.fixture
def visit(patient, offered):
    return appointments.choose(patient, offered[0].pk)


def states(request) -> list[str]:
    return list(request.offered_times.values_list("state", flat=True))


def status(request) -> str:
    return ConsultationRequest.objects.get(pk=request.pk).status


def mails(request) -> list[str]:
    """The kinds of mails since the request was received."""
    kinds = list(request.mails.order_by("pk").values_list("kind", flat=True))
    return [kind for kind in kinds if kind not in {"received", "staff-new"}]


def events(request) -> list[str]:
    return [f"{event.kind} {event.detail}".strip() for event in request.events.all() if event.kind != "received"]


def last_entry(request):
    text = request.mails.exclude(kind="staff-news").order_by("-pk").first().calendar
    calendar = Calendar.from_ical(text)
    event = calendar.events[0]
    return [str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"], event["DTSTART"].dt, str(event["UID"])]


# Offering


def test_offered_times_are_open_in_order_and_told(patient, coordinator):
    appointments.offer(patient, [WEDNESDAY, TUESDAY], actor=coordinator)
    assert [(each.starts_at, each.state) for each in patient.offered_times.all()] == [
        (TUESDAY, "open"),
        (WEDNESDAY, "open"),
    ]
    assert status(patient) == Status.TIMES_OFFERED
    event = patient.events.get(kind="times_offered")
    assert (event.detail, event.actor) == ("Tue 26 Jan 2027, 10:00 EST; Wed 3 Feb 2027, 9:00 EST", coordinator)
    mail = patient.mails.get(kind="times-offered")
    assert mail.to == "ada@example.com"
    first, second = mail.body.index("Tuesday, 26 January 2027, 10:00 am"), mail.body.index("Wednesday, 3 February")
    assert first < second
    assert mail.calendar == ""


def test_five_times_can_be_open_and_no_sixth(patient, coordinator, stopped_clock):
    moments = [TUESDAY + timedelta(days=days) for days in range(6)]
    with pytest.raises(NotAllowed, match="up to five"):
        appointments.offer(patient, moments, actor=coordinator)
    appointments.offer(patient, moments[:5], actor=coordinator)
    with pytest.raises(NotAllowed, match="5 are open already"):
        appointments.offer(patient, moments[5:], actor=coordinator)
    stopped_clock.move_to(moments[1] + timedelta(minutes=1))
    appointments.offer(patient, [WEDNESDAY, WEDNESDAY + timedelta(days=1)], actor=coordinator)
    assert patient.offered_times.open_now().count() == 5


def test_no_time_at_all_cannot_be_offered(patient, coordinator):
    with pytest.raises(NotAllowed, match="at least one"):
        appointments.offer(patient, [], actor=coordinator)


@pytest.mark.parametrize(
    ("moments", "why"),
    [
        ([NOW], "has passed"),
        ([TUESDAY, NOW - timedelta(days=1)], "has passed"),
        ([THURSDAY, THURSDAY], "offered already"),
        ([WEDNESDAY], "offered already"),
    ],
)
def test_time_that_cannot_be_is_refused_and_nothing_is_offered(patient, coordinator, moments, why):
    appointments.offer(patient, [WEDNESDAY], actor=coordinator)
    with pytest.raises(TimeRefused, match=why) as refusal:
        appointments.offer(patient, moments, actor=coordinator)
    assert refusal.value.moment == moments[-1]
    assert (patient.offered_times.count(), mails(patient)) == (1, ["times-offered"])


@pytest.mark.parametrize(
    ("minutes", "clashes"), [(-60, False), (-59, True), (0, True), (30, True), (59, True), (60, False)]
)
def test_time_of_somebody_elses_visit_is_refused_by_the_minute(patient, visit, coordinator, minutes, clashes):
    other = patient_request(full_name="Eve Example")
    moment = TUESDAY + timedelta(minutes=minutes)
    if clashes:
        with pytest.raises(TimeRefused, match=f"{patient.reference} has a visit from 10:00 to 11:00"):
            appointments.offer(other, [moment], actor=coordinator)
    else:
        appointments.offer(other, [moment], actor=coordinator)
    assert other.offered_times.exists() is not clashes


def test_one_time_can_be_offered_to_two_patients_but_its_own_visit_only_once(patient, visit, coordinator):
    other = patient_request(full_name="Eve Example")
    appointments.offer(other, [THURSDAY], actor=coordinator)
    with pytest.raises(TimeRefused, match="offered already"):
        appointments.offer(patient, [TUESDAY], actor=coordinator)
    appointments.offer(patient, [TUESDAY + timedelta(minutes=30)], actor=coordinator)
    assert status(patient) == Status.BOOKED


@pytest.mark.parametrize("state", [Status.CLOSED, Status.WITHDRAWN, Status.QUARANTINED])
def test_closed_request_gets_no_times(patient, coordinator, state):
    ConsultationRequest.objects.update(status=state)
    with pytest.raises(NotAllowed, match="cannot go from"):
        appointments.offer(patient, [TUESDAY], actor=coordinator)
    assert not patient.offered_times.exists()


def test_time_is_taken_back_and_the_last_one_brings_the_request_back(patient, coordinator):
    first, second = appointments.offer(patient, [TUESDAY, THURSDAY], actor=coordinator)
    assert appointments.take_back(first, actor=coordinator)
    assert (states(patient), status(patient)) == (["taken_back", "open"], Status.TIMES_OFFERED)
    assert appointments.take_back(second, actor=coordinator)
    assert status(patient) == Status.IN_REVIEW
    assert not appointments.take_back(second, actor=coordinator)
    assert "times_offered no longer Tue 26 Jan 2027, 10:00 EST" in events(patient)


def test_time_taken_back_beside_a_visit_leaves_the_visit(patient, visit, offered, coordinator):
    assert appointments.take_back(offered[1], actor=coordinator)
    assert (states(patient), status(patient)) == (["chosen", "taken_back", "open"], Status.BOOKED)


# Choosing


def test_chosen_time_is_booked_and_the_others_stay_open(patient, visit):
    assert (visit.starts_at, visit.sequence, visit.minutes) == (TUESDAY, 0, 60)
    assert states(patient) == ["chosen", "open", "open"]
    assert status(patient) == Status.BOOKED
    assert mails(patient) == ["times-offered", "booked", "staff-news"]
    assert events(patient)[-1] == "booked Tue 26 Jan 2027, 10:00 EST"
    assert last_entry(patient) == ["PUBLISH", "CONFIRMED", 0, TUESDAY, f"{visit.uid}@127.0.0.1"]
    assert "Tuesday, 26 January 2027, 10:00 am New York time (EST)" in patient.mails.get(kind="booked").body


def test_pressing_twice_books_once(patient, offered, visit):
    assert appointments.choose(patient, offered[0].pk) == visit
    assert (Appointment.objects.count(), mails(patient).count("booked")) == (1, 1)


def test_another_choice_moves_the_visit_and_its_calendar_entry(patient, offered, visit):
    Appointment.objects.update(reminded_at=NOW)
    moved = appointments.choose(patient, offered[1].pk)
    assert (moved.pk, moved.starts_at, moved.sequence, moved.reminded_at) == (visit.pk, THURSDAY, 1, None)
    assert states(patient) == ["open", "chosen", "open"]
    assert mails(patient)[-1] == "moved"
    assert last_entry(patient) == ["PUBLISH", "CONFIRMED", 1, THURSDAY, f"{visit.uid}@127.0.0.1"]
    back = appointments.choose(patient, offered[0].pk)
    assert (back.starts_at, back.sequence, states(patient)) == (TUESDAY, 2, ["chosen", "open", "open"])


def test_time_of_somebody_else_cannot_be_chosen(offered):
    with pytest.raises(NotAllowed, match="not open any more"):
        appointments.choose(patient_request(full_name="Eve Example"), offered[0].pk)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("state", ["declined", "taken_back"])
def test_time_that_is_closed_cannot_be_chosen(patient, offered, state):
    OfferedTime.objects.update(state=state)
    with pytest.raises(NotAllowed, match="not open any more"):
        appointments.choose(patient, offered[0].pk)


def test_time_that_has_passed_cannot_be_chosen(patient, offered, stopped_clock):
    stopped_clock.move_to(TUESDAY)
    with pytest.raises(NotAllowed, match="not open any more"):
        appointments.choose(patient, offered[0].pk)


def test_request_that_is_read_again_books_nothing(patient, offered, coordinator):
    workflow.change_status(patient, Status.IN_REVIEW, actor=coordinator)
    with pytest.raises(NotAllowed, match="not open any more"):
        appointments.choose(patient, offered[0].pk)
    assert states(patient) == ["open"] * 3


@pytest.mark.parametrize("minutes", [-59, 0, 59])
def test_time_that_somebody_else_took_is_not_open_any_more(patient, offered, coordinator, minutes):
    other = patient_request(full_name="Eve Example")
    theirs = appointments.offer(other, [TUESDAY + timedelta(minutes=minutes)], actor=coordinator)
    appointments.choose(other, theirs[0].pk)
    assert states(patient) == ["taken_back", "open", "open"]
    with pytest.raises(NotAllowed, match="not open any more"):
        appointments.choose(patient, offered[0].pk)
    assert not patient.appointments.exists()


def test_visit_that_is_over_leaves_room_for_the_next_one(patient, visit, offered, coordinator, stopped_clock):
    stopped_clock.move_to(TUESDAY + timedelta(hours=2))
    workflow.change_status(patient, Status.SEEN, actor=coordinator)
    again = appointments.offer(patient, [WEDNESDAY], actor=coordinator)
    second = appointments.choose(patient, again[0].pk)
    visit.refresh_from_db()
    assert (visit.state, second.state) == ("over", "booked")
    assert second.uid != visit.uid


# None of them


def test_none_fits_closes_the_offers_and_tells_staff(patient, offered):
    assert appointments.none_fits(patient)
    assert states(patient) == ["declined"] * 3
    assert status(patient) == Status.IN_REVIEW
    assert mails(patient) == ["times-offered", "staff-news"]
    assert "no_time_fits" in events(patient)
    assert not appointments.none_fits(patient)
    assert mails(patient).count("staff-news") == 1


def test_none_fits_does_nothing_to_a_booked_visit(patient, visit):
    assert not appointments.none_fits(patient)
    assert (status(patient), states(patient)) == (Status.BOOKED, ["chosen", "open", "open"])


# Moving


def test_staff_move_a_visit(patient, visit, coordinator):
    moment = TUESDAY + timedelta(minutes=30)
    moved = appointments.move(visit, moment, actor=coordinator, seen=0)
    assert (moved.starts_at, moved.sequence, moved.uid) == (moment, 1, visit.uid)
    assert states(patient) == ["taken_back", "open", "open"]
    assert mails(patient)[-1] == "moved"
    assert last_entry(patient)[:4] == ["PUBLISH", "CONFIRMED", 1, moment]
    event = patient.events.get(kind="moved")
    assert (event.detail, event.actor) == (
        "from Tue 26 Jan 2027, 10:00 EST to Tue 26 Jan 2027, 10:30 EST",
        coordinator,
    )


def test_visit_moved_to_an_offered_time_uses_that_offer(patient, visit, coordinator):
    appointments.move(visit, THURSDAY, actor=coordinator)
    assert states(patient) == ["taken_back", "chosen", "open"]


def test_moving_to_the_same_time_is_no_change(patient, visit, coordinator):
    assert appointments.move(visit, TUESDAY, actor=coordinator).sequence == 0
    assert "moved" not in mails(patient)


def test_visit_cannot_move_onto_another_or_into_the_past(patient, visit, coordinator):
    other = patient_request(full_name="Eve Example")
    theirs = appointments.choose(other, appointments.offer(other, [THURSDAY], actor=coordinator)[0].pk)
    for moment, why in [(TUESDAY + timedelta(minutes=10), "has a visit"), (NOW, "has passed")]:
        with pytest.raises(TimeRefused, match=why):
            appointments.move(theirs, moment, actor=coordinator)
    theirs.refresh_from_db()
    assert (theirs.starts_at, theirs.sequence) == (THURSDAY, 0)


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_visit_that_changed_since_it_was_seen_is_left_alone(patient, visit, offered, coordinator, act):
    appointments.choose(patient, offered[1].pk)
    arguments = [visit, WEDNESDAY] if act == "move" else [visit]
    with pytest.raises(NotAllowed, match="changed in the meantime"):
        getattr(appointments, act)(*arguments, actor=coordinator, seen=0)
    assert Appointment.objects.get().sequence == 1


# Cancelling


def test_patient_cancels_and_can_choose_again(patient, visit, offered):
    appointments.cancel(visit)
    assert (states(patient), status(patient)) == (["declined", "open", "open"], Status.TIMES_OFFERED)
    assert mails(patient)[-1] == "cancelled"
    assert last_entry(patient) == ["CANCEL", "CANCELLED", 1, TUESDAY, f"{visit.uid}@127.0.0.1"]
    anew = appointments.choose(patient, offered[1].pk)
    assert (anew.uid != visit.uid, anew.sequence) == (True, 0)


def test_staff_hear_of_what_the_patient_changes(patient, visit, offered):
    for act in (lambda: appointments.choose(patient, offered[1].pk), lambda: appointments.cancel(visit)):
        patient.mails.filter(kind="staff-news").update(state="sent")
        act()
        assert patient.mails.filter(kind="staff-news", state="waiting").count() == 1


def test_staff_cancel_and_nobody_tells_them_so(patient, visit, coordinator):
    patient.mails.filter(kind="staff-news").update(state="sent")
    OfferedTime.objects.filter(state="open").update(state="declined")
    appointments.cancel(visit, actor=coordinator)
    assert (states(patient)[0], status(patient)) == ("taken_back", Status.IN_REVIEW)
    assert mails(patient)[-1] == "cancelled"
    assert not patient.mails.filter(kind="staff-news", state="waiting").exists()
    assert patient.events.get(kind="cancelled").actor == coordinator


def test_cancelling_twice_is_once(patient, visit):
    appointments.cancel(visit)
    appointments.cancel(visit, seen=0)
    assert (mails(patient).count("cancelled"), Appointment.objects.get().sequence) == (1, 1)


def test_visit_that_has_begun_is_not_cancelled(patient, visit, stopped_clock):
    stopped_clock.move_to(TUESDAY)
    with pytest.raises(NotAllowed, match="changed in the meantime"):
        appointments.cancel(visit)


def test_withdrawing_a_request_cancels_its_visit(patient, visit):
    assert appointments.cancel_for_withdrawal(patient)
    assert last_entry(patient)[:3] == ["CANCEL", "CANCELLED", 1]
    assert status(patient) == Status.BOOKED, "the state is the caller's"
    workflow.follow(patient, Status.WITHDRAWN)
    assert states(patient) == ["declined", "taken_back", "taken_back"]
    assert not appointments.cancel_for_withdrawal(patient)


# Two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("minutes", [0, 30])
def test_one_of_two_who_choose_the_same_hour_gets_it(coordinator, minutes):
    patients = [patient_request(), patient_request(full_name="Eve Example")]
    first = appointments.offer(patients[0], [TUESDAY], actor=coordinator)[0]
    second = appointments.offer(patients[1], [TUESDAY + timedelta(minutes=minutes)], actor=coordinator)[0]
    outcomes = together(
        lambda: appointments.choose(patients[0], first.pk), lambda: appointments.choose(patients[1], second.pk)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appointment", "NotAllowed"]
    assert Appointment.objects.count() == 1
    assert sorted(status(patient) for patient in patients) == [Status.BOOKED, Status.TIMES_OFFERED]


@pytest.mark.django_db(transaction=True)
def test_one_patient_in_two_windows_has_one_visit(coordinator):
    patient = patient_request()
    offers = appointments.offer(patient, [TUESDAY, THURSDAY], actor=coordinator)
    outcomes = together(*(lambda o=o: appointments.choose(patient, o.pk) for o in [*offers, *offers]))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appointment"] * 4
    visit = Appointment.objects.get()
    assert mails(patient).count("moved") == visit.sequence
    assert sorted(states(patient)) == ["chosen", "open"]
