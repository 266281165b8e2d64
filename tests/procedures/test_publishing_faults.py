"""Publishing is whole or not at all: whatever fails on the way, and whoever else publishes at the same moment."""

import threading

import pytest
from django.db import DatabaseError, close_old_connections, connection

from practice_site.models import StaffAccount
from procedures import publishing
from procedures.models import Page, PageVersion, Publication
from procedures.publishing import NotPublished
from tests.samples import add_block, live_page

pytestmark = pytest.mark.django_db(transaction=True)


class FailingAt:
    """Lets a number of database statements pass, then breaks one. `count` says how many there were."""

    def __init__(self, step: int | None = None):
        self.step, self.count = step, 0

    def __call__(self, execute, sql, params, many, context):
        is_ours = not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN"))
        self.count += is_ours
        if is_ours and self.count == self.step:
            raise DatabaseError("The connection broke.")
        return execute(sql, params, many, context)


def everything() -> tuple:
    """All that publishing may write."""
    return (
        list(Publication.objects.order_by("pk").values_list("path", "version_id", "live_from", "live_until")),
        list(PageVersion.objects.order_by("pk").values_list("number", "content_hash")),
        list(Page.objects.order_by("pk").values_list("slug", "working_hash")),
    )


def change(subject: Page, words: str) -> None:
    add_block(subject, "fact", 90, term=words)
    publishing.record_edit(subject, editor=None)


@pytest.mark.parametrize("verb", [publishing.publish, publishing.unpublish])
def test_error_at_any_statement_leaves_the_old_state(verb):
    subject = live_page("nose", ("richtext", "picture"))
    change(subject, "Another word")
    options = {"author": None} if verb is publishing.publish else {}
    before, step, was_whole = everything(), 0, False
    while not was_whole:
        step += 1
        with connection.execute_wrapper(FailingAt(step)):
            try:
                verb(subject, **options)
                was_whole = True
            except DatabaseError:
                pass
        assert was_whole or everything() == before, step
    assert step > 8
    assert everything() != before


def at_once(*acts) -> list:
    """What each act answered, all begun at the same moment, each in a thread of its own."""
    answers, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        try:
            answers[place] = act()
        except NotPublished as refusal:
            answers[place] = str(refusal)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_people_who_publish_at_the_same_moment_get_one_version_and_one_answer_each():
    subject = live_page("nose")
    change(subject, "Another word")
    people = [StaffAccount.objects.create_user(f"{name}@example.com", full_name=name) for name in ("robin", "alex")]
    answers = at_once(*[lambda who=who: publishing.publish(subject, author=who).version.number for who in people])
    assert sorted(answers, key=str) == [2, "Nothing has changed since this page was published."]
    assert subject.versions.count() == 2
    assert Publication.objects.filter(live_until=None).count() == 1


def test_two_pages_that_want_one_address_at_the_same_moment_do_not_both_get_it():
    first, second = live_page("nose"), live_page("face")
    Page.objects.filter(pk=first.pk).update(slug="other")
    Page.objects.filter(pk=second.pk).update(slug="nose")
    first.refresh_from_db()
    answers = at_once(
        lambda: publishing.publish(first, author=None).path, lambda: publishing.publish(second, author=None).path
    )
    assert answers[0] == "/procedures/other/"
    assert answers[1] == "/procedures/nose/" or "Another page is live at this address" in answers[1]
    live = list(Publication.objects.live_now().values_list("path", flat=True))
    assert len(live) == len(set(live)) == 2
