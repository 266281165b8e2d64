"""Second factors in a real browser: passkeys on a device that Chromium plays, apps by the code that they show."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from practice_site.accounts import second_factor
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of
from tests.signing_in import with_password

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a nose for long words"


@pytest.fixture
def site(live_server, settings) -> str:
    """The site at a name: browsers know no passkeys for an address of numbers."""
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    settings.STAFF_MFA_REQUIRED = True
    return settings.SITE_URL


@pytest.fixture
def kim(staff_of):
    account = staff_of("administrator", "kim@example.com", full_name="Kim Lee")
    return with_password(account, PASSWORD)


def with_authenticator(page):
    """A device that keeps passkeys and knows its owner."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return line, number


def give_password(page, site, where="/admin/"):
    page.goto(f"{site}{where}")
    page.get_by_label("Email address").fill("kim@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page, name="iPhone of Kim"):
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def code_for(page) -> str:
    """What an app shows that was given the key on the page."""
    secret = "".join(page.locator(".factors__key").inner_text().split())
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page):
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_first_passkey_opens_the_way_on_and_then_stands_in_for_the_password(page, site, kim):
    heard = complaints_of(page)
    with_authenticator(page)
    give_password(page, site, "/admin/practice_site/staffaccount/")
    expect(page.get_by_role("heading", name="First, a second factor")).to_be_visible()
    add_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="I have kept them").click()
    expect(page).to_have_url(f"{site}/admin/practice_site/staffaccount/")

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{site}/admin/")
    passkey = second_factor.of(kim).get()
    assert (passkey.wrap().name, passkey.wrap().is_passwordless) == ("iPhone of Kim", True)
    assert heard == []


def test_app_is_set_up_and_asked_for_and_a_recovery_code_works_once(page, site, kim):
    give_password(page, site)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="This is what it shows").click()
    expect(page.get_by_text("This code is not right.")).to_be_visible()
    page.get_by_label("Code").fill(code_for(page))
    page.get_by_role("button", name="This is what it shows").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    first, second = page.locator("#codes li").all_inner_texts()[:2]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert first in download.value.path().read_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page).to_have_url(f"{site}/admin/")
    page.go_back()
    expect(page.locator("#codes li").first).to_contain_text("••••")

    for code, gets_in in ((first, True), (first, False), (second, True)):
        page.context.clear_cookies()
        give_password(page, site)
        expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
        page.goto(f"{site}/admin/practice_site/staffaccount/")  # the password alone opens nothing
        expect(page).to_have_url(re.compile("/admin/second-factor/sign-in/"))
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in with the code").click()
        if gets_in:
            expect(page.locator("#user-tools summary")).to_have_text("Kim")
        else:
            expect(page.get_by_text("it was used already")).to_be_visible()


def test_two_tabs_show_the_same_key_and_set_up_one_app(page, site, kim):
    give_password(page, site)
    expect(page.get_by_role("heading", name="First, a second factor")).to_be_visible()
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"{site}/admin/second-factor/app/add/")
    assert page.locator(".factors__key").inner_text() == other.locator(".factors__key").inner_text()
    code = code_for(page)
    for each in (page, other):
        each.get_by_label("Code").fill(code)
        each.get_by_role("button", name="This is what it shows").click()
        expect(each.get_by_label("Code")).to_have_count(0)
    assert second_factor.of(kim).count() == 1


def test_passkey_after_the_password_and_a_person_who_turns_away(page, site, kim):
    line, device = with_authenticator(page)
    give_password(page, site)
    add_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    give_password(page, site)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("status").filter(has_text="No passkey was used.")).to_be_visible()
    line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#user-tools summary")).to_have_text("Kim")


def test_passkey_says_again_who_it_is_before_another_is_added(page, site, kim, settings):
    with_authenticator(page)
    give_password(page, site)
    add_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # as if that were ten minutes ago
    page.goto(f"{site}/admin/second-factor/passkey/add/")
    expect(page).to_have_url(re.compile("/admin/confirm/passkey/"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{site}/admin/second-factor/passkey/add/")


def test_passkey_is_renamed_and_removed_but_not_the_only_one(page, site, kim):
    with_authenticator(page)
    give_password(page, site)
    add_passkey(page, "Old phone")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}/admin/second-factor/")
    page.get_by_role("link", name="Remove Old phone").click()
    expect(page.get_by_text("nobody works here without one")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, remove it")).to_have_count(0)
    page.goto(f"{site}/admin/second-factor/app/add/")
    page.get_by_label("Code").fill(code_for(page))
    page.get_by_role("button", name="This is what it shows").click()
    expect(page.get_by_label("Code")).to_have_count(0)
    page.goto(f"{site}/admin/second-factor/")
    page.get_by_role("link", name="Rename Old phone").click()
    page.get_by_label("Name").fill("Phone in the drawer")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Phone in the drawer").click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text("It was removed.")).to_be_visible()
    assert [each.type for each in second_factor.of(kim)] == ["totp"]


def test_address_of_numbers_says_why_there_are_no_passkeys(page, site, live_server, kim):
    give_password(page, live_server.url)
    expect(page.get_by_text("Passkeys do not work at an address made of numbers.")).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_on_any_screen_and_nothing_sticks_out(page, site, kim, scheme, width):
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    with_authenticator(page)

    def look():
        found.extend(barriers_on(page))
        if overflow_of(page) > 0:
            found.append(f"{page.url} sticks out")

    page.goto(f"{site}/admin/login/")
    look()
    give_password(page, site)
    expect(page.get_by_role("heading", name="First, a second factor")).to_be_visible()
    look()
    for address in ("passkey/add/", "app/add/"):
        page.goto(f"{site}/admin/second-factor/{address}")
        look()
    page.get_by_label("Code").fill(code_for(page))
    page.get_by_role("button", name="This is what it shows").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_have_count(0)
    page.goto(f"{site}/admin/second-factor/")
    add_passkey(page)
    expect(page.get_by_text("Your passkey was added.")).to_be_visible()
    look()
    passkey = second_factor.of(kim).get(type=Authenticator.Type.WEBAUTHN)
    acts = [f"passkey/{passkey.pk}/{act}/" for act in ("name", "remove")]
    for address in (*acts, "recovery-codes/", "recovery-codes/new/"):
        page.goto(f"{site}/admin/second-factor/{address}")
        look()
    page.context.clear_cookies()
    give_password(page, site)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    look()
    assert (found, heard) == ([], [])
