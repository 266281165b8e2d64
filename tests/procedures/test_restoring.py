"""Restoring an old version into the working copy: all of it comes back, or nothing changes, and readers see nothing."""

import copy
import uuid

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from procedures import publishing, restoring, snapshots
from procedures.forms import BLOCK_FORMS
from procedures.models import (
    BLOCK_MODELS,
    CallToAction,
    Fact,
    Image,
    Page,
    PageVersion,
    Picture,
    Publication,
    RelatedPages,
    RichText,
    Step,
)
from tests import samples

pytestmark = pytest.mark.django_db


def draft_of(page: Page) -> dict:
    return snapshots.take(Page.objects.get(pk=page.pk))


def spoil(page: Page) -> None:
    """Change the working copy in every way: words, order, blocks that go and blocks that come."""
    Page.objects.filter(pk=page.pk).update(title="Other title", hero_line="Another *line*", nav_order=7, noindex=True)
    RichText.objects.filter(parent=page).update(text="<p>Other words.</p>", ordering=500)
    Step.objects.filter(parent=page).delete()
    RelatedPages.objects.get(parent=page).pages.add(page)
    Picture.objects.filter(parent=page).update(alt="Something else", layout="wide", focus_x=10, focus_y=10)
    samples.add_block(page, "fact", 5, term="New term")
    publishing.record_edit(page, editor=None)


def full_page() -> tuple[Page, PageVersion]:
    other = samples.live_page("other", kind="standard")
    page = samples.make_page("sample", hero_line="The *heading*")
    for place, kind in enumerate(samples.BLOCKS, start=1):
        fields = {"pages": [other.pk]} if kind == "relatedpages" else {}
        fields |= {"target": other.pk} if kind == "calltoaction" else {}
        fields |= {"source": "A study"} if kind == "keyfigure" else {}
        samples.add_block(page, kind, place * 10, **fields)
    samples.publish(page)
    return page, page.versions.get()


def test_everything_comes_back_and_the_hash_is_the_same(editor):
    page, version = full_page()
    spoil(page)
    assert restoring.restore(version, editor=editor) == []
    assert draft_of(page) == version.snapshot
    page.refresh_from_db()
    assert (page.working_hash, page.edited_by) == (version.content_hash, editor)


def test_kept_blocks_stay_the_same_rows_and_others_are_made_with_their_key(editor):
    page, version = full_page()
    fact, step = Fact.objects.get(), Step.objects.get()
    spoil(page)
    restoring.restore(version, editor=editor)
    assert Fact.objects.get() == fact
    assert (Step.objects.get().key, Step.objects.get().pk != step.pk) == (step.key, True)


def test_readers_see_nothing_and_every_later_version_stays(editor, client):
    page, version = full_page()
    spoil(page)
    samples.publish(page)
    before = client.get("/procedures/sample/").content
    restoring.restore(version, editor=editor)
    assert client.get("/procedures/sample/").content == before
    assert [each.number for each in page.versions.all()] == [2, 1]
    assert Publication.objects.live_now().get(page=page).version.number == 2
    page = Page.objects.with_state().get(pk=page.pk)
    assert page.state == Page.State.CHANGED


def test_restored_page_can_be_published_as_a_version_of_its_own(publisher, client):
    page, version = full_page()
    spoil(page)
    samples.publish(page)
    restoring.restore(version, editor=publisher)
    publication = publishing.publish(Page.objects.get(pk=page.pk), author=publisher)
    assert (publication.version.number, publication.version.content_hash) == (3, version.content_hash)
    assert "Two to four hours." in client.get("/procedures/sample/").content.decode()


def test_damaged_version_is_refused_and_nothing_changes(editor):
    page, version = full_page()
    spoil(page)
    before = draft_of(page)
    version.snapshot["page"]["title"] = "Something that nobody published"
    version.save()
    with pytest.raises(restoring.NotRestored, match="Version 1 is damaged"):
        restoring.restore(PageVersion.objects.get(pk=version.pk), editor=editor)
    assert draft_of(page) == before


@pytest.mark.django_db(transaction=True)
def test_error_at_any_step_leaves_the_working_copy_as_it_was(editor):
    page, version = full_page()
    spoil(page)
    before, edited_at = draft_of(page), Page.objects.get(pk=page.pk).edited_at
    step, was_done = 0, False
    while not was_done:
        was_done = not _stopped_at(step, version, editor)
        if not was_done:
            assert draft_of(page) == before
            assert Page.objects.get(pk=page.pk).edited_at == edited_at
        step += 1
    assert step > 40
    assert draft_of(page) == version.snapshot


