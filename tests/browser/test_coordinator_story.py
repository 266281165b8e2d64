"""A coordinator's Monday morning, whole: whom to call first, from a new request to a booked visit without a mouse."""

from datetime import datetime

import pytest
import time_machine
from playwright.sync_api import expect

from consultations import outbox
from consultations.models import ConsultationRequest
from practice_site.local_time import from_clock
from tests.browser.admin_screens import complaints_of, sign_in
from tests.samples import patient_request

pytestmark = pytest.mark.django_db(transaction=True)
FRIDAY = from_clock(datetime(2026, 11, 13, 9, 30))
SATURDAY = from_clock(datetime(2026, 11, 14, 20, 0))
MONDAY = from_clock(datetime(2026, 11, 16, 10, 0))
MOST_STEPS = 400


@pytest.fixture
def three_who_wrote():
    with time_machine.travel(SATURDAY, tick=False):
        weekend = patient_request(full_name="Wei Weekend", email="wei@example.com")
    with time_machine.travel(FRIDAY, tick=False):
        longest = patient_request(full_name="Ada Longest", phone="+1 212 555 0142")
    with time_machine.travel(from_clock(datetime(2026, 11, 16, 9, 45)), tick=False):
        patient_request(full_name="Bea Newest", email="bea@example.com")
    return longest, weekend


def reach(page, target) -> None:
    """Press Tab until the focus is there, as somebody does who has no mouse."""
    expect(target).to_be_visible()
    for _ in range(MOST_STEPS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not get there.")


def press(page, role: str, name: str, key: str = "Enter") -> None:
    reach(page, page.get_by_role(role, name=name, exact=True).first)
    page.keyboard.press(key)


def test_whoever_waits_longest_leads_and_is_booked_without_a_mouse(page, live_server, coordinator, three_who_wrote):
    longest, _ = three_who_wrote
    heard = complaints_of(page)
    with time_machine.travel(MONDAY, tick=False):  # however long the keyboard takes, it is ten o’clock
        sign_in(page, live_server, coordinator)
        page.goto(f"{live_server.url}/admin/")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Three people wait for an answer, one of them too long"
        )
        rows = page.locator("main table").first.locator("tbody tr")
        expect(rows).to_contain_text(["Ada Longest", "Wei Weekend", "Bea Newest"])
        expect(rows.first).to_contain_text("Overdue by 30 min")

        press(page, "link", "Open the first request")
        expect(page.get_by_role("link", name="Call +1 212 555 0142")).to_be_visible()
        press(page, "button", "Assign to me")
        expect(page.get_by_text("Sample Coordinator (you)")).to_be_visible()
        press(page, "button", "Start review")
        expect(page.locator(".stages [aria-current=step]")).to_have_text("In review")

        press(page, "link", "Write an answer")
        reach(page, page.get_by_label("Your answer"))
        page.keyboard.type("Thank you for waiting. We call you today.")
        press(page, "button", "Send the answer")
        expect(page.get_by_text(f"The answer to {longest.reference} is on its way.")).to_be_visible()

        press(page, "link", "Offer times")
        reach(page, page.locator("main input[name=times]:not(:disabled)").first)
        page.keyboard.press("Space")
        press(page, "button", "Book this time now")
        expect(page.locator(".stages [aria-current=step]")).to_have_text("Booked")

        now = ConsultationRequest.objects.get(pk=longest.pk)
        assert (now.status, now.owner, now.answer_due_at) == ("booked", coordinator, None)
        assert now.answered_after == 8 * 60 + 30  # all of Friday from 9:30 on, and the first hour of Monday
        assert now.appointments.coming().count() == 1
        outbox.send_due()
        assert {"reply", "booked"} <= set(now.mails.filter(state="sent").values_list("kind", flat=True))
    assert heard == []


def test_second_of_two_who_work_on_a_request_is_told_and_loses_nothing(
    browser, live_server, coordinator, surgeon, three_who_wrote
):
    longest, _ = three_who_wrote
    address = f"{live_server.url}/admin/consultations/consultationrequest/{longest.pk}/change/"
    with time_machine.travel(MONDAY):
        contexts = [browser.new_context() for _ in range(2)]
        one, other = pages = [context.new_page() for context in contexts]
        for page, account in zip(pages, (coordinator, surgeon), strict=True):
            sign_in(page, live_server, account)
            page.goto(address)
        one.get_by_role("button", name="Start review").click()
        expect(one.locator(".stages [aria-current=step]")).to_have_text("In review")
        other.get_by_label("Add a note").fill("Look at the left side first.")
        other.get_by_role("button", name="Start review").click()
        expect(other.get_by_text("This request was changed in the meantime. It is now: in review.")).to_be_visible()
        for context in contexts:
            context.close()
    assert [note.text for note in longest.notes.all()] == ["Look at the left side first."]
