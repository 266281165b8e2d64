"""Sharing a draft in the admin: who may, what is listed, taking back, and where the answers are seen."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import RequestFactory

from procedures import preview_links, publishing
from procedures.models import Approval, Page, PreviewComment, PreviewLink
from tests import samples

pytestmark = pytest.mark.django_db
PAGES = "/admin/procedures/page/"
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
QUERIES_OF_THE_LIST = 11  # session, account, page, links, answers, versions, publications, frame


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def draft():
    page = samples.make_page("sample")
    publishing.record_edit(page, editor=None)
    return page


def screen(page) -> str:
    return f"{PAGES}{page.pk}/share/"


def words_of(answer) -> str:
    body = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<body")[2])
    return re.sub(r"\s+", " ", unescape(body))


def make_link(client, page, **changed):
    data = {"label": "Dr. Miller", "shows": "this", "days": "7"} | changed
    return client.post(screen(page), data, follow=True)


def test_link_is_made_and_shown_to_be_copied_and_opens_the_draft(client, draft, editor, signed_in, settings):
    answer = make_link(signed_in(editor), draft)
    link = PreviewLink.objects.get()
    assert answer.redirect_chain == [(screen(draft), 303)]
    assert (link.label, link.created_by, link.version.number) == ("Dr. Miller", editor, 1)
    assert link.expires_at == NOW + timedelta(days=7)
    (url,) = re.findall(r'readonly id="address-\d+" value="([^"]+)"', answer.content.decode())
    assert url == f"{settings.SITE_URL}/preview/{preview_links.token_of(link)}/"
    assert client.get(url.removeprefix(settings.SITE_URL)).status_code == 200
    said = words_of(answer)
    assert "The link for Dr. Miller works until Tuesday, 8 December 2026, 10:00 EST. Copy it below and send it." in said
    assert "Open until Tuesday, 8 December 2026, 10:00 EST Version 1. Made on 1 December 2026, 10:00" in said
    assert "by Sample Editor." in said


def test_link_to_the_newest_draft_follows_it(draft, editor, signed_in):
    answer = make_link(signed_in(editor), draft, shows="newest", days="60")
    link = PreviewLink.objects.get()
    assert (link.version, link.expires_at - NOW) == (None, timedelta(days=60))
    assert "Always the newest draft. Made on" in words_of(answer)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"label": ""}, "Say who gets this link, so that you find it in the list."),
        ({"days": "61"}, "Ensure this value is less than or equal to 60."),
        ({"days": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"shows": "all"}, "Select a valid choice."),
    ],
)
def test_wrong_entry_is_named_beside_its_field_and_the_rest_is_kept(draft, editor, signed_in, changed, words):
    html = make_link(signed_in(editor), draft, **changed).content.decode()
    assert words in html
    assert ('value="Dr. Miller"' in html) == ("label" not in changed)
    assert PreviewLink.objects.count() == 0


def test_link_is_taken_back_by_post_alone(client, draft, editor, signed_in):
    visitor = signed_in(editor)
    make_link(visitor, draft)
    link = PreviewLink.objects.get()
    address = f"{screen(draft)}{link.pk}/take-back/"
    assert visitor.get(address).status_code == 405
    assert client.get(f"/preview/{preview_links.token_of(link)}/").status_code == 200
    answer = visitor.post(address, follow=True)
    assert answer.redirect_chain == [(screen(draft), 303)]
    assert "Taken back on Tuesday, 1 December 2026, 10:00 EST by Sample Editor" in words_of(answer)
    assert "readonly" not in answer.content.decode()
    assert client.get(f"/preview/{preview_links.token_of(link)}/").status_code == 404


def test_link_of_another_page_is_not_taken_back_here(draft, editor, signed_in):
    other = samples.make_page("other")
    link = preview_links.share(draft, by=editor, label="Counsel")
    assert signed_in(editor).post(f"{screen(other)}{link.pk}/take-back/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_only_who_may_change_pages_shares_them(client, draft, coordinator, surgeon, editor, signed_in):
    link = preview_links.share(draft, by=editor, label="Counsel")
    take_back = f"{screen(draft)}{link.pk}/take-back/"
    for account in (coordinator, surgeon):
        visitor = signed_in(account)
        answers = visitor.get(screen(draft)), visitor.post(screen(draft), {"label": "x"}), visitor.post(take_back)
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert client.get(screen(draft))["Location"].startswith("/admin/login/")
    assert signed_in(editor).get(f"{PAGES}77/share/").status_code == 404
    assert (PreviewLink.objects.count(), PreviewLink.objects.get().revoked_at) == (1, None)


def test_ended_link_and_one_that_was_published_say_so(draft, editor, signed_in, stopped_clock):
    preview_links.share(draft, by=editor, label="Ended", days=1)
    preview_links.share(draft, by=editor, label="Published", days=30)
    samples.publish(draft, editor)
    stopped_clock.shift(timedelta(days=2))
    said = words_of(signed_in(editor).get(screen(draft)))
    assert "Ended on Wednesday, 2 December 2026, 10:00 EST" in said
    assert said.count("This version was published: the link leads to the public page.") == 1


def test_answers_stand_below_their_link_with_name_time_and_hash(draft, editor, signed_in):
    link = preview_links.share(draft, by=editor, label="Counsel")
    digest = link.version.content_hash
    preview_links.comment(link, name="Ada <b>", text="Please say less.", content_hash=digest)
    preview_links.approve(link, name="Counsel", content_hash=digest)
    visitor = signed_in(editor)
    html = visitor.get(screen(draft)).content.decode()
    assert "Ada &lt;b&gt;" in html
    assert digest in html
    said = words_of(visitor.get(screen(draft)))
    when = "Tuesday, 1 December 2026, 10:00 EST"
    assert f"Approved by Counsel {when}: version 1, exactly the present draft." in said
    assert f"{when} Please say less." in said
    Page.objects.update(title="Other words")
    publishing.record_edit(draft, editor=editor)
    assert f"Approved by Counsel {when}: version 1, the draft has changed since." in words_of(
        visitor.get(screen(draft))
    )


def test_editor_names_who_approved_exactly_this_draft(draft, editor, signed_in):
    link = preview_links.share(draft, by=editor, label="Counsel", follows_draft=True)
    preview_links.approve(link, name="Counsel", content_hash=draft.working_hash)
    visitor = signed_in(editor)
    words = "Counsel approved exactly this draft on 1 December, 10:00."
    assert words in words_of(visitor.get(f"{PAGES}{draft.pk}/change/"))
    Page.objects.update(title="Other words")
    publishing.record_edit(draft, editor=editor)
    assert words not in words_of(visitor.get(f"{PAGES}{draft.pk}/change/"))


def test_list_costs_the_same_with_one_and_three_links(draft, editor, signed_in, django_assert_num_queries):
    visitor = signed_in(editor)
    for count in (1, 3):
        while PreviewLink.objects.count() < count:
            link = preview_links.share(draft, by=editor, label="Counsel")
            preview_links.comment(link, name="Ada", text="A thought", content_hash=draft.working_hash)
            preview_links.approve(link, name="Ada", content_hash=draft.working_hash)
        visitor.get(screen(draft))
        with django_assert_num_queries(QUERIES_OF_THE_LIST):
            visitor.get(screen(draft))


def recent(account):
    request = RequestFactory().get("/admin/")
    request.user = account
    return preview_links.recent_answers(request)


def test_answers_of_two_weeks_are_news_for_those_who_change_pages(draft, editor, surgeon, stopped_clock):
    assert recent(editor) is None
    link = preview_links.share(draft, by=editor, label="Counsel", days=60)
    preview_links.comment(link, name="Ada", text="A thought", content_hash=draft.working_hash)
    stopped_clock.shift(timedelta(days=10))
    preview_links.approve(link, name="Counsel", content_hash=draft.working_hash)
    told = [(answer["name"], answer["is_approval"], answer["url"]) for answer in recent(editor)["answers"]]
    place = f"{screen(draft)}#link-{link.pk}"
    assert told == [("Counsel", True, place), ("Ada", False, place)]
    stopped_clock.shift(timedelta(days=5))
    assert [answer["name"] for answer in recent(editor)["answers"]] == ["Counsel"]
    assert recent(surgeon) is None
    stopped_clock.shift(timedelta(days=15))
    assert recent(editor) is None


def test_news_cost_two_queries_and_end_with_ten(draft, editor, django_assert_num_queries):
    link = preview_links.share(draft, by=editor, label="Counsel")
    assert editor.has_perm("procedures.change_page")
    for count in (1, 3, 12):
        while PreviewComment.objects.count() < count:
            text = f"Thought {PreviewComment.objects.count()}"
            preview_links.comment(link, name="Ada", text=text, content_hash=draft.working_hash)
        with django_assert_num_queries(2):
            assert len(recent(editor)["answers"]) == min(count, 10)


def test_approval_outlives_its_link(draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    preview_links.approve(link, name="Counsel", content_hash=draft.working_hash)
    link.delete()
    assert [answer["url"] for answer in recent(editor)["answers"]] == [screen(draft)]
    assert Approval.objects.get().name == "Counsel"
