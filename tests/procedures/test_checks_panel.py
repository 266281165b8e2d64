"""The panel “Before publishing” in the editor: what it lists, where its links lead, and the ticks it stores."""

import html
import re

import pytest

from procedures import publishing
from procedures.models import AcceptedWarning, Fact, Image, Page
from tests import samples
from tests.procedures.typed_form import typed_form

pytestmark = pytest.mark.django_db
PAGES = "/admin/procedures/page/"
ITEM = re.compile(r'<li class="checks__item checks__item--(\w+)".*?</li>', re.DOTALL)
NO_SOURCE = "The figure has no source. Say where the number comes from."
NO_DESCRIPTION = (
    "The text in search results is blank, so the opening sentence stands there. Write one or two sentences."
)


def change(page: Page) -> str:
    return f"{PAGES}{page.pk}/change/"


def editor_of(client, page: Page) -> str:
    return client.get(change(page)).content.decode()


def items_of(markup: str) -> list[str]:
    """The lines of the panel as a reader sees them."""
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", item[0])).split()) for item in ITEM.finditer(markup)]


def summary_of(markup: str) -> str:
    return html.unescape(re.search(r'<p class="checks__summary"[^>]*>(.*?)</p>', markup)[1])


@pytest.fixture
def sample():
    """A page with a link to a draft, a figure without a source, and no text for search results."""
    draft = samples.make_page("draft")
    page = samples.make_page("sample", seo_description="")
    samples.add_block(page, "fact", 10)
    samples.add_block(page, "fact", 20, term="Where", description="Here.")
    samples.add_block(page, "keyfigure", 30)
    samples.add_block(page, "question", 40, answer=f'<p>See <a href="page:{draft.pk}">the draft</a>.</p>')
    publishing.record_edit(page, editor=None)
    return page


def test_panel_lists_errors_then_warnings_and_what_is_fine(editor, signed_in, sample):
    markup = editor_of(signed_in(editor), sample)
    assert summary_of(markup) == "1 to fix, 2 to confirm."
    assert items_of(markup) == [
        "To fix Question “Am I a candidate?” : The link “the draft” leads to “Draft”, which is not live. "
        "Publish that page first, or take the link out.",
        f"To confirm Text in search results : {NO_DESCRIPTION} It should stay so",
        f"To confirm Key figure “10 to 15 in every 100” : {NO_SOURCE} It should stay so",
        "Fine Headings, descriptions of pictures, words of links, length of sentences. Reading grade 1.3.",
    ]


def test_each_finding_leads_to_its_block_or_field(editor, signed_in, sample):
    samples.add_block(sample, "keyfigure", 5, number="10", sentence="About 10 ask again.", source="Our own count")
    markup = editor_of(signed_in(editor), sample)
    hrefs = [re.search(r'href="(#[^"]+)"', item[0]) for item in ITEM.finditer(markup)]
    assert [href and href[1] for href in hrefs] == [
        "#procedures_question_set-0",
        "#id_seo_description",
        "#procedures_keyfigure_set-1",
        None,
    ]
    for href in hrefs[:-1]:
        assert f'id="{href[1][1:]}"' in markup


def test_page_in_order_says_so(editor, signed_in):
    page = samples.make_page("sample")
    samples.add_block(page, "fact")
    markup = editor_of(signed_in(editor), page)
    assert summary_of(markup) == "Nothing to fix or confirm."
    assert items_of(markup) == [
        "Fine Headings, descriptions of pictures, links, words of links, text in search results, "
        "length of sentences, sources of figures. Reading grade 0.3."
    ]


def test_new_page_says_when_the_check_comes(editor, signed_in):
    markup = signed_in(editor).get(f"{PAGES}add/").content.decode()
    assert "Save the draft once. Then everything" in markup
    assert items_of(markup) == []


def test_who_may_only_look_sees_no_panel(surgeon, signed_in, sample):
    assert "Before publishing" not in editor_of(signed_in(surgeon), sample)


def test_tick_is_stored_when_the_form_is_saved_and_taken_back_without_it(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample))
    listed = typed["_listed_warning"]
    visitor.post(change(sample), typed | {"accept_warning": listed[1:], "_continue": "1"})
    assert list(AcceptedWarning.objects.values_list("fingerprint", "accepted_by")) == [(listed[1], editor.pk)]
    markup = editor_of(visitor, sample)
    assert summary_of(markup) == "1 to fix, 1 to confirm."
    assert items_of(markup)[2] == f"Confirmed Key figure “10 to 15 in every 100” : {NO_SOURCE} It should stay so"

    typed = typed_form(markup)
    assert typed["accept_warning"] == listed[1:]
    del typed["accept_warning"]
    visitor.post(change(sample), typed | {"_continue": "1"})
    assert summary_of(editor_of(visitor, sample)) == "1 to fix, 2 to confirm."


def test_tick_that_the_form_did_not_list_stays(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample))
    visitor.post(change(sample), typed | {"accept_warning": typed["_listed_warning"]})
    del typed["_listed_warning"]
    visitor.post(change(sample), typed)
    assert AcceptedWarning.objects.count() == 2


