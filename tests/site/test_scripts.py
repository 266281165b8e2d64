"""A browser runs a script only when it is the very file that the page means."""

import base64
import hashlib
import re

import pytest
from django.conf import settings

from tests.samples import live_page

pytestmark = pytest.mark.django_db

NAMED = re.compile(r'<script type="module" src="([^"]+)" integrity="sha384-([^"]+)"></script>')
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", ["/nose/", "/procedures/", "/consultation/", "/request/", "/admin/"])
def test_page_names_each_script_with_the_hash_of_its_file(editor, signed_in, path):
    live_page("nose", kind="standard")
    visitor = signed_in(editor)
    html = visitor.get(path).content.decode()
    assert len(NAMED.findall(html)) == html.count('<script type="module"') > 0
    for address, digest in NAMED.findall(html):
        content = b"".join(visitor.get(address).streaming_content)
        assert base64.b64encode(hashlib.sha384(content).digest()).decode() == digest, address


def test_templates_name_scripts_by_the_tag_that_knows_their_hash():
    assert [path.name for path in TEMPLATES if 'type="module"' in path.read_text(encoding="utf-8")] == []


def test_script_that_is_being_written_carries_no_hash(client, settings):
    settings.DEBUG = True
    html = client.get("/procedures/").content.decode()
    assert '<script type="module" src="/static/js/site_menu' in html
    assert "integrity" not in html
