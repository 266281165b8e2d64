"""No line of the log opens a link or repeats what a visitor typed."""

import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from practice_site import log_privacy

TOKEN = "c4n4ry-t0ken.signature_of-it"
TYPED = "canary words of a patient"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f"Broke: /request/{TOKEN}/erase/", "Broke: /request/…"),
        (f'"GET /preview/{TOKEN}/?page=2 HTTP/1.1" 200', '"GET /preview/… HTTP/1.1" 200'),
        (f"https://www.example.com/admin/welcome/{TOKEN}/ twice", "https://www.example.com/admin/welcome/… twice"),
        (
            f"/admin/password/reset/{TOKEN}/ and /admin/password/reset/",
            "/admin/password/reset/… and /admin/password/reset/",
        ),
        (f"/admin/account/email/{TOKEN}/", "/admin/account/email/…"),
        (f"/admin/first-administrator/{TOKEN}/", "/admin/first-administrator/…"),
        ("/admin/consultations/consultationrequest/?q=Ada+Example", "/admin/consultations/consultationrequest/?…"),
        ("2 mails sent. Is that all? Yes", "2 mails sent. Is that all? Yes"),
        ("/request/", "/request/"),
    ],
)
def test_line_keeps_all_but_what_opens_something(line, written):
    assert log_privacy.blanked(line) == written


def test_arguments_of_a_line_are_blanked_too(log_text):
    logging.getLogger("django.request").error("Bad: %s and %s", f"/request/{TOKEN}/", 5)
    line = json.loads(log_text())
    assert (line["level"], line["logger"], line["event"]) == ("error", "django.request", "Bad: /request/… and 5")


def test_exception_is_written_with_its_place_but_not_its_words(log_text):
    try:
        try:
            int(TYPED)
        except ValueError as first:
            raise RuntimeError(f"{TYPED} at /request/{TOKEN}/") from first
    except RuntimeError:
        logging.getLogger("consultations").exception("It broke.")
    written = log_text()
    assert [word in written for word in (TYPED, TOKEN)] == [False, False]
    assert "int(TYPED)" in written
    assert written.index("ValueError") < written.index("RuntimeError")
    assert "test_log_privacy.py" in written


def test_context_that_was_turned_off_stays_untold(log_text):
    try:
        try:
            {}[TYPED]
        except KeyError:
            raise ImproperlyConfigured("The key ring is missing.") from None
    except ImproperlyConfigured:
        logging.getLogger("consultations").exception("It broke.")
    written = log_text()
    assert "ImproperlyConfigured: The key ring is missing." in written
    assert "KeyError" not in written


def test_view_that_raises_below_a_link_leaves_no_token(log_text, monkeypatch, db):
    from consultations import private_link

    def breaks(token):
        raise ValueError(f"{TYPED} {token}")

    monkeypatch.setattr(private_link, "find", breaks)
    response = Client(raise_request_exception=False).get(f"/request/{TOKEN}/?words={TYPED}")
    written = log_text()
    assert response.status_code == 500
    assert [word in written for word in (TOKEN, TYPED, TYPED.replace(" ", "%20"))] == [False] * 3
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["Internal Server Error: /request/…"]
    assert "ValueError" in written


def test_every_handler_of_the_site_has_the_filter(settings):
    assert {name: handler["filters"] for name, handler in settings.LOGGING["handlers"].items()} == {
        "console": ["privacy"]
    }
