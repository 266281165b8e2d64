"""Every line of the log is one line of JSON with listed keys, whatever somebody sends."""

import io
import json
import logging
import re
import socket
import subprocess
import sys
import threading
import warnings
from contextlib import contextmanager

import pytest
from django.test import Client
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from practice_site import log_lines
from practice_site.accounts import account_log
from practice_site.log_privacy import LogPrivacy, blanked
from practice_site.models import AccountEvent
from tests.environment import lend_static_files
from tests.site.running import PATIENCE, ROOT, free_port, running_site, subprocess_environment

TOKEN = "c4n4ry-t0ken.signature_of-it"
KEYS = {*log_lines.ALWAYS, *log_lines.SOMETIMES, log_lines.TRACEBACK}
HOSTILE = 'ok\r\n{"event": "signed_in"}\x1b[2J\u202edetrevni\u2028\x00\x7f\x9b\ud800'


def written_by(record: logging.LogRecord) -> str:
    """What the site's handler makes of a record."""
    LogPrivacy().filter(record)
    return log_lines.Line().format(record)


def record_of(message: str, *args, name: str = "site", **extra) -> logging.LogRecord:
    return logging.getLogger().makeRecord(name, logging.INFO, "file", 1, message, args, None, extra=extra)


HEAD = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
HOSTILE_REQUESTS = [
    f"POST /request/{TOKEN}/%0d%0a%1b[2J/?q=canary".encode() + HEAD + b"Content-Length: 0\r\n\r\n",
    b"POST /admin/login/?q=canary" + HEAD + b"Content-Length: 0\r\nUser-Agent: \x1b[2Jcanary\r\n\r\n",
    b"POST /admin/login/?q=canary" + HEAD + b"Content-Length: 0\r\nUser-Agent: canary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: canary.example.com\r\nConnection: close\r\n\r\n",
    b"\x1b[2Jcanary\xe2\x80\xae / HTTP/1.1\r\n\r\n",
    f"GET /request/{TOKEN}/ HTTP/9.9\r\nHost: canary\r\n\r\n".encode(),
]


@contextmanager
def raised(words: str):
    """A record of an exception with these words, from a place whose line is in the traceback."""
    try:
        raise RuntimeError(words)
    except RuntimeError:
        yield logging.getLogger().makeRecord("site", logging.ERROR, "file", 1, "It broke.", (), sys.exc_info())


@given(st.text(alphabet=st.characters()), st.text(), st.text() | st.integers() | st.booleans() | st.none())
def test_any_text_stays_inside_one_line_of_printable_ascii(words, logger, more):
    line = written_by(record_of("%s", words, name=logger, detail=more, address=words, typed=words, by=object()))
    assert re.fullmatch(r"[ -~]+", line)
    told = json.loads(line)
    assert set(told) <= KEYS - {"by"}
    assert (told["event"], told["logger"]) == (blanked(words), logger)


@pytest.mark.parametrize("place", ["event", "logger", "address"])
def test_signs_that_would_fake_a_line_are_escaped(place):
    given = {"event": {"message": HOSTILE}, "logger": {"name": HOSTILE}, "address": {"address": HOSTILE}}[place]
    line = written_by(record_of(**{"message": "calm"} | given))
    assert re.fullmatch(r"[ -~]+", line)
    assert json.loads(line)[place] == HOSTILE
    assert "\\u202e" in line


def test_line_says_when_how_bad_where_and_what():
    record = record_of("2 mails sent", name="practice_site.worker")
    record.created = 1764113100.25
    assert written_by(record) == (
        '{"time": "2025-11-25T23:25:00.250+00:00", "level": "info", '
        '"logger": "practice_site.worker", "event": "2 mails sent"}'
    )


def test_traceback_is_a_part_of_the_same_line_without_words_of_a_visitor():
    with raised(f"canary words at /request/{TOKEN}/") as record:
        line = written_by(record)
    assert "\n" not in line
    told = json.loads(line)
    assert set(told) == {*log_lines.ALWAYS, "traceback"}
    assert told["traceback"].splitlines()[0] == "Traceback (most recent call last):"
    assert told["traceback"].endswith("RuntimeError")
    assert [word in line for word in ("canary", TOKEN)] == [False, False]


