"""Whatever goes wrong, people see a page in the site's look that says what to do and how to reach us."""

import logging
import re
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client

from practice_site.errors import DISK_FULL, WORDS, Words
from practice_site.models import Practice
from tests.site.running import subprocess_environment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.site.broken_urls")]

PHONE = "+1 212 555 0100"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def practice():
    return Practice.objects.create(pk=1, phone=PHONE)


@pytest.fixture
def log_lines(caplog):
    """A function that returns everything logged so far, tracebacks too."""
    loggers = [logging.getLogger(name) for name in ("django", "django.request")]
    for logger in loggers:
        logger.addHandler(caplog.handler)
    yield lambda: caplog.text
    for logger in loggers:
        logger.removeHandler(caplog.handler)


def ask_404(visitor):
    return visitor.get("/nothing-here/")


def ask_413(visitor):
    return visitor.post("/echo/", {"word": "x" * 2_200_000})


def send_form(visitor, address: str, body: bytes, charset: str):
    return visitor.generic("POST", address, body, f"application/x-www-form-urlencoded; charset={charset}")


def ask_415(visitor):
    return send_form(visitor, "/consultation/", b"full_name=Zo\xeb", "iso-8859-1")


WAYS = {
    "400 by a wrong host": (400, lambda visitor: visitor.get("/", HTTP_HOST="evil.example")),
    "400 by a refusal": (400, lambda visitor: visitor.get("/broken/400/")),
    "403 by a refusal": (403, lambda visitor: visitor.get("/broken/403/")),
    "404": (404, ask_404),
    "405": (405, lambda visitor: visitor.get("/echo/")),
    "405 health": (405, lambda visitor: visitor.post("/healthz")),
    "413": (413, ask_413),
    "415": (415, ask_415),
    "429": (429, lambda visitor: visitor.get("/broken/429/")),
    "500": (500, lambda visitor: visitor.get("/broken/500/")),
    "503": (503, lambda visitor: visitor.get("/broken/503/")),
}


@pytest.mark.parametrize(("status", "ask"), WAYS.values(), ids=WAYS)
def test_error_has_a_page_in_the_sites_look_with_the_phone_number(visitor, practice, status, ask):
    response = ask(visitor)
    html = response.content.decode()
    assert response.status_code == status
    assert re.findall(r"<h1>.*?</h1>", html) == [heading_of(WORDS[status])]
    assert WORDS[status].text in html
    assert f'<a href="tel:+12125550100">{PHONE}</a>' in html
    assert "<style>@layer reset,tokens,base" in html
    assert response["Cache-Control"] == "no-store"
    assert "Ada Example" not in html


def test_error_page_hides_the_phone_number_while_there_is_none(visitor):
    assert "tel:" not in ask_404(visitor).content.decode()


def test_405_names_the_allowed_methods(visitor):
    assert visitor.get("/echo/")["Allow"] == "POST"


def test_503_says_when_to_come_back(visitor):
    assert visitor.get("/broken/503/")["Retry-After"] == "30"


def heading_of(words: Words) -> str:
    return "<h1>" + words.heading.replace("*", "<em>", 1).replace("*", "</em>") + "</h1>"


def assert_says_that_the_disk_is_full(response, log: str):
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "300", "no-store")
    assert heading_of(DISK_FULL) in html
    assert DISK_FULL.text in html
    assert "<style>@layer reset,tokens,base" in html
    assert "Ada" not in html + log
    assert log.count("There is no room on the disk") == 1


@pytest.mark.parametrize("way", ["no-room", "quota", "too-large", "database", "commit"])
def test_full_disk_has_words_of_its_own_and_one_line_in_the_log(visitor, practice, log_lines, way):
    response = visitor.get(f"/broken/503/{way}/")
    assert_says_that_the_disk_is_full(response, log_lines())
    assert PHONE in response.content.decode()


@contextmanager
def no_file_may_grow():
    """What a full disk does to this process: no byte can be added to any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("reads_the_token", [True, False], ids=["by the token check", "by the view"])
def test_upload_that_finds_no_room_gets_the_words_of_a_full_disk(settings, log_lines, reads_the_token):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000  # what is larger is put on the disk while it comes in
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=reads_the_token)
    visitor.cookies["csrftoken"] = "x" * 32
    sent = {"word": "Ada", "photo": SimpleUploadedFile("Ada.Example", b"x" * 5000)}
    with no_file_may_grow():
        response = visitor.post("/echo/", sent)
    assert_says_that_the_disk_is_full(response, log_lines())


class FullFor:
    """A database that has no room for one table."""

    def __init__(self, table: str):
        self.table = table

    def __call__(self, execute, sql, params, many, context):
        if self.table in sql and not sql.startswith("SELECT"):
            raise DatabaseError("database or disk is full")
        return execute(sql, params, many, context)


@pytest.mark.parametrize("is_known", [False, True], ids=["new session", "known session"])
def test_session_that_finds_no_room_gets_the_words_of_a_full_disk(visitor, log_lines, is_known):
    if is_known:
        assert visitor.post("/remember/", {"word": "first"}).content == b"Remembered."
    with connection.execute_wrapper(FullFor("practice_site_session")):
        response = visitor.post("/remember/", {"word": "Ada"})
    assert_says_that_the_disk_is_full(response, log_lines())


def test_old_form_gets_words_of_its_own():
    response = Client(enforce_csrf_checks=True).post("/echo/", {"word": "Ada"})
    assert response.status_code == 403
    assert "The page was open for a long time" in response.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"])
def test_charset_that_utf_8_covers_is_read(visitor, charset):
    response = send_form(visitor, "/echo/", b"word=Ada", charset)
    assert response.content == b"Ada" * 100


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-7", "utf-16", "nonsense"])
def test_any_other_charset_is_refused_before_anything_is_read(visitor, charset):
    response = send_form(visitor, "/echo/", b"word=Ada", charset)
    assert response.status_code == 415


def test_error_page_that_cannot_be_drawn_leaves_plain_words(visitor, settings):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": []}]
    response = visitor.get("/broken/500/")
    assert response.status_code == 500
    assert response.content == b"Something broke here. " + WORDS[500].text.encode()


def test_database_that_is_away_gives_503_with_a_whole_page(tmp_path):
    script = """
import django; django.setup()
from django.test import Client
page = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1").get("/procedures/secondary-rhinoplasty/")
ready = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1").get("/readyz")
print(page.status_code, "<h1>Please wait" in page.content.decode())
print(ready.status_code, ready.json()["problems"]["database"])
"""
    surroundings = subprocess_environment(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=surroundings)
    assert done.stdout == "503 True\n503 The database did not answer.\n", done.stderr
