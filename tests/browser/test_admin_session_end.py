"""The end of a session: a warning in time, a covered page, and typed text that is offered back after signing in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practice_site.accounts import late_forms
from practice_site.models import Practice, Session
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, sign_in
from tests.samples import patient_request
from tests.signing_in import with_password

PASSWORD = "a long passphrase"
MINUTE = 60_000  # milliseconds
SOON = 119  # seconds: as long as a test may take, and late enough for the warning, which comes two minutes before


@pytest.fixture
def coordinator(coordinator):
    return with_password(coordinator, PASSWORD)


@pytest.fixture
def request_page(live_server):
    Practice.objects.create(pk=1)
    patient = patient_request()
    return f"{live_server.url}/admin/consultations/consultationrequest/{patient.pk}/change/"


@pytest.fixture
def opened(new_context, live_server, coordinator, request_page):
    """The page of a request, at a clock that a test moves on."""
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, live_server, coordinator)
    page.heard = complaints_of(page)
    page.goto(request_page)
    return page


def bar(page):
    return page.locator("#session-end")


def note(page):
    return page.get_by_label("Add a note")


def end_in(**later) -> None:
    ends_at = timezone.now() + timedelta(**later)
    Session.objects.update(ends_at=ends_at, last_seen_at=ends_at - timedelta(minutes=15))


def move_on(page, minutes: float) -> None:
    """Let time pass for the page; it then asks the site, for which none has passed."""
    with page.expect_response("**/sessions/left/"):
        page.clock.fast_forward(int(minutes * MINUTE))


def end(page) -> None:
    Session.objects.all().delete()
    move_on(page, 15)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def sign_in_again(page, coordinator) -> None:
    page.get_by_label("Email address").fill(coordinator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def nothing_is_kept(page) -> None:
    page.wait_for_load_state("load")  # the script that forgets what was saved has run
    page.wait_for_function("() => sessionStorage.length === 0")


def test_warning_comes_in_time_and_staying_ends_it(opened):
    expect(bar(opened)).to_be_hidden()
    end_in(seconds=SOON)
    move_on(opened, 13.1)
    expect(bar(opened).get_by_role("alert")).to_have_text(
        "You will be signed out in 2 minutes, because nobody did anything here for a while."
    )
    expect(opened.locator("body")).to_be_focused()
    opened.get_by_role("button", name="Stay signed in").click()
    expect(bar(opened)).to_be_hidden()
    assert Session.objects.get().ends_at > timezone.now() + timedelta(minutes=14)
    assert opened.heard == []


def test_whoever_types_is_there(opened):
    opened.clock.fast_forward(2 * MINUTE)
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    with opened.expect_response("**/sessions/stay/"):
        note(opened).press_sequentially("A")
    assert Session.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_eight_hours_are_the_end_whatever_somebody_does(opened):
    began_at = timezone.now() - timedelta(hours=8) + timedelta(seconds=SOON)
    Session.objects.update(began_at=began_at, last_seen_at=timezone.now())
    end_in(seconds=SOON)
    move_on(opened, 13.1)
    opened.get_by_role("button", name="Stay signed in").click()
    expect(bar(opened).get_by_role("alert")).to_contain_text("nobody stays signed in longer")
    expect(opened.get_by_role("button", name="Stay signed in")).to_be_hidden()


def test_tabs_of_one_browser_agree(opened, request_page):
    other = opened.context.new_page()
    other.clock.install()
    other.goto(request_page)
    end_in(seconds=SOON)
    for page in (opened, other):
        move_on(page, 13.1)
        expect(bar(page)).to_be_visible()
    other.get_by_role("button", name="Stay signed in").click()
    expect(bar(opened)).to_be_hidden()
    other.locator("#user-tools summary").click()
    other.get_by_role("button", name="Log out").click()
    expect(opened.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_page_is_covered_and_typed_text_comes_back_after_signing_in(opened, coordinator):
    name = opened.get_by_role("heading", level=1).inner_text()
    note(opened).fill("Called, no answer.")
    end(opened)
    expect(opened).to_have_title("You are signed out")
    assert name not in opened.content()
    opened.get_by_role("link", name="Sign in again").click()
    sign_in_again(opened, coordinator)
    opened.get_by_role("button", name="Put it back").click()
    expect(note(opened)).to_have_value("Called, no answer.")
    nothing_is_kept(opened)


def test_form_that_was_sent_too_late_is_not_lost(opened, coordinator):
    note(opened).fill("Called, no answer.")
    Session.objects.all().delete()
    opened.get_by_role("button", name="Add note").click()
    expect(opened.get_by_text(late_forms.NOT_SAVED)).to_be_visible()
    sign_in_again(opened, coordinator)
    opened.get_by_role("button", name="Put it back").click()
    expect(note(opened)).to_have_value("Called, no answer.")


def test_saved_text_is_not_offered(opened):
    note(opened).fill("Called, no answer.")
    opened.get_by_role("button", name="Add note").click()
    expect(opened.get_by_text("Called, no answer.")).to_be_visible()
    nothing_is_kept(opened)
    expect(opened.get_by_role("button", name="Put it back")).to_have_count(0)


def test_text_of_one_person_is_not_offered_to_another(opened, live_server, surgeon, request_page):
    note(opened).fill("Called, no answer.")
    end(opened)
    sign_in(opened, live_server, surgeon)
    opened.goto(request_page)
    nothing_is_kept(opened)
    expect(opened.get_by_role("button", name="Put it back")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_screens_have_no_barriers(opened, coordinator, live_server, scheme, width):
    opened.set_viewport_size({"width": width, "height": 900})
    opened.emulate_media(color_scheme=scheme)
    sign_in(opened, live_server, coordinator)
    opened.goto(f"{live_server.url}/admin/account/sessions/")
    expect(opened.get_by_role("button", name="End all others")).to_be_visible()
    assert (barriers_on(opened), overflow_of(opened)) == ([], 0)
    end_in(seconds=SOON)
    move_on(opened, 13.1)
    expect(bar(opened)).to_be_visible()
    assert (barriers_on(opened), overflow_of(opened)) == ([], 0)
    end(opened)
    assert (barriers_on(opened), overflow_of(opened)) == ([], 0)
