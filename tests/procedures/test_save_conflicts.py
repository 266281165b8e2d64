"""A save on top of someone else's newer one: refused with both versions in sight, and nothing typed is lost."""

import contextlib
import html
import re
import threading

import pytest
from django.db import connection

from procedures import publishing, snapshots
from procedures.models import CallToAction, Fact, Image, Page, PageVersion, Picture, Publication, Question, Reason
from tests import samples
from tests.procedures.typed_form import typed_form

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)" autocomplete="off">')
FACT = "procedures_fact_set"


@pytest.fixture
def robin(staff_of):
    return staff_of("editor", "robin@example.com", full_name="Robin Sample")


@pytest.fixture
def subject():
    """A saved page with a fact, a reason, a question and a call to action."""
    page = samples.make_page("sample", kind="standard")
    for place, kind in enumerate(("fact", "reason", "question", "calltoaction"), start=1):
        samples.add_block(page, kind, place * 10)
    publishing.record_edit(page, editor=None)
    return page


def path_of(page: Page) -> str:
    return f"/admin/procedures/page/{page.pk}/change/"


def opened(client, page: Page) -> dict:
    """The editor's form as a browser holds it once the page was opened."""
    return typed_form(client.get(path_of(page)).content.decode())


def save(client, page: Page, form: dict, **changed):
    return client.post(path_of(page), form | changed)


def conflict(answer) -> str:
    body = answer.content.decode()
    assert (answer.status_code, 'class="conflict"' in body) == (409, True)
    return body


def kept_form(answer) -> dict:
    """What the screen with both versions keeps of the typed form, ready to be sent again."""
    kept = {}
    for name, value in HIDDEN.findall(answer.content.decode()):
        kept.setdefault(name, []).append(html.unescape(value))
    return kept


def saved(page: Page) -> dict:
    return snapshots.take(Page.objects.get(pk=page.pk))


def words(page: Page) -> list[str]:
    """The first words of all saved blocks, in page order."""
    return [
        next(value for name, value in block.items() if name not in {"type", "key"}) for block in saved(page)["blocks"]
    ]


def test_save_on_top_of_a_newer_one_is_refused_and_shows_both(editor, robin, subject, signed_in):
    mine, theirs = opened(signed_in(editor), subject), opened(signed_in(robin), subject)
    assert save(signed_in(robin), subject, theirs, **{f"{FACT}-0-term": "How much"}).status_code == 302
    before = saved(subject)
    answer = save(signed_in(editor), subject, mine, title="A newer title", **{f"{FACT}-0-term": "How far"})
    body = conflict(answer)
    assert saved(subject) == before
    assert re.search(r"<h1>(.*?)</h1>", body)[1] == "Robin Sample saved this page while you were writing"
    assert re.search(r"Robin Sample saved this page at \d+:\d\d\. So yours was not saved\.", body)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))
    assert ("much" in plain, "far" in plain, "A newer" in plain) == (True, True, True)
    assert "Keep yours in place of Robin Sample’s" in plain
    assert PageVersion.objects.count() == 0


