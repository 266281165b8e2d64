"""The pages around the form: after sending, for patients under 18, and when the page was open for too long."""

import re
from urllib.parse import urlsplit

import pytest
import textstat
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.html import strip_tags

from consultations.forms import ConsultationForm
from practice_site import frame
from practice_site.errors import WORDS
from practice_site.models import Practice
from tests.samples import ANSWERS, form_token

PHONE, EMAIL = "+1 212 555 0100", "office@example.com"


@pytest.fixture
def practice(db):
    return Practice.objects.create(pk=1, phone=PHONE, email=EMAIL)


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    """The sentences a reader sees, each block on its own, without the drawing."""
    html = re.sub(r"<svg.*?</svg>", "", main_of(html), flags=re.DOTALL)
    return strip_tags(re.sub(r"</(p|h\d|label|legend|li)>", ". ", html))


def sent(client) -> str:
    client.post("/consultation/", ANSWERS)
    return client.get("/consultation/received/").content.decode()


@pytest.mark.django_db
def test_the_received_page_shows_the_reference_and_the_next_steps(client):
    html = sent(client)
    assert re.search(r'<p class="received__code">[A-Z0-9]{4}-[A-Z0-9]{4}</p>', html)
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", html) == [
        "We read it",
        "We get back to you",
        "You choose a day, or you wait",
    ]
    assert '<meta name="robots" content="noindex">' in html
    assert "How to reach us" not in html


@pytest.mark.usefixtures("practice")
def test_the_received_page_says_how_to_reach_us_when_that_is_filled_in(client):
    main = main_of(sent(client))
    assert '<a class="ways__link" href="tel:+12125550100">' in main
    assert f'<a class="ways__link" href="mailto:{EMAIL}">' in main


@pytest.mark.usefixtures("practice")
def test_the_page_for_minors_asks_a_guardian_to_call_or_write(client):
    main = main_of(client.get("/consultation/under-18/").content.decode())
    assert "They can call us or write to us." in main
    assert "We have stored nothing that you typed." in main
    assert PHONE in main
    assert EMAIL in main


@pytest.mark.django_db
def test_the_page_for_minors_stands_without_phone_and_email(client):
    main = main_of(client.get("/consultation/under-18/").content.decode())
    assert "They can call or write to the practice." in main
    assert "ways__link" not in main


@pytest.mark.django_db
def test_a_page_that_was_open_for_too_long_comes_back_filled_with_a_calm_message():
    answers = ANSWERS | {"story": "My own words", "csrfmiddlewaretoken": "x" * 64}
    html = Client(enforce_csrf_checks=True).post("/consultation/", answers).content.decode()
    assert "The page was open for a long time. Nothing is lost. Please send once more." in html
    assert "My own words</textarea>" in html
    assert 'id="error-summary"' not in html
    assert "js/error_summary" in html


@pytest.mark.django_db
@pytest.mark.parametrize("privacy_url", ["", "/privacy-notice/"])
def test_the_privacy_notice_is_linked_only_where_there_is_one(rf, privacy_url):
    context = {"form": ConsultationForm(), "privacy_url": privacy_url, "session_expired": False, "notice": ""}
    main = main_of(render_to_string("consultations/request.html", context, rf.get("/consultation/")))
    assert ('<a href="/privacy-notice/">' in main) == bool(privacy_url)


@pytest.mark.parametrize("status", WORDS)
def test_an_error_page_stands_with_an_empty_frame_and_no_database(status):
    request = RequestFactory().get("/lost/")
    request.site_frame = frame.QuietFrame(request)
    html = render_to_string("pages/error.html", {"status": status, "words": WORDS[status]}, request)
    assert re.findall(r'class="ways__link" href="([^"]+)"', html) == ["/", "/procedures/", "/consultation/"]
    assert html.count("<h1>") == 1
    assert f"Error {status}" in html
    assert "canonical" not in html
    assert "You can also" not in html


@pytest.mark.django_db
def test_the_pages_read_easily(client):
    pages = [client.get("/consultation/"), client.post("/consultation/"), client.get("/consultation/under-18/")]
    texts = [words_of(page.content.decode()) for page in pages] + [words_of(sent(client))]
    assert [text for text in texts if textstat.flesch_kincaid_grade(text) > 7] == []


@pytest.mark.django_db
def test_received_page_offers_the_private_page_once(client):
    client.post("/consultation/", ANSWERS | {"form_token": form_token(client)})
    first, second = (client.get("/consultation/received/").content.decode() for _ in range(2))
    link = re.search(r'href="(http://127\.0\.0\.1:8000/request/[^"]+)"', first)[1]
    assert "Your request <em>is with us</em>" in client.get(urlsplit(link).path).content.decode()
    assert "/request/" in second
    assert link not in second
