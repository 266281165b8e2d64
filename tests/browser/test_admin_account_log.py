"""The account log in a browser: without a barrier, on phone and desk, light and dark."""

import pytest
from playwright.sync_api import expect

from practice_site.accounts import account_log
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in

LOG = "/admin/practice_site/accountevent/"
Kind = account_log.Kind


@pytest.fixture
def told(administrator, editor, rf):
    request = rf.get("/", REMOTE_ADDR="2001:db8::1")
    account_log.record(Kind.ACCOUNT_CREATED, account=editor, by=administrator, request=request, detail="editor")
    account_log.record(Kind.SIGN_IN_FAILED, request=request)
    account_log.record(Kind.LOCKED_OUT, account=editor, request=request)
    account_log.record(Kind.FACTOR_USED, account=editor, by=editor, request=request, detail="webauthn")
    reason = "She lost her phone in the train and came to the desk with her passport."
    account_log.record(Kind.FACTORS_RESET, account=editor, by=administrator, request=request, reason=reason)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_log_stands_on_every_screen(page, live_server, administrator, told, width, scheme, tmp_path):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    heard = complaints_of(page)
    sign_in(page, live_server, administrator)
    page.goto(live_server.url + LOG)
    expect(page.get_by_role("heading", name="Account log")).to_be_visible()
    page.get_by_text("Narrow the list").click()
    expect(page.get_by_label("About whom")).to_be_visible()
    assert barriers_on(page) == []
    assert overflow_of(page) <= 0
    assert heard == []


def test_log_is_narrowed_by_choosing(page, live_server, administrator, told):
    sign_in(page, live_server, administrator)
    page.goto(live_server.url + LOG)
    page.get_by_text("Narrow the list").click()
    page.get_by_label("What").select_option(label="Locked out for a while")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.get_by_label("What")).to_have_value("locked_out")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(6)
