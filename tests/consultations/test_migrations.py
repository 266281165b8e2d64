"""What patients sent before it was encrypted is encrypted, whole and found; no clear column is left."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consultations import key_ring, keys_in_use, search_index

BEFORE = [("consultations", "0001_initial")]
AFTER = [("consultations", "0004_search_index")]
SENT = {
    "full_name": "Zoë Canary 王小明",
    "email": "canary@example.com",
    "phone": "+1 212 555 0199",
    "contact_by": "phone",
    "best_time": "canary time",
    "language": "",
    "operations_count": 2,
    "last_operation_year": None,
    "concerns": ["bridge", "tip"],
    "story": "canary\nstory 🌸",
    "travelling_from": "",
    "heard_from": "canary friend",
}
FACTS = {
    "reference": "K7RM-2QXD",
    "form_key": "a" * 64,
    "status": "in_review",
    "created_at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
}


@pytest.fixture
def migrate(transactional_db):
    """A function that brings the tables to a state and returns its models; in the end everything is up to date."""

    def to(targets):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "consultations"])


@pytest.fixture
def carried_over(migrate, own_ring):
    """The new models, after a site with two requests was brought up to date."""
    old = migrate(BEFORE)
    request = old.get_model("consultations", "ConsultationRequest").objects.create(**FACTS, **SENT)
    plain = SENT | {"full_name": "Other Patient", "email": "other@example.com", "phone": ""}
    other = FACTS | {"reference": "K7RM-2QXF", "form_key": "b" * 64}
    old.get_model("consultations", "ConsultationRequest").objects.create(**other, **plain)
    old.get_model("consultations", "OutboxMessage").objects.create(
        request=request, kind="received", to="canary@example.com", subject="We have it", body="canary body"
    )
    old.get_model("consultations", "RequestEvent").objects.create(
        request=request, kind="corrected", before={"story": "canary before", "concerns": []}
    )
    old.get_model("consultations", "RequestNote").objects.create(request=request, text="canary note", author_name="Sam")
    return migrate(AFTER)


def test_what_was_sent_before_is_encrypted_equal_found_and_nowhere_in_the_clear(carried_over, own_ring):
    values_are_equal_and_encrypted(carried_over)
    rows_are_found(carried_over)
    nothing_clear_is_left(carried_over)
    key_is_in_use(carried_over, own_ring)


def values_are_equal_and_encrypted(carried_over):
    model = carried_over.get_model("consultations", "ConsultationRequest")
    request = model.objects.get(reference="K7RM-2QXD")
    assert {name: getattr(request, name) for name in SENT} == SENT
    assert {name: getattr(request, name) for name in FACTS} == FACTS
    mail, event, note = request.mails.get(), request.events.get(), request.notes.get()
    assert (mail.to, mail.body, mail.subject, mail.calendar) == ("canary@example.com", "canary body", "We have it", "")
    assert event.before == {"story": "canary before", "concerns": []}
    assert (note.text, note.author_name) == ("canary note", "Sam")
    newest = key_ring.ring().newest.id
    for row in (request, mail, event, note):
        sealed = [field for field in row._meta.fields if type(field).__name__.startswith("Encrypted")]
        values = [type(row).objects.values_list(field.name, flat=True).get(pk=row.pk) for field in sealed]
        assert {value[1:5].hex() for value in values if value} == {newest}
    assert len(set(model.objects.values_list("seal_id", flat=True))) == 2


def rows_are_found(carried_over):
    requests = carried_over.get_model("consultations", "ConsultationRequest").objects.all()
    for typed in ("王小明", "2125550199", "zoe canary", "canary@example.com"):
        found = search_index.matching(requests, typed)
        assert [request.reference for request in found] == ["K7RM-2QXD"], typed


def nothing_clear_is_left(carried_over):
    with connection.cursor() as cursor:
        for model in carried_over.get_app_config("consultations").get_models():
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table(model))]
            assert [name for name in columns if name.endswith("_in_clear")] == []
            cursor.execute(f"SELECT * FROM {table(model)}")
            cells = b" ".join(as_bytes(cell) for row in cursor.fetchall() for cell in row).lower()
            assert b"canary" not in cells
            assert "王小明".encode() not in cells


def key_is_in_use(carried_over, own_ring):
    key = key_ring.ring().newest
    model = carried_over.get_model("consultations", "KeyInUse")
    assert list(model.objects.values_list("key_id", "fingerprint")) == [(key.id, key.fingerprint)]
    own_ring.unlink()
    with pytest.raises(key_ring.ImproperlyConfigured, match="cannot be read"):
        keys_in_use.check()


def table(model) -> str:
    return model._meta.db_table


def as_bytes(cell) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def test_site_without_requests_gets_no_key_before_its_first_start(migrate, settings, tmp_path):
    migrate(BEFORE)
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "none.json"
    new = migrate(AFTER)
    assert not settings.ENCRYPTION_KEYS_FILE.exists()
    assert not new.get_model("consultations", "KeyInUse").objects.exists()
