"""Every published page and the form, in a real browser: for everyone, at every width, in light and dark."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from procedures.models import Publication

OTHER_PAGES = ["/procedures/", "/consultation/", "/consultation/under-18/", "/no-such-page/"]
WIDTHS = [320, 390, 768, 1440]
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
WHAT_IS_WRONG = """() => {
  const all = (query) => [...document.querySelectorAll(query)]
  const wrong = []
  const ids = all("[id]").map((element) => element.id)
  for (const id of ids) {
    if (!/^\\S+$/.test(id)) wrong.push(`id with spaces: ${id}`)
    if (ids.filter((other) => other === id).length > 1) wrong.push(`id twice: ${id}`)
  }
  for (const name of ["aria-describedby", "aria-labelledby", "aria-controls", "for"])
    for (const element of all(`[${name}]`))
      for (const id of element.getAttribute(name).split(/\\s+/))
        if (!document.getElementById(id)) wrong.push(`${name} leads nowhere: ${id}`)
  const levels = all("h1,h2,h3,h4,h5,h6").map((heading) => Number(heading.tagName[1]))
  if (levels.filter((level) => level === 1).length !== 1) wrong.push("not one h1")
  if (levels[0] !== 1) wrong.push("the first heading is not the h1")
  levels.reduce((before, level) => { if (level > before + 1) wrong.push(`h${before} then h${level}`); return level })
  for (const link of all("a[href^='#']"))
    if (!document.getElementById(link.hash.slice(1))) wrong.push(`link leads nowhere: ${link.hash}`)
  if (all("[style],[onclick],[onload]").length) wrong.push("inline style or handler")
  return wrong
}"""


@pytest.fixture
def paths(live_server):
    """The starter content, and every path a visitor can reach in it."""
    call_command("load_starter_content", verbosity=0)
    return [*sorted(Publication.objects.live_now().values_list("path", flat=True)), *OTHER_PAGES]


@pytest.fixture
def complaints(page, live_server):
    """What the browser complains of while a test runs, and hosts that it was sent to."""
    heard = []
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))

    def on_request(request):
        if _is_foreign(request, live_server):
            heard.append(f"other host: {request.url}")

    def on_console(message):
        is_expected = "404 (Not Found)" in message.text and "no-such-page" in page.url
        if message.type in {"error", "warning"} and not is_expected:
            heard.append(f"console on {page.url}: {message.text}")

    page.on("request", on_request)
    page.on("console", on_console)
    return heard


def _is_foreign(request, live_server) -> bool:
    return request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(live_server.url).netloc


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_on_any_page(page, live_server, paths, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for path in paths:
        page.goto(live_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
        results = Axe().run(page, options=AXE_OPTIONS)
        for violation in results.response["violations"]:
            places = [node["target"] for node in violation["nodes"]]
            found.append(f"{path} {violation['id']}: {places[:3]}")
    assert found == []


def test_every_page_is_sound_and_stays_at_home(page, live_server, paths, complaints):
    found = []
    for path in paths:
        page.goto(live_server.url + path)
        found += [f"{path}: {problem}" for problem in page.evaluate(WHAT_IS_WRONG)]
    assert (found, complaints) == ([], [])


def test_no_page_scrolls_sideways_at_any_width(page, live_server, paths):
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(live_server.url + path)
            page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
            over = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                found.append(f"{path} at {width}: {over} px too wide")
    assert found == []


def test_text_can_be_four_times_as_large(page, live_server, paths):
    """400 % zoom at 1280 px is a window of 320 by 256: nothing may be cut off or cover the text (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{live_server.url}/procedures/secondary-rhinoplasty/")
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    bar = page.locator("main a[href='/consultation/']").last
    expect(bar).to_have_count(1)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_right_to_left_keeps_every_page_inside_the_window(page, live_server, paths):
    page.set_viewport_size({"width": 390, "height": 800})
    for path in paths:
        page.goto(live_server.url + path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, path


def test_menu_works_by_keyboard_and_closes_on_escape(page, live_server, paths):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    menu = page.locator("header details")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="The surgeon")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="The surgeon")).to_be_hidden()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="The surgeon").click()
    page.wait_for_url("**/the-surgeon/")


def test_print_opens_every_answer(page, live_server, paths):
    page.goto(f"{live_server.url}/questions/")
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('main details p')].filter((part) => part.getClientRects().length === 0).length"
    )
    assert hidden == 0
    expect(page.locator("header nav").first).to_be_hidden()


def test_pages_can_be_read_without_scripts(browser, live_server, paths):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(live_server.url)
    page.locator("header summary").click()
    page.locator("header details").get_by_role("link", name="Secondary rhinoplasty").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When your first nose surgery did not go right")
    page.locator("main details summary").first.click()
    expect(page.locator("main details").first).to_have_attribute("open", "")
    context.close()
