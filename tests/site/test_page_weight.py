"""A page is painted after one round trip: HTML and styles with their headers fit into the first flight of TCP."""

import re

import brotli
import pytest
from django.core.management import call_command

from procedures.models import Publication

FIRST_FLIGHT = 14_600  # bytes: ten segments of 1,460, RFC 6928
MOST_SCRIPT = 4_000
MOST_WITHOUT_PICTURES = 60_000


@pytest.fixture
def site(db, client):
    call_command("load_starter_content", verbosity=0)
    return [*Publication.objects.live_now().values_list("path", flat=True), "/procedures/", "/consultation/"]


def flight_of(response) -> int:
    status_line = 17
    return status_line + sum(len(f"{name}: {value}\r\n") for name, value in response.items()) + len(response.content)


def test_every_page_arrives_in_one_flight(site, client):
    too_heavy = {
        path: size
        for path in site
        if (size := flight_of(client.get(path, headers={"Accept-Encoding": "br"}))) > FIRST_FLIGHT
    }
    assert too_heavy == {}


def test_no_style_sheet_holds_up_the_first_paint(site, client):
    for path in site:
        sheets = re.findall(r'<link [^>]*rel="stylesheet"[^>]*>', client.get(path).content.decode())
        assert [sheet for sheet in sheets if 'media="print"' not in sheet] == [], path


def test_scripts_and_all_of_a_page_stay_light(site, client, settings):
    for path in site:
        response = client.get(path, headers={"Accept-Encoding": "br"})
        html = brotli.decompress(response.content).decode()
        scripts = _pressed(set(re.findall(r'<script [^>]*src="/static/([^"]+)"', html)), settings)
        fonts = _pressed(set(re.findall(r'url\("/static/([^"]+\.woff2)"\)', html)), settings, is_pressed=True)
        assert scripts <= MOST_SCRIPT, path
        assert flight_of(response) + scripts + fonts <= MOST_WITHOUT_PICTURES, path


def _pressed(names: set[str], settings, *, is_pressed: bool = False) -> int:
    files = [(settings.STATIC_ROOT / name).read_bytes() for name in names]
    return sum(len(file if is_pressed else brotli.compress(file)) for file in files)
