"""The preview of a page: the live page but for its banner, as it is typed, for staff alone, and never kept."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from procedures.models import Fact, Image, Page, PageVersion
from tests import samples
from tests.procedures.typed_form import typed_form

pytestmark = pytest.mark.django_db
PAGES = "/admin/procedures/page/"
FORM = "application/x-www-form-urlencoded"


def preview_of(page: Page) -> str:
    return f"{PAGES}{page.pk}/preview/"


def typed(client, page: Page | None = None) -> dict:
    """The editor's form as it stands when it was just opened."""
    return typed_form(client.get(f"{PAGES}{page.pk}/change/" if page else f"{PAGES}add/").content.decode())


def without_banner(html: str) -> str:
    """The page without what stands between the start of the body and its first link."""
    rest = re.sub(r'(?<=<body>\n).*?(?=<a class="skip-link")', "", html, count=1, flags=re.DOTALL)
    assert rest != html
    return rest


def banner_of(html: str) -> str:
    return re.search(r'<p class="preview-banner__words">(.*?)</p>', html)[1]


@pytest.fixture
def full_page():
    """A live page with every kind of block, among others."""
    samples.live_page("other", kind="standard")
    return samples.live_page("sample", tuple(samples.BLOCKS))


def test_preview_of_an_unchanged_page_is_the_live_page_but_for_the_banner(client, full_page, editor, signed_in):
    live = client.get(full_page.path).content.decode()
    visitor = signed_in(editor)
    saved = visitor.get(preview_of(full_page)).content.decode()
    as_typed = visitor.post(preview_of(full_page), typed(visitor, full_page)).content.decode()
    assert without_banner(saved) == live
    assert without_banner(as_typed) == live
    assert banner_of(saved) == "<b>Draft preview, not public.</b> This is the saved draft."
    assert banner_of(as_typed) == "<b>Draft preview, not public.</b> As typed, also before saving."


def test_inline_styles_and_policy_are_those_of_the_live_page(client, full_page, editor, signed_in):
    policies = [
        dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        for answer in (client.get(full_page.path), signed_in(editor).get(preview_of(full_page)))
    ]
    assert (policies[0].pop("frame-ancestors"), policies[1].pop("frame-ancestors")) == ("'none'", "'self'")
    assert policies[0] == policies[1]


def test_preview_is_never_stored_nor_indexed_and_stands_in_our_own_frames_only(full_page, editor, signed_in):
    visitor = signed_in(editor)
    for answer in (visitor.get(preview_of(full_page)), visitor.post(preview_of(full_page), typed(visitor, full_page))):
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_typed_words_are_drawn_and_nothing_is_saved(client, full_page, editor, signed_in):
    live = client.get(full_page.path).content.decode()
    visitor = signed_in(editor)
    before = Page.objects.values().get(pk=full_page.pk), Fact.objects.values().get(), PageVersion.objects.count()
    data = typed(visitor, full_page)
    data |= {"title": ["Typed title"], "procedures_fact_set-0-description": ["Typed <words>"]}
    html = visitor.post(preview_of(full_page), data).content.decode()
    assert ("Typed title" in html, "Typed &lt;words&gt;" in html) == (True, True)
    assert (
        Page.objects.values().get(pk=full_page.pk),
        Fact.objects.values().get(),
        PageVersion.objects.count(),
    ) == before
    assert client.get(full_page.path).content.decode() == live


