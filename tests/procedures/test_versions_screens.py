"""The list of versions, comparing, looking and restoring, as staff see them."""

import html
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.html import strip_tags

from procedures import publishing, snapshots
from procedures.models import Approval, Fact, Page, PageVersion, Publication
from tests import samples

pytestmark = pytest.mark.django_db

PAGES = "/admin/procedures/page/"
LIST_QUERIES = 23  # session, account, rights, page, draft by kinds of blocks, live, count, rows, states, names, frame
ROW = re.compile(r'<tr role="row">(.*?)</tr>', re.DOTALL)


def words_of(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(strip_tags(markup))).strip()


def screen(client, page: Page, query: str = "") -> str:
    response = client.get(f"{PAGES}{page.pk}/versions/{query}")
    assert response.status_code == 200
    return response.content.decode()


def rows_on(markup: str) -> list[list[str]]:
    """The words of every row but the first with the headings: name, when and who, state, note."""
    return [
        [words_of(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)][1:5]
        for row in ROW.findall(markup)[1:]
    ]


def chosen_on(markup: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="radio" name="([ab])" value="(\w+)"[^>]* checked>', markup)


def retitle(page: Page, title: str) -> Page:
    Page.objects.filter(pk=page.pk).update(title=title)
    publishing.record_edit(page, editor=None)
    return Page.objects.get(pk=page.pk)


def three_versions(author) -> Page:
    """Version 1 was live, version 2 is live with a planned end, version 3 is planned; the draft is newer still."""
    with time_machine.travel(datetime(2026, 6, 3, 15, 40, tzinfo=UTC), tick=False):
        page = samples.make_page("sample")
        samples.add_block(page, "fact")
        samples.publish(page, author, note="First words")
    with time_machine.travel(datetime(2026, 6, 18, 20, 12, tzinfo=UTC), tick=False):
        retitle(page, "Second title")
        samples.publish(page, author)
        retitle(page, "Third title")
        later = datetime(2026, 12, 7, 13, 0, tzinfo=UTC)
        publishing.schedule(page, author=author, live_from=later, live_until=datetime(2026, 12, 24, 5, 0, tzinfo=UTC))
        retitle(page, "Draft title")
        Fact.objects.filter(parent=page).update(term="Another term")
        publishing.record_edit(page, editor=author)
    return page


NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@time_machine.travel(NOW, tick=False)
def test_list_tells_number_author_time_note_and_state(publisher, signed_in):
    page = three_versions(publisher)
    Approval.objects.create(
        version=page.versions.get(number=2), name="Dr. Miller", created_at=datetime(2026, 6, 19, 14, 0, tzinfo=UTC)
    )
    assert rows_on(screen(signed_in(publisher), page)) == [
        [
            "Working copy",
            "18 Jun 2026, 16:12 EDT Sample Publisher",
            "Not published",
            "1 block differs from the live version",
        ],
        [
            "Version 3",
            "18 Jun 2026, 16:12 EDT Sample Publisher",
            "Planned from 7 Dec 2026, 8:00 EST until 24 Dec 2026, 0:00 EST",
            "",
        ],
        [
            "Version 2",
            "18 Jun 2026, 16:12 EDT Sample Publisher",
            "Live since 18 Jun 2026, 16:12 EDT, until 7 Dec 2026, 8:00 EST "
            "Approved by Dr. Miller on 19 Jun 2026, 10:00 EDT",
            "",
        ],
        [
            "Version 1",
            "3 Jun 2026, 11:40 EDT Sample Publisher",
            "Live from 3 Jun 2026, 11:40 EDT until 18 Jun 2026, 16:12 EDT",
            "First words",
        ],
    ]


def test_version_that_was_never_live_and_a_draft_that_is_live(publisher, signed_in):
    page = samples.make_page("sample")
    publishing.record_edit(page, editor=publisher)
    publishing.freeze(page, author=publisher, note="For Dr. Miller")
    visitor = signed_in(publisher)
    draft, version = rows_on(screen(visitor, page))
    assert (draft[2:], version[2:]) == (
        ["Not published", "Readers see no version of this page"],
        ["Never live", "For Dr. Miller"],
    )
    samples.publish(page, publisher)
    assert rows_on(screen(visitor, page))[0][2:] == ["The same as live", "Nothing differs from the live version"]
    retitle(page, "Other title")
    assert rows_on(screen(visitor, page))[0][3] == "Only the page itself differs from the live version, no block"


def test_version_that_was_live_twice_says_both(publisher, signed_in):
    page = three_versions(publisher)
    first = page.versions.get(number=1)
    start, end = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    Publication.objects.create(page=page, version=first, path="/old/", live_from=start, live_until=end)
    state = rows_on(screen(signed_in(publisher), page))[-1][2]
    assert re.findall(r"Live from (\d+ \w+)", state) == ["3 Jun", "30 Apr"]


def test_page_without_a_version_says_how_the_first_one_comes(editor, signed_in):
    markup = screen(signed_in(editor), samples.make_page("sample"))
    assert "There is no version yet. Publishing or sharing this page keeps the first one." in markup
    assert (chosen_on(markup), "Compare the two" in markup) == ([], False)


@time_machine.travel(NOW, tick=False)
def test_live_version_is_compared_with_the_draft_unless_others_are_chosen(publisher, signed_in):
    page = three_versions(publisher)
    visitor = signed_in(publisher)
    markup = screen(visitor, page)
    assert sorted(chosen_on(markup)) == [("a", "2"), ("b", "draft")]
    assert "Version 2 and the working copy" in markup
    words = words_of(markup)
    assert "removed: − How long added: + Another term" in words
    assert "removed: − Second added: + Draft title" in words

    assert sorted(chosen_on(screen(visitor, page, "?a=1&b=live"))) == [("a", "1"), ("b", "2")]
    assert "Version 1 and version 3" in screen(visitor, page, "?a=1&b=3")
    assert "The working copy and version 1" in screen(visitor, page, "?a=draft&b=1")
    assert "Both are the same, word for word." in screen(visitor, page, "?a=2&b=2")


@pytest.mark.parametrize("query", ["?a=99&b=99", "?a=x&b=<b>", "?a=-1&b=²", "?a=99999999999999999999", "?p=99", "?a="])
def test_choice_that_does_not_exist_falls_back_to_live_and_draft(publisher, signed_in, query):
    page = samples.live_page("sample", ("fact",))
    assert sorted(chosen_on(screen(signed_in(publisher), page, query))) == [("a", "1"), ("b", "draft")]


def test_newest_version_is_compared_when_none_is_live(publisher, signed_in):
    page = samples.live_page("sample", ("fact",))
    publishing.unpublish(page)
    assert sorted(chosen_on(screen(signed_in(publisher), page))) == [("a", "1"), ("b", "draft")]
    assert sorted(chosen_on(screen(signed_in(publisher), page, "?a=live"))) == [("a", "1"), ("b", "draft")]


def test_words_of_a_page_cannot_become_markup(publisher, signed_in):
    page = samples.live_page("sample", ("fact",))
    Fact.objects.update(term="<script>alert(1)</script>")
    Page.objects.update(title="<b>Bold</b>")
    markup = screen(signed_in(publisher), page)
    assert "<script>alert(1)</script>" not in markup
    assert "&lt;script&gt;alert" in markup
    assert "<b>Bold</b>" not in markup


def damage(version: PageVersion) -> None:
    version.snapshot["page"]["title"] = "Words that nobody published"
    version.save(update_fields=["snapshot"])


def test_damaged_version_is_named_and_neither_compared_opened_nor_restored(publisher, signed_in):
    page = samples.live_page("sample", ("fact",))
    retitle(page, "Other title")
    samples.publish(page, publisher)
    damage(page.versions.get(number=1))
    before = snapshots.take(Page.objects.get(pk=page.pk))
    visitor = signed_in(publisher)
    markup = screen(visitor, page)
    assert rows_on(markup)[2][2].startswith("Damaged. It is not what was kept when it was made")
    assert f"{PAGES}{page.pk}/versions/1/" not in markup
    assert 'value="1"' not in markup

    told = words_of(screen(visitor, page, "?a=1&b=draft"))
    assert "Version 1 is damaged." in told
    for answer in (
        visitor.get(f"{PAGES}{page.pk}/versions/1/page/", follow=True),
        visitor.post(f"{PAGES}{page.pk}/versions/1/restore/", follow=True),
    ):
        assert answer.redirect_chain == [(f"{PAGES}{page.pk}/versions/", 302)]
        assert "Version 1 is damaged" in words_of(answer.content.decode())
        assert "Words that nobody published" not in answer.content.decode()
    assert snapshots.take(Page.objects.get(pk=page.pk)) == before


def test_damaged_live_version_is_told_in_the_row_of_the_draft(publisher, signed_in):
    page = samples.live_page("sample")
    damage(page.versions.get())
    markup = screen(signed_in(publisher), page)
    assert rows_on(markup)[0][3] == "The live version 1 is damaged, so nobody can say what differs"
    assert "Version 1 is damaged." in words_of(markup)


def test_version_is_looked_at_as_a_page_of_the_site(surgeon, signed_in, client):
    page = samples.live_page("sample", ("fact", "step"))
    retitle(page, "Other title")
    response = signed_in(surgeon).get(f"{PAGES}{page.pk}/versions/1/page/")
    markup = response.content.decode()
    assert "<h1>Sample</h1>" in re.sub(r"<h1[^>]*>", "<h1>", markup)
    assert "Version 1, for staff only." in words_of(markup)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_version_with_a_kind_of_block_that_is_gone_opens_with_the_rest_and_says_so(publisher, signed_in):
    page = samples.live_page("sample", ("fact",))
    snapshot = snapshots.take(page)
    snapshot["blocks"].append({"type": "gallery", "key": "x", "title": "Noses"})
    PageVersion.objects.create(
        page=page, number=2, snapshot=snapshot, content_hash=snapshots.content_hash(snapshot), author_name="Sam"
    )
    visitor = signed_in(publisher)
    markup = visitor.get(f"{PAGES}{page.pk}/versions/2/page/").content.decode()
    assert "Blocks of the kind “Gallery” cannot be shown any more and are left out." in markup
    assert "Two to four hours." in markup
    assert "Noses" in words_of(screen(visitor, page, "?a=2&b=draft"))
    answer = visitor.post(f"{PAGES}{page.pk}/versions/2/restore/", follow=True).content.decode()
    assert "A block of the kind “Gallery” was left out" in answer
    assert Fact.objects.get().term == "How long"


def test_restoring_writes_the_draft_and_leads_to_the_editor(editor, publisher, signed_in, client):
    page = samples.live_page("sample", ("fact",))
    retitle(page, "Other title")
    samples.publish(page, publisher)
    response = signed_in(editor).post(f"{PAGES}{page.pk}/versions/1/restore/", follow=True)
    assert response.redirect_chain == [(f"{PAGES}{page.pk}/change/", 302)]
    told = "Version 1 is in the working copy now. Readers see no change until you publish."
    assert told in words_of(response.content.decode())
    page.refresh_from_db()
    assert (page.title, page.edited_by, page.versions.count()) == ("Sample", editor, 2)
    assert "Other title" in client.get("/procedures/sample/").content.decode()


def test_draft_that_was_never_kept_becomes_a_version_before_another_is_restored(editor, signed_in):
    page = samples.live_page("sample", ("fact",))
    retitle(page, "Hours of work")
    response = signed_in(editor).post(f"{PAGES}{page.pk}/versions/1/restore/", follow=True)
    assert "The words that stood there are kept as version 2." in words_of(response.content.decode())
    kept = page.versions.get(number=2)
    assert (kept.snapshot["page"]["title"], kept.note, kept.author) == (
        "Hours of work",
        "Working copy before version 1 was restored",
        editor,
    )
    assert Page.objects.get(pk=page.pk).title == "Sample"
    assert not kept.publications.exists()


def test_damaged_version_does_not_make_a_version_of_the_draft(editor, signed_in):
    page = samples.live_page("sample", ("fact",))
    damage(page.versions.get())
    retitle(page, "Hours of work")
    signed_in(editor).post(f"{PAGES}{page.pk}/versions/1/restore/")
    assert (page.versions.count(), Page.objects.get(pk=page.pk).title) == (1, "Hours of work")


def test_restoring_needs_a_post(editor, signed_in):
    page = samples.live_page("sample", ("fact",))
    retitle(page, "Hours of work")
    assert signed_in(editor).get(f"{PAGES}{page.pk}/versions/1/restore/").status_code == 405
    assert Page.objects.get(pk=page.pk).title == "Hours of work"


def test_someone_who_may_only_look_sees_all_and_restores_nothing(surgeon, signed_in):
    page = samples.live_page("sample", ("fact",))
    retitle(page, "Other title")
    visitor = signed_in(surgeon)
    markup = screen(visitor, page)
    assert "Version 1 and the working copy" in markup
    assert "Restore" not in markup
    assert visitor.post(f"{PAGES}{page.pk}/versions/1/restore/").status_code == 403
    assert Page.objects.get(pk=page.pk).title == "Other title"


def test_versions_are_closed_to_others(coordinator, signed_in, client):
    page = samples.live_page("sample", ("fact",))
    for address in ("", "1/page/"):
        assert signed_in(coordinator).get(f"{PAGES}{page.pk}/versions/{address}").status_code == 403
        assert client.get(f"{PAGES}{page.pk}/versions/{address}")["Location"].startswith("/admin/login/")


def test_version_of_another_page_is_not_found(publisher, signed_in):
    samples.live_page("sample", ("fact",))
    other = samples.make_page("other")
    visitor = signed_in(publisher)
    assert visitor.get(f"{PAGES}{other.pk}/versions/1/page/").status_code == 404
    assert visitor.post(f"{PAGES}{other.pk}/versions/1/restore/").status_code == 404
    assert visitor.get(f"{PAGES}98765/versions/").status_code == 404


def test_history_of_the_stock_admin_leads_to_the_versions(publisher, signed_in):
    page = samples.live_page("sample")
    response = signed_in(publisher).get(f"{PAGES}{page.pk}/history/")
    assert response["Location"] == f"{PAGES}{page.pk}/versions/"


@pytest.mark.parametrize("count", [1, 3, 60])
def test_list_costs_the_same_however_many_versions_there_are(publisher, signed_in, django_assert_num_queries, count):
    page = samples.live_page("sample", tuple(samples.BLOCKS))
    version = page.versions.get()
    for number in range(2, count + 1):
        kept = PageVersion.objects.create(
            page=page, number=number, snapshot=version.snapshot, content_hash=version.content_hash, author_name="Sam"
        )
        Approval.objects.create(version=kept, name="Dr. Miller")
    visitor = signed_in(publisher)
    screen(visitor, page)
    with django_assert_num_queries(LIST_QUERIES):
        markup = screen(visitor, page)
    assert len(rows_on(markup)) == min(count, 50) + 1


def test_more_than_fifty_versions_stand_on_several_screens(publisher, signed_in):
    page = samples.live_page("sample", ("fact",))
    version = page.versions.get()
    PageVersion.objects.bulk_create(
        PageVersion(page=page, number=number, snapshot=version.snapshot, content_hash=version.content_hash)
        for number in range(2, 61)
    )
    visitor = signed_in(publisher)
    first, second = screen(visitor, page, "?a=7&b=60"), screen(visitor, page, "?a=7&b=60&p=2")
    assert "1 to 50 of 60 versions" in first
    assert "?p=2&amp;a=7&amp;b=60" in first
    assert [row[0] for row in rows_on(second)] == [
        "Working copy",
        *(f"Version {number}" for number in range(10, 0, -1)),
    ]
    assert "Version 7 and version 60" in second