def _stopped_at(step: int, version: PageVersion, editor) -> bool:
    """Restore with a database that fails at the given statement. Returns whether it came to that."""
    passed = 0

    def fail(execute, sql, params, many, context):
        nonlocal passed
        passed += 1
        if passed > step:
            raise DatabaseError("The database is gone.")
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(fail):
            restoring.restore(version, editor=editor)
    except (DatabaseError, restoring.NotRestored):  # Django takes an error while it checks a constraint for a breach
        return True
    return False


def test_kind_of_block_that_the_site_no_longer_has_is_left_out_and_named(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    snapshot["blocks"].insert(1, {"type": "gallery", "key": str(uuid.uuid4()), "title": "Noses"})
    old = PageVersion.objects.create(
        page=page, number=2, snapshot=snapshot, content_hash=snapshots.content_hash(snapshot), author_name="Sam"
    )
    spoil(page)
    assert restoring.restore(old, editor=editor) == [
        "A block of the kind “Gallery” was left out: The site has no such blocks any more."
    ]
    assert draft_of(page) == version.snapshot


def test_pages_that_no_longer_exist_are_left_out_and_named(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    for block in snapshot["blocks"]:
        if block["type"] == "relatedpages":
            block["page_ids"].append(98765)
        if block["type"] == "calltoaction":
            block["target_id"] = 98765
    assert restoring.write(page, snapshot, editor=editor) == [
        "One page no longer exists and was left out of “Read more”.",
        "The page that the button “Ask us” led to no longer exists. It leads to the consultation form now.",
    ]
    assert CallToAction.objects.get().target is None
    assert list(RelatedPages.objects.get().pages.values_list("slug", flat=True)) == ["other"]


def test_address_that_another_page_has_by_now_stays_with_that_page(editor):
    page, version = full_page()
    Page.objects.filter(pk=page.pk).update(slug="moved", title="Other title")
    samples.make_page("sample")
    assert restoring.restore(version, editor=editor) == [
        "Another page has the address “sample” now. This page keeps /procedures/moved/."
    ]
    page.refresh_from_db()
    assert (page.slug, page.title) == ("moved", "Sample")


def test_field_that_the_rules_refuse_by_now_stays_as_it_is(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    snapshot["page"] |= {"hero_line": "One * star", "title": "Restored title"}
    notices = restoring.write(page, snapshot, editor=editor)
    assert notices == ["“heading” stays as it is: Put one star before and one star after the words in italics."]
    page.refresh_from_db()
    assert (page.hero_line, page.title) == ("The *heading*", "Restored title")


def test_block_that_the_rules_refuse_is_never_half_written(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    blocks = {block["type"]: block for block in snapshot["blocks"]}
    blocks["fact"]["term"] = "x" * 81
    blocks["step"] |= {"key": str(uuid.uuid4()), "title": ""}
    notices = restoring.write(page, snapshot, editor=editor)
    assert [notice.partition(":")[0] for notice in notices] == [
        "A block of the kind “Fact” stays as it was before",
        "A block of the kind “Step” was left out",
    ]
    assert Fact.objects.get().term == "How long"
    assert not Step.objects.exists()


def test_texts_are_cleaned_like_typed_ones(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    snapshot["blocks"][0]["text"] = '<p onclick="x()">Words<script>alert(1)</script></p>'
    restoring.write(page, snapshot, editor=editor)
    assert RichText.objects.get().text == "<p>Words</p>"


def test_field_that_the_version_does_not_know_keeps_its_present_words(editor):
    page, version = full_page()
    snapshot = copy.deepcopy(version.snapshot)
    del snapshot["page"]["seo_title"]
    del next(block for block in snapshot["blocks"] if block["type"] == "step")["when"]
    Page.objects.filter(pk=page.pk).update(seo_title="Newer field")
    assert restoring.write(page, snapshot, editor=editor) == []
    assert (Page.objects.get(pk=page.pk).seo_title, Step.objects.get().when) == ("Newer field", "First")


def test_page_that_would_break_the_rules_whatever_is_kept_is_refused_whole(editor):
    page, version = full_page()
    Page.objects.filter(pk=page.pk).update(summary="")
    snapshot = copy.deepcopy(version.snapshot)
    snapshot["page"]["summary"] = ""
    before = draft_of(page)
    with pytest.raises(restoring.NotRestored, match="This version cannot be restored"):
        restoring.write(page, snapshot, editor=editor)
    assert draft_of(page) == before


def test_picture_keeps_the_words_and_the_point_it_was_frozen_with(editor):
    page = samples.make_page("sample")
    block = samples.add_block(page, "picture", alt="", focus_x="", focus_y="")
    Image.objects.update(alt="Said by the library", focus_x=30, focus_y=40)
    samples.publish(page)
    version = page.versions.get()
    Image.objects.update(alt="Said otherwise since", focus_x=80, focus_y=80)
    assert restoring.restore(version, editor=editor) == []
    block.refresh_from_db()
    assert (block.alt, block.focus_x, block.focus_y) == ("Said by the library", 30, 40)
    assert draft_of(page) == version.snapshot


def test_earlier_file_of_a_picture_comes_back_beside_the_new_one(editor):
    page = samples.make_page("sample")
    block = samples.add_block(page, "picture")
    image = block.image
    Image.objects.filter(pk=image.pk).update(title="Consulting room", credit="A. Sample")
    samples.publish(page)
    version, old_file = page.versions.get(), image.file
    other = samples.add_block(page, "picture", 20)
    image.file = _other_file(other)
    image.save(update_fields=["file"])
    Picture.objects.filter(pk=other.pk).delete()
    assert restoring.restore(version, editor=editor) == [
        "“Consulting room” has another file now. "
        "The file of this version is in the library as “Consulting room, earlier file”."
    ]
    restored = Image.objects.get(title="Consulting room, earlier file")
    assert (restored.file, restored.credit, Picture.objects.get().image) == (old_file, "A. Sample", restored)
    image.refresh_from_db()
    assert image.file != old_file
    assert default_storage.exists(old_file.master_name)
    restoring.restore(version, editor=editor)
    assert Image.objects.filter(title__endswith="earlier file").count() == 1


def _other_file(block: Picture):
    form_class = BLOCK_FORMS["picture"]
    files = {"upload": samples.upload(samples.picture_bytes(size=(800, 800)))}
    form = form_class(samples.BLOCKS["picture"] | {"region": "main", "ordering": 20}, files, instance=block)
    assert form.is_valid(), form.errors
    return form.save().image.file


def test_picture_that_left_the_library_comes_back_from_its_file(editor):
    page = samples.make_page("sample")
    image = samples.add_block(page, "picture").image
    samples.publish(page)
    version = page.versions.get()
    Picture.objects.all().delete()
    image.delete()
    (notice,) = restoring.restore(version, editor=editor)
    assert notice.startswith("A picture is no longer in the library.")
    restored = Picture.objects.get()
    assert (restored.image.file, restored.alt) == (image.file, "A consulting room with two chairs")
    assert snapshots.image_digests(draft_of(page)) == snapshots.image_digests(version.snapshot)


def test_picture_whose_file_is_gone_is_left_out_and_named(editor):
    page = samples.make_page("sample")
    samples.add_block(page, "picture")
    snapshot = copy.deepcopy(draft_of(page))
    snapshot["blocks"][0]["image_data"] |= {"id": 98765, "digest": "0" * 64}
    Picture.objects.all().delete()
    assert restoring.write(page, snapshot, editor=editor) == [
        "A block of the kind “Picture” was left out: Its picture no longer exists."
    ]
    assert not Picture.objects.exists()


def test_picture_for_shared_links_comes_back(editor):
    page = samples.make_page("sample")
    image = samples.add_block(page, "picture").image
    Page.objects.filter(pk=page.pk).update(share_image=image)
    page.refresh_from_db()
    samples.publish(page)
    Page.objects.filter(pk=page.pk).update(share_image=None)
    assert restoring.restore(page.versions.get(), editor=editor) == []
    assert Page.objects.get(pk=page.pk).share_image == image
    assert draft_of(page) == page.versions.get().snapshot


@pytest.mark.parametrize("kind", [model._meta.model_name for model in BLOCK_MODELS])
def test_every_kind_of_block_comes_back_after_it_was_deleted(editor, kind):
    page = samples.make_page("sample")
    block = samples.add_block(page, kind)
    before = draft_of(page)
    type(block).objects.all().delete()
    assert restoring.write(page, before, editor=editor) == []
    assert draft_of(page) == before


def test_restoring_costs_little_for_a_page_of_forty_blocks(editor, django_assert_max_num_queries):
    page = samples.make_page("sample")
    kinds = [kind for kind in samples.BLOCKS if kind != "picture"] * 4
    for place, kind in enumerate(kinds, start=1):
        samples.add_block(page, kind, place * 10)
    before = draft_of(page)
    Page.objects.filter(pk=page.pk).update(title="Other", edited_at=timezone.now())
    with django_assert_max_num_queries(150):
        restoring.write(page, before, editor=editor)
    assert draft_of(page) == before