def test_line_that_passed_no_filter_tells_no_exception():
    with raised("canary words") as record:
        record.exc_text = ""
        assert set(json.loads(log_lines.Line().format(record))) == set(log_lines.ALWAYS)


@pytest.fixture
def lines(log_text):
    """A function that returns the lines that the site's own handler has written, as they are read."""
    return lambda: [json.loads(line) for line in log_text().splitlines()]


def test_event_of_an_account_is_a_line_with_its_numbers(lines, editor, administrator):
    account_log.record(AccountEvent.Kind.ROLE_CHANGED, account=editor, by=administrator, detail="editor → surgeon")
    [line] = lines()
    del line["time"]
    assert line == {
        "level": "info",
        "logger": "practice_site.accounts.account_log",
        "event": "role_changed",
        "account": editor.pk,
        "by": administrator.pk,
        "detail": "editor → surgeon",
    }


def test_forged_host_is_answered_and_written_nowhere(lines, capsys, db):
    assert Client().get("/healthz").status_code == 200
    response = Client().get("/", headers={"host": "canary.example.com"})
    assert response.status_code == 400
    assert lines() == []
    assert capsys.readouterr().err == ""


@pytest.fixture
def web_server():
    """The logger of the web server, and what it has written."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    server, written = log_lines.GunicornLogger(Config()), io.StringIO()
    server.error_log.handlers[0].setStream(written)
    yield server, written
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)


def test_web_server_writes_the_same_lines_through_the_same_filter(web_server):
    server, written = web_server
    server.error("Error handling request /request/%s/download/\n%s", TOKEN, "forged")
    [line] = written.getvalue().splitlines()
    assert json.loads(line)["event"] == "Error handling request /request/…\nforged"
    assert json.loads(line)["logger"] == "gunicorn.error"


def test_warnings_and_exceptions_nobody_caught_become_lines(web_server, lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("canary is old", DeprecationWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: int("canary words"))
    thread.start()
    thread.join()
    try:
        int("canary words")
    except ValueError:
        sys.excepthook(*sys.exc_info())
    warned, in_thread, at_end = lines()
    assert (warned["logger"], "canary is old" in warned["event"]) == ("py.warnings", True)
    for line in (in_thread, at_end):
        assert (line["event"], line["level"]) == ("Nobody caught an exception.", "critical")
        assert line["traceback"].endswith("ValueError")
        assert "canary words" not in line["traceback"].replace('int("canary words")', "")


def test_running_site_writes_lines_whatever_is_sent_to_it(tmp_path):
    """The words for whoever started it stay as they are: they are not of the log."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    lend_static_files(data_dir)
    with running_site(data_dir) as site:
        site.wait_for("Ctrl-C stops everything.")
        said_at_start = len(site.lines)
        for request in HOSTILE_REQUESTS:
            with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as line:
                line.sendall(request)
                line.recv(4096)
        site.end()
        log = [line for line in site.rest()[said_at_start:] if line != "Stopping."]
    lines = [json.loads(line) for line in log]
    assert [line for line in lines if not set(log_lines.ALWAYS) <= set(line) <= KEYS] == []
    assert [line for line in log if not re.fullmatch(r"[ -~]+", line)] == []
    assert [line for line in log if TOKEN in line or "canary" in line] == []
    assert {line["logger"] for line in lines} >= {"django.security.csrf", "gunicorn.error"}


def test_real_web_server_writes_nothing_but_such_lines(tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "practice_site.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--log-level", "debug", "--preload", "--logger-class", "practice_site.log_lines.GunicornLogger"]
    process = subprocess.Popen(
        [*command, "--no-control-socket"],
        cwd=ROOT,
        env=subprocess_environment(DATA_DIR=str(tmp_path)),
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        seen = []
        for line in process.stderr:
            seen.append(json.loads(line))
            if seen[-1]["event"].startswith("Booting worker"):
                process.terminate()
    assert {line["logger"] for line in seen} >= {"gunicorn.error"}
    assert [line for line in seen if not set(log_lines.ALWAYS) <= set(line) <= KEYS] == []