def test_keeping_mine_writes_what_was_typed_and_tells_who_wrote_it(editor, robin, subject, signed_in):
    mine = opened(signed_in(editor), subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    answer = save(signed_in(editor), subject, mine, **{f"{FACT}-0-term": "How “far” & wide"})
    kept = kept_form(answer)
    assert save(signed_in(editor), subject, kept, _continue="1").status_code == 302
    page = Page.objects.get()
    assert (page.title, page.edited_by, Fact.objects.get().term) == ("Sample", editor, "How “far” & wide")


def test_dropping_mine_leaves_the_page_as_the_other_saved_it(editor, robin, subject, signed_in):
    mine = opened(signed_in(editor), subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    visitor = signed_in(editor)
    answer = save(visitor, subject, kept_form(save(visitor, subject, mine, title="Mine")), _drop="1")
    assert answer.headers["Location"] == path_of(subject)
    body = visitor.get(path_of(subject)).content.decode()
    assert ("What you typed was dropped." in body, 'value="Robin’s title"' in body) == (True, True)


def test_going_on_shows_the_typed_page_in_the_editor_and_saves_nothing(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    kept = kept_form(save(visitor, subject, mine, title="Mine"))
    before = saved(subject)
    answer = save(visitor, subject, kept, _recover="1")
    body = answer.content.decode()
    assert "This is what you typed. Nothing is saved yet." in body
    assert (typed_form(body)["title"], saved(subject)) == (["Mine"], before)
    assert save(visitor, subject, typed_form(body)).status_code == 302
    assert saved(subject)["page"]["title"] == "Mine"


def test_block_that_the_other_removed_comes_back_as_the_same_block(editor, robin, subject, signed_in):
    visitor, key = signed_in(editor), Fact.objects.get().key
    mine = opened(visitor, subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), **{f"{FACT}-0-DELETE": "on"})
    assert not Fact.objects.exists()
    answer = save(visitor, subject, mine, **{f"{FACT}-0-term": "How far"})
    assert "Added" in conflict(answer)
    save(visitor, subject, kept_form(answer), _continue="1")
    assert (Fact.objects.get().term, Fact.objects.get().key) == ("How far", key)
    assert words(subject) == ["How far", "The plan did not suit the nose.", "Am I a candidate?", "Take *one step*"]


def test_block_that_the_other_added_is_in_sight_and_goes_only_when_mine_is_kept(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    samples.add_block(subject, "fact", 5, term="Brand new")
    samples.add_block(subject, "relatedpages", 45)
    publishing.record_edit(subject, editor=robin)
    answer = save(visitor, subject, mine)
    assert "Brand" in conflict(answer)
    kept = kept_form(answer)
    shown = typed_form(save(visitor, subject, kept, _recover="1").content.decode())
    removed = {name: shown[name.replace("DELETE", "term")] for name in shown if name.endswith("fact_set-0-DELETE")}
    assert removed == {f"{FACT}-0-DELETE": ["Brand new"]}
    shown.pop(f"{FACT}-0-DELETE")
    shown.pop("procedures_relatedpages_set-0-DELETE")
    save(visitor, subject, shown)
    assert words(subject)[:2] == ["Brand new", "How long"]
    assert saved(subject)["blocks"][-1]["page_ids"] == [subject.pk]


def test_keeping_mine_takes_away_what_the_other_added(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    before = saved(subject)
    samples.add_block(subject, "fact", 5, term="Brand new")
    publishing.record_edit(subject, editor=robin)
    save(visitor, subject, kept_form(save(visitor, subject, mine)), _continue="1")
    assert saved(subject) == before


def test_blocks_that_both_moved_stand_as_i_moved_them(editor, robin, subject, signed_in):
    samples.add_block(subject, "fact", 50, term="Second fact")
    publishing.record_edit(subject, editor=None)
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    theirs = opened(signed_in(robin), subject)
    turned = {f"{FACT}-0-ordering": "60", f"{FACT}-1-ordering": "5"}
    save(signed_in(robin), subject, theirs, **turned)
    assert words(subject)[0] == "Second fact"
    keys = {block["key"] for block in saved(subject)["blocks"]}
    answer = save(visitor, subject, mine, **{"procedures_reason_set-0-ordering": "1", f"{FACT}-1-term": "Renamed"})
    conflict(answer)
    save(visitor, subject, kept_form(answer), _continue="1")
    assert words(subject) == [
        *("The plan did not suit the nose.", "How long", "Am I a candidate?", "Take *one step*", "Renamed"),
    ]
    assert {block["key"] for block in saved(subject)["blocks"]} == keys


def test_publishing_on_top_of_a_newer_save_publishes_nothing(publisher, robin, subject, signed_in):
    visitor = signed_in(publisher)
    mine = opened(visitor, subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    answer = save(visitor, subject, mine, _publish="1", publish_note="Why it changed")
    assert "So yours was not saved, and nothing was published." in conflict(answer)
    kept = kept_form(answer)
    assert [name for name in kept if name.startswith("_")] == ["_text"]
    assert kept["publish_note"] == ["Why it changed"]
    save(visitor, subject, kept, _continue="1")
    assert (PageVersion.objects.count(), Page.objects.get().title) == (0, "Sample")


def test_same_form_sent_twice_is_saved_once_and_no_conflict(editor, subject, signed_in):
    visitor = signed_in(editor)
    new_fact = {
        f"{FACT}-TOTAL_FORMS": "2",
        f"{FACT}-1-term": "Brand new",
        f"{FACT}-1-description": "Typed once.",
        f"{FACT}-1-region": "main",
        f"{FACT}-1-ordering": "15",
        f"{FACT}-1-parent": str(subject.pk),
    }
    mine = opened(visitor, subject) | new_fact
    answers = [save(visitor, subject, mine, title="A newer title") for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [path_of(subject)] * 2
    assert (Fact.objects.count(), Page.objects.get().title) == (2, "A newer title")


def test_new_picture_sent_twice_is_one_block(editor, subject, signed_in):
    visitor = signed_in(editor)
    prefix = "procedures_picture_set"
    fields = {"alt": "A room", "layout": "text", "region": "main", "ordering": "25", "parent": str(subject.pk)}
    mine = opened(visitor, subject) | {f"{prefix}-0-{name}": value for name, value in fields.items()}
    mine[f"{prefix}-TOTAL_FORMS"] = "1"
    answers = [save(visitor, subject, mine, **{f"{prefix}-0-upload": samples.upload()}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Picture.objects.count() == 1


def test_publishing_twice_at_once_makes_one_version(publisher, subject, signed_in):
    visitor = signed_in(publisher)
    mine = opened(visitor, subject)
    mine["title"] = "A newer title"
    answers = [save(visitor, subject, mine, _publish="1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [version.snapshot["page"]["title"] for version in PageVersion.objects.all()] == ["A newer title"]


def test_chosen_file_is_kept_over_a_conflict(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    prefix = "procedures_picture_set"
    fields = {"alt": "A room", "layout": "text", "region": "main", "ordering": "25", "parent": str(subject.pk)}
    mine = opened(visitor, subject) | {f"{prefix}-0-{name}": value for name, value in fields.items()}
    mine[f"{prefix}-TOTAL_FORMS"] = "1"
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    answer = save(visitor, subject, mine, **{f"{prefix}-0-upload": samples.upload()})
    conflict(answer)
    assert Picture.objects.count() == 0
    save(visitor, subject, kept_form(answer), _continue="1")
    assert Picture.objects.get().image == Image.objects.get()


def test_someone_saves_again_while_the_conflict_is_looked_at(editor, robin, subject, signed_in):
    visitor, other = signed_in(editor), signed_in(robin)
    mine = opened(visitor, subject)
    save(other, subject, opened(other, subject), title="Robin’s title")
    first = save(visitor, subject, mine, title="Mine")
    save(other, subject, opened(other, subject), title="Robin’s last title", **{f"{FACT}-0-DELETE": "on"})
    second = save(visitor, subject, kept_form(first), _continue="1")
    assert "last" in conflict(second)
    save(visitor, subject, kept_form(second), _continue="1")
    assert (Page.objects.get().title, words(subject)[0]) == ("Mine", "How long")


def test_what_cannot_be_saved_is_kept_and_said_in_the_editor(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="Robin’s title")
    answer = save(visitor, subject, mine, title="", **{f"{FACT}-0-term": ""})
    assert "Yours has 2 fields that cannot be saved as typed" in conflict(answer)
    before = saved(subject)
    refused = save(visitor, subject, kept_form(answer), _continue="1")
    shown = typed_form(refused.content.decode())
    assert (refused.status_code, saved(subject)) == (200, before)
    assert (shown["title"], shown[f"{FACT}-0-term"]) == ([""], [""])
    assert save(visitor, subject, shown, title="Mine", **{f"{FACT}-0-term": "How far"}).status_code == 302
    assert (Page.objects.get().title, Fact.objects.get().term) == ("Mine", "How far")


def test_same_person_in_two_windows_is_told_so(editor, subject, signed_in):
    visitor = signed_in(editor)
    first, second = opened(visitor, subject), opened(visitor, subject)
    save(visitor, subject, first, title="First window")
    body = conflict(save(visitor, subject, second, title="Second window"))
    assert "<h1>You saved this page in another window</h1>" in body
    assert "Keep yours in place of the saved page" in body


def test_two_people_who_wrote_the_same_are_no_conflict(editor, robin, subject, signed_in):
    mine = opened(signed_in(editor), subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), title="The same title")
    answer = save(signed_in(editor), subject, mine, title="The same title")
    assert answer.status_code == 302
    assert Page.objects.get().edited_by == robin


def test_rows_made_anew_with_the_same_words_are_found_by_their_keys(editor, subject, signed_in):
    """Restoring a version and back may write the same blocks into other rows."""
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    for model in (Fact, Reason, Question, CallToAction):
        block = model.objects.get()
        model.objects.all().delete()
        block.pk = None
        block.save(force_insert=True)
    keys = [block["key"] for block in saved(subject)["blocks"]]
    assert save(visitor, subject, mine, title="A newer title").status_code == 302
    assert [block["key"] for block in saved(subject)["blocks"]] == keys
    assert Page.objects.get().title == "A newer title"


def test_form_that_misses_a_block_never_removes_it_unasked(editor, subject, signed_in):
    visitor = signed_in(editor)
    mine = {name: value for name, value in opened(visitor, subject).items() if name[-5:] not in {"-0-id", "0-key"}}
    answer = save(visitor, subject, mine)
    assert (answer.status_code, Fact.objects.count()) == (302, 1)
    before = saved(subject)
    answer = save(visitor, subject, mine, title="Mine")
    conflict(answer)
    assert saved(subject) == before


def test_form_that_does_not_say_what_it_is_based_on_is_saved(editor, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    mine.pop("based_on")
    Page.objects.filter(pk=subject.pk).update(working_hash="other")
    assert save(visitor, subject, mine, title="A newer title").status_code == 302
    assert Page.objects.get().title == "A newer title"


def test_typed_text_is_shown_again_and_not_saved(editor, subject, signed_in):
    visitor = signed_in(editor)
    before = saved(subject)
    mine = opened(visitor, subject) | {"title": "Mine", "_recover": "1", "_text": "abc1"}
    body = visitor.post(path_of(subject), mine).content.decode()
    shown = typed_form(body)
    assert "This is what you typed. Nothing is saved yet." in body
    assert (shown["title"], shown["_text"], saved(subject)) == (["Mine"], ["abc1"], before)
    assert "data-holds-typed-text" in body


def test_typed_text_of_a_new_page_is_shown_again_and_not_saved(editor, signed_in):
    visitor = signed_in(editor)
    mine = typed_form(visitor.get("/admin/procedures/page/add/").content.decode())
    body = visitor.post("/admin/procedures/page/add/", mine | {"title": "Mine", "_recover": "1"}).content.decode()
    assert (typed_form(body)["title"], Page.objects.count()) == (["Mine"], 0)
    assert "This is what you typed. Nothing is saved yet." in body


def test_typed_text_of_before_a_newer_save_shows_both(editor, robin, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    save(signed_in(robin), subject, opened(signed_in(robin), subject), **{f"{FACT}-0-DELETE": "on"})
    answer = save(visitor, subject, mine, title="Mine", _recover="1")
    body = answer.content.decode()
    assert (answer.status_code, "What you typed is not saved yet." in body) == (200, True)
    save(visitor, subject, kept_form(answer), _continue="1")
    assert (Page.objects.get().title, Fact.objects.get().term) == ("Mine", "How long")


def test_typed_text_that_was_saved_after_all_is_not_shown_again(editor, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject) | {"title": "Mine"}
    save(visitor, subject, mine)
    answer = visitor.post(path_of(subject), mine | {"_recover": "1", "_text": "abc1"}, follow=True)
    body = answer.content.decode()
    assert "What you typed is the same as what is saved." in body
    assert 'data-saved-texts="abc1"' in body


def test_number_of_a_saved_text_comes_with_the_next_editor(editor, subject, signed_in):
    visitor = signed_in(editor)
    mine = opened(visitor, subject)
    save(visitor, subject, mine, title="", _text="refused1")
    save(visitor, subject, mine, title="Mine", _text="saved1")
    bodies = [visitor.get(path_of(subject)).content.decode() for _ in range(2)]
    assert [re.search(r'data-saved-texts="([^"]*)"', body)[1] for body in bodies] == ["saved1", ""]


def test_who_may_only_read_learns_nothing_from_a_save(surgeon, editor, subject, signed_in):
    mine = opened(signed_in(editor), subject)
    answer = signed_in(surgeon).post(path_of(subject), mine | {"based_on": "older"})
    assert (answer.status_code, "conflict" in answer.content.decode()) == (403, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused(editor, robin, subject, signed_in):
    people = {"Mine": signed_in(editor), "Robin’s": signed_in(robin)}
    forms = {words: opened(client, subject) | {"title": words} for words, client in people.items()}
    answers, gate = {}, threading.Barrier(len(people))

    def send(words: str) -> None:
        gate.wait()
        answers[words] = save(people[words], subject, forms[words]).status_code
        connection.close()

    senders = [threading.Thread(target=send, args=[words]) for words in people]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers.values()) == [302, 409]
    assert answers[Page.objects.get().title] == 302


@pytest.mark.django_db(transaction=True)
def test_publishing_from_the_editor_and_elsewhere_at_the_same_moment_never_waits_for_each_other(
    publisher, subject, signed_in
):
    visitor = signed_in(publisher)
    form, gate = opened(visitor, subject), threading.Barrier(2)

    def elsewhere() -> None:
        gate.wait()
        with contextlib.suppress(publishing.NotPublished):
            publishing.publish(subject, author=publisher)
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    gate.wait()
    answer = save(visitor, subject, form, title="Mine", _publish="1")
    other.join()
    assert answer.status_code == 302
    assert Publication.objects.live_now().get().version.snapshot["page"]["title"] == "Mine"
