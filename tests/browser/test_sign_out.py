"""Whoever signs out leaves nothing behind in the browser."""

from playwright.sync_api import expect

from tests.browser.admin_screens import complaints_of, sign_in


def test_words_that_were_never_saved_go_with_the_person_and_the_page_to_sign_in_comes(page, live_server, editor):
    heard = complaints_of(page)
    sign_in(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/")
    page.evaluate("localStorage.setItem('typed', 'A sentence that was never saved.')")
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Email")).to_be_visible()
    assert page.evaluate("localStorage.getItem('typed')") is None
    assert page.goto(f"{live_server.url}/admin/").url.startswith(f"{live_server.url}/admin/login/")
    assert heard == []
