"""The picture library: what a record is, what replacing and deleting leave alone, and where a picture is used."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from practice_site.picture_upload import read_picture
from procedures import drawing, picture_library, publishing, snapshots
from procedures.models import Image, ImageFile, Page, PageVersion, Picture
from procedures.navigation import find_live_pages
from tests import samples

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def read(kind: str = "PNG", **options):
    return read_picture(samples.upload(samples.picture_bytes(kind, **options)))


def taken_in(**words) -> Image:
    image = picture_library.take_in(read(), uploader=None)
    for name, value in words.items():
        setattr(image, name, value)
    image.save()
    return image


def page_with(image: Image, slug: str = "sample", **fields) -> Page:
    page = samples.make_page(slug)
    samples.add_block(page, "picture", image=image.pk, **fields)
    return page


def files_of(settings, digest: str) -> set[str]:
    folder = Path(settings.MEDIA_ROOT, "pictures", digest)
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_same_pixels_are_taken_in_once_and_get_one_name():
    first = picture_library.take_in(read("PNG"), uploader=None)
    again = picture_library.take_in(read("WEBP", lossless=True), uploader=None)
    assert (again.pk, Image.objects.count(), ImageFile.objects.count()) == (first.pk, 1, 1)


def test_pictures_of_one_minute_have_different_names(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 15, 5, tzinfo=datetime.UTC), tick=False)
    titles = [picture_library.take_in(read(size=(40, side)), uploader=None).title for side in (30, 31, 32)]
    assert titles == [
        "Picture of 2 March 2026, 10:05",
        "Picture of 2 March 2026, 10:05, no. 2",
        "Picture of 2 March 2026, 10:05, no. 3",
    ]


def test_files_that_staff_see_are_there_after_the_upload(settings):
    image = taken_in()
    files = files_of(settings, image.file.digest)
    assert {"master.webp", "full-320.jpg", "full-800.jpg"} <= files
    assert picture_library.card(image)["src"] == f"/media/pictures/{image.file.digest}/full-320.jpg"
    assert files_of(settings, image.file.digest) == files


def test_library_speaks_where_the_page_is_silent(client):
    image = taken_in(alt="Two chairs", credit="A. Maker", focus_x=20, focus_y=80)
    page = page_with(image, alt="", focus_x="", focus_y="", layout="wide")
    block = snapshots.take(page)["blocks"][0]
    assert [block[name] for name in ("alt", "focus_x", "focus_y", "credit")] == ["Two chairs", 20, 80, "A. Maker"]
    samples.publish(page)
    html = client.get(page.path).content.decode()
    assert '<figcaption class="picture__caption"> <span class="picture__credit">A. Maker</span></figcaption>' in html


def test_replacing_gives_drafts_the_new_file_and_leaves_the_live_page_byte_for_byte(settings, client):
    image = taken_in(alt="Two chairs")
    page = page_with(image, layout="wide", alt="")
    samples.publish(page)
    version = page.versions.get()
    old = image.file
    before, files_before = client.get(page.path).content, files_of(settings, old.digest)
    drawn = drawing.draw_page(page.path, version.snapshot, find_live_pages(timezone.now())).html

    picture_library.replace_file(image, read(size=(900, 900)), by=None)
    publishing.record_edit(page, editor=None)

    version.refresh_from_db()
    assert version.is_intact
    assert client.get(page.path).content == before
    assert drawing.draw_page(page.path, version.snapshot, find_live_pages(timezone.now())).html == drawn
    assert files_of(settings, old.digest) == files_before
    assert snapshots.take(page)["blocks"][0]["image_data"]["digest"] == image.file.digest != old.digest
    assert Page.objects.with_state().get(pk=page.pk).state == Page.State.CHANGED


def test_replaced_file_that_no_version_names_goes_for_good(settings, django_capture_on_commit_callbacks):
    image = taken_in()
    page_with(image)
    old = image.file
    with django_capture_on_commit_callbacks(execute=True):
        picture_library.replace_file(image, read(size=(900, 900)), by=None)
    assert files_of(settings, old.digest) == set()
    assert list(ImageFile.objects.all()) == [image.file]


def test_picture_in_full_size_is_not_for_the_public(client):
    image = taken_in()
    answers = [client.get(f"/media/pictures/{image.file.digest}/{name}") for name in ("master.webp", "full-320.jpg")]
    assert [answer.status_code for answer in answers] == [404, 200]
    answers[1].close()


def test_replacing_makes_every_size_that_drafts_ask_for(settings, client):
    image = taken_in(focus_x=30, focus_y=40)
    page = page_with(image, layout="wide", focus_x="", focus_y="")
    samples.add_block(page, "picture", 20, image=image.pk, layout="text")
    Page.objects.filter(pk=page.pk).update(share_image=image)
    picture_library.replace_file(image, read(size=(1300, 900)), by=None)
    names = files_of(settings, image.file.digest)
    assert {"wide-30-40-480.avif", "wide-30-40-1300.jpg", "full-1200.webp", "full-1300.webp", "share.jpg"} <= names


def test_new_focal_point_of_the_library_reaches_drafts_with_their_files(settings):
    image = taken_in()
    page = page_with(image, layout="wide", focus_x="", focus_y="", alt="A room")
    samples.publish(page)
    image.focus_x = 10
    picture_library.save_words(image)
    publishing.record_edit(page, editor=None)
    assert "wide-10-50-480.avif" in files_of(settings, image.file.digest)
    assert Page.objects.with_state().get(pk=page.pk).state == Page.State.CHANGED


def test_uses_tell_drafts_live_and_planned_pages_and_versions_apart():
    image, other = taken_in(alt="A room"), picture_library.take_in(read(size=(50, 50)), uploader=None)
    live, planned = page_with(image, "live"), page_with(image, "planned")
    shared = samples.make_page("shared", share_image=image)
    samples.publish(live)
    publishing.schedule(planned, author=None, live_from=timezone.now() + DAY)
    for page in (live, planned):
        Picture.objects.filter(parent=page).delete()
    found = picture_library.uses(image)
    assert ([page.slug for page in found.working], [each.page.slug for each in found.live]) == (
        ["shared"],
        ["live", "planned"],
    )
    assert [page.slug for page in found.pages] == ["shared", "live", "planned"]
    assert list(picture_library.pages_using(image)) == [shared]
    assert picture_library.count_versions(image) == 2
    assert picture_library.count_versions(other) == 0


def test_versions_made_with_an_earlier_file_still_count():
    image = taken_in(alt="A room")
    samples.publish(page_with(image))
    picture_library.replace_file(image, read(size=(70, 70)), by=None)
    assert picture_library.count_versions(image) == 1
    assert len(picture_library.uses(image).live) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_uses_of_many_pictures_cost_the_same(django_assert_num_queries, count):
    images = [picture_library.take_in(read(size=(50, 50 + number)), uploader=None) for number in range(count)]
    for image in images:
        samples.publish(page_with(image, f"page-{image.pk}", alt="A room"))
    with django_assert_num_queries(4):
        assert [len(uses.live) for uses in picture_library.uses_of(images).values()] == [1] * count


def test_unused_are_those_that_no_draft_and_nothing_live_or_planned_shows():
    in_draft, on_site, free = (picture_library.take_in(read(size=(50, 50 + n)), uploader=None) for n in range(3))
    page_with(in_draft, "draft")
    page = page_with(on_site, "site", alt="A room")
    samples.publish(page)
    Picture.objects.filter(parent=page).delete()
    assert list(picture_library.unused()) == [free]
    publishing.unpublish(page)
    assert set(picture_library.unused()) == {free, on_site}


def test_deleting_is_refused_naming_the_pages_and_deletes_nothing(settings):
    image = taken_in(alt="A room")
    draft, live = page_with(image, "draft", alt="A"), page_with(image, "live", alt="A")
    samples.publish(live)
    Picture.objects.filter(parent=live).delete()
    with pytest.raises(picture_library.StillUsed) as refusal:
        picture_library.remove(image)
    assert str(refusal.value) == (
        "This picture stays: readers see it, or will see it, on “Live”, and it stands in the draft of “Draft”. "
        "Put another picture there and publish the page, then delete this one."
    )
    Picture.objects.filter(parent=draft).delete()
    with pytest.raises(picture_library.StillUsed, match="“Live”"):
        picture_library.remove(image)
    assert Image.objects.get() == image
    assert files_of(settings, image.file.digest) != set()


def test_shared_link_alone_keeps_a_picture():
    image = taken_in()
    samples.make_page("shared", share_image=image)
    with pytest.raises(picture_library.StillUsed) as refusal:
        picture_library.remove(image)
    assert str(refusal.value) == (
        "This picture stays: it stands in the draft of “Shared”. Put another picture there, then delete this one."
    )


def test_picture_that_nothing_names_goes_with_its_files(settings, django_capture_on_commit_callbacks):
    image = taken_in()
    with django_capture_on_commit_callbacks(execute=True):
        picture_library.remove(image)
        assert files_of(settings, image.file.digest) != set()
    assert (Image.objects.count(), ImageFile.objects.count()) == (0, 0)
    assert not Path(settings.MEDIA_ROOT, "pictures", image.file.digest).exists()


def test_bytes_stay_while_a_version_names_them(settings, client, django_capture_on_commit_callbacks):
    image = taken_in(alt="A room")
    page = page_with(image)
    samples.publish(page)
    files = files_of(settings, image.file.digest)
    publishing.unpublish(page)
    Picture.objects.filter(parent=page).delete()
    with django_capture_on_commit_callbacks(execute=True):
        picture_library.remove(image)
    version = PageVersion.objects.get()
    assert Image.objects.count() == 0
    assert [file.digest for file in version.image_files.all()] == [image.file.digest]
    assert files_of(settings, image.file.digest) == files
    assert f"{image.file.digest}/full-480.jpg" in drawing.draw_page(page.path, version.snapshot, []).html


def test_bytes_stay_while_another_picture_shares_them(settings, django_capture_on_commit_callbacks):
    image = taken_in()
    twin = Image.objects.create(title="The same", file=image.file)
    with django_capture_on_commit_callbacks(execute=True):
        picture_library.remove(image)
    assert list(Image.objects.all()) == [twin]
    assert "master.webp" in files_of(settings, twin.file.digest)


def test_file_taken_in_again_before_the_files_go_keeps_them(settings, django_capture_on_commit_callbacks):
    image = taken_in()
    with django_capture_on_commit_callbacks(execute=True):
        picture_library.remove(image)
        again = picture_library.take_in(read(), uploader=None)
    assert "master.webp" in files_of(settings, again.file.digest)
