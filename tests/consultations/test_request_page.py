"""One request on one page: what stands where, what comes next, and two people who work on it at once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consultations import workflow
from consultations.models import ConsultationRequest, EarlierOperation, HealthAnswers, RequestEvent
from tests.consultations.full_request import CANARY, HEALTH, NOW, full_request
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
# Session, account, permissions, practice, number in the menu, the request with owner and health, photos, consents,
# notes, events, mails, operations, visits with times, who may be the same person, colleagues to name, and three that
# leave a record of who looked.
PAGE_QUERIES = 18
WHILE_AN_ANSWER_IS_OWED = 1  # opening hours
WHO_LOOKED = 1  # for those who may read it
SCREENS = ["change", "photos", "brief", "owner", "times"]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


def page_of(request, screen: str = "change") -> str:
    return f"{REQUESTS}{request.pk}/{screen}/"


def html_of(answer) -> str:
    return answer.content.decode()


def words_of(answer) -> str:
    main = re.search(r"<main.*</main>", html_of(answer), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def send(visitor, request, **sent):
    seen = {"seen_status": request.status, "seen_owner": request.owner_id or 0, "note": ""}
    return visitor.post(page_of(request), seen | sent, follow=True)


@pytest.mark.parametrize("rows", [1, 6])  # six are sixty events and more
@pytest.mark.parametrize(
    ("role", "is_owed", "queries"),
    [
        ("coordinator", False, PAGE_QUERIES),
        ("coordinator", True, PAGE_QUERIES + WHILE_AN_ANSWER_IS_OWED),
        ("surgeon", True, PAGE_QUERIES + WHILE_AN_ANSWER_IS_OWED + WHO_LOOKED),
    ],
)
def test_page_costs_the_same_however_much_is_on_it(
    staff_of, signed_in, coordinator, django_assert_num_queries, rows, role, is_owed, queries
):
    request = full_request(coordinator, rows=rows)
    if is_owed:
        ConsultationRequest.objects.update(status="in_review", answer_due_at=timezone.now())
    desk = signed_in(coordinator if role == "coordinator" else staff_of(role))
    desk.get(page_of(request))
    with django_assert_num_queries(queries):
        desk.get(page_of(request))


@pytest.mark.parametrize("screen", SCREENS)
def test_title_and_address_hold_nothing_of_the_patient(desk, coordinator, screen):
    request = full_request(coordinator, rows=1, views=1)
    answer = desk.get(page_of(request, screen))
    title = re.search(r"<title>([^<]+)</title>", html_of(answer))[1]
    addresses = re.findall(r'(?:href|action|src)="(/[^"]*)"', html_of(answer))
    assert CANARY in html_of(answer) or screen in {"photos", "owner"}
    assert re.findall("canary|zubaida", " ".join([title, *addresses]), re.IGNORECASE) == []
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("screen", [*SCREENS, "next"])
def test_editor_gets_to_no_screen_and_reads_no_hint(editor, signed_in, coordinator, screen):
    request = full_request(coordinator, rows=1, views=1)
    answer = signed_in(editor).get(page_of(request, screen))
    assert answer.status_code == 403
    assert re.findall(f"canary|{request.reference}", html_of(answer), re.IGNORECASE) == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", ["surgeon", "coordinator", "administrator"])
def test_those_who_answer_get_to_every_screen(staff_of, signed_in, role, screen):
    request = patient_request()
    answer = signed_in(staff_of(role)).get(page_of(request, screen))
    assert request.reference in html_of(answer)


@pytest.mark.parametrize("screen", [*SCREENS, "next"])
def test_screen_of_a_request_that_is_gone_leads_away_or_is_not_found(desk, screen):
    answer = desk.get(f"{REQUESTS}98765432109876543210/{screen}/")
    assert answer.status_code == (302 if screen == "change" else 404)


@pytest.mark.parametrize(
    ("source", "words"), [("form", "by the form"), ("phone", "by phone"), ("visit", "when the patient came by")]
)
def test_head_says_when_and_how_the_request_came(desk, source, words):
    with time_machine.travel(NOW):
        request = patient_request()
    ConsultationRequest.objects.update(source=source)
    said = words_of(desk.get(page_of(request)))
    assert f"{request.reference} , received Wednesday, 25 November 2026, 15:00, {words} Ada Example" in said


def test_parts_stand_in_the_order_in_which_they_are_read(desk, coordinator):
    html = html_of(desk.get(page_of(full_request(coordinator, rows=1))))
    parts = ["hopes", "past", "health", "photos", "consents", "answers", "visit", "mails", "notes", "events"]
    assert [part for part in re.findall(r'<h2 id="([\w-]+)"', html) if part in parts] == parts
    assert html.index("Canary goals") < html.index('aria-label="Reach and decide"') < html.index('id="past"')


def test_overdue_answer_is_said_with_a_full_disc_and_the_promise(desk):
    with time_machine.travel(NOW, tick=False):
        request = patient_request()
        ConsultationRequest.objects.update(answer_due_at=NOW - timedelta(hours=3, minutes=20))
        answer = desk.get(page_of(request))
    assert "Overdue by 3 h 20 Answer promised by Wednesday, 11:40." in words_of(answer)
    assert 'class="waiting waiting--overdue"' in html_of(answer)
    assert 'stroke-dasharray="100 100"' in html_of(answer)


def test_promise_of_another_week_comes_with_its_date(desk):
    with time_machine.travel(NOW, tick=False):
        request = patient_request()
        ConsultationRequest.objects.update(answer_due_at=NOW + timedelta(days=20))
        assert "Answer promised by Tuesday, 15 December, 15:00." in words_of(desk.get(page_of(request)))


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("waiting", "", "Waiting for patient The next step is the patient’s."),
        ("closed", "elsewhere", "Closed: booked elsewhere Nobody has to do anything."),
        ("withdrawn", "", "Withdrawn The patient took the request back."),
    ],
)
def test_request_without_a_promise_says_whose_turn_it_is(desk, status, reason, words):
    request = patient_request()
    ConsultationRequest.objects.update(status=status, closed_reason=reason, answer_due_at=None)
    assert words in words_of(desk.get(page_of(request)))


def test_operations_stand_in_the_order_of_time_with_months_since(desk):
    request = patient_request(operations_count=3, last_operation_year=2024)
    for year, month in ((2024, None), (2021, 3), (2023, 9)):
        EarlierOperation.objects.create(request=request, year=year, month=month, what_was_done="Words.")
    with time_machine.travel(NOW):
        html = html_of(desk.get(page_of(request)))
    assert re.findall(r'past__since"><b>([^<]+)</b> ([^<]+)</p>', html) == [
        ("68", "months ago"),
        ("38", "months ago"),
        ("23–34", "months ago"),
    ]
    titles = re.findall(r'past__what">\s*<h3>([^<]+)', html)
    assert titles == ["First nose operation", "Second nose operation", "Third nose operation"]
    assert "2024, month not given" in html


def test_last_operation_of_the_form_stands_in_when_none_of_its_time_is_described(desk):
    request = patient_request(operations_count=3, last_operation_year=2024)
    EarlierOperation.objects.create(request=request, year=2021, month=3)
    with time_machine.travel(NOW):
        html = html_of(desk.get(page_of(request)))
    assert re.findall(r'past__what">\s*<h3>([^<]+)', html) == ["Nose operation", "The last of 3 nose operations"]
    assert "1 of 3 are described." in html


def test_no_operation_so_far_is_said(desk):
    request = patient_request(operations_count=0, last_operation_year=None)
    assert "No nose operation so far." in words_of(desk.get(page_of(request)))


def test_answers_that_are_not_no_lead_and_the_rest_is_told_in_short(desk):
    request = patient_request()
    HealthAnswers.objects.create(request=request, answers=HEALTH)
    html = html_of(desk.get(page_of(request)))
    health = html.partition('id="health"')[2].partition("</section>")[0]
    assert re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)<", health) == [
        ("Medicines", "Yes. Aspirin"),
        ("Under treatment", "Would rather talk about it"),
        ("Nicotine", "No. Stopped in 2024"),
        ("Answered with no", "Hard to breathe, Bleeds long"),
        ("Not answered", "Allergies, Raised scars, Anaesthesia"),
    ]


def test_sixty_events_are_all_there_and_the_latest_twelve_stand_open(desk, coordinator):
    request = patient_request()
    for number in range(60 - request.events.count()):
        workflow.record(request, RequestEvent.Kind.HISTORY_CHANGED, f"change {number}")
    html = html_of(desk.get(page_of(request))).partition('id="events"')[2]
    folded, _, still_open = html.partition("</details>")
    assert "48 earlier events" in folded
    assert (folded.count("<time"), still_open.count("<time")) == (48, 12)
    assert len(set(re.findall(r"change (\d+)", html))) == 60 - 1


def test_stages_before_the_present_one_are_drawn_as_done(desk):
    request = patient_request()
    ConsultationRequest.objects.update(status="waiting")
    html = html_of(desk.get(page_of(request)))
    done = re.findall(r'stages__step--done"><span[^>]+></span>([^<]+)', html)
    assert done == ["New", "In review"]


def test_closed_request_draws_the_stages_it_has_seen_and_says_why(desk, coordinator):
    request = patient_request()
    workflow.change_status(request, "waiting", actor=coordinator)
    workflow.change_status(request, "closed", actor=coordinator, reason="no_reply")
    html = html_of(desk.get(page_of(request)))
    assert re.findall(r'stages__step--done"><span[^>]+></span>([^<]+)', html) == ["New", "Waiting for patient"]
    assert "Now <b>closed</b>, no reply from the patient" in html
    assert re.findall(r'name="_status" value="(\w+)"', html) == ["in_review"]


def test_closing_takes_a_reason_of_the_list(desk):
    request = patient_request()
    html = html_of(desk.get(page_of(request)))
    reasons = re.findall(r'type="radio" name="closed_reason" value="(\w+)"', html)
    assert reasons == [reason.value for reason in workflow.REASONS_TO_CLOSE]
    said = words_of(send(desk, request, _status="closed", closed_reason="not_suitable"))
    request.refresh_from_db()
    assert (request.status, request.closed_reason) == ("closed", "not_suitable")
    assert "Closed: not suitable" in said


def test_closing_without_a_reason_asks_for_it_and_keeps_what_was_typed(desk):
    request = patient_request()
    html = html_of(send(desk, request, _status="closed", note="Half a note"))
    request.refresh_from_db()
    assert (request.status, request.notes.count()) == ("new", 0)
    assert "Choose why the request is closed." in html
    assert "Half a note</textarea>" in html
    assert re.search(r'<details class="act" name="act" open>', html)


@pytest.mark.parametrize("reason", ["spam", "duplicate", "nonsense"])
def test_reason_that_is_not_for_staff_to_choose_closes_nothing(desk, reason):
    request = patient_request()
    send(desk, request, _status="closed", closed_reason=reason)
    request.refresh_from_db()
    assert (request.status, request.closed_reason) == ("new", "")


def test_quarantined_request_is_closed_by_one_press(desk):
    request = patient_request()
    ConsultationRequest.objects.update(status="quarantined")
    request.refresh_from_db()
    send(desk, request, _status="closed")
    request.refresh_from_db()
    assert (request.status, request.closed_reason) == ("closed", "spam")


def test_note_is_kept_when_a_colleague_changed_the_state_in_between(desk, surgeon):
    request = patient_request()
    workflow.change_status(request, "waiting", actor=surgeon)
    said = words_of(send(desk, request, _status="in_review", note="Please keep me."))
    request.refresh_from_db()
    assert request.status == "waiting"
    assert [note.text for note in request.notes.all()] == ["Please keep me."]
    assert "This request was changed in the meantime. It is now: waiting for patient." in said


def test_request_is_taken_by_one_press_and_the_note_beside_it_is_kept(desk, coordinator):
    request = patient_request()
    said = words_of(send(desk, request, _take="1", note="I call today."))
    request.refresh_from_db()
    assert (request.owner, request.notes.count()) == (coordinator, 1)
    assert f"You look after {request.reference} now." in said
    assert "Owner Sample Coordinator (you)" in said


def test_second_person_who_takes_a_request_is_told_whose_it_is(coordinator, surgeon, signed_in):
    request = patient_request()
    workflow.assign(request, surgeon, actor=surgeon)
    said = words_of(send(signed_in(coordinator), request, _take="1"))
    request.refresh_from_db()
    assert request.owner == surgeon
    assert "Sample Surgeon looks after this request now." in said


def test_owner_is_one_who_may_answer_or_nobody(desk, coordinator, surgeon, editor, administrator):
    request = patient_request()
    type(surgeon).objects.filter(pk=surgeon.pk).update(is_active=False)
    html = html_of(desk.get(page_of(request, "owner")))
    choices = re.findall(r'name="owner" value="(\d*)"[^>]*> <span>([^<]+)', html)
    assert choices == [
        (str(coordinator.pk), "Sample Coordinator (you)"),
        (str(administrator.pk), "Sample Administrator"),
        ("", "Nobody"),
    ]


def test_owner_is_changed_to_a_colleague_and_to_nobody(desk, coordinator, surgeon):
    request = patient_request()
    said = words_of(desk.post(page_of(request, "owner"), {"owner": surgeon.pk, "seen": 0}, follow=True))
    assert f"Sample Surgeon looks after {request.reference} now." in said
    said = words_of(desk.post(page_of(request, "owner"), {"owner": "", "seen": surgeon.pk}, follow=True))
    request.refresh_from_db()
    assert request.owner is None
    assert "Owner Nobody yet" in said
    details = [event.detail for event in request.events.filter(kind="assigned")]
    assert details == ["to Sample Surgeon", "to nobody"]


def test_owner_from_an_old_screen_is_refused_and_told(desk, coordinator, surgeon):
    request = patient_request()
    workflow.assign(request, surgeon, actor=surgeon)
    said = words_of(desk.post(page_of(request, "owner"), {"owner": coordinator.pk, "seen": 0}, follow=True))
    request.refresh_from_db()
    assert request.owner == surgeon
    assert "Sample Surgeon looks after this request now." in said


@pytest.mark.parametrize("sent", [{"owner": "", "seen": "x"}, {"owner": "999999", "seen": "0"}, {"owner": "x"}])
def test_forged_owner_changes_nothing(desk, coordinator, sent):
    request = patient_request()
    workflow.assign(request, coordinator, actor=coordinator)
    answer = desk.post(page_of(request, "owner"), sent)
    request.refresh_from_db()
    assert request.owner == coordinator
    assert html_of(answer).partition("<title>")[2].startswith("Error: Owner")


def test_next_request_is_the_one_due_next_and_goes_round(desk):
    first, second, third = (patient_request(email=f"{name}@example.com") for name in "abc")
    due = timezone.now()
    for request, days in ((second, 1), (first, 2), (third, 2)):
        ConsultationRequest.objects.filter(pk=request.pk).update(answer_due_at=due + timedelta(days=days))
    answered = patient_request(email="d@example.com")
    ConsultationRequest.objects.filter(pk=answered.pk).update(answer_due_at=None, status="waiting")
    way = {request: desk.get(page_of(request, "next"))["Location"] for request in (second, first, third, answered)}
    assert way == {second: page_of(first), first: page_of(third), third: page_of(second), answered: page_of(second)}


def test_next_request_says_when_nobody_else_waits(desk):
    request = patient_request()
    said = words_of(desk.get(page_of(request, "next"), follow=True))
    assert "No other request needs an answer." in said


def test_ways_to_reach_follow_what_the_patient_wishes(desk):
    request = patient_request(contact_by="text", phone="+1 212 555 0142")
    html = html_of(desk.get(page_of(request)))
    ways = re.findall(r'<a class="button( button--main)?" href="(sms|tel|mailto):', html)
    assert ways == [(" button--main", "sms"), ("", "tel"), ("", "mailto")]
