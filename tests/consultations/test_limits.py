"""Counting what is sent: by the hour, together, and without a trace of who it was."""

import threading

import pytest
import time_machine
from django.db import connection

from consultations import limits
from consultations.models import SendCount
from practice_site import worker

NOON, LATER, ONE = "2026-03-02 12:00Z", "2026-03-02 12:59:59Z", "2026-03-02 13:00Z"


@pytest.mark.django_db
def test_each_sender_and_each_kind_is_counted_on_its_own():
    numbers = [limits.count(what, who) for what in ("form-email", "form-words") for who in ("a", "b", "a")]
    assert numbers == [1, 1, 2, 1, 1, 2]


@pytest.mark.django_db
def test_counting_begins_anew_with_the_hour():
    numbers = []
    for moment in (NOON, LATER, ONE):
        with time_machine.travel(moment, tick=False):
            numbers.append((limits.count("form-email", "zoe@example.com"), limits.seconds_left()))
    assert numbers == [(1, 3600), (2, 1), (1, 3600)]


@pytest.mark.django_db
def test_rows_name_nobody_and_cannot_be_linked_over_hours_or_kinds():
    for moment in (NOON, ONE):
        with time_machine.travel(moment, tick=False):
            limits.count("form-email", "zoe@example.com")
            limits.count("form-address", "zoe@example.com")
    digests = list(SendCount.objects.values_list("who", flat=True))
    assert len(set(digests)) == 4
    assert all(len(digest) == 64 and "zoe" not in digest for digest in digests)


@pytest.mark.django_db
def test_worker_deletes_the_counts_of_hours_that_are_over():
    for moment in (NOON, ONE):
        with time_machine.travel(moment, tick=False):
            limits.count("form-email", "zoe@example.com")
    job = next(job for job in worker.jobs if job.name == "counts of sends")
    with time_machine.travel(ONE, tick=False):
        assert job.run() is None
        assert limits.count("form-email", "zoe@example.com") == 2
    assert SendCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sends_at_the_same_moment_all_count():
    numbers, start = [], threading.Barrier(4)

    def send():
        start.wait()
        try:
            numbers.extend(limits.count("form-address", "192.0.2.1") for _ in range(5))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(numbers) == list(range(1, 21))


def test_more_than_usual_begins_after_the_last_usual_one():
    assert [limits.is_unusual("form-address", number) for number in (5, 20, 21)] == [False, False, True]
    assert [limits.is_flood("form-address", number) for number in (21, 500, 501)] == [False, False, True]
