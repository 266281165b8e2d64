"""Nobody changes what was noted: no address of the admin does, not even for administrators."""

import pytest
from django.contrib.admin.models import LogEntry

from consultations.models import AccessRecord, ConsentRecord, OutboxMessage, RequestEvent, RequestNote
from practice_site.accounts.rights import CLOSED, Role
from practice_site.models import AccountEvent
from procedures.models import ArchiveRecord, PageVersion, Publication

pytestmark = pytest.mark.django_db
NOTED = [AccessRecord, AccountEvent, RequestEvent, RequestNote, ConsentRecord, OutboxMessage]
NOTED += [ArchiveRecord, PageVersion, Publication, LogEntry]


@pytest.fixture
def noted(site):
    """A function: all rows of a log, of which there are some."""
    AccountEvent.objects.create(kind=AccountEvent.Kind.SIGNED_OUT, address="203.0.113.1")
    site.sent(Role.ADMINISTRATOR, "GET", "/admin/consultations/consultationrequest/")
    entry = {"user_id": site.clients[Role.ADMINISTRATOR].session["_auth_user_id"], "content_type_id": 1}
    LogEntry.objects.create(**entry, object_id="1", object_repr="Sample", action_flag=2)

    def rows_of(log) -> dict:
        return {row[log._meta.pk.attname]: row for row in log.objects.values()}

    return rows_of


@pytest.mark.parametrize("log", NOTED, ids=lambda log: log._meta.model_name)
def test_no_address_of_the_admin_adds_to_a_log_or_changes_or_drops_what_stands_there(site, noted, log):
    before = noted(log)
    start = f"/admin/{log._meta.app_label}/{log._meta.model_name}/"
    ticked = {"action": "delete_selected", "_selected_action": list(before), "post": "yes", "index": 0}
    typed = ticked | {"detail": "typed", "kind": "signed_in", "text": "typed", "_save": "1"}
    asked = ["", "add/", *(f"{pk}/{verb}/" for pk in before for verb in ("change", "delete"))]
    for path in asked:
        site.clients[Role.ADMINISTRATOR].post(start + path, typed)
    after = noted(log)
    assert before
    assert {pk: after.get(pk) for pk in before} == before


def test_right_to_change_a_log_is_nobodys():
    kept_apart = {LogEntry}  # the admin's own, which has no screen
    names = {
        f"{log._meta.app_label}.{verb}_{log._meta.model_name}"
        for log in NOTED
        if log not in kept_apart
        for verb in ("change", "delete")
    }
    assert names - CLOSED == set()
