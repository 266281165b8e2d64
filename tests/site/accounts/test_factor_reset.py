"""Whoever lost every second factor is helped back in: by an administrator, or on the server, never by a password."""

import html
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from practice_site.accounts import second_factor
from practice_site.models import AccountEvent, AccountMail
from tests.site.accounts.second_factors import PASSWORD, give_password, prove, with_app, with_recovery_codes
from tests.site.running import manage

ACCOUNTS = "/admin/practice_site/staffaccount/"
REASON = "Phone lost in the subway; I called her at home."
LINK = re.compile(r"http://127\.0\.0\.1:8000(/admin/welcome/[^\s<]+)")
Kind, Mail = AccountEvent.Kind, AccountMail.Kind


@pytest.fixture
def kim(editor):
    editor.set_password(PASSWORD)
    editor.save()
    with_app(editor)
    with_recovery_codes(editor)
    return editor


@pytest.fixture
def desk(administrator, client):
    """An administrator who signed in a moment ago."""
    administrator.set_password(PASSWORD)
    administrator.save()
    give_password(client, administrator)
    client.post("/admin/confirm/", {"password": PASSWORD})
    return client


def reset(visitor, account, reason=REASON):
    return visitor.post(f"{ACCOUNTS}{account.pk}/reset/", {"reason": reason}, follow=True)


def events(account) -> list[tuple]:
    found = AccountEvent.objects.filter(account=account, kind__in=[Kind.FACTORS_RESET, Kind.LINK_MADE]).order_by("pk")
    return [(event.kind, event.by, event.detail, event.reason) for event in found]


def mails() -> list[tuple]:
    return sorted((mail.kind, mail.account.email, mail.detail) for mail in AccountMail.objects.all())


def test_administrator_takes_everything_off_and_passes_on_a_link(desk, administrator, kim, staff_of, signed_in, client):
    other = staff_of("administrator", "other@example.com")
    elsewhere = signed_in(kim)
    page = html.unescape(reset(desk, kim).content.decode())
    kim.refresh_from_db()
    assert (kim.has_usable_password(), Authenticator.objects.filter(user=kim).count()) == (False, 0)
    assert elsewhere.get("/admin/")["Location"].startswith("/admin/login/")
    assert events(kim) == [
        (Kind.FACTORS_RESET, administrator, "", REASON),
        (Kind.LINK_MADE, administrator, "to pass on by hand", ""),
    ]
    assert mails() == [
        (Mail.COLLEAGUE_RESET, administrator.email, kim.full_name),
        (Mail.COLLEAGUE_RESET, other.email, kim.full_name),
        (Mail.FACTORS_RESET, kim.email, ""),
    ]
    assert LINK.search(page)


def test_old_password_opens_nothing_after_that_and_the_link_leads_to_a_new_second_factor(desk, kim, settings):
    from django.test import Client

    settings.STAFF_MFA_REQUIRED = True
    prove(desk, kim.__class__.objects.get(email="administrator@example.com"))
    link = LINK.search(html.unescape(reset(desk, kim).content.decode()))[1]
    person = Client()
    assert "_auth_user_id" not in (give_password(person, kim) and person.session)
    response = person.post(link, {"password": "another nose, other long words"}, follow=True)
    assert response.redirect_chain[-1] == ("/admin/second-factor/", 302)
    assert person.get(link).status_code in {302, 404}
    assert second_factor.of(kim).count() == 0


@pytest.mark.parametrize("reason", ["", "too short", "x" * 201, " " * 40])
def test_reason_has_to_be_given(desk, kim, reason):
    page = reset(desk, kim, reason)
    assert list(page.context["form"].errors) == ["reason"]
    assert second_factor.of(kim).exists()


def test_nobody_resets_the_own_account(desk, administrator):
    with_app(administrator)
    page = reset(desk, administrator).content.decode()
    assert "For your own account, ask another administrator." in page
    assert second_factor.of(administrator).exists()
    assert f"{administrator.pk}/reset/" not in desk.get(f"{ACCOUNTS}{administrator.pk}/change/").content.decode()


def test_account_that_is_switched_off_stays_closed(desk, kim):
    kim.is_active = False
    kim.save()
    assert "This account is switched off." in reset(desk, kim).content.decode()
    assert second_factor.of(kim).exists()


@pytest.mark.parametrize("role", ["surgeon", "coordinator", "publisher"])
def test_only_administrators_help_back_in(staff_of, kim, role, client):
    colleague = staff_of(role)
    colleague.set_password(PASSWORD)
    colleague.save()
    give_password(client, colleague)
    client.post("/admin/confirm/", {"password": PASSWORD})
    assert reset(client, kim).status_code == 403
    assert second_factor.of(kim).exists()


def test_reset_asks_who_it_is_before(administrator, kim, client):
    client.force_login(administrator)
    for method in (client.get, client.post):
        response = method(f"{ACCOUNTS}{kim.pk}/reset/", {"reason": REASON})
        assert response["Location"].startswith("/admin/confirm/")
    assert second_factor.of(kim).exists()


def test_list_says_who_has_a_second_factor(desk, kim):
    page = desk.get(ACCOUNTS).content.decode()
    assert re.findall(r"Second factor: </span>(\w+)", page) == ["none", "yes"]


def test_command_opens_the_door_when_nobody_can_get_in(kim, administrator, capsys):
    call_command("recover_account", "EDITOR@example.com", "--reason", REASON)
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        "Password, second factors and sessions of editor@example.com are ended.",
        "All administrators are told by mail, and the reason stands in the account log.",
        "Pass on this link. It works once, within 48 hours:",
    ]
    assert LINK.fullmatch(told[3])
    assert not second_factor.of(kim).exists()
    assert events(kim) == [
        (Kind.FACTORS_RESET, None, "on the server", REASON),
        (Kind.LINK_MADE, None, "by command", ""),
    ]
    assert mails() == [
        (Mail.COLLEAGUE_RESET, administrator.email, kim.full_name),
        (Mail.FACTORS_RESET, kim.email, "It was done on the server."),
    ]


@pytest.mark.parametrize(
    ("email", "reason", "sentence"),
    [
        ("nobody@example.com", REASON, "nobody@example.com has no account. `manage.py create_staff` makes one."),
        ("editor@example.com", "short", "--reason must say why, in 10 to 200 letters."),
        ("editor@example.com", "x" * 201, "--reason must say why, in 10 to 200 letters."),
    ],
)
def test_command_refuses_with_a_sentence(kim, email, reason, sentence):
    with pytest.raises(CommandError, match=f"^{re.escape(sentence)}$"):
        call_command("recover_account", email, "--reason", reason)
    assert (second_factor.of(kim).count(), events(kim), mails()) == (1, [], [])


def test_command_as_a_process_ends_with_one_where_it_cannot_help(tmp_path):
    done = manage("recover_account", "kim@example.com", "--reason", REASON, DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database is not ready: run `make run` once.")
