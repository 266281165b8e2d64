"""Publishing freezes what staff wrote; the public sees live versions and nothing else."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from practice_site.models import StaffAccount
from procedures import publishing, snapshots
from procedures.models import Page, PageVersion, Publication
from tests.samples import BLOCKS, add_block, live_page, make_page, publish

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)


@pytest.fixture
def editor():
    return StaffAccount.objects.create_user("robin@example.com", "a long passphrase", full_name="Robin Doe")


def state_of(page):
    return Page.objects.with_state().get(pk=page.pk).state


def test_publish_freezes_the_page_with_all_its_blocks(editor):
    page = make_page("revision")
    for place, kind in enumerate(BLOCKS, start=1):
        add_block(page, kind, place * 10, **({"source": "Our own count"} if kind == "keyfigure" else {}))
    with time_machine.travel(NOON, tick=False):
        publication = publish(page, editor, "First words")
    version = publication.version
    assert (version.number, version.author, version.author_name, version.note) == (
        1,
        editor,
        "Robin Doe",
        "First words",
    )
    assert version.created_at == publication.live_from == NOON
    assert publication.live_until is None
    assert publication.path == "/procedures/revision/"
    assert [block["type"] for block in version.snapshot["blocks"]] == list(BLOCKS)
    assert version.content_hash == snapshots.content_hash(version.snapshot)


def test_publish_of_a_change_ends_the_version_before_it(editor):
    page = live_page()
    add_block(page, "fact")
    with time_machine.travel(NOON, tick=False):
        publish(page, editor)
    old, new = Publication.objects.order_by("version__number")
    assert (old.live_until, new.live_from, new.live_until) == (NOON, NOON, None)
    assert list(Publication.objects.live_at(NOON)) == [new]


def test_publish_without_a_change_is_refused_in_words():
    page = live_page()
    with pytest.raises(publishing.NotPublished, match="Nothing has changed"):
        publish(page)
    assert PageVersion.objects.count() == 1


def test_publish_after_unpublish_reuses_the_version_of_the_same_words():
    page = live_page()
    publishing.unpublish(page)
    publication = publish(page)
    assert publication.version.number == 1
    assert PageVersion.objects.count() == 1
    assert Publication.objects.count() == 2


def test_publish_at_an_address_where_another_page_is_live_is_refused():
    first = live_page("nose")
    Page.objects.filter(pk=first.pk).update(slug="moved")
    second = make_page("nose")
    with pytest.raises(publishing.NotPublished, match="Another page is live at this address"):
        publish(second)
    assert Publication.objects.live_now().get().page == first


def test_unpublish_of_a_page_that_is_not_live_is_refused():
    with pytest.raises(publishing.NotPublished, match="not live"):
        publishing.unpublish(make_page())


def test_database_refuses_two_open_publications_of_one_path():
    page = live_page()
    publication = Publication.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            page=page, version=publication.version, path=publication.path, live_from=publication.live_from
        )


def test_state_tells_the_four_ways_a_page_can_be():
    page = make_page()
    publishing.record_edit(page, editor=None)
    assert state_of(page) == Page.State.NEVER_PUBLISHED
    publish(page)
    assert state_of(page) == Page.State.LIVE
    add_block(page, "fact")
    publishing.record_edit(page, editor=None)
    assert state_of(page) == Page.State.CHANGED
    publish(page)
    publishing.unpublish(page)
    assert state_of(page) == Page.State.UNPUBLISHED


def test_state_of_a_page_with_a_new_address_is_changed():
    page = live_page()
    page.slug = "elsewhere"
    page.save()
    publishing.record_edit(page, editor=None)
    assert state_of(page) == Page.State.CHANGED


def test_record_edit_notes_the_editor_only_when_something_changed(editor):
    page = live_page()
    publishing.record_edit(page, editor=editor)
    page.refresh_from_db()
    assert page.edited_by is None
    add_block(page, "reason")
    publishing.record_edit(page, editor=editor)
    page.refresh_from_db()
    assert page.edited_by == editor


def test_live_at_is_exact_to_the_second():
    page = live_page()
    publication = Publication.objects.get()
    start, end = datetime(2027, 12, 1, 13, 0, tzinfo=UTC), datetime(2027, 12, 2, 13, 0, tzinfo=UTC)
    Publication.objects.filter(pk=publication.pk).update(live_from=start, live_until=end)
    for moment, is_live in [(start.replace(microsecond=0), True), (end, False)]:
        assert Publication.objects.live_at(moment).filter(page=page).exists() is is_live
    assert not Publication.objects.live_at(datetime(2027, 12, 1, 12, 59, 59, tzinfo=UTC)).exists()
    assert Publication.objects.live_at(datetime(2027, 12, 2, 12, 59, 59, tzinfo=UTC)).exists()


@pytest.mark.parametrize("slug", ["admin", "consultation", "gallery", "request", "static"])
def test_page_may_not_take_an_address_of_the_site_itself(slug):
    with pytest.raises(ValidationError, match="The site itself uses this address"):
        make_page(slug, kind="standard")


def test_two_pages_may_not_share_an_address_but_a_procedure_and_a_page_may():
    make_page("facelift")
    make_page("facelift", kind="standard")
    with pytest.raises(ValidationError, match="Another procedure already has this address"):
        make_page("facelift")


def test_there_is_one_home_page():
    assert make_page("", kind="home").path == "/"
    with pytest.raises(ValidationError, match="Another page already has this address"):
        make_page("", kind="home")
