"""What happens to accounts leaves a row and a line, and neither says more than it may."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import RequestFactory

from practice_site.accounts import account_log, account_log_keeping
from practice_site.append_only import six_years_ago
from practice_site.models import AccountEvent, StaffAccount

pytestmark = pytest.mark.django_db
Kind = AccountEvent.Kind


def test_record_keeps_whom_by_whom_and_from_where(editor, administrator):
    request = RequestFactory().get("/admin/?secret=1", REMOTE_ADDR="192.0.2.7")
    account_log.record(
        Kind.FACTORS_RESET, account=editor, by=administrator, request=request, detail="totp", reason="Lost her phone."
    )
    event = AccountEvent.objects.get()
    assert (event.kind, event.account, event.by) == ("factors_reset", editor, administrator)
    assert (event.address, event.detail, event.reason) == ("192.0.2.7", "totp", "Lost her phone.")


def test_record_of_nobody_says_nothing_about_anybody():
    event = account_log.record(Kind.SIGN_IN_FAILED)
    event.refresh_from_db()
    assert (event.account_id, event.by_id, event.address, event.detail, event.reason) == (None, None, "", "", "")


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="is not a valid"):
        account_log.record("came by")
    assert not AccountEvent.objects.exists()


def test_words_longer_than_their_column_are_cut():
    event = account_log.record(Kind.FACTORS_RESET, detail="d" * 81, reason="r" * 201)
    assert (len(event.detail), len(event.reason)) == (80, 200)


def test_number_stays_when_an_account_is_gone(editor):
    number = editor.pk
    account_log.record(Kind.SIGNED_IN, account=editor)
    QuerySet(StaffAccount).filter(pk=number).delete()
    assert AccountEvent.objects.get().account_id == number


def test_events_are_neither_changed_nor_dropped(editor):
    account_log.record(Kind.SIGNED_IN, account=editor)
    with pytest.raises(TypeError, match="only ever added to"):
        AccountEvent.objects.update(detail="x")
    with pytest.raises(TypeError, match="only ever added to"):
        AccountEvent.objects.all().delete()


def test_line_names_accounts_by_number_and_no_reason(editor, administrator, caplog):
    caplog.set_level(logging.INFO, logger="practice_site.accounts.account_log")
    account_log.record(Kind.FACTORS_RESET, account=editor, by=administrator, detail="totp", reason="Lost her phone.")
    [line] = caplog.records
    assert line.getMessage() == "factors_reset"
    assert (line.account, line.by, line.address, line.detail) == (editor.pk, administrator.pk, "", "totp")
    said = str(vars(line))
    assert not [word for word in ("phone", editor.email, editor.full_name, administrator.email) if word in said]


@pytest.mark.parametrize(("kind", "level"), [("sign_in_failed", "WARNING"), ("signed_in", "INFO")])
def test_failures_are_warnings(kind, level, caplog):
    caplog.set_level(logging.INFO, logger="practice_site.accounts.account_log")
    account_log.record(kind)
    assert [line.levelname for line in caplog.records] == [level]


def test_database_refuses_to_change_or_drop_an_event(editor):
    account_log.record(Kind.SIGNED_IN, account=editor)
    table, before = AccountEvent._meta.db_table, list(AccountEvent.objects.values())
    own = {"sqlite": f"REPLACE INTO {table} SELECT * FROM {table}", "postgresql": f"TRUNCATE {table}"}
    changes = [f"UPDATE {table} SET detail = 'x'", f"UPDATE {table} SET account_id = NULL", f"DELETE FROM {table}"]
    for statement in [*changes, own[connection.vendor]]:
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement)
    assert list(AccountEvent.objects.values()) == before


@pytest.mark.parametrize(("days", "stay"), [(-1, ["signed_out"]), (1, ["signed_out", "signed_in"])])
def test_events_go_after_six_years(days, stay):
    with time_machine.travel(six_years_ago() + timedelta(days=days)):
        account_log.record(Kind.SIGNED_IN)
    account_log.record(Kind.SIGNED_OUT)
    said = account_log_keeping._drop_in_a_line()
    assert said == ("1 event of the account log dropped after six years" if len(stay) == 1 else None)
    assert list(AccountEvent.objects.values_list("kind", flat=True)) == stay


def test_many_old_events_go_in_batches(monkeypatch):
    monkeypatch.setattr(account_log_keeping, "BATCH", 2)
    with time_machine.travel(datetime(2019, 3, 1, tzinfo=UTC)):
        for _ in range(5):
            account_log.record(Kind.SIGNED_IN)
    assert account_log_keeping.drop_old() == 5
    assert not AccountEvent.objects.exists()
