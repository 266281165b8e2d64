"""The staff's screens: no barrier, no sideways scrolling and a silent console, in light and dark, on phone and desk."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations import intake, legal_hold, merging, workflow
from consultations.models import ConsultationRequest, MailText, OutboxMessage, ReplyTemplate
from practice_site.models import OpeningHours, Practice, SpecialDay
from procedures.models import Page
from tests import samples
from tests.browser.admin_screens import barriers_on, complaints_of, found_on, sign_in, wait_for_editor
from tests.site.accounts.second_factors import with_app

ANSWERS = samples.ANSWERS | {"operations_count": 1, "last_operation_year": 2019}


@pytest.fixture
def screens(administrator, staff_of):
    """Every screen of the staff, with something on it."""
    colleague = with_app(staff_of("coordinator"))[0].user
    Practice.objects.get_or_create(pk=1)
    page = samples.live_page("sample", tuple(samples.BLOCKS))
    samples.make_page("draft")
    Page.objects.filter(pk=page.pk).update(title="Changed since", working_hash="x")
    token = intake.new_form_token()
    request = intake.record_request(ANSWERS, token)
    intake.record_request(ANSWERS | {"story": "It is worse in winter.", "phone": "+1 212 555 0100"}, token)
    workflow.add_note(request, "Asked @sample for the report.", author=administrator)
    legal_hold.hold(request, "A letter of a lawyer.", actor=administrator)
    ConsultationRequest.objects.filter(pk=request.pk).update(first_booked_at=timezone.now())
    other, third = (intake.record_request(ANSWERS, intake.new_form_token()) for _ in range(2))
    merging.join(third, request, actor=administrator)
    mail = request.mails.first()
    OpeningHours.objects.create(weekday=0, opens_at=time(9), closes_at=time(12))
    OpeningHours.objects.create(weekday=0, opens_at=time(13), closes_at=time(17))
    special = SpecialDay.objects.create(day=timezone.localdate() + timedelta(days=9), reason="Staff training")
    template = ReplyTemplate.objects.create(title="We heard you", body="Hello {name},\n\nabout {reference}.")
    MailText.objects.create(kind="received", subject="Hello, {reference}")
    OutboxMessage.objects.filter(pk=mail.pk).update(state="failed", last_problem="The mail server refused the mail.")
    ConsultationRequest.objects.filter(pk=other.pk).update(
        status="withdrawn", changed_at=timezone.now() - timedelta(days=20)
    )
    return [
        "/admin/",
        "/admin/numbers/",
        "/admin/consultations/retentionrule/",
        "/admin/consultations/retentionrule/soon/",
        f"/admin/consultations/consultationrequest/{request.pk}/hold/",
        f"/admin/consultations/consultationrequest/{other.pk}/hold/",
        f"/admin/consultations/consultationrequest/{request.pk}/erase/",
        f"/admin/consultations/consultationrequest/{other.pk}/erase/",
        "/admin/procedures/page/",
        f"/admin/procedures/page/{page.pk}/change/",
        f"/admin/procedures/page/{page.pk}/history/",
        "/admin/procedures/page/add/",
        f"/admin/procedures/page/{Page.objects.get(slug='draft').pk}/delete/",
        "/admin/consultations/consultationrequest/",
        f"/admin/consultations/consultationrequest/{request.pk}/change/",
        f"/admin/consultations/consultationrequest/{third.pk}/change/",
        f"/admin/consultations/consultationrequest/{request.pk}/join/{other.pk}/",
        "/admin/consultations/consultationrequest/add/",
        "/admin/consultations/outboxmessage/",
        f"/admin/consultations/outboxmessage/{mail.pk}/change/",
        "/admin/consultations/mailtext/",
        "/admin/consultations/mailtext/received/change/",
        "/admin/consultations/replytemplate/",
        "/admin/consultations/replytemplate/add/",
        f"/admin/consultations/replytemplate/{template.pk}/change/",
        f"/admin/consultations/consultationrequest/{request.pk}/answer/?template={template.pk}",
        f"/admin/consultations/consultationrequest/{request.pk}/times/",
        "/admin/practice_site/practice/1/change/",
        "/admin/practice_site/openinghours/",
        f"/admin/practice_site/openinghours/special/{special.pk}/",
        "/admin/practice_site/staffaccount/",
        f"/admin/practice_site/staffaccount/{administrator.pk}/change/",
        f"/admin/practice_site/staffaccount/{colleague.pk}/reset/",
        "/admin/practice_site/accountevent/",
        "/admin/consultations/accessrecord/",
        "/admin/password_change/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_barrier_on_any_screen_and_nothing_sticks_out(page, live_server, administrator, screens, scheme, width):
    heard, found = complaints_of(page), []
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/admin/login/")
    found += barriers_on(page)
    sign_in(page, live_server, administrator)
    for path in screens:
        page.goto(live_server.url + path)
        if "/procedures/page/" in path and ("change" in path or "add" in path):
            wait_for_editor(page)
        page.evaluate("document.querySelectorAll('main details:not(.act)').forEach((each) => { each.open = true })")
        found += found_on(page)
    assert (found, heard) == ([], [])


def test_page_editor_of_someone_who_may_only_look(page, live_server, surgeon):
    sample = samples.live_page("sample", tuple(samples.BLOCKS))
    heard = complaints_of(page)
    sign_in(page, live_server, surgeon)
    page.goto(f"{live_server.url}/admin/procedures/page/{sample.pk}/change/")
    expect(page.get_by_text("Two to four hours.")).to_be_visible()
    expect(page.locator(".submit-row")).to_have_count(0)
    assert (barriers_on(page), heard) == ([], [])


def test_theme_button_turns_the_colors_and_says_which(page, live_server, administrator):
    sign_in(page, live_server, administrator)
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_text("Sample", exact=True).click()
    button = page.get_by_role("button", name="Colors")
    expect(button).to_contain_text("as this device", use_inner_text=True)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.click()
    expect(button).to_have_text("Colors: dark", use_inner_text=True)
    expect(page.locator("body")).not_to_have_css("background-color", before)


def test_menus_close_by_escape_and_give_focus_back(page, live_server, administrator):
    sign_in(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/")
    summary = page.locator("summary", has_text="More")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Staff accounts").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".staff-menu details")).to_have_js_property("open", False)
