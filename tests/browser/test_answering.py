"""Answering a patient in a real browser: by keyboard alone, up to the file that the worker writes."""

import email
import email.policy

import pytest
from playwright.sync_api import expect

from consultations import outbox, workflow
from consultations.models import ReplyTemplate
from tests.browser.admin_screens import barriers_on, complaints_of, overflow_of, settle, sign_in
from tests.samples import patient_request

REQUEST = "/admin/consultations/consultationrequest/"


@pytest.fixture
def patient(transactional_db):
    ReplyTemplate.objects.all().delete()
    ReplyTemplate.objects.create(title="First answer", body="Hello {name},\n\nwe have read it.", leads_to="waiting")
    return patient_request(phone="+1 212 555 0142", contact_by="phone", best_time="after 15:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_answer_screen_has_no_barriers_whatever_it_says(page, live_server, coordinator, patient, scheme, width):
    heard = complaints_of(page)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUEST}{patient.pk}/answer/")
    page.locator("summary", has_text="I called").click()
    page.get_by_label("Your answer").fill("About the surgery.")
    workflow.change_status(patient, "in_review", actor=coordinator)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Please look at these words before you send it.")).to_be_visible()
    settle(page)  # focus goes to what was wrong
    assert barriers_on(page) == []
    page.get_by_label("Send it all the same").check()
    page.get_by_role("button", name="Send the answer").press("Enter")
    expect(page.get_by_text("Nothing was sent: this request was changed while you wrote")).to_be_visible()
    assert (barriers_on(page), overflow_of(page), heard) == ([], 0, [])


def test_answer_is_begun_seen_and_sent_by_keyboard(page, live_server, coordinator, patient, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "practice_site.mail_files.EmailBackend", tmp_path
    heard = complaints_of(page)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUEST}{patient.pk}/change/")
    page.get_by_role("link", name="Write an answer").press("Enter")
    page.get_by_label("Begin with").press("F")
    page.get_by_role("button", name="Use this text").press("Enter")
    answer = page.get_by_label("Your answer")
    expect(answer).to_have_value("Hello Ada Example,\n\nwe have read it.")
    answer.press("Control+End")
    answer.type(" More soon.")
    page.get_by_role("button", name="Look at the mail").press("Enter")
    expect(page.frame_locator("iframe").get_by_text("we have read it. More soon.")).to_be_visible()
    expect(page.get_by_role("radio", name="Wait for the patient")).to_be_checked()
    page.get_by_role("button", name="Send the answer").press("Enter")
    expect(page.get_by_text(f"The answer to {patient.reference} is on its way.")).to_be_visible()
    assert patient.mails.filter(kind="reply").count() == 1
    patient.mails.exclude(kind="reply").delete()
    outbox.send_due()
    sent = email.message_from_bytes(next(tmp_path.iterdir()).read_bytes(), policy=email.policy.default)
    assert (sent["To"], sent["Subject"]) == ("ada@example.com", f"Our answer to your request {patient.reference}")
    for kind in ("plain", "html"):
        assert "we have read it. More soon." in sent.get_body((kind,)).get_content()
        assert "/request/" in sent.get_body((kind,)).get_content()
    assert heard == []


def test_answer_without_scripts_keeps_what_was_typed(browser, live_server, coordinator, patient):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUEST}{patient.pk}/answer/")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Write an answer first.")).to_be_visible()
    page.locator("summary", has_text="I called").click()
    page.get_by_label("What was said").fill("She calls back.")
    page.get_by_role("button", name="Count it as answered").click()
    expect(page.get_by_text("It is noted that you called.")).to_be_visible()
    context.close()


def test_two_presses_and_the_way_back_send_one_answer(page, live_server, coordinator, patient):
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}{REQUEST}{patient.pk}/answer/")
    page.get_by_label("Your answer").fill("We call you tomorrow.")
    page.get_by_role("button", name="Send the answer").dblclick()
    expect(page.get_by_text(f"The answer to {patient.reference} is on its way.")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your answer")).to_be_visible()
    assert patient.mails.filter(kind="reply").count() == 1
