"""How long staff wait: publish, preview, compare and restore a page of 40 blocks.

.venv/bin/python bench/editing.py
"""

import sys

import workshop

workshop.start()

from django.test import Client

from practice_site.models import StaffAccount
from procedures import comparison, publishing, restoring, snapshots
from procedures.models import Fact, Page
from tests import samples
from tests.procedures.test_admin import form_data

BLOCKS = 40


def page_of_forty_blocks() -> Page:
    """A page with neighbours of every kind, among the pages of the starter content."""
    from django.core.management import call_command

    call_command("load_starter_content", verbosity=0)
    subject = samples.make_page("forty-blocks", nav_title="")
    kinds = [kind for kind in samples.BLOCKS if kind != "relatedpages"]
    for place in range(BLOCKS):
        samples.add_block(subject, kinds[place % len(kinds)], place * 10)
    samples.publish(subject)
    return subject


def main() -> int:
    subject = page_of_forty_blocks()
    staff = StaffAccount.objects.create_superuser("sam@example.com", full_name="Sam Sample")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff)
    typed = form_data(client, subject)
    first = subject.versions.get()
    changes = iter(range(1, 10_000))

    def change_a_word() -> None:
        Fact.objects.filter(parent=subject).update(description=f"Changed {next(changes)} times.")
        publishing.record_edit(subject, editor=staff)

    def preview() -> None:
        answer = client.post(f"/admin/procedures/page/{subject.pk}/preview/", typed)
        assert answer.status_code == 200, answer.status_code

    change_a_word()
    newer = snapshots.take(subject)
    results = [
        workshop.measure("publish", lambda: publishing.publish(subject, author=None), limit=300, prepare=change_a_word),
        workshop.measure("preview of the form", preview, limit=150),
        workshop.measure("compare two versions", lambda: comparison.compare(first.snapshot, newer), limit=300),
        workshop.measure("restore", lambda: restoring.restore(first, editor=staff), limit=500, prepare=change_a_word),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
