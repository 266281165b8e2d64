"""Text goes out small, except where its length could tell a secret."""

import gzip

import brotli
import pytest

from practice_site.compression import accepted_encodings

pytestmark = pytest.mark.urls("tests.site.broken_urls")
TEXT = b"The nose is seldom the whole story. " * 50


def test_brotli_comes_first(client):
    response = client.get("/long/", headers={"accept-encoding": "gzip, deflate, br"})
    assert response["Content-Encoding"] == "br"
    assert brotli.decompress(response.content) == TEXT
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


def test_gzip_where_brotli_is_not_taken(client):
    response = client.get("/long/", headers={"accept-encoding": "gzip, br;q=0"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == TEXT


def test_plain_text_where_nothing_is_taken_still_varies(client):
    response = client.get("/long/")
    assert response.content == TEXT
    assert "Content-Encoding" not in response.headers
    assert response["Vary"] == "Accept-Encoding"


def test_answer_to_a_post_is_never_pressed(client):
    response = client.post("/echo/", {"word": "Ada"}, headers={"accept-encoding": "br, gzip"})
    assert response.content == b"Ada" * 100
    assert "Content-Encoding" not in response.headers


def test_short_answer_stays_as_it_is(client):
    response = client.get("/healthz", headers={"accept-encoding": "br"})
    assert response.content == b"ok\n"


def test_unchanged_page_is_not_sent_again_whatever_the_encoding(client):
    etag = client.get("/long/", headers={"accept-encoding": "br"})["ETag"]
    response = client.get("/long/", headers={"accept-encoding": "br", "if-none-match": etag})
    assert etag.startswith('W/"')
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        ("br", {"br"}),
        ("gzip, deflate, BR", {"gzip", "deflate", "br"}),
        ("br;q=0, gzip;q=0.5", {"gzip"}),
        ("br; q=0.000, gzip ; q=1.0", {"gzip"}),
        ("gzip;q=0.05", {"gzip"}),
    ],
)
def test_refused_encodings_are_left_out(header, encodings):
    assert accepted_encodings(header) == encodings
