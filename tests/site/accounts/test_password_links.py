"""A forgotten password: the same answer for everybody, and a link that is good once, for one hour."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from practice_site.accounts import account_mail, one_time_links, password_links
from practice_site.models import AccountEvent, AccountMail, StaffAccount
from tests.signing_in import path_of, with_password

ASK = "/admin/password/reset/"
OLD, NEW = "a nose for long words", "another nose for words"
Opens = one_time_links.Opens


@pytest.fixture
def editor(editor):
    return with_password(editor, OLD)


def new_link(account) -> str:
    return path_of(one_time_links.issue(account, Opens.NEW_PASSWORD))


def ask(visitor, address: str):
    return visitor.post(ASK, {"email": address})


def wish(address: str) -> None:
    password_links.ask_for(address, RequestFactory().post(ASK))


def mails_of(account) -> int:
    return AccountMail.objects.filter(account=account, kind="password-reset").count()


@pytest.mark.parametrize(
    "address", ["editor@example.com", "EDITOR@Example.com", "nobody@example.com", "gone@example.com"]
)
def test_everybody_gets_the_same_answer_for_the_same_work(client, editor, staff_of, django_assert_num_queries, address):
    staff_of("editor", "gone@example.com", is_active=False)
    with django_assert_num_queries(8):
        answer = ask(client, address)
    assert (answer.status_code, answer["Location"]) == (302, f"{ASK}?sent=yes")
    assert list(AccountMail.objects.values_list("account", "address", "state")) == [(None, address, "waiting")]


@pytest.mark.parametrize(
    ("address", "written"),
    [("EDITOR@Example.com", 1), ("nobody@example.com", 0), ("gone@example.com", 0), ("invited@example.com", 0)],
)
def test_worker_writes_only_to_whoever_signs_in_here_and_forgets_what_was_typed(editor, staff_of, address, written):
    staff_of("editor", "gone@example.com", is_active=False).set_password(OLD)
    staff_of("editor", "invited@example.com")
    wish(address)
    assert password_links.answer_waiting() == written
    assert list(AccountMail.objects.values_list("account__email", "address")) == [("editor@example.com", "")] * written
    assert (
        list(AccountEvent.objects.values_list("kind", "account__email"))
        == [("password_reset_asked", "editor@example.com")] * written
    )


def test_wish_that_waited_longer_than_its_link_is_good_for_is_only_forgotten(editor):
    wish("editor@example.com")
    AccountMail.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert (password_links.answer_waiting(), AccountMail.objects.count()) == (0, 0)


def test_answer_names_no_address(client, db):
    page = client.get(f"{ASK}?sent=yes").content.decode()
    assert "If there is an account with this address" in page


def test_three_mails_an_hour_and_no_more(editor, mail_folder, time_machine):
    def asked() -> int:
        wish("editor@example.com")
        password_links.answer_waiting()
        return account_mail.send_due()

    assert [asked() for _ in range(5)] == [1, 1, 1, 0, 0]
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert asked() == 1


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path


def test_link_signs_in_with_the_new_password_and_ends_every_other_session(client, editor, signed_in):
    elsewhere = signed_in(editor)
    answer = client.post(new_link(editor), {"password": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    editor.refresh_from_db()
    assert editor.check_password(NEW)
    assert get_user(client) == editor
    assert elsewhere.get("/admin/").status_code == 302
    assert AccountMail.objects.get().detail == "It was chosen by a link that was mailed to you."


def test_password_chosen_by_a_link_is_not_asked_for_again(client, editor):
    client.post(new_link(editor), {"password": NEW})
    assert 'name="email"' in client.get("/admin/account/email/").content.decode()


def test_second_factor_is_asked_for_after_a_new_password(client, editor):
    Authenticator.objects.create(user=editor, type="totp", data={"secret": "x"})
    answer = client.post(new_link(editor), {"password": NEW})
    assert answer["Location"].startswith("/admin/second-factor/")
    assert get_user(client).is_anonymous


def test_opening_a_link_changes_nothing(client, editor):
    link = new_link(editor)
    for _ in range(2):
        assert 'name="password"' in client.get(link).content.decode()


def _another_password(account):
    account.set_password(NEW)


def _another_address(account):
    account.email = "kim@example.com"


def _sign_in(account):
    account.last_login = timezone.now()


def _leave(account):
    account.is_active = False


@pytest.mark.parametrize("change", [_another_password, _another_address, _sign_in, _leave])
@pytest.mark.parametrize("opens", [Opens.NEW_PASSWORD, Opens.INVITATION])
def test_link_ends_when_the_account_changes(client, editor, change, opens):
    link = path_of(one_time_links.issue(editor, opens))
    change(editor)
    editor.save()
    assert "This link is used up" in client.get(link).content.decode()


def test_link_of_whoever_was_switched_off_sets_no_password(client, editor):
    link = new_link(editor)
    StaffAccount.objects.update(is_active=False)
    assert client.post(link, {"password": NEW}).status_code == 404
    editor.refresh_from_db()
    assert editor.check_password(OLD)


@pytest.mark.parametrize(("opens", "minutes"), [(Opens.NEW_PASSWORD, 60), (Opens.INVITATION, 48 * 60)])
def test_link_ends_with_its_time(client, editor, opens, minutes):
    link, now = path_of(one_time_links.issue(editor, opens)), timezone.now()
    for later, answer in ((minutes - 1, 200), (minutes + 1, 404)):
        with time_machine.travel(now + timedelta(minutes=later)):
            assert client.get(link).status_code == answer


def test_new_link_ends_the_older_one(client, editor):
    first, second = new_link(editor), new_link(editor)
    assert [client.get(link).status_code for link in (first, second)] == [404, 200]


def test_link_opens_only_what_it_was_made_for(client, editor):
    token = new_link(editor).split("/")[-2]
    assert client.get(f"/admin/welcome/{token}/").status_code == 404


def test_password_that_many_use_is_refused_beside_the_field_and_the_link_stays(client, editor):
    link = new_link(editor)
    refused = client.post(link, {"password": "1234567890123"})
    assert list(refused.context["form"].errors) == ["password"]
    assert "This password is too common." in refused.content.decode()
    assert client.post(link, {"password": NEW})["Location"] == "/admin/"


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_arrive_together_use_a_link_once(staff_of):
    link = path_of(one_time_links.issue(staff_of("editor")))
    gate, answers = threading.Barrier(2), []

    def use(password):
        visitor = Client()
        visitor.get(link)
        gate.wait()
        answers.append((visitor.post(link, {"password": password}).status_code, password))
        connection.close()

    people = [threading.Thread(target=use, args=[password]) for password in (OLD, NEW)]
    [person.start() for person in people]
    [person.join() for person in people]
    assert sorted(status for status, _ in answers) == [302, 404]
    won = next(password for status, password in answers if status == 302)
    assert StaffAccount.objects.get().check_password(won)


def test_address_stands_in_one_place_only(client, editor):
    """Allauth's own table of addresses could get out of step with the account."""
    client.post("/admin/login/", {"login": "editor@example.com", "password": OLD})
    client.post("/admin/password_change/", {"oldpassword": OLD, "password1": NEW})
    editor.refresh_from_db()
    assert editor.check_password(NEW)
    assert not EmailAddress.objects.exists()


def test_change_of_a_password_is_mailed_and_signs_out_elsewhere(signed_in, editor):
    here, elsewhere = signed_in(editor), signed_in(editor)
    answer = here.post("/admin/password_change/", {"oldpassword": OLD, "password1": NEW}, follow=True)
    assert answer.redirect_chain == [("/admin/account/", 302)]
    assert "Your password was changed." in answer.content.decode()
    assert [here.get("/admin/").status_code, elsewhere.get("/admin/").status_code] == [200, 302]
    assert AccountMail.objects.get().kind == "password-changed"
