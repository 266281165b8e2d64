"""The page editor: who may do what, what is said of a page's state, and what lists cost."""

import re

import pytest

from procedures.models import Image, Page, Picture
from tests import samples

PAGES = "/admin/procedures/page/"
FORMS_TOTAL = re.compile(r'name="(procedures_[a-z]+_set)-TOTAL_FORMS"')
LIST_QUERIES = 7  # session, account, two counts of rows, rows, practice, who waits, for the menu


def form_data(client, page: Page | None = None, **changed) -> dict:
    """What the browser would send back of the open editor, with no block touched."""
    html = client.get(f"{PAGES}{page.pk}/change/" if page else f"{PAGES}add/").content.decode()
    data = {"kind": "standard", "title": "A subject", "slug": "a-subject", "summary": "One sentence."}
    if page:
        data = {name: getattr(page, name) or "" for name in ("kind", "title", "slug", "summary", "seo_description")}
    for prefix in FORMS_TOTAL.findall(html):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | changed


def send(client, page: Page | None = None, **changed):
    path = f"{PAGES}{page.pk}/change/" if page else f"{PAGES}add/"
    return client.post(path, form_data(client, page, **changed), follow=True)


def state_on(client, page: Page) -> str:
    html = client.get(f"{PAGES}{page.pk}/change/").content.decode()
    return re.search(r'page-state__word">([^<]+)<', html)[1]


def test_editor_writes_a_draft_that_nobody_else_sees(editor, signed_in, client):
    response = send(signed_in(editor))
    page = Page.objects.get()
    assert "Readers do not see it until you publish." in response.content.decode()
    assert (page.title, page.edited_by, page.versions.count()) == ("A subject", editor, 0)
    assert client.get(page.path).status_code == 404


def test_publishing_keeps_note_and_author_and_shows_the_page(publisher, signed_in, client):
    page = samples.make_page("sample", kind="standard")
    send(signed_in(publisher), page, title="New words", _publish="1", publish_note="Why it changed")
    version = page.versions.get()
    assert (version.note, version.author, version.author_name) == ("Why it changed", publisher, "Sample Publisher")
    assert "New words" in client.get(page.path).content.decode()


def test_page_says_its_state_in_words(publisher, signed_in):
    visitor = signed_in(publisher)
    page = samples.make_page("sample", kind="standard")
    assert state_on(visitor, page) == "Never published"
    send(visitor, page, _publish="1")
    assert state_on(visitor, page) == "Live"
    send(visitor, page, title="Other words")
    assert state_on(visitor, page) == "Live, with unpublished changes"
    page.refresh_from_db()
    send(visitor, page, _unpublish="1")
    assert state_on(visitor, page) == "Unpublished"


def test_publishing_twice_without_a_change_is_answered_with_a_reason(publisher, signed_in):
    page = samples.live_page("sample", kind="standard")
    answer = send(signed_in(publisher), page, _publish="1").content.decode()
    assert "Nothing has changed since this page was published." in answer
    assert page.versions.count() == 1


def test_someone_who_may_edit_but_not_publish_is_told_so(editor, signed_in):
    visitor = signed_in(editor)
    page = samples.make_page("sample", kind="standard")
    html = visitor.get(f"{PAGES}{page.pk}/change/").content.decode()
    assert 'name="_publish"' not in html
    assert "A colleague who may publish puts it on the site." in html
    answer = send(visitor, page, _publish="1").content.decode()
    assert "publishing needs a colleague" in answer
    assert page.versions.count() == 0


def test_surgeon_reads_a_draft_and_cannot_change_it(surgeon, signed_in):
    page = samples.live_page("sample", ("fact", "note"))
    visitor = signed_in(surgeon)
    html = visitor.get(f"{PAGES}{page.pk}/change/").content.decode()
    assert "Two to four hours." in html
    assert "Nothing is decided that day." in html
    assert '<input type="submit"' not in html
    assert visitor.post(f"{PAGES}{page.pk}/change/", {"title": "x"}).status_code == 403


def test_coordinator_sees_no_pages(coordinator, signed_in):
    page = samples.live_page("sample")
    visitor = signed_in(coordinator)
    assert [visitor.get(path).status_code for path in (PAGES, f"{PAGES}{page.pk}/change/")] == [403, 403]
    assert ">Pages<" not in visitor.get("/admin/").content.decode()


@pytest.mark.parametrize(("was_published", "status"), [(False, 200), (True, 403)])
def test_only_a_page_that_was_never_published_can_be_deleted(administrator, signed_in, was_published, status):
    page = samples.live_page("sample") if was_published else samples.make_page("sample")
    visitor = signed_in(administrator)
    assert visitor.get(f"{PAGES}{page.pk}/delete/").status_code == status
    visitor.post(f"{PAGES}{page.pk}/delete/", {"post": "yes"})
    assert Page.objects.filter(pk=page.pk).exists() is was_published