def test_blocks_added_moved_and_removed_are_drawn_as_they_will_be(editor, signed_in):
    page = samples.make_page("sample")
    samples.add_block(page, "fact", 10, term="First", description="x")
    samples.add_block(page, "fact", 20, term="Second", description="x")
    samples.add_block(page, "fact", 30, term="Third", description="x")
    visitor = signed_in(editor)
    data = typed(visitor, page)
    data |= {"procedures_fact_set-0-ordering": ["40"], "procedures_fact_set-1-DELETE": ["on"]}
    data |= {
        "procedures_fact_set-TOTAL_FORMS": ["4"],
        "procedures_fact_set-3-id": [""],
        "procedures_fact_set-3-parent": [str(page.pk)],
        "procedures_fact_set-3-term": ["Fourth"],
        "procedures_fact_set-3-description": ["x"],
        "procedures_fact_set-3-region": ["main"],
        "procedures_fact_set-3-ordering": ["35"],
    }
    html = visitor.post(preview_of(page), data).content.decode()
    assert re.findall(r"<dt[^>]*>(\w+)</dt>", html) == ["Third", "Fourth", "First"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": [""]}, "As typed. One field still needs mending."),
        ({"title": ["x" * 81], "slug": ["not an address"]}, "As typed. 2 fields still need mending."),
        ({"kind": ["../pages/home"]}, "As typed. One field still needs mending."),
        ({"nav_order": ["first"], "procedures_fact_set-0-ordering": ["x"]}, "As typed. 2 fields still need mending."),
        ({"procedures_picture_set-0-layout": ["huge"]}, "As typed. One field still needs mending."),
        ({"procedures_picture_set-0-focus_x": ["x"]}, "As typed. One field still needs mending."),
    ],
)
def test_fields_that_need_mending_are_counted_and_the_page_is_drawn(full_page, editor, signed_in, changed, words):
    visitor = signed_in(editor)
    answer = visitor.post(preview_of(full_page), typed(visitor, full_page) | changed)
    assert answer.status_code == 200
    assert banner_of(answer.content.decode()) == f"<b>Draft preview, not public.</b> {words}"


def test_page_that_was_never_saved_is_drawn_as_typed(editor, signed_in):
    visitor = signed_in(editor)
    data = typed(visitor) | {"title": ["A subject"], "slug": ["a-subject"], "summary": ["One sentence."]}
    html = visitor.post(f"{PAGES}preview/", data).content.decode()
    assert "One sentence." in html
    assert Page.objects.count() == 0
    assert visitor.post(f"{PAGES}preview/", typed(visitor)).status_code == 200
    assert visitor.get(f"{PAGES}preview/").status_code == 404


def test_file_that_was_only_chosen_is_not_taken_in(full_page, editor, signed_in):
    visitor = signed_in(editor)
    before = Image.objects.count()
    data = typed(visitor, full_page) | {"share_upload": samples.upload(samples.picture_bytes(size=(1300, 700)))}
    assert visitor.post(preview_of(full_page), data).status_code == 200
    assert Image.objects.count() == before


def test_picture_in_a_new_layout_has_its_files(client, full_page, editor, signed_in):
    visitor = signed_in(editor)
    data = typed(visitor, full_page)
    data |= {"procedures_picture_set-0-layout": ["wide"], "procedures_picture_set-0-focus_x": ["10"]}
    html = visitor.post(preview_of(full_page), data).content.decode()
    address = re.search(r'<img class="picture__image" src="([^"]+)"', html)[1]
    assert "/wide-10-50-" in address
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


def test_preview_is_for_staff_who_may_see_or_change_pages(client, full_page, coordinator, surgeon, editor, signed_in):
    address, data = preview_of(full_page), typed(signed_in(editor), full_page)
    assert client.get(address)["Location"] == f"/admin/login/?next={address}"
    asked = {
        account.full_name: (
            signed_in(account).get(address).status_code,
            signed_in(account).post(address, data).status_code,
        )
        for account in (coordinator, surgeon, editor)
    }
    assert asked == {"Sample Coordinator": (403, 403), "Sample Surgeon": (200, 403), "Sample Editor": (200, 200)}
    editor.groups.first().permissions.remove(Permission.objects.get(codename="add_page"))
    assert signed_in(editor).post(f"{PAGES}preview/", data).status_code == 403


def test_whoever_is_signed_out_gets_a_sentence_that_a_frame_may_show(client, full_page):
    answer = client.post(preview_of(full_page), {"title": "Typed title"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "You are signed out. Sign in again in another tab; what you typed stays here." in html
    assert ("Typed title" in html, full_page.title in html) == (False, False)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_form_that_stayed_open_across_a_new_sign_in_is_still_drawn(full_page, editor, signed_in):
    data = typed(signed_in(editor), full_page)
    later = Client(enforce_csrf_checks=True)
    later.force_login(editor)
    assert later.post(preview_of(full_page), data).status_code == 200


def test_page_that_is_not_there_has_no_preview(editor, signed_in):
    assert signed_in(editor).get(f"{PAGES}77/preview/").status_code == 404
