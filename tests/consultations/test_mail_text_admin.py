"""Staff read, change and see the words of the mails."""

import base64
import hashlib
import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry

from consultations.mail_words import OURS
from consultations.models import MailText, OutboxMessage
from practice_site.models import Practice

pytestmark = pytest.mark.django_db
Kind = OutboxMessage.Kind
LIST = "/admin/consultations/mailtext/"
OWN = {"subject": "Hello, {reference}", "body": "# Hi\n\nCome in:\n\n{link}"}


def screen(kind=Kind.RECEIVED) -> str:
    return f"{LIST}{kind}/change/"


def preview(kind=Kind.RECEIVED) -> str:
    return f"{LIST}{kind}/preview/"


def read(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def errors_of(response) -> list[str]:
    lists = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL)
    return [unescape(sentence) for entries in lists for sentence in re.findall(r"<li>(.*?)</li>", entries)]


@pytest.fixture
def visitor(coordinator, signed_in):
    return signed_in(coordinator)


def test_list_names_every_kind_and_whose_words_are_used_without_writing_a_row(visitor):
    html = read(visitor, LIST)
    assert re.findall(r'<a href="/admin/consultations/mailtext/([\w-]+)/change/">', html) == Kind.values
    assert html.count("Our words</span>") == len(Kind)
    assert OURS[Kind.BOOKED].subject in html
    assert MailText.objects.count() == 0


def test_words_of_ours_stand_in_the_form_until_staff_change_them(visitor):
    html = read(visitor, screen())
    assert 'value="We have your request, {reference}"' in html
    assert OURS[Kind.RECEIVED].body in html
    assert "Use our words" not in html
    visitor.post(screen(), OWN)
    text = MailText.objects.get()
    assert (text.kind, text.subject, text.body) == ("received", OWN["subject"], OWN["body"])
    html = read(visitor, screen())
    assert 'value="Hello, {reference}"' in html
    assert "Use our words" in html
    assert read(visitor, LIST).count("Your words, ") == 1


def test_second_save_changes_the_same_row_and_both_are_logged(visitor, coordinator):
    visitor.post(screen(), OWN)
    visitor.post(screen(), OWN | {"subject": "Good day"})
    assert MailText.objects.get().subject == "Good day"
    entries = LogEntry.objects.order_by("pk")
    assert [(entry.user, entry.get_change_message()) for entry in entries] == [
        (coordinator, "Changed Subject and Text."),
        (coordinator, "Changed Subject."),
    ]


@pytest.mark.parametrize("blank", ["", OURS[Kind.RECEIVED].subject])
def test_words_that_are_ours_or_blank_are_kept_as_blank(visitor, blank):
    body = OURS[Kind.RECEIVED].body.replace("\n", "\r\n")
    visitor.post(screen(), {"subject": blank, "body": body})
    text = MailText.objects.get()
    assert (text.subject, text.body) == ("", "")


def test_back_to_our_words_by_one_button(visitor):
    visitor.post(screen(), OWN)
    response = visitor.post(screen(), OWN | {"_ours": "1"}, follow=True)
    text = MailText.objects.get()
    assert (text.subject, text.body) == ("", "")
    assert "Our words are used again." in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body": "Hello {name}\n\n{link}"}, "{name} means nothing here."),
        ({"body": "Hello"}, "{link} is missing. Without it this mail is of no use."),
        ({"body": "{link} After your surgery"}, "“surgery” is about health."),
        ({"subject": "Your Rhinoplasty"}, "“Rhinoplasty” is about health."),
        ({"subject": "Hello\nBcc: x@example.com"}, "A subject is one line. Please take out the line break."),
        ({"subject": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
        ({"body": "{link}" + "x" * 5000}, "Ensure this value has at most 5000 characters (it has 5006)."),
    ],
)
def test_words_that_break_a_rule_are_not_saved_and_stay_in_the_form(visitor, changed, sentence):
    response = visitor.post(screen(), OWN | changed)
    assert [error for error in errors_of(response) if error.startswith(sentence)] != []
    assert len(errors_of(response)) == 1
    assert next(iter(changed.values())) in unescape(response.content.decode())
    assert MailText.objects.count() == 0


def test_line_ends_count_once(visitor):
    body = "{link}\r\n" + "\r\n".join(["x"] * 2497)
    assert visitor.post(screen(), OWN | {"body": body}).status_code == 302
    assert len(MailText.objects.get().body) == 5000


def test_placeholders_stand_beside_the_form_with_what_is_needed_and_what_is_blank(visitor):
    Practice.objects.create(email="office@example.com")
    html = re.sub(r"\s+", " ", read(visitor, screen(Kind.BOOKED)))
    lines = dict(re.findall(r"<dt><code>(\{\w+\})</code></dt> <dd>(.*?)</dd>", html))
    assert list(lines) == ["{when}", "{link}", "{reference}", "{practice}", "{phone}", "{email}", "{address}"]
    assert [name for name, words in lines.items() if "Must be in the text." in words] == ["{when}", "{link}"]
    assert [name for name, words in lines.items() if "Blank today" in words] == ["{phone}", "{address}"]


@pytest.mark.parametrize("kind", Kind.values)
def test_preview_is_the_mail_with_samples_in_a_frame_of_ours_with_its_own_styles_only(visitor, kind):
    response = visitor.get(preview(kind))
    html, policy = response.content.decode(), response.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]
    assert re.findall(r"\{\w+\}", html.replace(style, "")) == []
    assert "K7RM-2QXD" in html


def test_preview_and_plain_text_show_what_was_saved(visitor):
    visitor.post(screen(), OWN | {"body": "# Hi <b>\n\n{link}\n\nCall {phone}."})
    assert "<h1>Hi &lt;b&gt;</h1>" in visitor.get(preview()).content.decode()
    assert "Subject: <b>Hello, K7RM-2QXD</b>" in read(visitor, screen())
    plain = re.findall(r'class="mail-words__plain">(.*?)</p>', read(visitor, screen()), re.DOTALL)[-1]
    assert plain == "Hi <b>\n\nhttp://127.0.0.1:8000/request/this-is-a-sample/"


@pytest.mark.parametrize("path", [screen("nothing"), screen("99"), preview("nothing")])
def test_kind_that_does_not_exist_has_no_screen(visitor, path):
    assert visitor.get(path).status_code in {302, 404}
    assert visitor.get(path, follow=True).redirect_chain in ([], [("/admin/", 302)])
    assert visitor.post(path, OWN | {"_ours": "1"}).status_code in {403, 404, 405}


def test_surgeon_reads_the_words_and_changes_none(surgeon, signed_in):
    MailText.objects.create(kind=Kind.RECEIVED, subject="Hello")
    visitor = signed_in(surgeon)
    html = read(visitor, screen())
    assert "<dd>Hello</dd>" in html
    assert OURS[Kind.RECEIVED].body in html
    assert "<textarea" not in html
    assert visitor.get(preview()).status_code == 200
    assert [visitor.post(screen(), OWN | more).status_code for more in ({}, {"_ours": "1"})] == [403, 403]
    assert MailText.objects.get().subject == "Hello"


def test_editor_sees_no_mail_text(editor, signed_in):
    visitor = signed_in(editor)
    assert [visitor.get(path).status_code for path in (LIST, screen(), preview())] == [403, 403, 403]
    assert "Mail texts" not in visitor.get("/admin/").content.decode()


def test_mail_texts_stand_in_the_menu_and_on_the_start_page(visitor):
    html = visitor.get("/admin/").content.decode()
    assert html.count(f'href="{LIST}"') == 2
    assert "The words of every mail" in html
