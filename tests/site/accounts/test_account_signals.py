"""Signing in and out, passwords and second factors leave exactly one event each, and no word that was typed."""

import re

import pytest
from allauth.account import signals as of_accounts
from allauth.mfa import signals as of_factors
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import signals as of_sessions
from django.test import RequestFactory

from practice_site.accounts.sessions import SessionStore
from practice_site.models import AccountEvent, StaffAccount
from tests.signing_in import with_password
from tests.site.accounts.second_factors import code_of, with_app

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = "/admin/login/", "/admin/logout/"
PASSWORD, TYPED = "a nose for long words", "canary passphrase where the name belongs"


@pytest.fixture
def ada(staff_of) -> StaffAccount:
    account = staff_of("editor", "ada@example.com")
    return with_password(account, PASSWORD)


@pytest.fixture
def request_of(ada):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user, request.session = ada, SessionStore()
    return request


def told() -> list[tuple]:
    """Kind, about whom, by whom, and a word more; oldest first."""
    return [(event.kind, event.account, event.by, event.detail) for event in AccountEvent.objects.order_by("pk")]


def sign_in(client, name: str = "ada@example.com", password: str = PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def test_signing_in_and_out_is_told_once_each(client, ada):
    sign_in(client, "ADA@example.com")
    client.post(LOGOUT)
    assert told() == [("signed_in", ada, ada, ""), ("signed_out", ada, ada, "")]
    assert set(AccountEvent.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_signing_out_without_being_in_is_not_told(client):
    client.post(LOGOUT)
    of_sessions.user_logged_out.send(StaffAccount, request=RequestFactory().get("/"), user=None)
    assert told() == []


def test_wrong_password_names_the_account_and_nobody_as_doer(client, ada):
    sign_in(client, password="wrong")
    assert told() == [("sign_in_failed", ada, None, "")]


@pytest.mark.parametrize("name", [TYPED, TYPED.replace(" ", "-") + "@example.com"])
def test_typed_name_is_neither_stored_nor_written(client, ada, log_text, name):
    assert "This field" not in sign_in(client, name, "canary password").content.decode()
    rows = [row for model in apps.get_models() for row in model._base_manager.values()]
    assert [row for row in rows if "canary" in str(row)] == []
    assert "canary" not in log_text()


def test_names_are_counted_each_by_itself_whatever_their_letters(client, ada, staff_of):
    for name in ("ada@example.com", "ADA@example.com", " Ada@Example.com ", "ada@example.com", "ada@EXAMPLE.com"):
        sign_in(client, name, "wrong")
    sign_in(client)
    kinds = [kind for kind, *_ in told()]
    assert (kinds.count("locked_out"), kinds.count("signed_in")) == (1, 0)
    staff_of("surgeon", "bob@example.com")
    sign_in(client, "bob@example.com", "wrong")
    assert told()[-1][:2] == ("sign_in_failed", StaffAccount.objects.get(email="bob@example.com"))


def test_name_that_nobody_has_is_told_without_an_account(client, ada):
    sign_in(client, "nobody@example.com")
    assert told() == [("sign_in_failed", None, None, "")]


def test_lock_is_told_once_however_often_somebody_goes_on(client, ada, settings):
    settings.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
    for _ in range(8):
        sign_in(client, password="wrong")
    assert told() == [*[("sign_in_failed", ada, None, "")] * 5, ("locked_out", ada, None, "")]


def test_wrong_password_of_somebody_inside_says_so(ada, request_of):
    of_sessions.user_login_failed.send("x", credentials={"email": ada.email, "password": "***"}, request=request_of)
    assert told() == [("sign_in_failed", ada, None, "asked for the password again")]


def test_failure_outside_a_request_is_told(ada):
    of_sessions.user_login_failed.send("x", credentials={"username": ada.email}, request=None)
    assert told() == [("sign_in_failed", ada, None, "")]


def test_changed_password_is_told(client, ada):
    client.force_login(ada)
    new = "another nose for words"
    client.post("/admin/password_change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert [event for event in told() if event[0] == "password_changed"] == [("password_changed", ada, ada, "")]


@pytest.mark.parametrize(
    ("signal", "kind", "detail"),
    [
        (of_accounts.password_set, "password_changed", ""),
        (of_accounts.password_reset, "password_changed", "by a mailed link"),
        (of_accounts.email_changed, "email_changed", ""),
    ],
)
def test_what_allauth_tells_of_an_account_becomes_an_event(ada, request_of, signal, kind, detail):
    addresses = {"from_email_address": "ada@example.com", "to_email_address": "canary@example.com"}
    signal.send(sender=StaffAccount, request=request_of, user=ada, **addresses)
    assert told() == [(kind, ada, ada, detail)]
    assert "canary" not in str(AccountEvent.objects.values())


@pytest.mark.parametrize(
    ("signal", "factor", "kind"),
    [
        (of_factors.authenticator_added, "webauthn", "factor_added"),
        (of_factors.authenticator_added, "recovery_codes", "recovery_codes_made"),
        (of_factors.authenticator_reset, "recovery_codes", "recovery_codes_made"),
        (of_factors.authenticator_removed, "totp", "factor_removed"),
        (of_factors.authenticator_removed, "recovery_codes", "factor_removed"),
        (of_factors.authenticator_used, "recovery_codes", "factor_used"),
        (of_factors.authentication_failed, "totp", "factor_failed"),
    ],
)
def test_what_allauth_tells_of_a_second_factor_becomes_an_event(ada, request_of, signal, factor, kind):
    signal.send(Authenticator, request=request_of, user=ada, authenticator=Authenticator(user=ada, type=factor))
    assert told() == [(kind, ada, ada, factor)]


def test_second_factor_at_the_door_is_told_wrong_and_right(client, ada):
    _, secret = with_app(ada)
    question = sign_in(client)["Location"]
    assert told() == []
    right = code_of(secret)
    client.post(question, {"code": "000000" if right != "000000" else "000001"})
    client.post(question, {"code": right})
    assert [(kind, detail) for kind, _, _, detail in told()] == [
        ("factor_failed", "totp"),
        ("factor_used", "totp"),
        ("signed_in", ""),
    ]
    assert not re.search(f"{right}|{secret}", str(AccountEvent.objects.values()))
