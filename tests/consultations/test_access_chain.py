"""The access log is one chain: what was changed, dropped, added or cut off is noticed, and the database refuses it."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.test import RequestFactory

from consultations import access_chain, access_log, append_only, erasure, key_ring
from consultations.key_rotation import Rotation
from consultations.models import AccessLogHead, AccessRecord, Tombstone
from practice_site.append_only import six_years_ago
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
TABLE = AccessRecord._meta.db_table
REFUSED = "only ever added to"


@pytest.fixture
def looks(coordinator):
    """A function that adds records: `looks(3)`; `at` sets the clock, which goes on by a minute for each."""
    browser = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    browser.user = coordinator

    def add(count: int, at: datetime | None = None, patient=None) -> list[AccessRecord]:
        start = at or datetime.now(UTC)
        moments = [start + timedelta(minutes=place) for place in range(count)]
        made = []
        for moment in moments:
            with time_machine.travel(moment, tick=False):
                made.append(access_log.note(browser, "read", patient and patient.pk, "list"))
        return made

    return add


@pytest.fixture
def broken_in():
    """Someone who may change the tables took the triggers away."""
    append_only.GUARD.unprotect(connection)


def verified(*args) -> str:
    out = io.StringIO()
    call_command("verify_access_log", *args, stdout=out)
    return out.getvalue()


def all_of() -> QuerySet:
    """The records, past the query set that changes nothing by mistake."""
    return QuerySet(AccessRecord)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_whole_chain_is_told_with_number_first_last_and_digest(looks):
    made = looks(5, datetime(2026, 11, 2, 15, tzinfo=UTC))
    assert verified().splitlines() == [
        "The access log is whole: 5 records, the last is number 5.",
        "From Monday, 2 November 2026, 10:00 EST to Monday, 2 November 2026, 10:04 EST.",
        f"Note this digest elsewhere: {made[-1].digest}",
    ]


def test_empty_log_is_whole():
    assert verified() == "The access log is whole: it holds no record.\n"


def test_long_chain_is_walked_in_batches_with_progress(looks, monkeypatch):
    monkeypatch.setattr(access_chain, "BATCH", 2)
    monkeypatch.setattr(access_chain, "RECORDS_BETWEEN_LINES", 4)
    looks(9)
    assert verified().splitlines()[:3] == [
        "4 records fit",
        "8 records fit",
        "The access log is whole: 9 records, the last is number 9.",
    ]


TAMPERED = {
    "changed": (lambda: all_of().filter(number=3).update(actor_name="Someone Else"), "Record 3 does not fit."),
    "request changed": (lambda: all_of().filter(number=3).update(request_number=7), "Record 3 does not fit."),
    "moved in time": (lambda: all_of().filter(number=4).update(at=F("at") - timedelta(1)), "Record 4 does not fit."),
    "dropped": (lambda: all_of().filter(number=3).delete(), "Record 3 is missing."),
    "dropped first": (lambda: all_of().filter(number=1).delete(), "Record 1 is missing."),
    "dropped, closed up": (lambda: drop_and_close_up(), "Record 3 does not fit."),
    "inserted": (lambda: insert(), "Record 3 does not fit."),
    "swapped": (lambda: swap(), "Record 2 does not fit."),
    "tail cut": (lambda: all_of().filter(number__gt=3).delete(), "Record 4 is missing."),
    "added at the end": (lambda: copy_to(6), "Record 6 stands after the end of the chain."),
    "head forged": (lambda: AccessLogHead.objects.update(digest="f" * 64), "Record 5 is the last, and the end"),
    "head set back": (lambda: AccessLogHead.objects.update(number=3), "Record 4 stands after the end"),
    "beginning forged": (lambda: forge_beginning(), "The beginning of the chain, after record 2, is not ours."),
}


def drop_and_close_up() -> None:
    all_of().filter(number=3).delete()
    for number in (4, 5):
        all_of().filter(number=number).update(number=number - 1)
    AccessLogHead.objects.update(number=4)


def insert() -> None:
    for number in (5, 4, 3):
        all_of().filter(number=number).update(number=number + 1)
    copy_to(3)
    AccessLogHead.objects.update(number=6)


def copy_to(number: int) -> None:
    made = AccessRecord.objects.get(number=2)
    made.number, made.digest = number, "e" * 64
    made.save(force_insert=True)


def swap() -> None:
    for start, end in ((2, 99), (3, 2), (99, 3)):
        all_of().filter(number=start).update(number=end)


def forge_beginning() -> None:
    last = AccessRecord.objects.get(number=2)
    all_of().filter(number__lte=2).delete()
    AccessLogHead.objects.update(dropped_number=2, dropped_digest=last.digest, dropped_seal="a" * 64)


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampering_is_noticed_and_only_the_number_is_told(looks, broken_in, kind):
    looks(5)
    tamper, says = TAMPERED[kind]
    tamper()
    with pytest.raises(CommandError) as problem:
        verified()
    assert str(problem.value).startswith(says)
    assert "Sample" not in str(problem.value)


def test_tail_that_was_cut_together_with_the_head_is_noticed_by_a_digest_noted_elsewhere(looks, broken_in):
    made = looks(5)
    assert "whole" in verified("--expect", made[-1].digest)
    assert "whole" in verified("--expect", made[1].digest.upper())
    all_of().filter(number__gt=3).delete()
    AccessLogHead.objects.update(number=3, digest=made[2].digest)
    assert "3 records" in verified()
    with pytest.raises(CommandError, match="The digest that was noted earlier is not in the chain"):
        verified("--expect", made[-1].digest)


def test_chain_is_whole_after_a_rotation_of_keys(looks, own_ring):
    looks(3)
    Rotation(lambda line: None).run()
    looks(2)
    assert "5 records" in verified()
    key_ring.save(key_ring.KeyRing(key_ring.ring().keys[:1], key_ring.ring().digest_secret))
    assert "5 records" in verified()


def test_chain_is_whole_after_an_erasure_and_its_records_are_found_by_the_tombstone(looks):
    patient = patient_request()
    number, reference = patient.pk, patient.reference
    looks(3, patient=patient)
    erasure.erase(patient, "patient")
    assert "3 records" in verified()
    grave = Tombstone.objects.get(reference_digest=key_ring.ring().digest("tombstone", reference))
    assert AccessRecord.objects.filter(request_number=grave.request_number).count() == 3
    assert grave.request_number == number


REFUSED_STATEMENTS = {
    "update": f"UPDATE {TABLE} SET actor_name = 'x' WHERE number = 2",
    "update of an old one": f"UPDATE {TABLE} SET actor_name = 'x' WHERE number = 1",
    "delete": f"DELETE FROM {TABLE} WHERE number = 2",
    "delete of all": f"DELETE FROM {TABLE}",
    "head set back": "UPDATE consultations_accessloghead SET number = 1",
    "head deleted": "DELETE FROM consultations_accessloghead",
}
ONLY = {
    "sqlite": {
        "replace": f"REPLACE INTO {TABLE} SELECT number, at, actor_number, 'x', act, request_number, detail, address, "
        f"previous_digest, digest FROM {TABLE} WHERE number = 2",
        "replace by digest": f"REPLACE INTO {TABLE} SELECT 9, at, actor_number, 'x', act, request_number, detail, "
        f"address, previous_digest, digest FROM {TABLE} WHERE number = 2",
        "head replaced": "REPLACE INTO consultations_accessloghead VALUES (1, 0, '', 0, '', '')",
    },
    "postgresql": {
        "truncate": f"TRUNCATE {TABLE}",
        "truncate of the head": "TRUNCATE consultations_accessloghead",
    },
}


def test_database_itself_refuses_to_change_or_drop_records(looks):
    looks(1, datetime(2019, 1, 1, tzinfo=UTC))
    looks(2)
    held = list(AccessRecord.objects.values())
    for statement in (REFUSED_STATEMENTS | ONLY[connection.vendor]).values():
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            run(statement)
    assert list(AccessRecord.objects.values()) == held
    assert "3 records" in verified()


def test_code_changes_and_drops_nothing_by_mistake(looks):
    (record,) = looks(1)
    for act in (AccessRecord.objects.all().delete, lambda: AccessRecord.objects.update(act="printed")):
        with pytest.raises(TypeError, match=REFUSED):
            act()
    for act in (record.delete, record.save):
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            act()


def test_records_go_after_six_years_from_the_beginning_and_the_rest_stays_provable(looks, monkeypatch):
    monkeypatch.setattr(access_chain, "BATCH", 2)
    old = looks(5, datetime(2019, 3, 1, tzinfo=UTC))
    new = looks(3)
    assert access_chain._drop_in_a_line() == "5 records of the access log dropped after six years"
    assert [record.number for record in AccessRecord.objects.all()] == [8, 7, 6]
    assert access_chain._drop_in_a_line() is None
    assert "3 records, the last is number 8" in verified("--expect", old[-1].digest)
    assert "whole" in verified("--expect", new[0].digest)
    assert looks(1)[0].number == 9
    assert "4 records" in verified()


def test_all_records_may_go_and_the_chain_goes_on(looks):
    looks(3, datetime(2019, 3, 1, tzinfo=UTC))
    assert access_chain.drop_old() == 3
    assert "no record" in verified()
    assert looks(1)[0].number == 4
    assert "one record" in verified()


@pytest.mark.parametrize(("days", "dropped"), [(-1, 1), (1, 0)])
def test_six_years_are_six_years(looks, days, dropped):
    now = datetime.now(UTC)
    looks(1, now.replace(year=now.year - 6, day=min(now.day, 28)) + timedelta(days=days))
    assert access_chain.drop_old() == dropped


def test_old_record_behind_a_newer_one_stays_until_its_turn(looks):
    looks(1)
    looks(1, datetime(2019, 3, 1, tzinfo=UTC))
    assert access_chain.drop_old() == 0
    assert "2 records" in verified()


def test_leap_day_has_a_day_six_years_before():
    with time_machine.travel(datetime(2028, 2, 29, 12, tzinfo=UTC)):
        assert six_years_ago().date().isoformat() == "2022-02-28"
