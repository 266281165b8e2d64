"""A shared draft: what its link opens and for how long, what readers can say, and that reading changes nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from procedures import preview_links, publishing, snapshots
from procedures.models import Approval, Page, PageVersion, PreviewComment, PreviewLink
from tests import samples
from tests.procedures.drafts import address, change, make_draft

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.fixture
def draft():
    return make_draft()


def test_pinned_link_shows_its_version_and_a_following_one_the_newest_draft(client, draft, editor):
    pinned = preview_links.share(draft, by=editor, label="Counsel")
    following = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)
    change(draft)
    assert ("Two hours." in (html := client.get(address(pinned)).content.decode()), "Three hours." in html) == (
        True,
        False,
    )
    assert "Three hours." in client.get(address(following)).content.decode()
    assert (pinned.version.number, following.version, PageVersion.objects.count()) == (1, None, 1)


def test_page_says_for_whom_until_when_in_new_york_and_that_it_is_not_public(client, draft, editor):
    with time_machine.travel(NOW, tick=False):
        link = preview_links.share(draft, by=editor, label="Dr. Miller")
        html = client.get(address(link)).content.decode()
    assert "<b>Draft for Dr. Miller, not public.</b>" in html
    assert "Open until Tuesday, 8 December 2026, 10:00 EST." in html


def test_page_below_the_bar_is_the_one_that_readers_would_get(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    html = client.get(address(link)).content.decode()
    without_bar = re.sub(r'(?<=<body>\n).*?(?=<a class="skip-link")', "", html, count=1, flags=re.DOTALL)
    assert html != without_bar
    assert without_bar == preview_links.draw_draft(draft, snapshots.take(draft), "").html


@pytest.mark.parametrize("days", [0, 61])
def test_link_is_open_for_one_to_sixty_days(draft, editor, days):
    with pytest.raises(ValueError, match="1 to 60 days"):
        preview_links.share(draft, by=editor, label="Counsel", days=days)
    assert PreviewLink.objects.count() == 0


@pytest.mark.parametrize("what", ["", "comment/", "approve/"])
def test_expired_link_opens_nothing(client, draft, editor, what):
    with time_machine.travel(NOW, tick=False):
        link = preview_links.share(draft, by=editor, label="Counsel")
    ask = client.post if what else client.get
    with time_machine.travel(NOW + timedelta(days=7, seconds=-1), tick=False):
        assert ask(address(link, what)).status_code == 200
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        answer = ask(address(link, what), {"name": "x", "text": "x", "content_hash": "0" * 64})
    assert answer.status_code == 404
    assert "How long" not in answer.content.decode()
    assert "This page <em>is not here</em>" in answer.content.decode()
    assert (PreviewComment.objects.count(), Approval.objects.count()) == (0, 0)


@pytest.mark.parametrize("what", ["", "comment/", "approve/"])
def test_link_that_was_taken_back_opens_nothing(client, draft, editor, surgeon, what):
    link = preview_links.share(draft, by=editor, label="Counsel")
    preview_links.revoke(link, by=editor)
    preview_links.revoke(link, by=surgeon)
    link.refresh_from_db()
    assert link.revoked_by == editor
    answer = (client.post if what else client.get)(address(link, what))
    assert (answer.status_code, "How long" in answer.content.decode()) == (404, False)


def test_token_that_was_changed_or_signed_elsewhere_opens_nothing(client, draft, editor, settings):
    link = preview_links.share(draft, by=editor, label="Counsel")
    other = preview_links.share(draft, by=editor, label="Dr. Miller")
    token = preview_links.token_of(link)
    public_id, signature = token.split(".")
    made_up = [
        f"{other.public_id.hex}.{signature}",
        f"{public_id}.{signature[:-1]}",
        public_id,
        f"{public_id}.",
        str(link.public_id),
        preview_links._signer.sign("no-id"),
    ]
    assert [client.get(f"/preview/{each}/").status_code for each in made_up] == [404] * len(made_up)
    assert client.get(f"/preview/{token}/").status_code == 200


def test_token_can_be_made_again_and_nothing_in_the_database_holds_it(draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    token = preview_links.token_of(link)
    assert preview_links.token_of(PreviewLink.objects.get()) == token
    assert re.fullmatch(r"[0-9a-f]{32}\.[\w-]{43}", token)
    signature = token.split(".")[1]
    row = PreviewLink.objects.values_list().get()
    assert [value for value in row if signature in str(value)] == []


def test_link_opens_no_other_draft_and_no_staff_page(client, draft, editor):
    other = samples.make_page("other")
    link = preview_links.share(draft, by=editor, label="Counsel")
    client.get(address(link))
    assert [client.get(path).status_code for path in (draft.path, other.path)] == [404, 404]
    assert client.get(f"/admin/procedures/page/{draft.pk}/change/").status_code == 302
    assert client.get(f"/admin/procedures/page/{draft.pk}/preview/").status_code == 302


def test_damaged_version_is_never_shown_nor_approved(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    version = link.version
    PageVersion.objects.filter(pk=version.pk).update(snapshot=version.snapshot | {"schema": 2})
    assert client.get(address(link)).status_code == 404
    sent = {"name": "Dr. Miller", "content_hash": version.content_hash}
    assert client.post(address(link, "approve/"), sent).status_code == 404
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(client, draft, editor, method):
    link = preview_links.share(draft, by=editor, label="Counsel", follows_draft=True)
    before = PreviewLink.objects.values().get(), Page.objects.values().get()
    assert getattr(client, method)(address(link)).status_code == 200
    for what in ("comment/", "approve/"):
        assert getattr(client, method)(address(link, what)).status_code == 405
    assert (PreviewLink.objects.values().get(), Page.objects.values().get()) == before
    assert (PreviewComment.objects.count(), Approval.objects.count(), PageVersion.objects.count()) == (0, 0, 0)


def test_answers_carry_the_headers_of_a_page_that_nobody_keeps(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    headers = client.get(address(link)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "form-action 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_published_version_leads_to_the_public_page(client, draft, editor):
    pinned = preview_links.share(draft, by=editor, label="Counsel")
    following = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)
    samples.publish(draft, editor)
    for link in (pinned, following):
        answer = client.get(address(link))
        assert (answer.status_code, answer["Location"]) == (302, "/procedures/sample/")
    change(draft)
    assert client.get(address(pinned)).status_code == 302
    assert "Three hours." in client.get(address(following)).content.decode()
    samples.publish(draft, editor)
    assert client.get(address(pinned))["Location"] == "/procedures/sample/"
    publishing.unpublish(draft)
    assert "Two hours." in client.get(address(pinned)).content.decode()


def test_reading_a_shared_page_costs_the_same_with_one_and_three_comments(
    client, draft, editor, django_assert_num_queries
):
    link = preview_links.share(draft, by=editor, label="Counsel")
    client.get(address(link))
    for count in (1, 3):
        for place in range(count):
            preview_links.comment(link, name="Ada", text=f"{count} {place}", content_hash=link.version.content_hash)
        with django_assert_num_queries(7):
            client.get(address(link))
