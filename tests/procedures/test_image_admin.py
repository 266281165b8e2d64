"""The picture library in the admin: who may do what, what the grid costs, and what is said about each picture."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.forms import inlineformset_factory

from practice_site.picture_upload import read_picture
from procedures import picture_library
from procedures.admin.picture_input import PictureBlockForm, PictureFormSet
from procedures.models import Image, Page, Picture
from tests import samples

PICTURES = "/admin/procedures/image/"
GRID_QUERIES = (
    14  # the list’s 7, three counts for the views with what is live, and four that say where pictures are used
)


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def image_of(width: int = 100, **words) -> Image:
    picture = read_picture(samples.upload(samples.picture_bytes("PNG", size=(width, 60))))
    image = picture_library.take_in(picture, uploader=None)
    for name, value in words.items():
        setattr(image, name, value)
    image.save()
    return image


def page_with(image: Image, slug: str, **fields) -> Page:
    page = samples.make_page(slug)
    samples.add_block(page, "picture", image=image.pk, **fields)
    return page


def form_of(image: Image, **changed) -> dict:
    names = ("title", "alt", "credit", "focus_x", "focus_y")
    return {name: getattr(image, name) for name in names} | changed


def upload(client, *files, as_data: bool = False):
    headers = {"Accept": "application/json"} if as_data else {}
    return client.post(f"{PICTURES}upload/", {"upload": list(files)}, headers=headers, follow=True)


def titles_on(html: str) -> list[str]:
    return [title for title in re.findall(r'picture-card__title">([^<]*)<', html) if title]


def test_grid_shows_each_picture_with_its_words_and_its_use(editor, signed_in):
    samples.publish(page_with(image_of(100, title="Chairs", alt="Two chairs"), "site"))
    page_with(image_of(101, title="Wave", is_decorative=True), "draft", alt="")
    image_of(102, title="Door")
    html = signed_in(editor).get(PICTURES).content.decode()
    assert titles_on(html) == ["Door", "Wave", "Chairs"]
    words = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'picture-card__(?:words|uses)">(.*?)</p>', html)]
    assert words[:6] == [
        *("No description yet", "Not used"),
        *("Only decoration", "In drafts only, 1 page"),
        *("Two chairs", "On the site, 1 page"),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "chairs"}, ["Chairs"]),
        ({"q": "maker"}, ["Door"]),
        ({"q": "oak"}, ["Door"]),
        ({"show": "unused"}, ["Door"]),
        ({"show": "undescribed"}, ["Chairs"]),
        ({"show": "unused", "q": "chairs"}, []),
    ],
)
def test_search_and_views_find_what_they_name(editor, signed_in, query, titles):
    page_with(image_of(100, title="Chairs"), "draft")
    image_of(101, title="Door", alt="An oak door", credit="A. Maker")
    html = signed_in(editor).get(PICTURES, query).content.decode()
    assert titles_on(html) == titles
    assert re.findall(r'views__count">(\d+)<', html) == ["2", "1", "1"]


@pytest.mark.parametrize("count", [1, 3])
def test_grid_costs_the_same_with_one_and_three_pictures(administrator, signed_in, django_assert_num_queries, count):
    for number in range(count):
        samples.publish(page_with(image_of(100 + number, alt="A room"), f"page-{number}"))
    visitor = signed_in(administrator)
    visitor.get(PICTURES)
    with django_assert_num_queries(GRID_QUERIES):
        visitor.get(PICTURES)


def test_several_files_are_added_at_once_and_none_keeps_its_name(editor, signed_in, settings):
    files = [samples.upload(samples.picture_bytes("PNG", size=(90, side)), "Jane-Canary.png") for side in (50, 51)]
    html = upload(signed_in(editor), *files).content.decode()
    assert "2 pictures were added." in html
    assert len(titles_on(html)) == 2
    assert [image.created_by for image in Image.objects.all()] == [editor, editor]


def test_the_name_of_an_uploaded_file_is_stored_nowhere(editor, signed_in, settings, tmp_path):
    visitor = signed_in(editor)
    upload(visitor, samples.upload(name="Jane-Canary.jpg"))
    image = Image.objects.get()
    other = samples.upload(samples.picture_bytes(size=(300, 200)), "Jane-Canary-2.jpg")
    visitor.post(f"{PICTURES}{image.pk}/change/", form_of(image, upload=other))
    Picture.objects.all().delete()
    call_command("dumpdata", output=str(tmp_path / "all.json"), verbosity=0)
    assert "Picture of" in (tmp_path / "all.json").read_text()
    assert "anary" not in (tmp_path / "all.json").read_text()
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) > 5
    assert [path for path in stored if "anary" in str(path) or b"anary" in path.read_bytes()] == []


def test_one_file_leads_to_its_screen_and_a_known_one_says_so(editor, signed_in):
    visitor = signed_in(editor)
    answer = upload(visitor, samples.upload())
    image = Image.objects.get()
    assert answer.redirect_chain[-1] == (f"{PICTURES}{image.pk}/change/", 302)
    assert "Now say what it shows." in answer.content.decode()
    assert f"already, as “{image.title}”" in upload(visitor, samples.upload()).content.decode()
    assert Image.objects.count() == 1


def test_files_that_cannot_be_taken_are_named_by_their_number(editor, signed_in):
    html = upload(signed_in(editor), samples.upload(), samples.upload(b"%PDF-1.7", "a.pdf")).content.decode()
    assert "File 2: This file is a PDF document." in html
    assert Image.objects.count() == 1
    assert "Choose at least one file." in upload(signed_in(editor)).content.decode()


def test_script_gets_the_picture_or_what_is_wrong_with_the_file(editor, signed_in):
    visitor = signed_in(editor)
    answer = json.loads(upload(visitor, samples.upload(), as_data=True).content)
    image = Image.objects.get()
    assert answer == picture_library.card(image) | {
        "was_there": False,
        "address": f"{PICTURES}{image.pk}/change/",
    }
    assert (answer["width"], answer["height"]) == (320, 192)
    refused = upload(visitor, samples.upload(b"GIF89a"), as_data=True)
    assert (refused.status_code, refused.json()["error"][:19]) == (400, "This file is a GIF.")


def test_choices_are_found_by_words_and_come_in_portions(editor, signed_in, monkeypatch):
    monkeypatch.setattr("procedures.admin.image_intake.CHOICES_AT_ONCE", 2)
    for number in range(3):
        image_of(100 + number, title=f"Room {number}", alt="A room" if number else "")
    visitor = signed_in(editor)
    first = visitor.get(f"{PICTURES}choices/").json()
    assert ([each["title"] for each in first["pictures"]], first["count"], first["next"]) == (
        ["Room 2", "Room 1"],
        3,
        2,
    )
    second = visitor.get(f"{PICTURES}choices/", {"p": 2}).json()
    assert ([each["title"] for each in second["pictures"]], second["next"]) == (["Room 0"], None)
    assert [each["title"] for each in visitor.get(f"{PICTURES}choices/", {"q": "1"}).json()["pictures"]] == ["Room 1"]


def test_new_words_mark_the_drafts_that_use_them_as_changed(editor, signed_in):
    image = image_of(alt="A room")
    page = page_with(image, "sample", alt="", caption="Morning")
    samples.publish(page)
    visitor = signed_in(editor)
    html = visitor.post(f"{PICTURES}{image.pk}/change/", form_of(image, alt="Two chairs"), follow=True).content.decode()
    assert "The draft of “Sample” shows it so. Readers see it once it is published." in html
    page = Page.objects.with_state().get(pk=page.pk)
    assert (page.state, page.edited_by) == (Page.State.CHANGED, editor)


def test_replaced_file_reaches_the_draft_and_leaves_readers_what_they_had(editor, signed_in, client):
    image = image_of(alt="A room")
    page = page_with(image, "sample", alt="")
    samples.publish(page)
    before = client.get(page.path).content
    file = samples.upload(samples.picture_bytes(size=(700, 300)))
    signed_in(editor).post(f"{PICTURES}{image.pk}/change/", form_of(image, upload=file))
    image.refresh_from_db()
    assert (image.file.width, image.alt) == (700, "A room")
    assert client.get(page.path).content == before
    assert Page.objects.with_state().get(pk=page.pk).state == Page.State.CHANGED


def test_description_and_decoration_together_are_refused_in_words(editor, signed_in):
    image = image_of()
    data = form_of(image, alt="A room", is_decorative="on", focus_x=101)
    html = signed_in(editor).post(f"{PICTURES}{image.pk}/change/", data).content.decode()
    assert "A picture that is only decoration has no description. Keep one of the two." in html
    assert "less than or equal to 100" in html
    assert not Image.objects.get().is_decorative


def test_screen_of_a_picture_says_where_it_is_used(editor, signed_in):
    image = image_of(alt="A room")
    page = page_with(image, "sample")
    samples.publish(page)
    html = signed_in(editor).get(f"{PICTURES}{image.pk}/change/").content.decode()
    part = html.partition('id="where-used"')[2]
    assert f'<a href="{page.path}">Sample</a> <span class="quiet">Version 1, since ' in part
    assert f'<a href="/admin/procedures/page/{page.pk}/change/">Sample</a>' in part
    assert "1 kept version of pages names it." in part


def test_deleting_is_refused_with_the_names_of_the_pages(editor, signed_in):
    image = image_of(alt="A room")
    samples.publish(page_with(image, "sample"))
    visitor = signed_in(editor)
    html = visitor.get(f"{PICTURES}{image.pk}/delete/").content.decode()
    assert "readers see it, or will see it, on “Sample”, and it stands in the draft of “Sample”." in html
    assert "Delete for good" not in html
    answer = visitor.post(f"{PICTURES}{image.pk}/delete/", follow=True).content.decode()
    assert "This picture stays: readers see it, or will see it, on “Sample”" in answer
    assert (Image.objects.count(), LogEntry.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_unused_picture_is_deleted_with_its_file(editor, signed_in, settings):
    image = image_of(title="Old door")
    visitor = signed_in(editor)
    assert "Delete for good" in visitor.get(f"{PICTURES}{image.pk}/delete/").content.decode()
    html = visitor.post(f"{PICTURES}{image.pk}/delete/", follow=True).content.decode()
    assert "“Old door” is no longer in the library." in html
    assert Image.objects.count() == 0
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_surgeon_looks_and_changes_nothing(surgeon, signed_in):
    image = image_of(title="Chairs")
    visitor = signed_in(surgeon)
    assert titles_on(visitor.get(PICTURES).content.decode()) == ["Chairs"]
    html = visitor.get(f"{PICTURES}{image.pk}/change/").content.decode()
    assert ("Chairs" in html, '<input type="submit"' in html) == (True, False)
    statuses = [
        visitor.post(f"{PICTURES}upload/", {"upload": samples.upload()}).status_code,
        visitor.post(f"{PICTURES}{image.pk}/change/", form_of(image, title="x")).status_code,
        visitor.post(f"{PICTURES}{image.pk}/delete/").status_code,
    ]
    assert (statuses, Image.objects.get().title) == ([403, 403, 403], "Chairs")


def test_coordinator_and_visitors_see_no_pictures(coordinator, signed_in, client):
    image_of()
    visitor = signed_in(coordinator)
    assert [visitor.get(f"{PICTURES}{each}").status_code for each in ("", "choices/")] == [403, 403]
    assert ">Pictures<" not in visitor.get("/admin/").content.decode()
    assert client.get(f"{PICTURES}choices/").headers["Location"].startswith("/admin/login/")
    assert client.post(f"{PICTURES}upload/", {"upload": samples.upload()}).status_code == 302
    assert Image.objects.count() == 1


def test_adding_leads_to_the_grid_where_files_come_in(editor, signed_in):
    assert signed_in(editor).get(f"{PICTURES}add/").headers["Location"] == PICTURES


@pytest.mark.parametrize("count", [1, 3])
def test_picture_blocks_of_a_page_offer_one_list_of_the_library(db, django_assert_num_queries, count):
    page = samples.make_page("sample")
    for place in range(count):
        samples.add_block(page, "picture", place, image=image_of(100 + place, title=f"Room {place}").pk)
    kinds = {"form": PictureBlockForm, "formset": PictureFormSet, "fields": ["image", "alt"]}
    formset = inlineformset_factory(Page, Picture, fk_name="parent", extra=0, **kinds)(instance=page)
    with django_assert_num_queries(2):
        html = formset.as_p()
    assert html.count("<option") == count * (count + 1)
    assert re.findall(r"selected>([^<]+)<", html) == [f"Room {place}" for place in range(count)]
