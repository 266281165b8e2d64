"""The screen on which staff answer, and the reply templates they begin with."""

import base64
import hashlib
import re
from html import unescape

import pytest
from django.core import mail as django_mail

from consultations import answering, outbox, reply_texts, workflow
from consultations.models import ConsultationRequest, OutboxMessage, ReplyTemplate
from consultations.starter_replies import TEMPLATES
from practice_site.models import Practice
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/consultations/consultationrequest/"
TEXTS = "/admin/consultations/replytemplate/"
ANSWER = "Hello Ada,\n\nthank you for waiting."


@pytest.fixture
def patient():
    return patient_request(full_name="Zubaida Canary", story="zzstory of mine")


@pytest.fixture
def desk(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def template():
    ReplyTemplate.objects.all().delete()
    return ReplyTemplate.objects.create(
        title="Called", body="Hello {name},\n\nabout {reference}.\n\nCall {phone}.", leads_to="not_suitable"
    )


def screen_of(request) -> str:
    return f"{REQUESTS}{request.pk}/answer/"


def send(client, request, answer=ANSWER, *, act="send", seen=None, **more):
    seen = answering.last_change(request) if seen is None else seen
    return client.post(screen_of(request), {"act": act, "answer": answer, "then": "waiting", "seen": seen} | more)


def call(client, request, note="She calls back.", **more):
    sent = {"act": "call", "call-note": note, "call-then": "waiting", "call-seen": answering.last_change(request)}
    return client.post(screen_of(request), sent | more, follow=True)


def words_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<body")[2])
    return re.sub(r"\s+", " ", unescape(body))


def typed_in(response) -> str:
    found = re.search(r"<textarea[^>]*id=\"id_answer\"[^>]*>\s*(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return unescape(found[1])


def drawn_in(response) -> str:
    return unescape(re.search(r'srcdoc="(.*?)"', response.content.decode(), re.DOTALL)[1])


def replies(request):
    return request.mails.filter(kind=OutboxMessage.Kind.REPLY)


# Beginning, looking, sending


def test_chosen_template_is_filled_in_and_proposes_what_follows(desk, patient, template):
    html = desk.get(screen_of(patient), {"template": template.pk})
    assert typed_in(html) == f"Hello Zubaida Canary,\n\nabout {patient.reference}."
    assert re.search(r'value="not_suitable"[^>]*checked', html.content.decode())
    assert "Hello Zubaida Canary," in drawn_in(html)
    for nothing in ("", "0", "x", "9" * 30):
        assert typed_in(desk.get(screen_of(patient), {"template": nothing})) == ""


def test_what_cannot_follow_is_not_proposed(desk, patient, template):
    ConsultationRequest.objects.update(status="booked")
    html = desk.get(screen_of(patient), {"template": template.pk}).content.decode()
    assert re.findall(r'name="then" value="(\w+)"', html) == ["stays"]
    assert re.search(r'value="stays"[^>]*checked', html)


def test_preview_is_the_mail_to_the_letter_and_sends_nothing(desk, patient, mailoutbox):
    response = send(desk, patient, act="preview")
    assert response.status_code == 200
    assert not replies(patient).exists()
    html = drawn_in(response)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
    plain = unescape(
        re.search(
            r'class="mail-words__plain">(.*?)</p>\s*</details>\s*</section>', response.content.decode(), re.DOTALL
        )[1]
    )
    send(desk, patient)
    django_mail.outbox.clear()
    outbox.send_due()
    sent = next(each for each in mailoutbox if each.subject.startswith("Our answer"))
    link = re.search(r"http\S+/request/\S+", sent.body)[0]
    sample = "http://127.0.0.1:8000/request/this-is-a-sample/"
    assert sent.body.replace(link, sample) == plain
    assert sent.alternatives[0].content.replace(link, sample).strip() == html.strip()
    assert f"Subject: {sent.subject}" in words_of(response)


def test_typed_marks_are_words_in_the_preview(desk, patient):
    response = send(desk, patient, 'Hello "<script>alert(1)</script>"', act="preview")
    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn_in(response)


def test_answer_is_sent_seen_on_the_request_and_said(desk, patient, coordinator):
    response = send(desk, patient)
    assert (response.status_code, response.url) == (302, f"{REQUESTS}{patient.pk}/change/")
    said = words_of(desk.get(response.url))
    assert f"The answer to {patient.reference} is on its way." in said
    assert "Our answer Waiting, written by Sample Coordinator" in said
    assert "thank you for waiting." in said
    assert "Answer written: by mail, by Sample Coordinator" in said
    assert replies(patient).get().written_by_name == str(coordinator)


def test_second_press_sends_nothing_more(desk, patient):
    seen = answering.last_change(patient)
    assert [send(desk, patient, seen=seen).status_code for _ in range(2)] == [302, 302]
    assert replies(patient).count() == 1


def test_colleague_who_was_faster_is_named_and_the_text_is_kept(desk, patient, surgeon):
    seen = answering.last_change(patient)
    answering.send(patient, "I wrote first.", actor=surgeon, then="stays", seen=seen)
    response = send(desk, patient, seen=seen)
    said = words_of(response)
    assert "Nothing was sent: this request was changed while you wrote" in said
    assert "Answer written, by mail, by Sample Surgeon" in said
    assert typed_in(response) == ANSWER
    assert "<title>Error: " in response.content.decode()
    assert replies(patient).count() == 1
    fresh = re.search(r'name="seen" value="(\d+)"', response.content.decode())[1]
    assert send(desk, patient, seen=fresh).status_code == 302, "having read it, one may send"
    assert replies(patient).count() == 2


def test_state_changed_meanwhile_offers_what_can_follow_now(desk, patient, surgeon):
    seen = answering.last_change(patient)
    workflow.change_status(patient, "waiting", actor=surgeon)
    response = send(desk, patient, seen=seen)
    assert "State changed, New to waiting for patient, by Sample Surgeon" in words_of(response)
    html = response.content.decode()
    assert re.findall(r'name="then" value="(\w+)"', html) == ["stays", "not_suitable", "no_reply"]
    assert re.search(r'value="stays"[^>]*checked', html)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("", "Write an answer first."),
        ("   \n ", "Write an answer first."),
        ("Look at {link}", "The signs { and } are for placeholders"),
        ("ring\x07", "It holds a sign that no mail can carry."),
        ("x" * 5001, "at most 5000 characters"),
    ],
)
def test_answer_that_cannot_be_sent_says_why(desk, patient, answer, message):
    response = send(desk, patient, answer)
    assert message in words_of(response)
    assert not replies(patient).exists()