def test_list_shows_site_order_state_and_who_changed_last(editor, signed_in):
    samples.live_page("beta", kind="standard")
    home = samples.live_page("", kind="home", title="Home")
    Page.objects.filter(pk=home.pk).update(edited_by=editor)
    samples.make_page("alpha", kind="standard")
    html = signed_in(editor).get(PAGES).content.decode()
    titles = re.findall(r'field-title"><a [^>]+>([^<]+)<', html)
    states = re.findall(r'class="state state--(\w+)"', html)
    assert (titles, states) == (["Home", "Alpha", "Beta"], ["live", "never", "live"])
    assert "<small>by Sample Editor</small>" in html
    assert '<a href="/beta/">/beta/</a>' in html


def test_search_finds_a_page_by_its_opening_sentence(editor, signed_in):
    samples.make_page("alpha", summary="About scars.")
    samples.make_page("beta")
    html = signed_in(editor).get(PAGES, {"q": "scars"}).content.decode()
    assert re.findall(r'field-title"><a [^>]+>([^<]+)<', html) == ["Alpha"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_one_and_three_pages(administrator, signed_in, django_assert_num_queries, count):
    for number in range(count):
        samples.live_page(f"page-{number}")
    visitor = signed_in(administrator)
    visitor.get(PAGES)
    with django_assert_num_queries(LIST_QUERIES):
        visitor.get(PAGES)


def picture_data(upload=None, **fields) -> dict:
    defaults = {"alt": "A room", "layout": "text", "focus_x": 50, "focus_y": 50, "region": "main", "ordering": 10}
    data = {f"procedures_picture_set-0-{name}": value for name, value in (defaults | fields).items()}
    data |= {"procedures_picture_set-TOTAL_FORMS": 1}
    return data | ({"procedures_picture_set-0-upload": upload} if upload else {})


@pytest.mark.parametrize(
    ("upload", "fields", "message"),
    [
        (None, {}, "Choose a picture, or remove this block."),
        (samples.upload(b"%PDF-1.7", "a.pdf"), {}, "This file is a PDF document."),
        (samples.upload(samples.picture_bytes()[:900]), {}, "This picture is damaged or did not arrive whole."),
        (samples.upload(), {"is_decorative": "on"}, "A picture that is only decoration has no description."),
        (samples.upload(), {"focus_y": ""}, "Give both numbers of the focal point, or leave both blank."),
    ],
)
def test_picture_that_cannot_be_taken_is_refused_at_its_field(editor, signed_in, upload, fields, message):
    page = samples.make_page("sample")
    html = send(signed_in(editor), page, **picture_data(upload, **fields)).content.decode()
    assert re.search(rf'errorlist" id="id_procedures_picture_set-0-\w+_error"><li>{message}', html)
    assert "<title>Error: " in html
    assert Picture.objects.count() == 0


def test_file_that_was_sent_stays_chosen_when_the_form_comes_back(editor, signed_in):
    page = samples.make_page("sample")
    data = picture_data(samples.upload(samples.picture_bytes(size=(500, 300))), is_decorative="on")
    html = send(signed_in(editor), page, **data).content.decode()
    image = Image.objects.get()
    assert f'<option value="{image.pk}" selected>{image.title}</option>' in html
    send(signed_in(editor), page, **picture_data(image=image.pk))
    assert Picture.objects.get().image == image


def test_chosen_picture_is_shown_in_the_editor_by_its_smallest_file(editor, signed_in):
    page = samples.make_page("sample")
    visitor = signed_in(editor)
    send(visitor, page, **picture_data(samples.upload(), layout="wide"))
    picture = Picture.objects.get()
    html = visitor.get(f"{PAGES}{page.pk}/change/").content.decode()
    address = re.search(r'picture-field__image" src="([^"]+)" width="(\d+)" height="(\d+)"', html)
    assert address.groups() == (f"/media/pictures/{picture.image.file.digest}/full-320.jpg", "320", "192")
    answer = visitor.get(address[1])
    assert (answer.headers["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    answer.close()


def test_picture_for_shared_links_is_chosen_sent_and_taken_off_again(editor, signed_in, client):
    page = samples.make_page("sample", kind="standard")
    visitor = signed_in(editor)
    send(visitor, page, share_upload=samples.upload())
    page.refresh_from_db()
    image = Image.objects.get()
    assert page.share_image == image
    samples.publish(page)
    send(visitor, page, share_image=image.pk)
    page.refresh_from_db()
    assert page.share_image == image
    send(visitor, page, share_image="")
    page.refresh_from_db()
    assert page.share_image is None
    html = client.get(page.path).content.decode()
    answer = client.get(re.search(r'og:image" content="[^"]+?(/media/pictures/[^"]+/share.jpg)"', html)[1])
    assert answer.getvalue()[:2] == b"\xff\xd8"
    answer.close()


def test_start_page_lists_drafts_for_editors_and_never_hints_at_requests(editor, signed_in):
    samples.make_page("draft", title="A quiet draft")
    body = signed_in(editor).get("/admin/").content.decode().partition("<body")[2]
    assert "A quiet draft" in body
    assert [words in body for words in ("/consultations/", ">Requests", "request waits", ">Mails")] == [False] * 4


def test_blank_on_the_start_page_leads_to_its_field(administrator, signed_in):
    visitor = signed_in(administrator)
    html = visitor.get("/admin/").content.decode()
    path, field = re.search(r'href="([^"#]+)#(id_phone)"', html).groups()
    assert f'id="{field}"' in visitor.get(path, follow=True).content.decode()
