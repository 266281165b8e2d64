"""Each area's answers carry its headers; the public policy is strict."""

import base64
import hashlib
import re

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from practice_site.response_headers import area_of

pytestmark = pytest.mark.django_db


def policy_of(response) -> dict[str, set[str]]:
    directives = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(values) for name, *values in directives}


def hash_of_the_inline_style(response) -> str:
    (style,) = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", ["/nothing-here/", "/procedures/", "/consultation/"])
def test_public_policy_allows_our_own_files_and_the_one_inline_style(client, path):
    response = client.get(path)
    assert policy_of(response) == {
        "default-src": {"'none'"},
        "style-src": {"'self'", hash_of_the_inline_style(response)},
        "script-src": {"'self'"},
        "img-src": {"'self'"},
        "font-src": {"'self'"},
        "manifest-src": {"'self'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
        "base-uri": {"'none'"},
    }


def test_page_has_no_inline_script_style_attribute_or_event_handler(client):
    html = client.get("/consultation/").content.decode()
    assert re.findall(r'\s(?:style|on[a-z]+)="', html) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "ld+json" not in tag] == []


def test_staff_pages_are_never_stored_or_indexed_and_have_no_unsafe_rule(client):
    response = client.get("/admin/login/")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/", "/nothing-here/"])
def test_every_answer_carries_the_common_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(), geolocation=()")


def test_insecure_addresses_are_upgraded_on_a_public_site(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz", secure=True)
    assert "upgrade-insecure-requests" in policy_of(response)


def test_area_is_the_first_prefix_that_fits():
    assert area_of("/consultation/received/")[1] == {"Cache-Control": "no-store"}
    assert area_of("/consultations-explained/")[1] == {}


def test_answer_to_head_has_the_length_of_the_whole_and_no_body():
    def asked_by(method: str) -> tuple[bytes, str]:
        heard = []
        environ = RequestFactory().generic(method, "/healthz").environ
        body = b"".join(get_wsgi_application()(environ, lambda status, headers: heard.append(dict(headers))))
        return body, heard[0]["Content-Length"]

    assert (asked_by("GET"), asked_by("HEAD")) == ((b"ok\n", "3"), (b"", "3"))