def test_line_ends_of_the_browser_count_once(desk, patient):
    assert send(desk, patient, "x\r\n" * 2499 + "x").status_code == 302
    assert "\r" not in replies(patient).get().body


# Words about health


def test_word_about_health_is_named_and_sent_only_after_a_tick(desk, patient):
    answer = "About your surgery and the scar."
    response = send(desk, patient, answer)
    assert "These words are about health: surgery , scar ." in words_of(response)
    assert typed_in(response) == answer
    assert not replies(patient).exists()
    assert "about health" in words_of(send(desk, patient, answer, act="preview"))
    assert send(desk, patient, answer + " And pain.", all_the_same="surgery, scar").status_code == 200
    assert not replies(patient).exists(), "the tick was about other words"
    assert send(desk, patient, answer, all_the_same="surgery, scar").status_code == 302
    assert answer in replies(patient).get().body


def test_names_of_patient_and_practice_are_no_words_about_health(desk):
    Practice.objects.create(name="Miller Plastic Surgery")
    patient = patient_request(full_name="Ada Bone")
    assert send(desk, patient, "Hello Ada Bone, this is Miller Plastic Surgery.").status_code == 302


# Who must not be written to, and who is called


def test_patient_who_must_not_be_written_to_has_no_form_and_a_reason(desk, patient):
    patient.consents.filter(purpose="contact").update(withdrawn_at=patient.created_at)
    response = desk.get(screen_of(patient))
    assert "The consent to be contacted was taken back. This patient is not written to" in words_of(response)
    assert 'name="act"' not in response.content.decode()
    said = send(desk, patient)
    assert typed_in(said) == ANSWER
    assert 'value="send"' not in said.content.decode()
    assert not replies(patient).exists()


