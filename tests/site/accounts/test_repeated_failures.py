"""Somebody who tries again and again is noticed over all names, without giving them a way to switch the site off."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from practice_site import worker
from practice_site.accounts import account_log, account_mail, repeated_failures
from practice_site.accounts.repeated_failures import THRESHOLDS, noticed, tell_administrators
from practice_site.models import AccountMail, Heartbeat, Practice

pytestmark = pytest.mark.django_db
Kind = account_log.Kind


def fail(count: int, kind: str = Kind.SIGN_IN_FAILED, **more) -> None:
    for _ in range(count):
        account_log.record(kind, **more)


@pytest.mark.parametrize(
    ("kind", "least", "words"),
    [
        ("sign_in_failed", 20, "20 failed sign-ins"),
        ("factor_failed", 10, "10 wrong second factors"),
        ("locked_out", 5, "5 locks"),
    ],
)
def test_failures_are_noticed_from_their_threshold_on(kind, least, words):
    fail(least - 1, kind)
    assert noticed() == ""
    fail(1, kind)
    assert noticed() == words


def test_thresholds_are_those_of_this_table():
    assert [each.kind for each in THRESHOLDS] == ["sign_in_failed", "factor_failed", "locked_out"]


def test_failures_of_every_name_count_together_and_others_are_told_beside(editor, administrator):
    fail(10, account=editor)
    fail(10, account=administrator)
    fail(1, Kind.LOCKED_OUT, account=editor)
    fail(50, Kind.SIGNED_IN, account=editor)
    assert noticed() == "20 failed sign-ins, 1 lock"


def test_failures_are_forgotten_after_an_hour():
    fail(20)
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert noticed() == "20 failed sign-ins"
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert noticed() == ""


def test_readiness_warns_and_stays_ready_without_a_number_or_a_name(client, editor, rf):
    Heartbeat.objects.beat(worker.WORKER)
    before = client.get("/readyz")
    fail(20, account=editor, request=rf.get("/", REMOTE_ADDR="192.0.2.7"))
    after = client.get("/readyz")
    assert (before.status_code, before.json()) == (200, {"ready": True, "problems": {}, "warnings": {}})
    warned = {"ready": True, "problems": {}, "warnings": {"accounts": repeated_failures.WARNING}}
    assert (after.status_code, after.json()) == (200, warned)
    assert not any(sign.isdigit() for sign in repeated_failures.WARNING)


def test_looking_takes_one_query(django_assert_num_queries):
    fail(30)
    with django_assert_num_queries(1):
        assert noticed() == "30 failed sign-ins"


def test_administrators_are_mailed_what_happened_and_where_to_look(administrator, staff_of, editor, settings):
    staff_of("administrator", "second@example.com")
    staff_of("administrator", "gone@example.com", is_active=False)
    fail(23, account=editor)
    assert tell_administrators() == 2
    assert account_mail.send_due() == 2
    assert sorted(sent.to[0] for sent in mail.outbox) == ["administrator@example.com", "second@example.com"]
    text = mail.outbox[0].body
    assert "23 failed sign-ins" in text
    assert f"{settings.SITE_URL}/admin/practice_site/accountevent/" in text
    assert [word for word in (editor.email, editor.full_name) if word in text + mail.outbox[0].subject] == []


def test_mail_comes_at_most_once_in_six_hours(administrator):
    fail(20)
    assert [tell_administrators() for _ in range(3)] == [1, 0, 0]
    with time_machine.travel(timezone.now() + timedelta(hours=5, minutes=59)):
        fail(20)
        assert tell_administrators() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=6, minutes=1)):
        fail(20)
        assert tell_administrators() == 1


def test_no_mail_is_written_below_the_threshold_or_when_it_is_switched_off(administrator):
    fail(19)
    assert tell_administrators() == 0
    fail(1)
    Practice.objects.create(mails_about_failures=False)
    assert tell_administrators() == 0
    assert not AccountMail.objects.exists()
    Practice.objects.update(mails_about_failures=True)
    assert tell_administrators() == 1


def test_worker_looks_once_a_minute_and_says_what_it_did(administrator):
    [job] = [job for job in worker.jobs if job.name == "repeated failures"]
    assert job.every_seconds == 60
    assert job.run() is None
    fail(5, Kind.LOCKED_OUT)
    assert job.run() == "1 administrator is told of repeated failures to sign in"


@pytest.mark.parametrize(("role", "may"), [("administrator", True), ("surgeon", False), ("publisher", False)])
def test_only_administrators_switch_the_mail_off(staff_of, signed_in, role, may):
    Practice.objects.create()
    form = signed_in(staff_of(role)).get("/admin/practice_site/practice/1/change/").context["adminform"].form
    assert ("mails_about_failures" in form.fields) == may
