"""A report of an error says where in the code it was, and holds nothing that a visitor sent."""

import html
import logging

import pytest
from django.test import Client
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter, get_default_exception_reporter_filter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.site.leaking_urls")]

WORDS, TOKEN = "canary-wörds of a patient", "canary-token"
COOKIE, BROWSER, QUERY, NOTE = "canary-cookie", "canary-browser", "canary-query", "canary-note"
PLANTED = [WORDS, "canary-w", TOKEN, COOKIE, BROWSER, QUERY, NOTE]
FAILS = ["variable", "words", "letters", "template"]


def report_of(what: str) -> str:
    """What somebody sees who sent a form and met the error, as text."""
    visitor = Client(raise_request_exception=False)
    visitor.cookies["word"] = COOKIE
    headers = {"user-agent": BROWSER, "x-note": NOTE}
    response = visitor.post(f"/request/{TOKEN}/fails/{what}/?q={QUERY}", {"words": WORDS}, headers=headers)
    assert response.status_code == 500
    return html.unescape(response.content.decode())


def held_by(report: str) -> list[str]:
    return [word for word in PLANTED if word in report]


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("what", FAILS)
def test_debug_page_holds_the_place_and_nothing_that_was_sent(debug, what):
    report = report_of(what)
    assert held_by(report) == []
    assert "leaking_urls.py" in report


@pytest.fixture
def filter_anew():
    """Django keeps the filter that it read first."""
    get_default_exception_reporter_filter.cache_clear()
    yield
    get_default_exception_reporter_filter.cache_clear()


@pytest.mark.parametrize("what", FAILS)
def test_django_by_itself_would_show_all_of_it(debug, settings, filter_anew, what):
    """What is planted is really there to be found."""
    settings.DEFAULT_EXCEPTION_REPORTER = "django.views.debug.ExceptionReporter"
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
    assert held_by(report_of(what)) == PLANTED


def test_debug_page_says_the_words_of_the_code_and_the_kind_of_the_rest(debug):
    assert "ImportError: no module of that name" in report_of("code")
    assert "The above exception (ValueError) was the direct cause" in report_of("words")


@pytest.mark.parametrize("what", FAILS)
def test_visitor_of_the_real_site_sees_the_error_page_and_the_log_holds_the_place_only(what, log_text):
    report = report_of(what)
    assert "Something broke here" in " ".join(report.replace("<em>", "").replace("</em>", "").split())
    assert [held_by(text) for text in (report, log_text())] == [[], []]
    assert "leaking_urls.py" in log_text()


def test_reporter_of_somebody_else_gets_nothing_from_our_filter(debug, rf, settings):
    settings.DEFAULT_EXCEPTION_REPORTER = "django.views.debug.ExceptionReporter"
    request = rf.post("/?q=1", {"words": WORDS}, headers={"x-note": NOTE, "cookie": f"word={COOKIE}"})
    told = ExceptionReporter(request, None, None, None).get_traceback_data()
    assert [told[name] for name in ("filtered_POST_items", "request_meta", "settings")] == [[], {}, {}]
    assert list(told["request_COOKIES_items"]) == []
    by_itself = SafeExceptionReporterFilter()
    assert by_itself.get_safe_cookies(request) == {"word": COOKIE}


def test_nobody_is_mailed_a_report(settings):
    assert settings.ADMINS == []
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    assert [one for each in loggers for one in each.handlers if isinstance(one, AdminEmailHandler)] == []
