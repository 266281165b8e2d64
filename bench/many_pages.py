"""What 1,000 pages with 20 versions each cost: queries of the lists, and the memory of `verify_archive`.

.venv/bin/python bench/many_pages.py
"""

import resource
import subprocess
import sys
import time
from datetime import timedelta

import workshop

workshop.start()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice_site.models import StaffAccount
from procedures import archive, snapshots
from procedures.models import ArchiveRecord, Page, PageVersion, Publication
from tests import samples

PAGES, VERSIONS = 1000, 20
MOST_MEMORY = 200  # MB


def fill(count: int, first: int) -> None:
    """Pages with versions, the newest of each live, written straight into the tables."""
    template = samples.make_page(f"template-{first}")
    for place, kind in enumerate(["richtext", "fact", "question", "note"]):
        samples.add_block(template, kind, place)
    snapshot, now = snapshots.take(template), timezone.now()
    pages = Page.objects.bulk_create(
        Page(kind="procedure", slug=f"page-{n}", title=f"Page {n}", summary="One sentence.")
        for n in range(first, first + count)
    )
    for subject in pages:
        data = snapshot | {"page": snapshot["page"] | {"id": subject.pk, "slug": subject.slug, "path": subject.path}}
        versions = PageVersion.objects.bulk_create(
            PageVersion(
                page=subject, number=n, snapshot=data, content_hash=snapshots.content_hash(data), author_name="Bench"
            )
            for n in range(1, VERSIONS + 1)
        )
        Publication.objects.bulk_create(
            Publication(
                page=subject,
                version=version,
                path=subject.path,
                listing=snapshots.listing(data),
                live_from=now - timedelta(days=VERSIONS - place),
                live_until=None if version is versions[-1] else now - timedelta(days=VERSIONS - place - 1),
            )
            for place, version in enumerate(versions)
        )


def queries_of(client, path: str) -> tuple[int, float]:
    client.get(path)
    begin = time.perf_counter()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries), (time.perf_counter() - begin) * 1000


def lists(client) -> dict[str, tuple[int, float]]:
    subject = Page.objects.filter(slug__startswith="page-").first()
    return {
        "page list": queries_of(client, "/admin/procedures/page/"),
        "version list": queries_of(client, f"/admin/procedures/page/{subject.pk}/versions/"),
        "live page": queries_of(Client(SERVER_NAME="127.0.0.1"), subject.path),
    }


def memory_of_verify_archive() -> int:
    """Peak of the child process in MB; its progress goes to the terminal."""
    subprocess.run([sys.executable, "manage.py", "verify_archive"], cwd=workshop.ROOT, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> int:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(StaffAccount.objects.create_superuser("sam@example.com", full_name="Sam Sample"))
    fill(2, first=0)
    few = lists(client)
    fill(PAGES - 2, first=2)
    many = lists(client)
    for name, (count, milliseconds) in many.items():
        same = "the same" if count == few[name][0] else f"MORE than the {few[name][0]} with two pages"
        print(f"{name:<16} {count:3} queries, {same}; {milliseconds:.0f} ms")
    begin = time.perf_counter()
    archive.record_site(ArchiveRecord.Reason.NEW_RELEASE)
    print(f"archived {ArchiveRecord.objects.count()} pages in {time.perf_counter() - begin:.0f} s")
    memory = memory_of_verify_archive()
    print(f"verify_archive   {memory} MB of at most {MOST_MEMORY} MB")
    return 0 if memory <= MOST_MEMORY and all(few[name][0] == many[name][0] for name in few) else 1


if __name__ == "__main__":
    sys.exit(main())
