"""What people settle about their own account: one page, and the change of their email address."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practice_site.accounts import account_mail, address_change, one_time_links
from practice_site.models import AccountEvent, AccountMail
from tests.signing_in import path_of, with_password

PAGE, ADDRESS = "/admin/account/", "/admin/account/email/"
PASSWORD = "a nose for long words"
Opens = one_time_links.Opens


@pytest.fixture
def editor(editor):
    return with_password(editor, PASSWORD)


@pytest.fixture
def inside(editor, signed_in):
    """The editor, who just gave the password again."""
    visitor = signed_in(editor)
    visitor.post("/admin/confirm/", {"password": PASSWORD, "next": PAGE})
    return visitor


def link_to(account, address: str) -> str:
    return path_of(one_time_links.issue(account, Opens.NEW_ADDRESS, address))


def address_of(account) -> str:
    account.refresh_from_db()
    return account.email


def test_page_says_how_the_own_account_stands_and_leads_on(signed_in, editor):
    page = signed_in(editor).get(PAGE).content.decode()
    lines = dict(re.findall(r'<dt>([^<]+)</dt>\s*<dd class="account__words">([^<]+)</dd>', page))
    assert lines["Name"] == "Sample Editor"
    assert lines["What you may do"] == "Editor"
    assert lines["Email address"] == "editor@example.com"
    assert {ADDRESS, "/admin/password_change/"} <= set(re.findall(r'href="([^"]+)"', page))


def test_page_is_in_the_menu_of_every_screen(signed_in, editor):
    assert f'href="{PAGE}"' in signed_in(editor).get("/admin/").content.decode()


@pytest.mark.parametrize("address", [PAGE, ADDRESS, f"{ADDRESS}token/"])
def test_pages_are_for_whoever_is_signed_in(client, db, address):
    assert client.get(address)["Location"].startswith("/admin/login/?next=")


def test_password_is_asked_for_before_the_address_is_changed(signed_in, editor):
    visitor = signed_in(editor, minutes_ago=10)
    for answer in (visitor.get(ADDRESS), visitor.post(ADDRESS, {"email": "kim@example.com"})):
        assert answer["Location"].startswith("/admin/confirm/?next=")
    assert not AccountMail.objects.exists()


def test_wish_mails_a_link_to_the_new_address_and_changes_nothing_yet(inside, editor):
    inside.post(ADDRESS, {"email": "Kim@Example.com"})
    mail = AccountMail.objects.get()
    assert (mail.kind, mail.address, mail.account) == ("address-change", "kim@example.com", editor)
    assert address_of(editor) == "editor@example.com"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("SURGEON@Example.com", "Someone already has an account with this email address."),
        ("editor@example.com", "This is the address you have now."),
        ("kim", "Enter a valid email address."),
        ("", "This field is required."),
    ],
)
def test_address_that_cannot_be_is_refused_beside_the_field(inside, surgeon, address, words):
    answer = inside.post(ADDRESS, {"email": address})
    assert list(answer.context["form"].errors) == ["email"]
    assert words in answer.content.decode()
    assert not AccountMail.objects.exists()


def test_link_changes_the_address_and_tells_both(inside, editor):
    link = link_to(editor, "kim@example.com")
    assert "<b>kim@example.com</b>" in inside.get(link).content.decode()
    assert address_of(editor) == "editor@example.com"
    answer = inside.post(link, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "You sign in with kim@example.com from now on." in answer.content.decode()
    assert address_of(editor) == "kim@example.com"
    assert list(AccountMail.objects.values_list("kind", "address")) == [
        ("address-changed", "editor@example.com"),
        ("address-changed", ""),
    ]
    assert AccountEvent.objects.filter(kind="email_changed", account=editor, by=editor).count() == 1


def test_link_works_once_and_for_a_day(inside, editor):
    link, now = link_to(editor, "kim@example.com"), timezone.now()
    with time_machine.travel(now + timedelta(hours=24, minutes=1)):
        assert one_time_links.find(link.split("/")[-2], Opens.NEW_ADDRESS) is None
    inside.post(link)
    editor.email = "editor@example.com"
    editor.save()
    assert inside.post(link).status_code == 404
    assert address_of(editor) == "editor@example.com"


def test_link_that_went_astray_is_of_no_use_to_somebody_else(signed_in, editor, surgeon):
    link = link_to(editor, "kim@example.com")
    assert "This link is used up" in signed_in(surgeon).post(link).content.decode()
    assert address_of(editor) == "editor@example.com"


def test_link_lives_through_a_sign_in_and_ends_with_a_new_password(signed_in, editor):
    link = link_to(editor, "kim@example.com")
    editor.last_login = timezone.now()
    editor.save()
    assert signed_in(editor).get(link).status_code == 200
    editor.set_password("another nose for words")
    editor.save()
    assert signed_in(editor).get(link).status_code == 404


def test_address_that_somebody_took_meanwhile_is_not_taken_on(inside, editor, staff_of):
    link = link_to(editor, "kim@example.com")
    staff_of("surgeon", "Kim@example.com")
    assert inside.post(link).status_code == 404
    assert address_of(editor) == "editor@example.com"
    assert not AccountMail.objects.exists()


def test_mail_to_the_new_address_brings_the_link(settings, tmp_path, inside, editor):
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    address_change.ask_for(editor, "kim@example.com")
    account_mail.send_due()
    text = next(tmp_path.glob("*.eml")).read_text()
    assert "To: kim@example.com" in text
    link = re.search(r"http://127\.0\.0\.1:8000(/admin/account/email/[\w-]+/)", text.replace("=\n", ""))[1]
    inside.post(link)
    assert address_of(editor) == "kim@example.com"