@pytest.mark.parametrize("forged", ["", "x" * 64, "0" * 64, "\0", "'; --"])
def test_forged_tick_stores_nothing(editor, signed_in, sample, forged):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample)) | {"accept_warning": forged, "_listed_warning": forged}
    assert visitor.post(change(sample), typed).status_code == 302
    assert AcceptedWarning.objects.count() == 0


def test_ticking_and_publishing_is_one_step(publisher, signed_in, sample):
    sample.procedures_question_set.all().delete()
    visitor = signed_in(publisher)
    typed = typed_form(editor_of(visitor, sample))
    answer = visitor.post(change(sample), typed | {"_publish": "1"}, follow=True).content.decode()
    assert "Not published yet: 2 to confirm. All are listed under “Before publishing”." in html.unescape(answer)
    answer = visitor.post(
        change(sample), typed | {"accept_warning": typed["_listed_warning"], "_publish": "1"}, follow=True
    ).content.decode()
    assert "Version 1 is live now." in answer
    assert sample.versions.count() == 1


def test_fragment_lists_what_is_typed_and_saves_nothing(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample))
    typed |= {"procedures_keyfigure_set-0-source": "Our own count", "seo_description": "What it is."}
    typed |= {"procedures_question_set-0-answer": '<p>Press <a href="/procedures/">here</a>.</p>'}
    markup = visitor.post(f"{PAGES}{sample.pk}/checks/", typed).content.decode()
    assert items_of(markup) == [
        "To confirm Question “Am I a candidate?” : The link says only “here”. Say where it leads. It should stay so",
        "Fine Headings, descriptions of pictures, links, text in search results, length of sentences, "
        "sources of figures. Reading grade 1.4.",
    ]
    assert 'data-summary="1 to confirm."' in markup
    sample.refresh_from_db()
    assert (sample.seo_description, sample.procedures_keyfigure_set.get().source) == ("", "")


def test_tick_for_typed_words_counts_once_they_are_saved(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample)) | {"procedures_keyfigure_set-0-text": "Other\r\nwords."}
    prefix = "procedures_note_set"
    typed |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-text": '<p>Press <a href="/procedures/">here</a>.</p>'}
    typed |= {f"{prefix}-0-region": "main", f"{prefix}-0-ordering": "50", f"{prefix}-0-parent": str(sample.pk)}
    markup = visitor.post(f"{PAGES}{sample.pk}/checks/", typed).content.decode()
    assert items_of(markup)[3].startswith("To confirm Note “Press here.” : The link says only")
    assert 'data-block="procedures_note_set-0"' in markup
    ticked = re.findall(r'name="_listed_warning" value="(\w+)"', markup)
    typed |= {"accept_warning": ticked, "_listed_warning": ticked}
    visitor.post(change(sample), typed)
    assert AcceptedWarning.objects.count() == 3
    assert summary_of(editor_of(visitor, sample)) == "1 to fix."


def test_fragment_keeps_the_ticks_of_the_form(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample))
    markup = visitor.post(
        f"{PAGES}{sample.pk}/checks/", typed | {"accept_warning": typed["_listed_warning"][:1]}
    ).content.decode()
    assert [item.split()[0] for item in items_of(markup)] == ["To", "Confirmed", "To", "Fine"]
    assert AcceptedWarning.objects.count() == 0


def test_fragment_takes_in_no_file(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample)) | {"share_upload": samples.upload()}
    assert visitor.post(f"{PAGES}{sample.pk}/checks/", typed).status_code == 200
    assert Image.objects.count() == 0


def test_refused_form_comes_back_with_the_check_of_what_was_typed(editor, signed_in, sample):
    visitor = signed_in(editor)
    typed = typed_form(editor_of(visitor, sample)) | {"slug": "", "procedures_keyfigure_set-0-source": "Our count"}
    answer = visitor.post(change(sample), typed)
    assert answer.status_code == 200
    assert summary_of(answer.content.decode()) == "1 to fix, 1 to confirm."


@pytest.mark.parametrize(
    ("role", "method", "status"), [("surgeon", "post", 403), ("coordinator", "post", 403), ("editor", "get", 405)]
)
def test_fragment_is_for_those_who_may_change_the_page(staff_of, signed_in, sample, role, method, status):
    assert getattr(signed_in(staff_of(role)), method)(f"{PAGES}{sample.pk}/checks/").status_code == status


def test_fragment_of_a_page_that_is_not_there(editor, signed_in):
    assert signed_in(editor).post(f"{PAGES}999/checks/").status_code == 404


def test_editor_costs_the_same_with_one_and_three_findings(editor, signed_in, django_assert_max_num_queries, sample):
    visitor = signed_in(editor)
    editor_of(visitor, sample)
    with django_assert_max_num_queries(200) as few:
        editor_of(visitor, sample)
    for number in range(2):
        samples.add_block(sample, "keyfigure", 50 + number)
        samples.add_block(sample, "note", 60 + number, text=f'<p><a href="page:{900 + number}">A page</a></p>')
        samples.add_block(sample, "fact", 70 + number)
    assert Fact.objects.count() == 4
    with django_assert_max_num_queries(len(few)):
        editor_of(visitor, sample)
