"""The first administrator gets in by a signed link, once."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from practice_site.accounts import first_administrator
from practice_site.accounts.roles import Role, role_of
from practice_site.models import StaffAccount

ACCOUNT = {
    "full_name": "Ada Example",
    "email": "Ada@Example.com",
    "password": "a nose for long words",
}


@pytest.fixture
def link(db) -> str:
    return first_administrator.link()


def test_sending_the_form_creates_an_administrator_and_signs_in(client, link):
    response = client.post(link, ACCOUNT)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    account = StaffAccount.objects.get()
    assert (account.full_name, account.email, role_of(account)) == (
        "Ada Example",
        "ada@example.com",
        Role.ADMINISTRATOR,
    )
    assert account.check_password(ACCOUNT["password"])
    assert "Ada" in client.get("/admin/").content.decode()


def test_password_that_was_just_chosen_is_not_asked_for_again(client, link):
    client.post(link, ACCOUNT)
    assert 'name="email"' in client.get("/admin/practice_site/staffaccount/add/").content.decode()


def test_looking_changes_nothing_and_draws_a_form_with_three_fields(client, link):
    for ask in (client.get, client.head, client.get):
        response = ask(link)
    assert not StaffAccount.objects.exists()
    fields = re.findall(r'<input type="(?:text|email|password)" name="(\w+)"', response.content.decode())
    assert fields == ["full_name", "email", "password"]


def test_page_takes_no_other_method(client, link):
    assert client.put(link).status_code == 405


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"full_name": ""}, "This field is required."),
        ({"email": "ada"}, "Enter a valid email address."),
        ({"password": ""}, "This field is required."),
        ({"password": "short"}, "This password is too short."),
        ({"password": "ada@example.com"}, "too similar to the email address"),
    ],
)
def test_refused_form_says_why_keeps_what_was_typed_and_creates_nobody(client, link, changed, words):
    html = client.post(link, ACCOUNT | changed).content.decode()
    assert words in html
    assert f'value="{(ACCOUNT | changed)["email"]}"' in html
    assert not StaffAccount.objects.exists()


def test_weak_password_is_refused_beside_the_password_itself(client, link):
    form = client.post(link, ACCOUNT | {"password": "short"}).context["form"]
    assert list(form.errors) == ["password"]


def test_second_use_is_404_and_creates_nobody(client, link):
    client.post(link, ACCOUNT)
    client.logout()
    assert client.get(link).status_code == 404
    assert client.post(link, ACCOUNT | {"email": "eve@example.com"}).status_code == 404
    assert StaffAccount.objects.count() == 1


def test_no_link_once_there_is_anyone(editor):
    assert first_administrator.link() is None


def test_link_is_404_once_there_is_anyone(client, link, staff_of):
    staff_of("editor")
    assert client.get(link).status_code == 404


def test_link_ends_after_48_hours(client, link, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=48, minutes=-1))
    assert client.get(link).status_code == 200
    time_machine.shift(120)
    assert client.get(link).status_code == 404
    assert client.post(link, ACCOUNT).status_code == 404
    assert not StaffAccount.objects.exists()


@pytest.mark.parametrize("token", ["x", "ImZpcnN0IGFkbWluaXN0cmF0b3Ii:1xVBu0:forged", "a:b:c"])
def test_forged_token_is_404(client, db, token):
    assert client.get(reverse("first_administrator", args=[token])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins():
    start, outcomes = threading.Barrier(2), []

    def become(email):
        account = StaffAccount(email=email, full_name="Ada Example")
        account.set_unusable_password()
        start.wait()
        try:
            first_administrator.create(account)
            outcomes.append("created")
        except first_administrator.TooLate:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=become, args=[f"{name}@example.com"]) for name in ("ada", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["created", "too late"]
    assert StaffAccount.objects.count() == 1
