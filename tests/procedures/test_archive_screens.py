"""The site as it was: staff find what the public could see on a day, and get the exact bytes of it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from practice_site.local_time import in_words
from procedures import archive_store, publishing
from procedures.models import ArchivedFile, ArchiveRecord
from tests.samples import add_block, live_page, publish

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=9)
SCREEN = "/admin/procedures/archiverecord/"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "data"


@pytest.fixture
def reader(editor, signed_in) -> Client:
    """Someone who may see the archive, signed in until long after the story below."""
    with time_machine.travel(LATER, tick=False):
        return signed_in(editor)


@pytest.fixture
def story():
    """A page that was published on the first of March, changed on the second and taken off on the fourth."""
    with time_machine.travel(NOON, tick=False):
        page = live_page("nose", ("fact", "picture"))
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        add_block(page, "reason", 100, text="A later sentence.")
        publish(page)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        publishing.unpublish(page)
    return page


def states_on(reader, **query) -> list[tuple]:
    """Title, path, reason and version, from and until of every state on the screen; a day is looked at much later."""
    with time_machine.travel(LATER if "day" in query else datetime.now(UTC)):
        html = reader.get(SCREEN, query).content.decode()
    pattern = (
        r'archive__title">(.*?)</p>.*?archive__path">(.*?)</p>\s*<p class="quiet">(.*?)\. Record \d+\.</p>'
        r".*?From</dt><dd>(.*?)</dd>.*?Until</dt><dd>(.*?)</dd>"
    )
    found = re.findall(pattern, html, re.DOTALL)
    return [tuple(re.sub(r"<.*?>", "", part) for part in state) for state in found]


def test_day_shows_every_state_that_could_be_seen_on_it(reader, story):
    first, second, third = (in_words(NOON + timedelta(days=day)) for day in (0, 1, 3))
    page = ("Nose", "/procedures/nose/")
    listing = ("Procedures", "/procedures/", "Something that many pages show was changed", first, third)
    before = (*page, "A page was published, version 1", first, second)
    after = (*page, "A page was published, version 2", second, third)
    assert states_on(reader, day="2027-02-28") == []
    assert states_on(reader, day="2027-03-01") == [listing, before]
    assert states_on(reader, day="2027-03-02") == [listing, before, after]
    assert states_on(reader, day="2027-03-03") == [listing, after]
    assert states_on(reader, day="2027-03-02", time="11:59") == [listing, before]
    assert states_on(reader, day="2027-03-02", time="12:00") == [listing, after]


def test_days_are_those_of_new_york(reader):
    with time_machine.travel(datetime(2027, 3, 2, 4, 59, tzinfo=UTC), tick=False):  # 23:59 on the first in New York
        page = live_page("nose")
    with time_machine.travel(datetime(2027, 3, 2, 5, 0, tzinfo=UTC), tick=False):
        publishing.unpublish(page)
    assert [state[0] for state in states_on(reader, day="2027-03-01")] == ["Procedures", "Nose"]
    assert [state[0] for state in states_on(reader, day="2027-03-02")] == ["Procedures"]


def test_page_that_stands_on_the_site_is_said_to(reader):
    live_page("nose")
    assert [state[4] for state in states_on(reader)] == ["On the site now"] * 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"day": "soon"}, "Write the day like 2026-12-07."),
        ({"day": ""}, "Choose a day."),
        ({"day": "2027-03-01", "time": "late"}, "Write the time like 8:00 or 14:30."),
        ({"day": "2999-01-01"}, "This has not come yet. Choose today, or a day before."),
        ({"day": "2026-03-08", "time": "2:30"}, "so this time does not exist. Choose another one."),
    ],
)
def test_day_that_cannot_be_shown_is_refused_in_words(reader, query, words):
    html = reader.get(SCREEN, query).content.decode()
    assert words in html
    assert "<title>Error: " in html


def test_hour_that_the_clock_shows_twice_is_shown_whole(reader):
    with time_machine.travel(datetime(2026, 11, 1, 5, 40, tzinfo=UTC), tick=False):  # 1:40, before the clock goes back
        page = live_page("nose")
    with time_machine.travel(datetime(2026, 11, 1, 6, 20, tzinfo=UTC), tick=False):  # 1:20, after it
        publishing.unpublish(page)
    titles = [state[0] for state in states_on(reader, day="2026-11-01", time="1:30")]
    assert titles == ["Procedures", "Procedures", "Nose"]


def test_archived_page_is_answered_byte_for_byte_with_its_own_styles(reader, client):
    page = live_page("nose", ("fact", "picture"))
    served = client.get(page.path)
    record = ArchiveRecord.objects.get(path=page.path)
    publishing.unpublish(page)
    answer = reader.get(f"{SCREEN}{record.number}/page/")
    assert answer.content == served.content
    style = re.search(r"style-src [^;]+", served["Content-Security-Policy"])[0]
    assert re.search(r"style-src [^;]+", answer["Content-Security-Policy"])[0] == style
    assert "sha256-" in style
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("text/html; charset=utf-8", True)


def test_download_holds_the_exact_bytes(reader, story):
    record = ArchiveRecord.objects.filter(path=story.path).earliest("number")
    answer = reader.get(f"{SCREEN}{record.number}/download/")
    assert hashlib.sha256(answer.content).hexdigest() == record.html_hash
    assert answer["Content-Disposition"] == 'attachment; filename="procedures-nose-2027-03-01-record-1.html"'


def test_one_page_has_all_its_states_with_the_newest_first(reader, story):
    html = reader.get(f"{SCREEN}of-one-page/", {"path": story.path}).content.decode()
    assert re.findall(r"Record (\d+)\.", html) == ["5", "3", "1"]
    assert re.findall(r'archive__title">(.*?)<', html) == ["Nothing stood here", "Nose", "Nose"]
    assert html.count("Download the exact bytes") == 2


@pytest.mark.parametrize("query", [{}, {"path": "/no/such/page/"}, {"path": "/\x00"}, {"path": "/" * 200}])
def test_page_that_was_never_archived_has_no_states(reader, query):
    assert reader.get(f"{SCREEN}of-one-page/", query).status_code == 404


def test_state_in_which_nothing_stood_cannot_be_opened(reader, story):
    for act in ("page", "download"):
        assert reader.get(f"{SCREEN}5/{act}/").status_code == 404
        assert reader.get(f"{SCREEN}99/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["page", "download"])
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda file: file.unlink(), "The exact bytes left the archive"),
        (lambda file: file.write_bytes(b"Other words"), "The bytes in the archive are not those that were kept."),
    ],
    ids=["gone", "damaged"],
)
def test_bytes_that_are_not_there_or_not_whole_are_never_shown(reader, story, act, harm, words):
    record = ArchiveRecord.objects.get(number=1)
    harm(archive_store.path_of(record.html_hash))
    answer = reader.get(f"{SCREEN}1/{act}/")
    assert (answer.status_code, answer["Location"]) == (303, f"{SCREEN}of-one-page/?path=%2Fprocedures%2Fnose%2F")
    assert words in reader.get(answer["Location"]).content.decode()


def test_nobody_without_the_permission_sees_the_archive(coordinator, signed_in, client, story):
    for address in ("", "of-one-page/?path=/procedures/nose/", "1/page/", "1/download/"):
        assert signed_in(coordinator).get(SCREEN + address).status_code == 403
        assert client.get(SCREEN + address)["Location"].startswith("/admin/login/?next=")
    assert "The site as it was" not in signed_in(coordinator).get("/admin/").content.decode()


def test_archive_cannot_be_written_from_a_browser(administrator, signed_in, story):
    browser = signed_in(administrator)
    for address in ("", "1/page/", "1/download/", "of-one-page/"):
        assert browser.post(SCREEN + address).status_code == 405
    for address in ("add/", "1/change/", "1/delete/", "1/history/"):
        assert browser.get(SCREEN + address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_day_costs_the_same_with_one_and_three_pages(reader, count, django_assert_num_queries):
    for number in range(count):
        live_page(f"nose-{number}")
    with django_assert_num_queries(7):
        reader.get(SCREEN)


def test_long_day_is_shown_in_parts(reader, monkeypatch):
    monkeypatch.setattr("procedures.admin.archive_admin.STATES_ON_A_SCREEN", 2)
    live_page("nose")
    live_page("ear")
    html = reader.get(SCREEN).content.decode()
    assert "Part 1 of" in html
    assert states_on(reader) != states_on(reader, page=2) != []


def test_static_file_that_the_site_lost_comes_from_the_archive(client):
    address, content = "/static/css/old.0123456789ab.css", b"p { color: red }"
    ArchivedFile.objects.create(address=address, digest=archive_store.put(content), size=len(content))
    answer = client.get(address)
    assert answer.content == content
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    archive_store.path_of(archive_store.digest_of(content)).write_bytes(b"p { color: blue }")
    assert client.get(address).status_code == 404
    assert client.get("/static/css/never.css").status_code == 404


def test_picture_that_the_site_lost_is_for_staff_only(reader, client, settings):
    live_page("nose", ("picture",))
    address, digest = next(
        pair for pair in ArchiveRecord.objects.get(number=1).files if pair[0].startswith("/media/pictures/")
    )
    before = b"".join(client.get(address).streaming_content)
    Path(settings.MEDIA_ROOT, address.removeprefix("/media/")).unlink()
    answer = reader.get(address)
    assert (answer.content, hashlib.sha256(before).hexdigest()) == (before, digest)
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(address).status_code == 404
