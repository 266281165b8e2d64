"""Requests and mails on the staff's screens: reading, notes, states, search, and what stays unseen."""

import re

import pytest

from consultations import intake, workflow
from consultations.models import ConsultationRequest, OutboxMessage
from tests.samples import ANSWERS

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
MAILS = "/admin/consultations/outboxmessage/"
ACCESS_QUERIES = 3  # head of the access log, record, head
MAIL_LIST_QUERIES = 7 + ACCESS_QUERIES


def make_request(**changed) -> ConsultationRequest:
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019} | changed
    return intake.record_request(answers, intake.new_form_token())


def page_of(request) -> str:
    return f"{REQUESTS}{request.pk}/change/"


def names_on(html: str) -> list[str]:
    return re.findall(r'field-patient"><a [^>]+><span dir="auto">([^<]+)<', html)


@pytest.mark.parametrize("spelling", ["{0}", "{1}", "{2}", "Ada Findable", "findable@example.com"])
def test_search_takes_a_reference_as_typed_a_name_or_an_email(coordinator, signed_in, spelling):
    wanted = make_request(full_name="Ada Findable", email="findable@example.com")
    make_request(full_name="Someone Else")
    reference = wanted.reference
    typed = spelling.format(reference, reference.lower().replace("-", " "), reference.replace("-", ""))
    assert names_on(signed_in(coordinator).get(REQUESTS, {"q": typed}).content.decode()) == ["Ada Findable"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_mails_costs_the_same_for_one_and_three_requests(
    administrator, signed_in, django_assert_num_queries, count
):
    for _ in range(count):
        make_request()
    visitor = signed_in(administrator)
    visitor.get(MAILS)
    with django_assert_num_queries(MAIL_LIST_QUERIES):
        visitor.get(MAILS)


def test_request_shows_words_and_drawing_before_how_to_reach_the_patient(coordinator, signed_in):
    request = make_request(story="I cannot breathe well.", phone="+1 212 555 0100", contact_by="phone")
    html = signed_in(coordinator).get(page_of(request)).content.decode()
    places = [html.index(words) for words in ("concern-drawing--front", "I cannot breathe well.", "tel:", "Consents")]
    assert places == sorted(places)
    assert "Breathing, patient’s left" in html
    assert [f"Wording {consent.wording_version}." in html for consent in request.consents.all()] == [True, True]


def test_name_stands_neither_in_title_nor_in_breadcrumbs(coordinator, signed_in):
    request = make_request(full_name="Zubaida Canary")
    html = signed_in(coordinator).get(page_of(request)).content.decode()
    title = re.search(r"<title>([^<]+)</title>", html)[1]
    breadcrumbs = re.search(r'<div class="breadcrumbs">(.*?)</div>', html, re.DOTALL)[1]
    assert title.startswith(f"Request {request.reference} |")
    assert request.reference in breadcrumbs
    assert "Canary" not in title + breadcrumbs


def test_note_is_kept_with_author_and_leaves_an_event(coordinator, signed_in):
    request = make_request()
    answer = signed_in(coordinator).post(page_of(request), {"note": "Call after five.", "_note": "1"}, follow=True)
    html = answer.content.decode()
    note = request.notes.get()
    assert (note.text, note.author_name) == ("Call after five.", "Sample Coordinator")
    assert "The note was added." in html
    assert "Note added, by Sample Coordinator" in html


def test_state_button_changes_the_state_and_says_so(coordinator, signed_in):
    request = make_request()
    sent = {"_status": "in_review", "seen_status": "new", "note": ""}
    html = signed_in(coordinator).post(page_of(request), sent, follow=True).content.decode()
    request.refresh_from_db()
    assert request.status == "in_review"
    assert f"Request {request.reference} is now: in review." in html
    assert "State changed: New to in review, by Sample Coordinator" in html


def test_change_from_an_old_screen_is_refused(coordinator, surgeon, signed_in):
    request = make_request()
    workflow.change_status(request, "closed", actor=surgeon, reason="other")
    sent = {"_status": "waiting", "seen_status": "new", "note": ""}
    html = signed_in(coordinator).post(page_of(request), sent, follow=True).content.decode()
    request.refresh_from_db()
    assert request.status == "closed"
    assert "This request was changed in the meantime. It is now: closed." in html


@pytest.mark.parametrize("forged", ["", "nonsense", "new"])
def test_forged_state_changes_nothing_and_breaks_nothing(coordinator, signed_in, forged):
    request = make_request()
    sent = {"_status": forged, "seen_status": "new", "note": ""}
    answer = signed_in(coordinator).post(page_of(request), sent, follow=True)
    request.refresh_from_db()
    assert (answer.status_code, request.status) == (200, "new")


def test_nothing_the_patient_wrote_can_be_changed(administrator, signed_in):
    request = make_request()
    sent = {"full_name": "Other", "story": "Other", "status": "closed", "note": ""}
    signed_in(administrator).post(page_of(request), sent)
    request.refresh_from_db()
    assert (request.full_name, request.status) == ("Ada Example", "new")
    assert request.story == "I cannot breathe well at night."


def test_correction_shows_what_stood_there_before(coordinator, signed_in):
    token = intake.new_form_token()
    answers = ANSWERS | {"operations_count": 1, "last_operation_year": 2019}
    request = intake.record_request(answers, token)
    intake.record_request(answers | {"concerns": ["tip"], "contact_by": "phone", "story": "Now in winter."}, token)
    html = signed_in(coordinator).get(page_of(request)).content.decode()
    before = re.findall(r'<dt>([^<]+), before</dt><dd dir="auto">([^<]+)</dd>', html)
    assert sorted(before) == [
        ("Contact by", "Email"),
        ("In your own words", "I cannot breathe well at night."),
        ("What bothers you", "Bridge, breathing left"),
    ]


def test_requests_are_not_deleted_here(administrator, signed_in):
    request = make_request()
    visitor = signed_in(administrator)
    assert visitor.get(f"{REQUESTS}{request.pk}/delete/").status_code == 403
    assert "delete" not in visitor.get(REQUESTS).content.decode()


def test_editor_sees_no_request_and_no_mail(editor, signed_in):
    request = make_request()
    visitor = signed_in(editor)
    paths = (REQUESTS, page_of(request), MAILS, f"{MAILS}{request.mails.first().pk}/change/")
    assert [visitor.get(path).status_code for path in paths] == [403] * 4


@pytest.mark.parametrize(("state", "after"), [("failed", "waiting"), ("unclear", "waiting"), ("sent", "sent")])
def test_only_mails_that_did_not_arrive_are_sent_again(coordinator, signed_in, state, after):
    mail = make_request().mails.first()
    OutboxMessage.objects.filter(pk=mail.pk).update(state=state)
    visitor = signed_in(coordinator)
    path = f"{MAILS}{mail.pk}/change/"
    assert ("_send_again" in visitor.get(path).content.decode()) is (state != "sent")
    visitor.post(path, {"_send_again": "1"})
    mail.refresh_from_db()
    assert mail.state == after


def test_ticked_mails_are_sent_again_together(coordinator, signed_in):
    request = make_request()
    OutboxMessage.objects.update(state="failed")
    sent = {"action": "send_again", "_selected_action": [mail.pk for mail in request.mails.all()], "index": "0"}
    html = signed_in(coordinator).post(MAILS, sent, follow=True).content.decode()
    assert "2 mails are in the queue again." in html
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"waiting"}


def test_link_of_the_patient_is_a_word_wherever_staff_read_a_mail(coordinator, signed_in):
    request = make_request()
    message, visitor = request.mails.get(kind="received"), signed_in(coordinator)
    for path in (page_of(request), f"{MAILS}{message.pk}/change/"):
        html = visitor.get(path).content.decode()
        assert "\n\n[the patient’s own link]\n\n" in html
        assert "{link}" not in html
        assert "\n\nWhat happens next\n\n" in html
