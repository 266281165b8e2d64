"""The real web server, spoken to byte by byte: it gives away no file but those for readers, and splits no request."""

import http.client
import re
import socket

import pytest

from tests.environment import lend_static_files
from tests.site.running import PATIENCE, running_site


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> int:
    folder = tmp_path_factory.mktemp("web-server") / "data"
    folder.mkdir()
    lend_static_files(folder)
    with running_site(folder) as site:
        site.wait_for("Ctrl-C stops everything.")
        yield site.port


def answer_to(port: int, path: str) -> tuple[int, bytes]:
    """Status and body; the path goes out as it stands, with every dot."""
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    visitor.request("GET", path)
    answer = visitor.getresponse()
    body = answer.read()
    visitor.close()
    return answer.status, body


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/.env.example",
        "/manage.py",
        "/pyproject.toml",
        "/var/site.sqlite3",
        "/site.sqlite3",
        "/keys/ring.json",
        "/static/../keys/ring.json",
        "/static/%2e%2e/keys/ring.json",
        "/static/..%2fkeys%2fring.json",
        "/static//../../manage.py",
        "/static/css/../../keys/secret_key",
        "/media/../keys/ring.json",
        "/media/%2e%2e/site.sqlite3",
        "/..%2f..%2fetc/passwd",
        "/static/",
        "/static/css/",
        "/media/",
        "/private/",
    ],
)
def test_neither_a_file_beside_the_site_nor_a_list_of_files_is_served(port, path):
    status, body = answer_to(port, path)
    assert (status, b"<h1" in body) == (404, True)
    assert b'"keys"' not in body


def test_file_for_readers_is_served_so_that_the_list_above_means_something(port):
    _, page = answer_to(port, "/")
    status, body = answer_to(port, re.search(rb'"(/static/[^"]+)"', page)[1].decode())
    assert status == 200
    assert len(body) > 100


def test_trace_repeats_nothing(port):
    answer = said_to(port, b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Word: canary\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"canary" not in answer


def said_to(port: int, text: bytes) -> bytes:
    """All that comes back on one connection until the server ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(text)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


HEAD = b"POST /consultation/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        b"Content-Length: +0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n",
    ],
)
def test_request_whose_end_may_be_read_in_two_ways_hides_no_second_one(port, head):
    answers = said_to(port, HEAD + head + HIDDEN)
    assert re.findall(rb"^HTTP/1.1 (\d)\d\d", answers, re.MULTILINE)[0] in {b"4", b"5"}
    assert b"200 OK" not in answers
    assert b"ok\n" not in answers


def test_two_plain_requests_on_one_connection_are_two_answers(port):
    answers = said_to(port, HIDDEN + HIDDEN)
    assert (answers.count(b"HTTP/1.1 200 OK"), answers.count(b"ok\n")) == (2, 2)


@pytest.mark.parametrize("line", [b"X-Long: " + b"a" * 9000, b"\r\n".join(b"X-%d: a" % number for number in range(70))])
def test_headers_beyond_their_limits_are_refused(port, line):
    answer = said_to(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + line + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"ok\n" not in answer
