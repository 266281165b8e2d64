"""What readers of a shared draft say: comments, and approvals of exactly what was read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from procedures import preview_links, snapshots
from procedures.models import Approval, PageVersion, PreviewComment, PreviewLink
from tests.procedures.drafts import address, change, make_draft

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.fixture
def draft():
    return make_draft()


def hash_on(html: str) -> str:
    return re.search(r'name="content_hash" value="([0-9a-f]{64})"', html)[1]


def approve_as_read(client, link, name: str = "Dr. Miller"):
    """Read the page and press the button, as a browser does."""
    seen = hash_on(client.get(address(link)).content.decode())
    return client.post(address(link, "approve/"), {"name": name, "content_hash": seen})


def test_comment_is_kept_with_what_was_read_and_comes_back(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel", follows_draft=True)
    seen = hash_on(client.get(address(link)).content.decode())
    change(draft)
    sent = {"name": "Ada Example", "text": "Line one.\r\nLine two.", "content_hash": seen}
    for _ in range(2):
        answer = client.post(address(link, "comment/"), sent)
        assert (answer.status_code, answer["Location"]) == (303, f"{address(link)}?said=comment#answer")
    kept = PreviewComment.objects.get()
    assert (kept.link, kept.name, kept.text, kept.content_hash) == (
        link,
        "Ada Example",
        "Line one.\nLine two.",
        seen,
    )
    html = client.get(f"{address(link)}?said=comment").content.decode()
    assert "Thank you. Your comment was sent to the practice." in html
    assert ("Line one.\nLine two." in html, "about an earlier version" in html) == (True, True)


def test_thanks_are_said_only_for_what_was_recorded(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    pages = [client.get(f"{address(link)}?said={said}").content.decode() for said in ("approval", "comment", "x")]
    assert ["Thank you" in html for html in pages] == [False, False, False]


def test_comment_without_name_or_text_says_so_beside_the_field_and_keeps_the_rest(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    seen = link.version.content_hash
    html = client.post(address(link, "comment/"), {"text": "A thought", "content_hash": seen}).content.decode()
    assert "Enter your name, so that the practice knows who wrote." in html
    assert ("A thought</textarea>" in html, '<details class="answer" open>' in html) == (True, True)
    assert PreviewComment.objects.count() == 0


def test_comments_of_one_link_come_to_an_end(client, draft, editor, monkeypatch):
    link = preview_links.share(draft, by=editor, label="Counsel")
    monkeypatch.setattr(preview_links, "MOST_COMMENTS", 1)
    sent = {"name": "Ada", "content_hash": link.version.content_hash}
    client.post(address(link, "comment/"), sent | {"text": "One"})
    html = client.post(address(link, "comment/"), sent | {"text": "Two"}).content.decode()
    assert preview_links.TOO_MANY in html
    assert [comment.text for comment in PreviewComment.objects.all()] == ["One"]


def test_approval_records_name_time_and_exactly_the_version_that_was_read(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Dr. Miller")
    with time_machine.travel(NOW, tick=False):
        PreviewLink.objects.update(created_at=NOW, expires_at=NOW + timedelta(days=7))
        answer = approve_as_read(client, link)
    assert (answer.status_code, answer["Location"]) == (303, f"{address(link)}?said=approval#answer")
    approval = Approval.objects.get()
    assert (approval.name, approval.created_at, approval.version, approval.link) == (
        "Dr. Miller",
        NOW,
        link.version,
        link,
    )
    assert approval.content_hash == snapshots.content_hash(snapshots.take(draft))


def test_approval_of_a_following_link_freezes_what_was_read(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)
    approve_as_read(client, link)
    approval = Approval.objects.get()
    assert approval.version.snapshot == snapshots.take(draft)
    assert (approval.version.note, approval.version.author) == ("Approved by Dr. Miller, who read the draft", editor)
    draft.refresh_from_db()
    assert preview_links.approvals_of_draft(draft) == [approval]
    change(draft)
    assert preview_links.approvals_of_draft(draft) == []


def test_draft_that_changed_while_it_was_read_is_not_approved(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)
    seen = hash_on(client.get(address(link)).content.decode())
    change(draft)
    html = client.post(address(link, "approve/"), {"name": "Dr. Miller", "content_hash": seen}).content.decode()
    assert html.count("The draft was changed while you were reading. Please read it again, then decide.") == 1
    assert ("Three hours." in html, 'value="Dr. Miller"' in html) == (True, True)
    assert (Approval.objects.count(), PageVersion.objects.count()) == (0, 0)
    assert (
        client.post(address(link, "approve/"), {"name": "Dr. Miller", "content_hash": hash_on(html)}).status_code == 303
    )


def test_forgotten_name_does_not_carry_a_yes_over_to_a_changed_draft(client, draft, editor):
    link = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=True)
    seen = hash_on(client.get(address(link)).content.decode())
    change(draft)
    html = client.post(address(link, "approve/"), {"name": "", "content_hash": seen}).content.decode()
    assert "Enter your name. It is kept with your approval." in html
    assert "The draft was changed while you were reading." in html


@pytest.mark.parametrize("follows_draft", [True, False])
def test_same_name_on_the_same_version_is_one_approval(client, draft, editor, follows_draft):
    link = preview_links.share(draft, by=editor, label="Dr. Miller", follows_draft=follows_draft)
    for name in ("Dr. Miller", "Dr. Miller", "Counsel"):
        assert approve_as_read(client, link, name).status_code == 303
    assert [approval.name for approval in Approval.objects.all()] == ["Dr. Miller", "Counsel"]
    assert PageVersion.objects.count() == 1


def test_sending_needs_the_token_of_the_form_and_keeps_what_was_typed(draft, editor):
    link = preview_links.share(draft, by=editor, label="Counsel")
    client = Client(enforce_csrf_checks=True)
    sent = {"name": "Ada", "text": "A thought", "content_hash": link.version.content_hash}
    answer = client.post(address(link, "comment/"), sent)
    assert (answer.status_code, PreviewComment.objects.count()) == (403, 0)
    html = answer.content.decode()
    assert "Please send it once more." in html
    assert "A thought</textarea>" in html
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    assert client.post(address(link, "comment/"), sent | {"csrfmiddlewaretoken": token}).status_code == 303


def test_form_over_https_is_taken_with_the_origin_that_browsers_send(draft, editor, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    link = preview_links.share(draft, by=editor, label="Counsel")
    client = Client(enforce_csrf_checks=True)
    html = client.get(address(link), secure=True).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    sent = {"name": "Ada", "content_hash": hash_on(html), "csrfmiddlewaretoken": token}
    posts = [
        client.post(address(link, "approve/"), sent, secure=True, headers=headers).status_code
        for headers in ({"Origin": "https://testserver"}, {"Referer": "https://testserver/"}, {"Origin": "null"})
    ]
    assert posts == [303, 303, 403]
