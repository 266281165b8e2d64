"""Whatever the public could see is kept byte for byte, together with the change that made it so, or not at all."""

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as project
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from practice_site import styles
from practice_site.models import Practice
from practice_site.worker import NotDone
from procedures import archive, archive_jobs, archive_store, publishing
from procedures.models import ArchivedFile, ArchiveHead, ArchiveRecord, Page, PageVersion, Publication
from tests.samples import BLOCKS, add_block, live_page, make_page, publish

pytestmark = pytest.mark.django_db
Reason = ArchiveRecord.Reason
NOON = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)
NOT_KEPT = "The exact copy that the law asks for could not be kept"


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    """An archive and a media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR / "archive"


def files_in(store: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in store.rglob("*") if file.is_file()}


def recorded() -> list[tuple[str, str, bool]]:
    """Path, reason and whether something stands there, in the order of the chain."""
    return [(record.path, record.reason, bool(record.html_hash)) for record in ArchiveRecord.objects.order_by("number")]


def bytes_at(path: str) -> bytes:
    return archive_store.get(ArchiveRecord.objects.filter(path=path).latest("number").html_hash)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def change(page, text="Another sentence."):
    add_block(page, "reason", Page.objects.get(pk=page.pk).pk * 100, text=text)


def test_archived_bytes_are_those_that_a_reader_gets(client):
    live_page("", kind="home")
    page = live_page("nose", tuple(BLOCKS), nav_title="Nose")
    live_page("terms", kind="standard", blocks=("richtext",))
    for path in ["/", page.path, "/terms/", "/procedures/"]:
        assert bytes_at(path) == client.get(path).content


def test_record_names_every_file_that_the_page_needs_and_keeps_its_bytes(client):
    page = live_page("nose", ("picture", "fact"))
    record = ArchiveRecord.objects.filter(path=page.path).latest("number")
    addresses = [address for address, _ in record.files]
    assert addresses == sorted(addresses)
    endings = {address.rpartition(".")[2] for address in addresses}
    assert endings == {"avif", "webp", "jpg", "png", "ico", "svg", "woff2", "css", "js"}
    html = client.get(page.path).content.decode()
    for address, digest in record.files:
        assert address in html
        assert archive_store.get(digest) == body_of(client.get(address))
        assert ArchivedFile.objects.get(address=address).digest == digest


def test_record_hash_is_the_documented_one_and_links_to_the_record_before():
    live_page("nose")
    live_page("ear")
    before = ""
    for number, record in enumerate(ArchiveRecord.objects.order_by("number"), start=1):
        fields = {
            "number": number,
            "shown_from": record.shown_from.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
            "recorded_at": record.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
            "path": record.path,
            "reason": record.reason,
            "version_hash": record.version_hash,
            "html_hash": record.html_hash,
            "files": record.files,
            "previous_hash": before,
        }
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert record.record_hash == hashlib.sha256(text.encode()).hexdigest()
        before = record.record_hash
    head = ArchiveHead.objects.get()
    assert (head.number, head.record_hash) == (number, before)


def test_publish_records_the_page_and_whatever_lists_it():
    live_page("nose")
    assert recorded() == [("/procedures/nose/", "published", True), ("/procedures/", "shared_parts", True)]


def test_change_that_no_list_shows_records_one_page_only():
    page = live_page("nose")
    live_page("ear")
    known = len(recorded())
    change(page)
    with time_machine.travel(NOON, tick=False):
        version = publish(page).version
    assert recorded()[known:] == [("/procedures/nose/", "published", True)]
    record = ArchiveRecord.objects.latest("number")
    assert (record.shown_from, record.version_hash) == (NOON, version.content_hash)


def test_unpublish_records_that_nothing_stands_there_any_more():
    page = live_page("nose")
    live_page("ear")
    known = len(recorded())
    publishing.unpublish(page)
    assert set(recorded()[known:]) == {
        ("/procedures/nose/", "unpublished", False),
        ("/procedures/", "shared_parts", True),
        ("/procedures/ear/", "shared_parts", True),
    }
    gone = ArchiveRecord.objects.get(html_hash="")
    assert (gone.files, gone.version_hash, gone.shown_from) == ([], "", Publication.objects.get(page=page).live_until)


def test_state_that_stays_costs_no_bytes_and_no_record(store):
    live_page("nose", ("richtext",))
    live_page("ear", ("richtext",))
    before, known = files_in(store), recorded()
    assert archive.record_site() == archive.catch_up() == 0
    with archive.recording(Reason.SHARED_PARTS):
        pass
    assert (files_in(store), recorded()) == (before, known)


def test_two_pages_with_the_same_files_keep_them_once(store):
    page = live_page("nose", ("richtext",))
    before = files_in(store)
    change(page)
    publish(page)
    new = files_in(store).keys() - before.keys()
    assert new == {ArchiveRecord.objects.latest("number").html_hash}


def test_bytes_lie_plain_under_their_own_hash(store):
    live_page("nose", ("richtext",))
    for file in store.rglob("*"):
        if file.is_file():
            assert file.name == hashlib.sha256(file.read_bytes()).hexdigest()
            assert (file.parent.name, file.stat().st_mode & 0o777) == (file.name[:2], 0o640)


def test_schedule_that_took_effect_is_recorded_with_its_own_moment(client):
    with time_machine.travel(NOON, tick=False):
        page = live_page("nose", ("fact",))
        before = bytes_at(page.path)
        change(page)
        publishing.schedule(page, author=None, live_from=NOON + timedelta(hours=1), live_until=NOON + timedelta(days=1))
        known = len(recorded())
        assert bytes_at(page.path) == before
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        archive.catch_up()
        assert bytes_at(page.path) == client.get(page.path).content != before
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        assert archive.catch_up() == 2
        assert archive.catch_up() == 0
    assert recorded()[known:] == [
        ("/procedures/nose/", "schedule", True),
        ("/procedures/", "shared_parts", True),
        ("/procedures/nose/", "schedule", False),
    ]
    times = ArchiveRecord.objects.filter(reason="schedule").order_by("number").values_list("shown_from", flat=True)
    assert list(times) == [NOON + timedelta(hours=1), NOON + timedelta(days=1)]


def test_every_state_between_two_looks_is_kept():
    with time_machine.travel(NOON, tick=False):
        page = live_page("nose", ("fact",))
        for hour in (1, 2):
            change(page, f"Sentence {hour}.")
            publishing.schedule(page, author=None, live_from=NOON + timedelta(hours=hour))
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        live_page("ear")
    states = [record for record in ArchiveRecord.objects.order_by("number") if record.path == page.path]
    assert [(record.reason, record.shown_from - NOON) for record in states] == [
        ("published", timedelta()),
        ("schedule", timedelta(hours=1)),
        ("schedule", timedelta(hours=2)),
        ("shared_parts", timedelta(hours=5)),
    ]
    assert [b"Sentence 1." in archive_store.get(record.html_hash) for record in states] == [False, True, True, True]
    assert [b"Sentence 2." in archive_store.get(record.html_hash) for record in states] == [False, False, True, True]


def test_page_can_be_shown_byte_for_byte_after_templates_and_styles_have_changed(client, settings, tmp_path):
    page = live_page("nose", ("fact",))
    before, record = client.get(page.path).content, ArchiveRecord.objects.get(path=page.path)
    shutil.copytree(project.BASE_DIR / "static" / "css", tmp_path / "new" / "static" / "css")
    with (tmp_path / "new" / "static" / "css" / "base.css").open("a") as style:
        style.write("@layer base{p{color:red}}")
    footer = tmp_path / "new" / "templates" / "includes" / "site_footer.html"
    footer.parent.mkdir(parents=True)
    footer.write_text("<footer>A new footer</footer>")
    folders = [footer.parent.parent, *settings.TEMPLATES[0]["DIRS"]]
    styles._remembered.cache_clear()
    settings.BASE_DIR = tmp_path / "new"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": folders}]
    try:
        assert archive.record_site(Reason.NEW_RELEASE) == 2
        after = client.get(page.path).content
    finally:
        styles._remembered.cache_clear()
    assert b"A new footer" in after
    assert b"color:red" in after
    assert bytes_at(page.path) == after
    assert archive_store.get(record.html_hash) == before


def test_changed_practice_is_recorded_on_every_page(client):
    page = live_page("nose")
    known = len(recorded())
    with archive.recording(Reason.SHARED_PARTS):
        Practice.objects.update_or_create(pk=1, defaults={"city": "Albany"})
    assert recorded()[known:] == [
        ("/procedures/nose/", "shared_parts", True),
        ("/procedures/", "shared_parts", True),
    ]
    assert b"Albany" in bytes_at(page.path)
    assert bytes_at(page.path) == client.get(page.path).content


def test_version_that_is_damaged_is_recorded_as_gone_because_readers_do_not_get_it(client):
    page = live_page("nose", ("fact",))
    version = PageVersion.objects.get()
    version.snapshot["page"]["title"] = "Not what was frozen"
    version.save()
    assert client.get(page.path).status_code == 503
    archive.record_site()
    assert recorded()[-1] == ("/procedures/nose/", "new_release", False)


def test_picture_that_is_not_there_is_recorded_as_missing_and_hinders_nobody(settings):
    page = make_page("nose")
    add_block(page, "picture")
    for file in Path(settings.MEDIA_ROOT).rglob("*.avif"):
        file.unlink()
    publish(page)
    files = dict(ArchiveRecord.objects.get(path=page.path).files)
    assert {digest for address, digest in files.items() if address.endswith(".avif")} == {""}
    assert "" not in {digest for address, digest in files.items() if not address.endswith(".avif")}


def test_first_look_keeps_what_stands_on_the_site_already():
    page = live_page("nose")
    QuerySet(ArchiveRecord).delete()
    ArchiveHead.objects.all().delete()
    assert archive.catch_up(NOON) == 2
    assert recorded() == [("/procedures/nose/", "new_release", True), ("/procedures/", "new_release", True)]
    assert ArchiveRecord.objects.get(path=page.path).shown_from == NOON


def test_site_on_which_nothing_ever_stood_has_nothing_to_keep():
    assert archive.record_site() == 0
    assert not ArchiveRecord.objects.exists()


def test_change_that_fails_leaves_no_record():
    live_page("nose")
    known, head = recorded(), ArchiveHead.objects.get().number
    with pytest.raises(Practice.DoesNotExist), archive.recording(Reason.PUBLISHED):
        Practice.objects.update_or_create(pk=1, defaults={"city": Practice.objects.get(city="Nowhere").city})
    assert (recorded(), ArchiveHead.objects.get().number) == (known, head)
    assert Practice.objects.current().city == "New York"


def test_recording_inside_a_recording_records_once():
    pages = [make_page("nose"), make_page("ear")]
    with archive.recording(Reason.PUBLISHED):
        for page in pages:
            publish(page)
    assert sorted(recorded()) == [
        ("/procedures/", "shared_parts", True),
        ("/procedures/ear/", "published", True),
        ("/procedures/nose/", "published", True),
    ]


def test_publish_is_refused_in_words_when_the_copy_cannot_be_kept(store, client):
    page = live_page("nose", ("fact",))
    before, known = client.get(page.path).content, recorded()
    change(page)
    publishing.record_edit(page, editor=None)
    store.rename(store.with_name("elsewhere"))
    store.write_text("A file where the folder should be")
    with pytest.raises(publishing.NotPublished, match=NOT_KEPT) as refusal:
        publishing.publish(page, author=None)
    assert str(refusal.value).endswith(
        "Nothing was changed, and the site stands as it was. Ask whoever looks after the server to look at the "
        "folder “archive” in the data folder, then try once more."
    )
    assert (client.get(page.path).content, recorded()) == (before, known)
    assert PageVersion.objects.count() == 1
    store.unlink()
    store.with_name("elsewhere").rename(store)
    publish(page)
    assert bytes_at(page.path) == client.get(page.path).content


def test_practice_that_cannot_be_archived_is_not_saved_and_the_form_says_why(store, surgeon, signed_in):
    live_page("nose")
    browser = signed_in(surgeon)
    browser.get("/admin/practice_site/practice/")
    form = browser.get("/admin/practice_site/practice/1/change/").context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | {"city": "Albany"}
    store.rename(store.with_name("elsewhere"))
    store.write_text("A file where the folder should be")
    answer = browser.post("/admin/practice_site/practice/1/change/", data)
    assert answer.status_code == 200
    assert NOT_KEPT in answer.content.decode()
    assert 'value="Albany"' in answer.content.decode()
    assert Practice.objects.get().city == "New York"
    store.unlink()
    store.with_name("elsewhere").rename(store)
    assert browser.post("/admin/practice_site/practice/1/change/", data).status_code == 302
    assert b"Albany" in bytes_at("/procedures/nose/")


def test_release_that_cannot_be_archived_is_tried_again(store):
    live_page("nose")
    Practice.objects.update_or_create(pk=1, defaults={"city": "Albany"})
    store.rename(store.with_name("elsewhere"))
    store.write_text("A file where the folder should be")
    with pytest.raises(NotDone, match=NOT_KEPT):
        archive_jobs.look_after_a_start()
    store.unlink()
    store.with_name("elsewhere").rename(store)
    assert archive_jobs.look_after_a_start() == "2 states of the site archived"


@pytest.mark.parametrize("count", [1, 3])
def test_look_of_the_worker_costs_one_query_while_nothing_is_due(count, django_assert_num_queries):
    for number in range(count):
        live_page(f"nose-{number}")
    with django_assert_num_queries(1):
        assert archive_jobs.look() is None


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_a_change_costs_the_same_however_many_pages_there_are(count, django_assert_num_queries):
    pages = [live_page(f"nose-{number}", ("fact",)) for number in range(count)]
    change(pages[0])
    version, before = publishing.freeze(pages[0], author=None), Publication.objects.get(page=pages[0])
    with transaction.atomic(), django_assert_num_queries(18), archive.recording(Reason.PUBLISHED):
        now = timezone.now()
        Publication.objects.filter(pk=before.pk).update(live_until=now)
        Publication.objects.create(
            page=before.page, version=version, path=before.path, live_from=now, listing=before.listing
        )
    assert recorded()[-1] == (before.path, "published", True)


@pytest.mark.parametrize("act", [lambda rows: rows.update(path="/"), lambda rows: rows.delete()])
def test_archive_cannot_be_changed_by_mistake(act):
    live_page("nose")
    before = list(ArchiveRecord.objects.values_list("number", "record_hash"))
    with pytest.raises(TypeError, match="only ever added to"):
        act(ArchiveRecord.objects.all())
    assert list(ArchiveRecord.objects.values_list("number", "record_hash")) == before
