"""Makes requests of people who do not exist, as many as it takes to see how the site bears them. Never for patients.

Each has what the list and the search need: its row, sealed as any other, and its index rows. It has no consents, mails
or events, and no visit.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations import duplicates, outbox, sample_answers, search_index
from consultations.models import ConsultationRequest
from consultations.workflow import WE_OWE_AN_ANSWER
from practice_site import working_hours
from practice_site.models import Practice

SPAN = timedelta(days=3 * 365)  # the oldest came so long ago
KEY = "made-up-{:09}"  # what makes each of them unique, in place of the mark of a form; in the order they are made
BATCH = 1000  # requests that are written in one transaction
SHARE_WITH_OWNER = 0.9
MINUTES = 60


def count_made() -> int:
    """How many there are. Also the number of the next one, since none is ever left out."""
    keys = ConsultationRequest.objects.filter(form_key__range=(KEY.format(0), KEY.format(10**9 - 1)))
    last = keys.order_by("-form_key").values_list("form_key", flat=True).first()
    return int(last.rpartition("-")[2]) + 1 if last else 0


def make(total: int) -> Iterator[int]:
    """Make those that are missing to `total`, in batches that each stand whole. Yields the size of each batch.

    Stopped at any moment, the next call goes on behind the last batch.
    """
    maker = Maker(total)
    with quick_writing():
        for first in range(count_made(), total, BATCH):
            numbers = range(first, min(first + BATCH, total))
            try:
                maker.write(numbers)
            except IntegrityError:  # of a million references, two or three were given out before
                maker.write(numbers)
            yield len(numbers)


class Maker:
    """Makes requests by their numbers. `total` spreads them over the years: 0 is the oldest, `total` is now."""

    def __init__(self, total: int):
        self.total, self.now = total, timezone.now()
        self.hours, self.promise = working_hours.load(), Practice.objects.current().reply_hours
        self.owners = outbox.who_may_answer()

    @transaction.atomic
    def write(self, numbers: range) -> None:
        chance = random.Random(numbers.start)  # noqa: S311 (nothing secret comes of it)
        requests = [self.request(chance, number) for number in numbers]
        insert(requests)
        search_index.write_new(requests)
        duplicates.write_signs(*requests)

    def request(self, chance: random.Random, number: int) -> ConsultationRequest:
        created_at = self.now - SPAN * (1 - number / self.total) - timedelta(seconds=chance.random() * 60)
        request = ConsultationRequest(
            form_key=KEY.format(number),
            created_at=created_at,
            **sample_answers.answers(chance, number),
            **sample_answers.standing(chance, created_at, self.now),
        )
        if request.status in WE_OWE_AN_ANSWER:
            request.answer_due_at = self.hours.after(created_at, self.promise * MINUTES)
        if self.owners and request.status != "new" and chance.random() < SHARE_WITH_OWNER:
            request.owner = chance.choice(self.owners)
        return request


def insert(requests: list[ConsultationRequest]) -> None:
    """Write the rows and give each request its number. Django's own `bulk_create` takes three times as long here."""
    meta = ConsultationRequest._meta
    fields = [each for each in meta.concrete_fields if not each.primary_key]
    columns, places = ", ".join(each.column for each in fields), ", ".join(["%s"] * len(fields))
    rows = [[each.get_db_prep_save(each.pre_save(row, True), connection) for each in fields] for row in requests]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {meta.db_table} ({columns}) VALUES ({places})", rows)  # noqa: S608 (names from the model)
    keys = (requests[0].form_key, requests[-1].form_key)
    numbers = dict(ConsultationRequest.objects.filter(form_key__range=keys).values_list("form_key", "pk"))
    for request in requests:
        request.pk = numbers[request.form_key]


@contextmanager
def quick_writing() -> Iterator[None]:
    """SQLite waits for the disk at checkpoints only, and keeps the index in memory while it grows all over."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA cache_size = -1000000")
    try:
        yield
    finally:
        connection.close()  # the next one begins with the usual settings
