"""Each mail leaves at most once, from both tables that mails wait in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import intake, outbox
from consultations.models import OutboxMessage
from practice_site import mail_queue
from practice_site.accounts import account_mail
from practice_site.models import AccountMail, Practice
from practice_site.models.queued_mail import QueuedMailQuerySet
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Room:
    """One table of mails, with two in it that are due."""

    mails: QueuedMailQuerySet
    send_due: Callable[[], int]

    @property
    def states(self) -> list[str]:
        return list(self.mails.order_by("pk").values_list("state", flat=True))

    @property
    def names(self) -> list[str]:
        """As the log calls them."""
        return [f"{mail._meta.verbose_name} {mail.pk}" for mail in self.mails.order_by("pk")]


def told(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "practice_site.mail_queue"]


@pytest.fixture
def mails_about_a_request(db):
    Practice.objects.create(email="office@example.com")
    intake.record_request(ANSWERS | {"operations_count": 1, "last_operation_year": None}, intake.new_form_token())
    return Room(OutboxMessage.objects.all(), outbox.send_due)


@pytest.fixture
def mails_about_an_account(editor):
    for kind in (AccountMail.Kind.PASSWORD_CHANGED, AccountMail.Kind.SESSIONS_ENDED):
        account_mail.write(kind, editor)
    return Room(AccountMail.objects.all(), account_mail.send_due)


@pytest.fixture(params=["mails_about_a_request", "mails_about_an_account"])
def room(request):
    return request.getfixturevalue(request.param)


def test_nothing_is_sent_twice(room, mailoutbox):
    assert [room.send_due(), room.send_due()] == [2, 0]
    assert (len(mailoutbox), room.states) == (2, ["sent", "sent"])


def test_refused_mail_is_tried_again_because_it_certainly_did_not_arrive(room, smtp, caplog):
    server = smtp(answers={"RCPT": "450 later"})
    assert room.send_due() == 0
    assert (server.mails, room.states) == ([], ["waiting", "waiting"])
    problem = "The mail server refused the mail (SMTPRecipientsRefused)."
    assert told(caplog) == [f"{name} not sent, try 1: {problem}" for name in room.names]
    room.mails.update(due_at=timezone.now())
    smtp()
    assert room.send_due() == 2
    assert set(room.mails.values_list("attempts", "last_problem")) == {(2, "")}


def test_line_that_breaks_after_the_mail_was_handed_over_leaves_it_unclear_not_sent_again(room, smtp, caplog):
    server = smtp(hang_up_after="DATA")
    assert [room.send_due(), room.send_due()] == [0, 0]
    assert (len(server.mails), room.states) == (2, ["unclear", "unclear"])
    problem = "Something broke while sending (SMTPServerDisconnected)."
    assert told(caplog) == [f"{name} may have arrived, not sent again: {problem}" for name in room.names]


def test_worker_killed_while_sending_leaves_the_mail_unclear_not_sent_again(room, mailoutbox, caplog):
    first, second = room.mails.order_by("pk")
    for mail, minutes in ((first, 11), (second, 9)):  # the second may still be on its way
        mail_queue.claim(room.mails, mail.pk)
        room.mails.filter(pk=mail.pk).update(claimed_at=timezone.now() - timedelta(minutes=minutes))
    assert (room.send_due(), mailoutbox) == (0, [])
    assert room.states == ["unclear", "sending"]
    kind = room.mails.model._meta.verbose_name_plural
    assert told(caplog) == [f"{kind} that a worker left behind, not sent again: 1"]


def test_mail_claimed_by_another_worker_is_left_alone(room):
    first = room.mails.earliest("pk")
    assert mail_queue.claim(room.mails, first.pk) == first
    assert mail_queue.claim(room.mails, first.pk) is None


def test_mail_put_off_by_another_worker_keeps_its_pause(room):
    first = room.mails.earliest("pk")
    room.mails.update(due_at=timezone.now() + timedelta(minutes=1))
    assert mail_queue.claim(room.mails, first.pk) is None


def test_what_is_due_for_longest_leaves_first_and_so_many_at_once(room, mailoutbox, monkeypatch):
    first, second = room.mails.order_by("pk")
    room.mails.filter(pk=second.pk).update(due_at=first.due_at - timedelta(minutes=1))
    monkeypatch.setattr(mail_queue, "MOST_AT_ONCE", 1)
    assert (room.send_due(), room.states) == (1, ["waiting", "sent"])
    assert (room.send_due(), room.states) == (1, ["sent", "sent"])
