"""The way of an account in a browser: invited, forgotten, another address; and its screens on phone and desk."""

import email
import re
from email import policy

import pytest
from playwright.sync_api import expect

from practice_site.accounts import account_mail, one_time_links, password_links
from practice_site.models import StaffAccount
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.signing_in import with_password

PASSWORD, ANOTHER = "a nose for long words", "another nose for words"
Opens = one_time_links.Opens


@pytest.fixture
def mailed(settings, tmp_path):
    """A function that lets the worker send, and returns the newest mail to an address, and its link on our server."""
    settings.EMAIL_BACKEND = "practice_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    def newest(address: str) -> tuple[str, str]:
        password_links.answer_waiting()
        account_mail.send_due()
        files = sorted(tmp_path.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        mails = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        mail = [each for each in mails if each["To"] == address][-1]
        return mail["Subject"], re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]

    return newest


@pytest.fixture
def kim(staff_of):
    account = staff_of("coordinator", "kim@example.com", full_name="Kim Lee")
    return with_password(account, PASSWORD)


def is_in(page) -> None:
    expect(page.locator("#user-tools summary")).to_have_text("Kim")


def enter(page, live_server, address: str, password: str) -> None:
    page.goto(live_server.url + "/admin/login/")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_invited_by_mail_to_signed_in(page, new_context, live_server, administrator, mailed):
    administrator.set_password(PASSWORD)
    administrator.save()
    enter(page, live_server, administrator.email, PASSWORD)
    expect(page.locator("#user-tools summary")).to_have_text("Sample")
    page.goto(live_server.url + "/admin/practice_site/staffaccount/add/")
    page.get_by_label("Name").fill("Kim Lee")
    page.get_by_label("Email address").fill("Kim@Example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A mail with a link for choosing a password is on its way to Kim Lee.")).to_be_visible()

    subject, link = mailed("kim@example.com")
    assert subject == "Choose your password"
    there = new_context().new_page()
    there.goto(link)
    field = there.get_by_label("New password")
    field.fill("short")
    there.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    there.get_by_role("button", name="Save the password and sign in").click()
    expect(there.get_by_text("This password is too short.")).to_be_visible()
    there.get_by_label("New password").fill(PASSWORD)
    there.get_by_role("button", name="Save the password and sign in").click()
    is_in(there)
    there.goto(link)
    expect(there.get_by_role("heading", name="This link is used up")).to_be_visible()


def test_forgotten_password_to_signed_in_and_out_elsewhere(page, new_context, live_server, kim, mailed):
    elsewhere = new_context().new_page()
    enter(elsewhere, live_server, kim.email, PASSWORD)
    is_in(elsewhere)
    page.goto(live_server.url + "/admin/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("Email address").fill("kim@example.com")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    subject, link = mailed("kim@example.com")
    assert subject == "Choose a new password"
    page.goto(link)
    page.get_by_label("New password").fill(ANOTHER)
    page.get_by_role("button", name="Save the password and sign in").click()
    is_in(page)
    assert mailed("kim@example.com")[0] == "Your password was changed"
    elsewhere.goto(live_server.url + "/admin/")
    expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()
    enter(elsewhere, live_server, kim.email, ANOTHER)
    is_in(elsewhere)


def test_another_address_is_asked_for_confirmed_and_told(page, live_server, kim, mailed):
    enter(page, live_server, kim.email, PASSWORD)
    is_in(page)
    page.locator("#user-tools summary").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name=re.compile("Change.*Email address")).click()
    page.get_by_label("New email address").fill("lee@example.com")
    page.get_by_role("button", name="Send a link to the new address").click()
    expect(page.get_by_text("A mail with a link is on its way to the new address.")).to_be_visible()

    page.goto(mailed("lee@example.com")[1])
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text("You sign in with lee@example.com from now on.")).to_be_visible()
    assert mailed("kim@example.com")[0] == mailed("lee@example.com")[0] == "Your email address was changed"
    assert StaffAccount.objects.get(pk=kim.pk).email == "lee@example.com"


def test_wait_after_too_many_tries_is_told_calmly(page, live_server, kim):
    for _ in range(5):
        enter(page, live_server, kim.email, "not the password")
        expect(page.get_by_text(re.compile("do not fit together|too many tries"))).to_be_visible()
    enter(page, live_server, kim.email, PASSWORD)
    expect(page.get_by_role("heading", name="Please wait a little")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert (barriers_on(page), overflow_of(page)) == ([], 0)
    page.get_by_role("link", name="choose a new password by mail").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()


def test_wait_after_many_wishes_for_a_new_password_is_told_calmly(page, live_server, rf):
    for number in range(20):
        password_links.ask_for(f"name{number}@example.com", rf.post("/"))
    page.goto(live_server.url + "/admin/password/reset/")
    page.get_by_label("Email address").fill("kim@example.com")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Please wait a little")).to_be_visible()
    expect(page.get_by_text("none was mailed this time")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert (barriers_on(page), overflow_of(page)) == ([], 0)
    page.get_by_role("link", name="ask again").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()


def screens_of(kim) -> list[tuple[str, str]]:
    """Addresses before anyone is in, each with its heading."""
    welcome, new = (one_time_links.issue(kim, opens) for opens in (Opens.INVITATION, Opens.NEW_PASSWORD))
    return [
        ("/admin/login/", "Sign in"),
        ("/admin/password/reset/", "Forgot your password?"),
        ("/admin/password/reset/?sent=yes", "Look into your mail"),
        (welcome, "Choose your password"),
        (new, "Choose a new password"),
        ("/admin/password/reset/x/", "This link is used up"),
        ("/admin/welcome/x/", "This link is used up"),
    ]


def screens_inside(kim) -> list[tuple[str, str]]:
    return [
        ("/admin/account/email/", "Change your email address"),
        (one_time_links.issue(kim, Opens.NEW_ADDRESS, "lee@example.com"), "Use this address?"),
        ("/admin/account/", "Your account"),
        ("/admin/account/sessions/", "Where you are signed in"),
        ("/admin/confirm/", "Confirm it is you"),
        ("/admin/password_change/", "Change your password"),
        ("/admin/logout/", "Sign out?"),
    ]


def look_at(page, live_server, screens) -> list[str]:
    """What is wrong with screens, one line each."""
    found = []
    for address, heading in screens:
        page.goto(live_server.url + address.removeprefix(live_server.url))
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        found += barriers_on(page)
        found += [f"{heading} is too wide"] if overflow_of(page) > 0 else []
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_screens_of_an_account_stand_everywhere(page, live_server, kim, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    heard = complaints_of(page)
    assert look_at(page, live_server, screens_of(kim)) == []
    sign_in(page, live_server, kim)
    assert look_at(page, live_server, screens_inside(kim)) == []
    assert [words for words in heard if "404" not in words] == []