def test_patient_without_address_can_be_called(desk, patient):
    patient.email = ""
    patient.save(update_fields=["email"])
    response = desk.get(screen_of(patient))
    assert "This request has no email address. So no mail can be written." in words_of(response)
    assert re.findall(r'name="act" value="(\w+)"', response.content.decode()) == ["call"]


def test_wish_for_a_call_stands_first_with_the_best_time(desk):
    patient = patient_request(phone="+1 212 555 0142", contact_by="phone", best_time="after 15:00")
    response = desk.get(screen_of(patient))
    said = words_of(response)
    assert said.index("Wishes a phone call Best time: after 15:00 Call +1 212 555 0142") < said.index("Your answer")
    assert 'href="tel:+12125550142"' in response.content.decode()


def test_call_is_kept_as_an_answer_with_a_note(desk, patient):
    said = words_of(call(desk, patient))
    assert f"It is noted that you called. Request {patient.reference} counts as answered." in said
    assert patient.notes.get().text == "She calls back."
    assert ConsultationRequest.objects.get(pk=patient.pk).status == "waiting"


def test_call_without_a_word_or_after_a_colleague_is_not_kept(desk, patient, surgeon):
    assert "Write a few words for your colleagues." in words_of(call(desk, patient, note=" "))
    seen = answering.last_change(patient)
    workflow.change_status(patient, "in_review", actor=surgeon)
    response = call(desk, patient, **{"call-seen": seen})
    assert "Nothing was sent: this request was changed while you wrote" in words_of(response)
    assert "She calls back.</textarea>" in response.content.decode()
    assert not patient.notes.exists()


# Who may


def test_those_who_answer_requests_come_in_and_nobody_else(
    patient, editor, publisher, surgeon, administrator, signed_in
):
    for account in (surgeon, administrator):
        assert "Write an answer" in words_of(signed_in(account).get(screen_of(patient)))
    for account in (editor, publisher):
        client = signed_in(account)
        assert client.get(screen_of(patient)).status_code == client.get(f"{REQUESTS}{patient.pk}/change/").status_code
        assert send(client, patient).status_code == 403
        assert client.get(TEXTS).status_code == 403
        assert "Reply templates" not in client.get("/admin/").content.decode()
    assert not replies(patient).exists()
    assert signed_in(surgeon).get(f"{REQUESTS}999999/answer/").status_code == 404


def test_no_word_of_the_patient_is_in_title_address_or_breadcrumbs(desk, patient, template):
    response = desk.get(screen_of(patient), {"template": template.pk})
    html = response.content.decode()
    assert f"<title>Write an answer: {patient.reference} |" in html
    assert "Canary" not in re.search(r'<div class="breadcrumbs">.*?</div>', html, re.DOTALL)[0]
    assert "zzstory" in html
    assert "Canary" not in str(response.headers)


@pytest.mark.parametrize("count", [1, 3])
def test_screen_costs_the_same_with_one_and_three_answers(desk, patient, coordinator, django_assert_num_queries, count):
    for number in range(count):
        seen = answering.last_change(patient)
        answering.send(patient, f"Answer {number}.", actor=coordinator, then="stays", seen=seen)
        ReplyTemplate.objects.create(title=f"Text {number}", body="Hello")
    desk.get(screen_of(patient))
    with django_assert_num_queries(SCREEN_QUERIES):
        desk.get(screen_of(patient))


SCREEN_QUERIES = 11 + 3  # and those of the access log


# The practice's own words


