"""The starter content: complete, kind, easy to read, and loaded once."""

import re

import pytest
import textstat
from django.core.management import call_command
from django.utils.html import strip_tags

from procedures.models import Page, PageVersion, Publication
from procedures.starter import PAGES

LEGAL = {"privacy-notice", "accessibility-statement", "terms"}
PUBLISHED = {
    "/",
    "/procedures/secondary-rhinoplasty/",
    "/procedures/revision-nose-job-how-to-prepare/",
    "/procedures/common-nose-shapes/",
    "/procedures/3d-rhinoplasty/",
    "/procedures/septoplasty-and-turbinate-reduction/",
    "/procedures/facelift/",
    "/the-surgeon/",
    "/your-first-visit/",
    "/travelling-to-new-york/",
    "/questions/",
}
FLAGGED = re.compile(
    r"\b(leading|renowned|best|expert|world.class|exceptional|perfect|painless|safest|devastat\w*|botched|flawless|revolutionary)\b",
    re.IGNORECASE,
)
IDS = [page["slug"] or "home" for page in PAGES]


def words_of(page: dict) -> str:
    """All that a reader sees of a page, each piece ended like a sentence."""
    pieces = [page.get("hero_line", "").replace("*", ""), page["summary"]]
    for _, fields in page["blocks"]:
        for name, value in fields.items():
            if isinstance(value, str) and name not in {"number"}:
                pieces += re.split(r"</(?:h2|h3|p|li)>", value)
    plain = [strip_tags(piece).replace("*", "").strip() for piece in pieces]
    return " ".join(piece if piece[-1] in ".?!" else f"{piece}." for piece in plain if piece)


@pytest.mark.parametrize("content", PAGES, ids=IDS)
def test_page_reads_at_grade_seven_or_lower(content):
    words = words_of(content)
    assert textstat.flesch_kincaid_grade(words) <= 7
    assert textstat.lexicon_count(words) / textstat.sentence_count(words) < 20


@pytest.mark.parametrize("content", PAGES, ids=IDS)
def test_page_uses_no_word_that_advertising_law_frowns_on(content):
    assert FLAGGED.findall(words_of(content)) == []
    assert "%" not in words_of(content)


@pytest.mark.parametrize(
    "content", [page for page in PAGES if page["kind"] == "procedure"], ids=lambda page: page["slug"]
)
def test_procedure_page_says_enough_and_ends_with_a_way_on(content):
    assert textstat.lexicon_count(words_of(content)) >= 350
    assert content["blocks"][-1][0] == "calltoaction"


@pytest.fixture
def loaded(db):
    call_command("load_starter_content", verbosity=0)


@pytest.mark.usefixtures("loaded")
def test_loading_publishes_every_page_but_the_legal_skeletons():
    assert set(Publication.objects.live_now().values_list("path", flat=True)) == PUBLISHED
    drafts = Page.objects.exclude(publications__isnull=False)
    assert set(drafts.values_list("slug", flat=True)) == LEGAL
    written_by = set(PageVersion.objects.values_list("author_name", "note"))
    assert written_by == {("The site itself", "Starter content")}


@pytest.mark.usefixtures("loaded")
def test_loading_again_touches_nothing(capsys):
    Page.objects.filter(slug="facelift").update(title="Our own title")
    before = list(PageVersion.objects.values_list("pk", "content_hash"))
    call_command("load_starter_content")
    assert Page.objects.get(slug="facelift").title == "Our own title"
    assert list(PageVersion.objects.values_list("pk", "content_hash")) == before
    assert capsys.readouterr().out.count("kept") == len(PAGES)


@pytest.mark.usefixtures("loaded")
def test_a_page_that_staff_deleted_from_the_starter_comes_back_alone():
    Page.objects.get(slug="terms").delete()
    call_command("load_starter_content", verbosity=0)
    assert Page.objects.filter(slug="terms").count() == 1
    assert Page.objects.count() == len(PAGES)


@pytest.mark.usefixtures("loaded")
def test_no_link_inside_the_published_pages_is_dead(client):
    seen = {}
    for path in sorted(PUBLISHED):
        html = client.get(path).content.decode()
        assert 'href="page:' not in html
        ids = set(re.findall(r'\bid="([^"]+)"', html))
        for target in set(re.findall(r'<a [^>]*href="([^"]+)"', html)):
            if target.startswith("#"):
                assert target[1:] in ids, f"{path} links to {target}"
            elif target.startswith("/"):
                address = target.partition("#")[0]
                seen[address] = seen.get(address) or client.get(address).status_code
                assert seen[address] == 200, f"{path} links to {target}"
