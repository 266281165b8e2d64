"""What each role sees and may do."""

from fnmatch import fnmatchcase

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured

from practice_site import roles
from procedures.models import BLOCK_MODELS

EDITOR_NEVER = {
    "procedures.publish_page",
    "procedures.delete_page",
    "procedures.change_archiverecord",
    "procedures.add_approval",
    "procedures.add_pageversion",
    "procedures.change_publication",
    "practice_site.view_staffaccount",
    "practice_site.add_practice",
}


def test_editor_writes_pages_with_every_block_and_sees_no_request(editor):
    verbs = ("view", "add", "change", "delete")
    blocks = {f"procedures.{verb}_{model._meta.model_name}" for model in BLOCK_MODELS for verb in verbs}
    pages = {f"procedures.{verb}_page" for verb in ("view", "add", "change")}
    images = {"procedures.view_image", "procedures.add_image"}
    assert editor.has_perms(blocks | pages | images)
    assert not [name for name in editor.get_all_permissions() if name.startswith("consultations.")]
    assert not EDITOR_NEVER & editor.get_all_permissions()


def test_publisher_is_an_editor_who_may_publish(editor, publisher):
    assert publisher.get_all_permissions() - editor.get_all_permissions() == {"procedures.publish_page"}
    assert editor.get_all_permissions() <= publisher.get_all_permissions()


def test_coordinator_answers_requests_and_sees_no_page(coordinator):
    patterns = [*roles.REQUESTS, *roles.PRACTICE_RECORD, *roles.MAIL_WORDS, *roles.HOURS]
    given = coordinator.get_all_permissions()
    assert [name for name in given if not any(fnmatchcase(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in given)] == []
    assert not [name for name in given if name.startswith("procedures.") or "export" in name or "accessrecord" in name]


def test_surgeon_may_do_what_a_coordinator_may_but_write_mails_and_reads_pages(surgeon, coordinator):
    more = surgeon.get_all_permissions() - coordinator.get_all_permissions()
    verbs = ("add", "change", "delete")
    words = {"consultations.change_mailtext", *(f"consultations.{verb}_replytemplate" for verb in verbs)}
    assert coordinator.get_all_permissions() - surgeon.get_all_permissions() == words
    assert "procedures.view_page" in more
    besides = {name for name in more if not name.startswith("procedures.view_")}
    assert besides == {*roles.WHO_SAW_WHAT, *roles.LEGAL_HOLD}


def test_administrator_is_superuser_and_stops_being_one_with_another_role(administrator):
    assert administrator.has_perm("practice_site.change_staffaccount")
    roles.assign(administrator, "editor")
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert roles.role_of(administrator) == roles.Role.EDITOR


def test_sync_takes_back_what_the_table_does_not_give(editor):
    group = Group.objects.get(name="editor")
    surplus = Group.objects.get(name="coordinator").permissions.first()
    group.permissions.add(surplus)
    roles.sync_roles()
    assert surplus not in group.permissions.all()


def test_unknown_permission_of_an_installed_app_is_an_error(db, monkeypatch):
    monkeypatch.setitem(roles.ALLOWED, roles.Role.EDITOR, ["procedures.change_pge"])
    with pytest.raises(ImproperlyConfigured, match=r"procedures\.change_pge"):
        roles.sync_roles()


def test_permission_of_an_app_that_is_not_installed_is_passed_over(db, monkeypatch):
    monkeypatch.setitem(roles.ALLOWED, roles.Role.EDITOR, ["gallery.view_case"])
    roles.sync_roles()
    assert not Group.objects.get(name="editor").permissions.exists()