@pytest.mark.parametrize("text", TEMPLATES, ids=lambda text: text["title"])
def test_text_that_comes_with_the_site_keeps_its_own_rules(text, patient):
    assert reply_texts.problems(text["body"]) == []
    assert ReplyTemplate(**text).full_clean(validate_unique=False) is None
    bare = reply_texts.filled_for(text["body"], patient)
    assert "{" not in bare
    assert len(bare.split("\n\n")) >= 2, "without phone and email it still says something"
    assert reply_texts.words_about_health(bare, patient) == []


def test_name_that_looks_like_a_placeholder_stays_a_name(desk, template):
    patient = patient_request(full_name="Ada {link} Example")
    assert reply_texts.filled_for("Hello {name}.", patient) == "Hello Ada link Example."


def test_template_is_added_changed_and_deleted(desk):
    ReplyTemplate.objects.all().delete()
    sent = {"title": "Soon", "body": "Hello {name},\r\n\r\nsoon.", "leads_to": "stays", "ordering": "5"}
    desk.post(f"{TEXTS}add/", sent)
    text = ReplyTemplate.objects.get()
    assert (text.title, text.body, text.leads_to) == ("Soon", "Hello {name},\n\nsoon.", "stays")
    screen = f"{TEXTS}{text.pk}/change/"
    assert "Hello Robin Sample, soon." in words_of(desk.get(screen))
    desk.post(screen, sent | {"title": "Later"})
    assert "Later Leave the request where it is 5" in words_of(desk.get(TEXTS))
    desk.post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"})
    assert not ReplyTemplate.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Hello {nam}", "{nam} means nothing here. You can use {address}, {email}, {name}, {phone}, {practice}"),
        ("Hello {link}", "{link} means nothing here."),
        ("After your surgery", "“surgery” is about health."),
        ("ring\x07", "It holds a sign that no mail can carry."),
        ("Hello }", "The signs { and } are only for placeholders"),
    ],
)
def test_text_that_breaks_a_rule_is_not_saved_and_stays_in_the_form(desk, body, sentence):
    ReplyTemplate.objects.all().delete()
    response = desk.post(f"{TEXTS}add/", {"title": "Soon", "body": body, "leads_to": "stays", "ordering": "5"})
    assert sentence in words_of(response)
    assert not ReplyTemplate.objects.exists()


def test_placeholders_stand_beside_the_text_with_meaning_and_sample(desk, template):
    html = re.sub(r"\s+", " ", unescape(desk.get(f"{TEXTS}{template.pk}/change/").content.decode()))
    lines = dict(re.findall(r"<dt><code>(\{\w+\})</code></dt> <dd>(.*?)</dd>", html))
    assert list(lines) == ["{name}", "{reference}", "{practice}", "{phone}", "{email}", "{address}"]
    assert lines["{name}"] == "The name of the patient, as they wrote it, for example “Robin Sample”."
    assert "Blank today" in lines["{phone}"]


def test_surgeon_reads_the_texts_and_changes_none(surgeon, signed_in, template):
    client = signed_in(surgeon)
    screen = f"{TEXTS}{template.pk}/change/"
    assert "Hello {name}," in words_of(client.get(screen))
    assert "<textarea" not in client.get(screen).content.decode()
    assert client.post(screen, {"title": "x", "body": "y", "leads_to": "stays", "ordering": 1}).status_code == 403
    assert client.get(f"{TEXTS}add/").status_code == 403


def test_texts_stand_in_the_menu_and_in_the_room_of_what_patients_send(desk):
    html = desk.get("/admin/").content.decode()
    assert html.count(f'href="{TEXTS}"') == 2
    room = html.partition("What patients send")[2].partition("</section>")[0]
    assert "The practice’s own words" in room


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_one_and_three_texts(desk, django_assert_num_queries, count):
    ReplyTemplate.objects.all().delete()
    for number in range(count):
        ReplyTemplate.objects.create(title=f"Text {number}", body="Hello")
    desk.get(TEXTS)
    with django_assert_num_queries(7):
        desk.get(TEXTS)
