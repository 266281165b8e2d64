"""Reminders of overdue answers: to the owner, then to everybody who coordinates, once each, in opening hours."""

import threading
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from consultations import outbox, overdue_reminders, workflow
from consultations.models import ConsultationRequest, OutboxMessage
from practice_site import hours_saving, worker
from practice_site.models import Practice
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
Kind = OutboxMessage.Kind


def at(text: str) -> datetime:
    """A moment in November 2026 on the clock of New York."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(at("23 10:00"), tick=False) as clock:  # a Monday; Thursday is Thanksgiving
        yield clock


@pytest.fixture
def request_of(coordinator):
    """A request that came on Monday at ten, so that its answer is due on Tuesday at ten; the owner may be given."""

    def make(owner=None, **answers):
        request = patient_request(**answers)
        return workflow.assign(request, owner, actor=coordinator) if owner else request

    return make


def told() -> list[str]:
    """Whom the mails are for, in order."""
    mails = OutboxMessage.objects.filter(kind=Kind.STAFF_OVERDUE).order_by("pk").select_related("staff_member")
    return [mail.staff_member.full_name if mail.staff_member else "the practice" for mail in mails]


def state_of(request) -> tuple[int, list[str]]:
    request.refresh_from_db()
    events = request.events.filter(kind="reminded").order_by("pk")
    return request.reminders_sent, [event.detail for event in events]


def test_owner_hears_first_and_everybody_after_half_the_time_more(request_of, surgeon, staff_of, stopped_clock):
    staff_of("coordinator", "second@example.com", full_name="Second Coordinator")
    request = request_of(surgeon)
    for moment, count, names in (
        ("24 09:59", 0, []),
        ("24 10:00", 1, ["Sample Surgeon"]),
        ("24 13:59", 0, ["Sample Surgeon"]),
        ("24 14:00", 1, ["Sample Surgeon", "Sample Coordinator", "Second Coordinator"]),
        ("27 16:00", 0, ["Sample Surgeon", "Sample Coordinator", "Second Coordinator"]),
    ):
        stopped_clock.move_to(at(moment))
        assert (overdue_reminders.remind(), told()) == (count, names), moment
    assert state_of(request) == (2, ["owner", "all coordinators"])


def test_request_without_an_owner_goes_to_everybody_at_once_and_never_again(request_of, stopped_clock):
    request = request_of()
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    stopped_clock.move_to(at("25 12:00"))
    assert (overdue_reminders.remind(), told()) == (0, ["Sample Coordinator"])
    assert state_of(request) == (2, ["all coordinators"])


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_owner_who_has_left_is_no_owner(request_of, surgeon, stopped_clock, change):
    request = request_of(surgeon)
    for name, value in change.items():
        setattr(surgeon, name, value)
    surgeon.save()
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    assert (told(), state_of(request)) == (["Sample Coordinator"], (2, ["all coordinators"]))


def test_coordinators_who_left_are_passed_over_and_editors_hear_nothing(
    request_of, surgeon, editor, coordinator, stopped_clock
):
    request_of()
    coordinator.is_active = False
    coordinator.save()
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    assert told() == ["Sample Surgeon"]


def test_practice_hears_where_nobody_may_answer(request_of, coordinator, stopped_clock):
    request_of()
    coordinator.is_active = False
    coordinator.save()
    Practice.objects.update_or_create(pk=1, defaults={"email": "office@example.com"})
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    assert told() == ["the practice"]


def test_each_mail_reaches_its_person_alone_and_the_practice_none_of_them(
    request_of, surgeon, stopped_clock, mailoutbox
):
    Practice.objects.update_or_create(pk=1, defaults={"email": "office@example.com"})
    request_of(surgeon)
    outbox.send_due()
    mailoutbox.clear()
    for moment in ("24 10:00", "24 14:00"):
        stopped_clock.move_to(at(moment))
        overdue_reminders.remind()
    outbox.send_due()
    assert [mail.recipients() for mail in mailoutbox] == [["surgeon@example.com"], ["coordinator@example.com"]]


@pytest.mark.parametrize("closed", ["24 17:00", "24 22:00", "25 08:59", "26 11:00", "28 11:00"])
def test_no_reminder_leaves_while_the_practice_is_closed(request_of, stopped_clock, closed):
    request_of()
    stopped_clock.move_to(at(closed))
    assert (overdue_reminders.remind(), told()) == (0, [])
    stopped_clock.move_to(at("30 09:00"))
    assert overdue_reminders.remind() == 1


def test_promise_that_ends_at_closing_time_is_reminded_of_when_the_practice_opens(coordinator, stopped_clock):
    stopped_clock.move_to(at("24 09:00"))
    patient_request()
    for moment, count in (("24 16:59", 0), ("24 17:00", 0), ("25 08:59", 0), ("25 09:00", 1)):
        stopped_clock.move_to(at(moment))
        assert overdue_reminders.remind() == count, moment


@pytest.mark.parametrize("status", ["waiting", "closed", "quarantined"])
def test_nobody_is_reminded_of_what_we_do_not_owe(request_of, coordinator, stopped_clock, status):
    request = request_of()
    if status == "quarantined":
        workflow.follow(request, status)
    else:
        workflow.change_status(request, status, actor=coordinator, reason="other")
    stopped_clock.move_to(at("25 12:00"))
    assert overdue_reminders.remind() == 0


def test_longer_promise_after_a_reminder_is_reminded_of_anew(request_of, surgeon, stopped_clock):
    request = request_of(surgeon)
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    hours_saving.save_week({weekday: [(time(9), time(11))] for weekday in range(5)})
    assert state_of(request) == (0, ["owner"])
    stopped_clock.move_to(at("30 10:00"))
    assert (overdue_reminders.remind(), state_of(request)) == (1, (1, ["owner", "owner"]))


def test_mail_holds_reference_and_link_and_no_word_of_the_patient(request_of, stopped_clock):
    request = request_of(full_name="Zubaida Canary", story="Zebra story", email="zebra@example.com")
    stopped_clock.move_to(at("24 10:00"))
    overdue_reminders.remind()
    mail = OutboxMessage.objects.get(kind=Kind.STAFF_OVERDUE)
    assert mail.subject == f"Answer overdue: request {request.reference}"
    assert f"/admin/consultations/consultationrequest/{request.pk}/change/" in mail.body
    assert not [word for word in ("Zubaida", "Canary", "Zebra", "zebra") if word in mail.subject + mail.body]


@pytest.mark.parametrize("count", [1, 3])
def test_look_costs_the_same_while_nothing_is_overdue(request_of, django_assert_num_queries, count):
    for _ in range(count):
        request_of()
    with django_assert_num_queries(4):
        assert overdue_reminders.remind() == 0


def test_worker_says_what_it_did(request_of, stopped_clock):
    request_of()
    ConsultationRequest.objects.update(answer_due_at=None)
    jobs = {job.name: job.run for job in worker.jobs}
    check, remind = jobs["due answers"], jobs["overdue answers"]
    assert (check(), check()) == ("1 answer due at another time now", None)
    stopped_clock.move_to(at("24 10:00"))
    assert (remind(), remind()) == ("1 answer is overdue; colleagues reminded", None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(request_of, stopped_clock):
    request = request_of()
    stopped_clock.move_to(at("24 10:00"))
    seen = overdue_reminders._overdue(at("24 10:00"))
    together, done = threading.Barrier(4), []

    def work():
        try:
            together.wait(timeout=60)
            done.append(overdue_reminders._remind_of(seen[0]))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [each.start() for each in workers]
    [each.join() for each in workers]
    assert (sorted(done), told()) == ([False, False, False, True], ["Sample Coordinator"])
    assert state_of(request) == (2, ["all coordinators"])
