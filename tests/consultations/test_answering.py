"""Answering a patient: what is sent, what it does to the promise and the state, and that it happens once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from consultations import answering, appointments, outbox, withdrawal, workflow
from consultations.models import ConsultationRequest, OutboxMessage, RequestEvent
from consultations.workflow import NotAllowed
from practice_site.local_time import from_clock
from tests.consultations.test_appointments import together
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in New York
ANSWER = "Hello Ada,\n\nthank you for waiting."


@pytest.fixture
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patient(stopped_clock):
    request = patient_request()
    stopped_clock.shift(timedelta(minutes=150))
    return request


def send(request, actor, answer=ANSWER, then="waiting", seen=None):
    seen = answering.last_change(request) if seen is None else seen
    return answering.send(request, answer, actor=actor, then=then, seen=seen)


def fresh(request) -> ConsultationRequest:
    return ConsultationRequest.objects.get(pk=request.pk)


def events(request) -> list[tuple]:
    return [(each.kind, each.detail, each.actor_name) for each in request.events.exclude(kind="received")]


def replies(request):
    return request.mails.filter(kind=OutboxMessage.Kind.REPLY)


def test_answer_is_a_mail_with_its_author_and_waits_for_the_patient(patient, coordinator):
    mail = send(patient, coordinator)
    assert (mail.to, mail.written_by_name) == ("ada@example.com", "Sample Coordinator")
    assert mail.subject == f"Our answer to your request {patient.reference}"
    assert f"\n\n{ANSWER}\n\nOn your own page" in mail.body
    assert mail.body == outbox.words_of("reply", patient, answer=ANSWER).body
    assert events(patient) == [
        ("replied", "by mail", "Sample Coordinator"),
        ("status_changed", "New to waiting for patient", "Sample Coordinator"),
    ]
    now = fresh(patient)
    assert (now.status, now.first_answered_at, now.answered_after) == ("waiting", NOW + timedelta(minutes=150), 150)
    assert now.answer_due_at is None


def test_answer_that_leaves_the_state_keeps_the_promise_too(patient, coordinator, stopped_clock):
    workflow.change_status(patient, "in_review", actor=coordinator)
    ConsultationRequest.objects.update(reminders_sent=2)
    send(patient, coordinator, then="stays")
    now = fresh(patient)
    assert (now.status, now.answer_due_at, now.reminders_sent) == ("in_review", None, 0)
    assert (now.first_answered_at, now.answered_after) == (NOW + timedelta(minutes=150), 150)
    stopped_clock.shift(timedelta(hours=1))
    send(patient, coordinator, answer="And one thing more.")
    assert fresh(patient).first_answered_at == NOW + timedelta(minutes=150), "the first answer stays the first"
    workflow.change_status(patient, "in_review", actor=coordinator)
    assert fresh(patient).answer_due_at is not None, "opened again, an answer is owed again"


@pytest.mark.parametrize("reason", ["not_suitable", "no_reply"])
def test_answer_closes_the_request_with_its_reason(patient, coordinator, reason):
    send(patient, coordinator, then=reason)
    now = fresh(patient)
    assert (now.status, now.closed_reason, now.answer_due_at) == ("closed", reason, None)
    assert now.first_answered_at == NOW + timedelta(minutes=150)


@pytest.mark.parametrize(
    ("status", "ways"),
    [
        ("new", ["waiting", "stays", "not_suitable", "no_reply"]),
        ("in_review", ["waiting", "stays", "not_suitable", "no_reply"]),
        ("waiting", ["stays", "not_suitable", "no_reply"]),
        ("times_offered", ["stays", "not_suitable", "no_reply"]),
        ("booked", ["stays"]),
        ("seen", ["stays", "not_suitable", "no_reply"]),
        ("closed", ["stays"]),
    ],
)
def test_only_what_can_follow_is_proposed_and_taken(patient, coordinator, status, ways):
    ConsultationRequest.objects.update(status=status)
    assert [way for way, _ in answering.ways_on(fresh(patient))] == ways
    for way in {"waiting", "stays", "not_suitable", "no_reply", "nonsense"} - set(ways):
        with pytest.raises(NotAllowed, match="this cannot follow"):
            send(patient, coordinator, then=way)
    assert not replies(patient).exists()
    assert not patient.events.filter(kind="replied").exists()
    send(patient, coordinator, then=ways[0])
    assert replies(patient).count() == 1


# Once, and not past each other


def test_same_answer_again_is_not_sent_again(patient, coordinator):
    seen = answering.last_change(patient)
    first = send(patient, coordinator, seen=seen)
    assert send(patient, coordinator, seen=seen) == first
    assert replies(patient).count() == 1
    assert patient.events.filter(kind="replied").count() == 1


def test_other_words_from_the_same_old_screen_are_not_sent(patient, coordinator):
    seen = answering.last_change(patient)
    send(patient, coordinator, seen=seen)
    with pytest.raises(answering.Meanwhile):
        send(patient, coordinator, answer="Something else.", seen=seen)
    assert replies(patient).count() == 1


def test_same_words_of_a_colleague_are_told_of_and_not_sent(patient, coordinator, surgeon):
    seen = answering.last_change(patient)
    send(patient, surgeon, seen=seen)
    with pytest.raises(answering.Meanwhile) as refusal:
        send(patient, coordinator, seen=seen)
    assert [(event.kind, event.actor_name) for event in refusal.value.events] == [
        ("replied", "Sample Surgeon"),
        ("status_changed", "Sample Surgeon"),
    ]
    assert replies(patient).count() == 1


def test_what_patients_and_colleagues_do_meanwhile_stops_the_answer(patient, coordinator, surgeon):
    for act in (
        lambda: workflow.change_status(patient, "in_review", actor=surgeon),
        lambda: appointments.offer(patient, [NOW + timedelta(days=2)], actor=surgeon),
        lambda: appointments.none_fits(patient),
        lambda: appointments.book(patient, NOW + timedelta(days=3), actor=surgeon),
    ):
        seen = answering.last_change(patient)
        act()
        with pytest.raises(answering.Meanwhile):
            send(patient, coordinator, then="stays", seen=seen)
    assert not replies(patient).exists()


def test_note_and_mail_that_left_do_not_stop_the_answer(patient, coordinator, surgeon):
    seen = answering.last_change(patient)
    workflow.add_note(patient, "Call her first.", author=surgeon)
    outbox.send_due()
    assert patient.events.filter(kind=RequestEvent.Kind.MAIL_SENT).exists()
    send(patient, coordinator, seen=seen)
    assert replies(patient).count() == 1


def test_when_the_state_cannot_follow_no_mail_is_left(patient, coordinator, monkeypatch):
    """Mail, event and state are one transaction."""

    def breaks(*arguments, **more):
        raise NotAllowed("no way")

    monkeypatch.setattr(workflow, "change_status", breaks)
    with pytest.raises(NotAllowed, match="no way"), transaction.atomic():
        send(patient, coordinator)
    assert (replies(patient).count(), events(patient)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_the_same_moment_send_one_answer(coordinator):
    patient = patient_request()
    seen = answering.last_change(patient)
    outcomes = together(*[lambda: send(patient, coordinator, seen=seen)] * 4)
    assert {type(outcome).__name__ for outcome in outcomes} == {"OutboxMessage"}
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert patient.events.filter(kind="replied").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_the_same_moment_send_one_answer(coordinator, surgeon):
    patient = patient_request()
    seen = answering.last_change(patient)
    outcomes = together(
        lambda: send(patient, coordinator, answer="One.", seen=seen),
        lambda: send(patient, surgeon, answer="Two.", seen=seen),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Meanwhile", "OutboxMessage"]
    assert replies(patient).count() == 1


# Who must not be written to


def _withdrawn(request):
    withdrawal.withdraw(request)


def _no_consent(request):
    request.consents.filter(purpose="contact").update(withdrawn_at=NOW)


def _quarantined(request):
    ConsultationRequest.objects.filter(pk=request.pk).update(status="quarantined")


def _no_address(request):
    request.email = ""
    request.save(update_fields=["email"])


@pytest.mark.parametrize(
    ("prepare", "reason", "can_be_called"),
    [
        (_withdrawn, "The patient took the request back.", False),
        (_no_consent, "The consent to be contacted was taken back.", False),
        (_quarantined, "The request is in quarantine.", False),
        (_no_address, "This request has no email address.", True),
    ],
)
def test_patient_who_must_not_be_written_to_gets_no_answer(patient, coordinator, prepare, reason, can_be_called):
    prepare(patient)
    current = fresh(patient)
    assert answering.why_no_mail(current) == reason
    assert (answering.why_not(current) is None) == can_be_called
    with pytest.raises(NotAllowed, match=reason):
        send(current, coordinator, then="stays")
    assert not replies(patient).exists()


def test_mail_to_a_patient_without_address_is_never_taken_for_one_to_staff(patient):
    before = patient.mails.count()
    assert outbox.write("booked", patient, to="", when="soon") is None
    assert patient.mails.count() == before


# By phone


def test_call_counts_as_the_answer_and_leaves_a_note(patient, coordinator):
    seen = answering.last_change(patient)
    note = answering.called(patient, "She calls back.", actor=coordinator, then="waiting", seen=seen)
    assert (note.text, note.author) == ("She calls back.", coordinator)
    assert events(patient) == [
        ("note_added", "", "Sample Coordinator"),
        ("replied", "by phone", "Sample Coordinator"),
        ("status_changed", "New to waiting for patient", "Sample Coordinator"),
    ]
    assert fresh(patient).answered_after == 150
    assert answering.called(patient, "She calls back.", actor=coordinator, then="waiting", seen=seen) == note
    with pytest.raises(answering.Meanwhile):
        answering.called(patient, "Another call.", actor=coordinator, then="waiting", seen=seen)
    assert patient.notes.count() == 1
    assert not replies(patient).exists()


# Booking at once, which is an answer too


def test_staff_book_without_an_offer_from_every_open_state(coordinator, stopped_clock):
    for hours, status in enumerate(["new", "in_review", "waiting", "times_offered", "seen"]):
        request = patient_request()
        ConsultationRequest.objects.filter(pk=request.pk).update(status=status)
        moment = from_clock(datetime(2026, 12, 8, 9)) + timedelta(hours=hours)
        visit = appointments.book(request, moment, actor=coordinator)
        now = fresh(request)
        assert (now.status, now.first_booked_at, visit.starts_at) == ("booked", NOW, moment)
        assert now.answer_due_at is None
        assert visit.request.mails.get(kind="booked").calendar


def test_booking_the_same_time_again_changes_nothing_and_another_one_is_refused(patient, coordinator):
    moment = NOW + timedelta(days=8)
    visit = appointments.book(patient, moment, actor=coordinator)
    assert appointments.book(patient, moment, actor=coordinator) == visit
    assert patient.mails.filter(kind="booked").count() == 1
    with pytest.raises(NotAllowed, match="A visit is booked already, on Tue 8 Dec 2026, 10:00 EST"):
        appointments.book(patient, moment + timedelta(hours=1), actor=coordinator)


def test_booking_takes_back_what_was_offered_to_others_then(patient, coordinator):
    other, moment = patient_request(), NOW + timedelta(days=8)
    appointments.offer(other, [moment], actor=coordinator)
    appointments.offer(patient, [moment, moment + timedelta(days=1)], actor=coordinator)
    appointments.book(patient, moment, actor=coordinator)
    assert list(other.offered_times.values_list("state", flat=True)) == ["taken_back"]
    assert list(patient.offered_times.values_list("state", flat=True)) == ["chosen", "open"]


@pytest.mark.parametrize("status", ["closed", "withdrawn", "quarantined"])
def test_nothing_is_booked_for_a_request_that_is_over(patient, coordinator, status):
    ConsultationRequest.objects.update(status=status)
    with pytest.raises(NotAllowed, match="so nothing can be booked"):
        appointments.book(patient, NOW + timedelta(days=8), actor=coordinator)
    assert not patient.appointments.exists()


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_book_the_same_hour_have_one_visit(coordinator, surgeon):
    patients, moment = [patient_request(), patient_request()], from_clock(datetime(2031, 1, 7, 10))
    outcomes = together(
        lambda: appointments.book(patients[0], moment, actor=coordinator),
        lambda: appointments.book(patients[1], moment + timedelta(minutes=30), actor=surgeon),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appointment", "TimeRefused"]
    assert sorted(fresh(patient).status for patient in patients) == ["booked", "new"]


@pytest.mark.django_db(transaction=True)
def test_desk_and_patient_who_book_at_the_same_moment_have_one_visit(coordinator):
    patient, moment = patient_request(), from_clock(datetime(2031, 1, 7, 10))
    offered = appointments.offer(patient, [moment, moment + timedelta(days=1)], actor=coordinator)
    outcomes = together(
        lambda: appointments.book(patient, moment, actor=coordinator),
        lambda: appointments.choose(patient, offered[0].pk),
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appointment"] * 2
    assert patient.appointments.count() == 1
    assert patient.mails.filter(kind="booked").count() == 1
