"""What browser tests of the staff's screens share."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.signing_in import signed_in_client

AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "preload": False,  # else axe copies our style sheets into the page, which the policy forbids
}


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


def barriers_on(page) -> list[str]:
    """What axe finds on the open page, one line for each kind."""
    # A bar that stays in view always covers something; scroll padding keeps whatever has focus clear of it.
    page.evaluate("document.querySelectorAll('.submit-row').forEach((row) => { row.style.position = 'static' })")
    results = Axe().run(page, options=AXE_OPTIONS)
    return [
        f"{page.url} {violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in results.response["violations"]
    ]


def overflow_of(page) -> int:
    """How many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
