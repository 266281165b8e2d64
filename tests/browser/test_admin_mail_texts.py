"""The words of a mail are changed at a desk and on a phone, and seen as the mail they make."""

import pytest
from playwright.sync_api import expect

from consultations.models import MailText
from tests.browser.admin_screens import barriers_on, complaints_of, sign_in


@pytest.mark.parametrize("width", [390, 1440])
def test_words_are_corrected_saved_and_seen_in_the_frame(page, live_server, coordinator, width):
    heard = complaints_of(page)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/consultations/mailtext/")
    page.get_by_role("link", name="Appointment booked").press("Enter")
    page.get_by_label("Subject").fill("After your surgery")
    page.get_by_label("Subject").press("Enter")
    expect(page.locator(".errorlist")).to_contain_text("“surgery” is about health.")
    expect(page.get_by_label("Subject")).to_be_focused()
    page.get_by_label("Subject").fill("See you soon")
    page.get_by_label("Text").fill("# See you on {when}\n\n{link}")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The words were saved.")
    seen = page.frame_locator("iframe")
    expect(seen.locator("h1")).to_have_text("See you on Monday, 7 December 2026, 10:00 am New York time (EST)")
    button = seen.get_by_role("link", name="Open my page")
    assert button.evaluate("(link) => getComputedStyle(link).backgroundColor") == "rgb(110, 44, 80)"
    assert button.bounding_box()["height"] >= 44
    assert heard == []


def test_own_words_are_given_up_in_two_steps(page, live_server, coordinator):
    MailText.objects.create(kind="booked", subject="See you soon")
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/consultations/mailtext/booked/change/")
    page.get_by_text("Back to our words…").press("Enter")
    assert barriers_on(page) == []
    page.get_by_role("button", name="Use our words").press("Enter")
    expect(page.get_by_label("Subject")).to_have_value("Your visit is booked, {reference}")
    assert MailText.objects.get().subject == ""


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(244, 244, 239)"), ("dark", "rgb(28, 19, 32)")])
@pytest.mark.parametrize("kind", ["received", "times-offered", "booked", "staff-new"])
def test_mail_reads_well_on_the_narrowest_phone(page, live_server, coordinator, kind, scheme, paper):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/admin/consultations/mailtext/{kind}/preview/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    found = [barrier for barrier in barriers_on(page) if "landmark" not in barrier and " region:" not in barrier]
    assert found == []  # a mail stands inside the page of a mail program, which has the landmarks
