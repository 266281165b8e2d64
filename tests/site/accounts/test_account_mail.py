"""Mails about staff accounts: queued with what caused them, sent once, and without a link in any row."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from practice_site import mail_drawing, mail_files
from practice_site.accounts import account_mail
from practice_site.accounts.account_mail_words import OURS
from practice_site.mail_queue import PAUSES
from practice_site.models import AccountMail, OneTimeLink
from procedures import readability

pytestmark = pytest.mark.django_db
Kind = AccountMail.Kind
LINK = re.compile(r"http://127\.0\.0\.1:8000(/admin/\S*)")


@pytest.fixture(autouse=True)
def mail_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1


def sent_mails() -> list:
    """What left, oldest first."""
    files = sorted(mail_files.mail_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("kind", [*Kind])
def test_every_kind_leaves_with_its_words_and_a_way_in(editor, kind):
    account_mail.write(kind, editor, detail="A passkey.")
    assert account_mail.send_due() == 1
    (mail,) = sent_mails()
    assert (mail["To"], mail["Subject"]) == ("editor@example.com", OURS[kind].subject)
    assert text_of(mail).count("http://127.0.0.1:8000/admin/") == 1
    html = mail.get_body(("html",)).get_content()
    assert f">{OURS[kind].button}</a>" in html
    assert "{" not in text_of(mail)
    assert re.findall(r'(?:src|href)="(?!http://127|mailto:)', html) == []


@pytest.mark.parametrize("kind", [*Kind])
def test_words_are_easy_to_read(kind):
    drawn = mail_drawing.parts(OURS[kind].body)
    words = [line for part in drawn for line in [" ".join(part.lines)] if not re.fullmatch(r"\{\w+\}", line)]
    assert readability.grade(words) <= 7
    assert "patient" not in OURS[kind].body


def test_link_is_made_while_the_mail_leaves_and_stands_in_no_row(client, editor):
    account_mail.write(Kind.INVITATION, editor)
    assert not OneTimeLink.objects.exists()
    account_mail.send_due()
    path = LINK.search(text_of(sent_mails()[0]))[1]
    token = path.split("/")[-2]
    assert "Welcome, Sample." in client.get(path).content.decode()
    rows = [*AccountMail.objects.values(), *OneTimeLink.objects.values()]
    assert token not in repr(rows)


def test_what_is_taken_back_sends_nothing(editor):
    with transaction.atomic():
        account_mail.write(Kind.PASSWORD_CHANGED, editor)
        transaction.set_rollback(True)
    assert account_mail.send_due() == 0


def test_notice_goes_to_the_address_that_was_named_and_the_row_forgets_it(editor):
    account_mail.write(Kind.ADDRESS_CHANGED, editor, to="old@example.com")
    account_mail.send_due()
    assert sent_mails()[0]["To"] == "old@example.com"
    assert AccountMail.objects.get().address == ""


def test_whoever_left_gets_no_mail(editor):
    account_mail.write(Kind.INVITATION, editor)
    type(editor).objects.update(is_active=False)
    assert (account_mail.send_due(), AccountMail.objects.count()) == (0, 0)


def test_second_wish_for_a_link_takes_the_place_of_one_that_waits(editor):
    for _ in range(2):
        account_mail.write(Kind.INVITATION, editor)
    assert account_mail.send_due() == 1


def test_server_that_is_away_is_tried_again_and_then_told_of(no_server, editor, client):
    account_mail.write(Kind.PASSWORD_CHANGED, editor)
    now = timezone.now() + timedelta(seconds=1)
    for number in range(len(PAUSES) + 1):
        assert AccountMail.objects.get().attempts == number
        with time_machine.travel(now, tick=False):
            account_mail.send_due()
        now = AccountMail.objects.get().due_at
    mail = AccountMail.objects.get()
    assert (mail.state, mail.last_problem) == ("failed", "The mail server did not answer (ConnectionRefusedError).")
    told = client.get("/readyz").json()
    assert told["warnings"]["account_mails"] == (
        "Mails about staff accounts that the mail server did not take: 1. The log says why."
    )
    assert "account_mails" not in told["problems"]


def test_mail_that_waits_too_long_is_told_of(editor, client):
    account_mail.write(Kind.PASSWORD_CHANGED, editor)
    assert "account_mails" not in client.get("/readyz").json()["problems"]
    AccountMail.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    told = client.get("/readyz").json()["problems"]["account_mails"]
    assert told == "Mails about staff accounts that waited for more than 30 minutes: 1."


def test_link_that_waited_longer_than_it_is_good_for_does_not_leave(editor):
    account_mail.write(Kind.PASSWORD_RESET, editor)
    AccountMail.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert (account_mail.send_due(), AccountMail.objects.count()) == (0, 0)


def test_worker_killed_while_sending_is_told_of_and_the_row_forgets_the_address(editor, client):
    account_mail.write(Kind.ADDRESS_CHANGED, editor, to="old@example.com")
    AccountMail.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=11))
    assert account_mail.send_due() == 0
    mail = AccountMail.objects.get()
    assert (mail.state, mail.address) == ("unclear", "")
    assert "account_mails" in client.get("/readyz").json()["warnings"]
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert (account_mail.delete_old(), account_mail.warning()) == (1, None)


def test_rows_go_three_days_after_they_ended(editor):
    account_mail.write(Kind.PASSWORD_CHANGED, editor)
    account_mail.send_due()
    for days, left in ((2, 1), (4, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            account_mail.delete_old()
        assert AccountMail.objects.count() == left
