"""What a reader gets: live versions, few queries, right headers, nothing of the working copy."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client

from practice_site.models import Practice
from procedures import publishing
from procedures.models import PageVersion
from procedures.models.version import content_hash
from tests.samples import BLOCKS, add_block, live_page, make_page, publish

pytestmark = pytest.mark.django_db
ALL_KINDS = tuple(kind for kind in BLOCKS if kind != "picture")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def json_ld(html):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    return {thing["@type"]: thing for thing in json.loads(text)["@graph"]}


def test_reader_sees_the_live_version_and_never_the_working_copy(client):
    page = live_page("nose", ("richtext", "fact"))
    add_block(page, "reason", 30, text="A sentence nobody has published.")
    publishing.record_edit(page, editor=None)
    html = client.get("/procedures/nose/").content.decode()
    assert "Two to four hours." in html
    assert "nobody has published" not in html
    publish(page)
    assert "nobody has published" in client.get("/procedures/nose/").content.decode()


def test_page_that_was_never_published_or_was_unpublished_is_not_there(client):
    make_page("draft")
    page = live_page("gone")
    publishing.unpublish(page)
    for path in ["/procedures/draft/", "/procedures/gone/", "/procedures/never/", "/no-such-page/", "/"]:
        response = client.get(path)
        assert response.status_code == 404
        assert "is not here" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_live_page_costs_three_queries_whatever_its_blocks(client, django_assert_num_queries, count):
    live_page("nose", ALL_KINDS * count)
    with django_assert_num_queries(3):
        client.get("/procedures/nose/")


@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_with_one_and_thirty_pages(client, django_assert_num_queries, count):
    for number in range(count):
        live_page(f"nose-{number}")
    with django_assert_num_queries(2):
        html = client.get("/procedures/").content.decode()
    assert html.count('href="/procedures/nose-') >= count
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")


def test_every_kind_of_block_is_drawn(client):
    live_page("nose", tuple(BLOCKS))
    html = client.get("/procedures/nose/").content.decode()
    for words in [
        "What it is",
        "<strong>further</strong>",
        "How long",
        "The plan did not suit the nose.",
        "Better breathing can mean better sleep.",
        "We listen",
        "Am I a candidate?",
        "<em>10 to 15 in every 100</em>",
        "Nothing is decided that day.",
        'alt="A consulting room with two chairs"',
        "Take <em>one step</em>",
    ]:
        assert words in html, words


def test_picture_comes_in_three_formats_with_its_size_and_is_served_for_good(client):
    live_page("nose", ("richtext", "picture"))
    html = client.get("/procedures/nose/").content.decode()
    assert [kind in html for kind in ("image/avif", "image/webp", ".jpg 480w")] == [True, True, True]
    tag = re.search(r"<img [^>]*>", html)[0]
    assert ('width="800"' in tag, 'height="480"' in tag, 'loading="lazy"' in tag) == (True, True, True)
    address = re.search(r'src="(/media/pictures/[^"]+\.jpg)"', tag)[1]
    response = client.get(address)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"


def test_picture_of_another_folder_is_not_served(client):
    assert client.get("/media/pictures/../../site.sqlite3").status_code == 404
    assert client.get(f"/media/pictures/{'a' * 64}/full-480.jpg").status_code == 404


def test_answer_with_the_same_content_is_not_sent_again(client):
    live_page("nose")
    first = client.get("/procedures/nose/")
    again = client.get("/procedures/nose/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_set_no_cookie_and_need_no_script(client):
    live_page("nose", ALL_KINDS)
    response = client.get("/procedures/nose/")
    assert not response.cookies
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_posting_to_a_page_gets_an_own_page(client):
    live_page("nose")
    response = Client(enforce_csrf_checks=False).post("/procedures/nose/")
    assert response.status_code == 405
    assert "does <em>not work here</em>" in response.content.decode()


def test_sitemap_names_live_pages_with_the_day_they_were_published(client):
    live_page("nose")
    live_page("hidden", noindex=True)
    make_page("draft")
    xml = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>([^<]*)</loc>", xml) == [
        "http://127.0.0.1:8000/procedures/nose/",
        "http://127.0.0.1:8000/procedures/",
    ]
    assert xml.count("<lastmod>20") == 2


def test_robots_names_the_sitemap(client):
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_page_hidden_from_search_engines_says_so(client):
    live_page("nose", noindex=True)
    assert '<meta name="robots" content="noindex' in client.get("/procedures/nose/").content.decode()


def test_structured_data_holds_filled_in_facts_only(client):
    live_page("nose", ("question",), also_called="the nose")
    things = json_ld(client.get("/procedures/nose/").content.decode())
    assert set(things) == {"MedicalBusiness", "MedicalWebPage", "FAQPage", "BreadcrumbList"}
    practice = things["MedicalBusiness"]
    assert practice["address"] == {"@type": "PostalAddress", "addressLocality": "New York"}
    assert "telephone" not in practice
    assert practice["employee"]["@type"] == "Physician"
    assert things["MedicalWebPage"]["about"] == {
        "@type": "MedicalProcedure",
        "name": "Nose",
        "alternateName": "the nose",
    }
    assert things["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "You may be."
    Practice.objects.create(pk=1, phone="+1 212 555 0100")
    cache.clear()
    assert (
        json_ld(client.get("/procedures/nose/").content.decode())["MedicalBusiness"]["telephone"] == "+1 212 555 0100"
    )


def test_structured_data_cannot_break_out_of_its_element(client):
    live_page("nose", title="A </script><b>nose")
    html = client.get("/procedures/nose/").content.decode()
    assert "</script><b>" not in html
    assert json_ld(html)["MedicalWebPage"]["name"] == "A </script><b>nose"


def test_blank_practice_fields_are_hidden_and_filled_ones_shown(client):
    live_page("nose")
    assert "tel:" not in client.get("/procedures/nose/").content.decode()
    Practice.objects.create(
        pk=1, phone="+1 212 555 0100", street_address="1 Example Street", state="NY", postal_code="10001"
    )
    html = client.get("/procedures/nose/").content.decode()
    assert 'href="tel:+12125550100"' in html
    assert "1 Example Street" in html
    assert "New York, NY 10001" in html


def tamper_with(version, **page_fields) -> None:
    """Change a frozen version behind the back of the site."""
    snapshot = version.snapshot | {"page": version.snapshot["page"] | page_fields}
    PageVersion.objects.filter(pk=version.pk).update(snapshot=snapshot)


def test_version_that_was_tampered_with_is_never_shown(client, caplog):
    subject = live_page("nose", nav_title="Nose")
    live_page("other")
    tamper_with(subject.versions.get(), title="Guaranteed results", hero_line="Guaranteed results")
    answer = client.get(subject.path)
    assert answer.status_code == 503
    everything = answer.content.decode() + client.get("/procedures/other/").content.decode() + caplog.text
    assert "Guaranteed" not in everything
    assert f"Version 1 of page {subject.pk} is not what was published" in caplog.text


def test_publishing_again_mends_a_page_whose_version_was_tampered_with(client):
    subject = live_page("nose")
    tamper_with(subject.versions.get(), title="Guaranteed results")
    publish(subject)
    assert "<h1>Nose</h1>" in client.get(subject.path).content.decode()
    assert [version.is_intact for version in subject.versions.order_by("number")] == [False, True]


def test_block_of_a_kind_that_is_gone_is_left_out_of_a_live_page(client):
    subject = live_page("nose", ("fact",))
    version = subject.versions.get()
    old_block = {"type": "countdown", "key": "x", "text": "Only three days left"}
    version.snapshot["blocks"].insert(0, old_block)
    version.content_hash = content_hash(version.snapshot)
    version.save()
    html = client.get(subject.path).content.decode()
    assert "Two to four hours." in html
    assert "Only three days left" not in html
