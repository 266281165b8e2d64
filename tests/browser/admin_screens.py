"""What browser tests of the staff's screens share."""

import time

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.signing_in import signed_in_client

AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "preload": False,  # else axe copies our style sheets into the page, which the policy forbids
}

# A rich text begins as a plain field, and takes its place once its modules have come.
BARE_TEXTS = "textarea[data-django-prose-editor-configurable]:not(.prose-editor *, .empty-form *)"
LONGEST_PAUSE = 300  # milliseconds: what scripts put off until after the page has loaded, they do within that time
PATIENCE = 30  # seconds


def sign_in(page, live_server, account, minutes_ago: int = 0) -> None:
    """Put a session of `account` into the browser. After ten minutes some screens ask again who it is."""
    cookie = signed_in_client(account, minutes_ago).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def complaints_of(page) -> list[str]:
    """A list that grows with everything the browser complains of: scripts, console, policy, missing files."""
    heard = []
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("response", lambda answer: heard.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    return heard


def settle(page) -> None:
    """Wait until scripts have done what they put off. The page's own clock counts: its timers fire in their order."""
    page.wait_for_load_state("load")
    page.evaluate("(pause) => new Promise((done) => setTimeout(done, pause))", LONGEST_PAUSE)


def wait_for_editor(page) -> None:
    """Wait until blocks have their buttons, rich texts their toolbars, and changes are noticed."""
    page.wait_for_selector(".block-kinds", state="attached")
    expect(page.locator(BARE_TEXTS)).to_have_count(0)
    settle(page)


def rich_text(place, name: str):
    """The first text of this name to write in, once its editor has taken the place of the plain field."""
    return place.locator(f"[contenteditable][aria-label='{name}']").first


def wait_until(page, is_so) -> None:
    """Wait for what no page shows, such as a word that the browser sends when a page goes."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "It did not happen in time."
        page.wait_for_timeout(20)


def barriers_on(page) -> list[str]:
    """What axe finds on the open page, one line for each kind."""
    page.wait_for_load_state("load")
    # A bar that stays in view always covers something; scroll padding keeps whatever has focus clear of it.
    page.evaluate("document.querySelectorAll('.submit-row').forEach((row) => { row.style.position = 'static' })")
    results = Axe().run(page, options=AXE_OPTIONS)
    return [
        f"{page.url} {violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in results.response["violations"]
    ]


def overflow_of(page) -> int:
    """How many pixels the page is wider than the screen."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def found_on(page) -> list[str]:
    """What is wrong with the open page: what axe finds, and whether it is wider than the screen."""
    found = barriers_on(page)
    if overflow := overflow_of(page):
        found.append(f"{page.url} sticks out by {overflow} pixels")
    return found
