"""What each role sees and may do."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured

from practice_site.accounts import rights, roles
from practice_site.accounts.rights import Right, Role
from practice_site.models import Practice
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
    "practice_site.change_practice",
}
PRACTICE = "/admin/practice_site/practice/1/change/"


def test_editor_writes_pages_with_every_block_and_sees_no_request(editor):
    verbs = ("view", "add", "change", "delete")
    blocks = {f"procedures.{verb}_{model._meta.model_name}" for model in BLOCK_MODELS for verb in verbs}
    pages = {f"procedures.{verb}_page" for verb in ("view", "add", "change")}
    images = {"procedures.view_image", "procedures.add_image"}
    assert editor.has_perms(blocks | pages | images)
    assert not [name for name in editor.get_all_permissions() if name.startswith("consultations.")]
    assert not EDITOR_NEVER & editor.get_all_permissions()


def test_publisher_is_an_editor_who_may_publish_and_change_the_practice(editor, publisher):
    more = {"procedures.publish_page", "practice_site.change_practice"}
    assert publisher.get_all_permissions() - editor.get_all_permissions() == more
    assert editor.get_all_permissions() <= publisher.get_all_permissions()


def test_coordinator_answers_requests_and_sees_no_page(coordinator):
    given = coordinator.get_all_permissions()
    assert "consultations.change_consultationrequest" in given
    assert not [name for name in given if name.startswith("procedures.") or "export" in name or "accessrecord" in name]


def test_surgeon_may_do_what_a_coordinator_may_but_write_mails_and_reads_pages(surgeon, coordinator):
    more = surgeon.get_all_permissions() - coordinator.get_all_permissions()
    verbs = ("add", "change", "delete")
    words = {"consultations.change_mailtext", *(f"consultations.{verb}_replytemplate" for verb in verbs)}
    assert coordinator.get_all_permissions() - surgeon.get_all_permissions() == words
    assert "procedures.view_page" in more
    assert {name for name in more if not name.startswith("procedures.view_")} == {
        "consultations.export_consultationrequest",
        "consultations.hold_consultationrequest",
        "consultations.erase_consultationrequest",
        "consultations.view_accessrecord",
    }


def test_administrator_is_superuser_and_stops_being_one_with_another_role(administrator, staff_of):
    staff_of("administrator", "second@example.com")
    assert administrator.has_perm("practice_site.change_staffaccount")
    roles.assign(administrator, "editor")
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert roles.role_of(administrator) == roles.Role.EDITOR


def test_the_only_administrator_stays_one(administrator, staff_of):
    staff_of("administrator", "gone@example.com", is_active=False)
    with pytest.raises(roles.NobodyLeft, match="This is the only administrator"):
        roles.assign(administrator, "editor")
    administrator.refresh_from_db()
    assert roles.role_of(administrator) == roles.Role.ADMINISTRATOR


def test_nobody_changes_what_is_written_by_the_verbs_not_even_administrators(administrator):
    every = {f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.all()}
    assert every >= rights.CLOSED
    assert {name for name in every if not administrator.has_perm(name)} == rights.CLOSED
    assert administrator.get_all_permissions() == every - rights.CLOSED


@pytest.mark.parametrize("role", Role.values)
def test_role_changes_the_fields_of_the_practice_that_are_its_own_and_sees_the_rest(staff_of, signed_in, role):
    Practice.objects.create(pk=1)
    may = {
        name for right in rights.FIELDS for name in right.fields if role == Role.ADMINISTRATOR or role in right.roles
    }
    browser = signed_in(staff_of(role))
    shown = browser.get(PRACTICE).context["adminform"]
    assert set(shown.form.fields) == may
    assert {name for fieldset in shown.fieldsets for name in fieldset[1]["fields"]} == _fields_of_the_practice()
    typed = {"city": "Elsewhere", "email": "news@elsewhere.example", "reply_hours": 40}
    browser.post(PRACTICE, {name: value or "" for name, value in shown.form.initial.items()} | typed)
    saved = Practice.objects.get()
    assert {name for name, value in typed.items() if getattr(saved, name) == value} == typed.keys() & may


def test_every_field_of_the_practice_belongs_to_one_line_of_the_table():
    named = [name for right in rights.FIELDS for name in right.fields]
    assert sorted(named) == sorted(_fields_of_the_practice())


def _fields_of_the_practice() -> set[str]:
    return {field.name for field in Practice._meta.fields if field.editable}


def test_sync_takes_back_what_the_table_does_not_give(editor):
    group = Group.objects.get(name="editor")
    surplus = Group.objects.get(name="coordinator").permissions.first()
    group.permissions.add(surplus)
    roles.sync_roles()
    assert surplus not in group.permissions.all()


def test_unknown_permission_of_an_installed_app_is_an_error(db, monkeypatch):
    monkeypatch.setattr(roles, "RIGHTS", [Right("Pages", {Role.EDITOR}, ["procedures.change_pge"])])
    with pytest.raises(ImproperlyConfigured, match=r"procedures\.change_pge"):
        roles.sync_roles()


def test_permission_of_an_app_that_is_not_installed_is_passed_over(db, monkeypatch):
    monkeypatch.setattr(roles, "RIGHTS", [Right("Cases", {Role.EDITOR}, ["gallery.view_case"])])
    roles.sync_roles()
    assert not Group.objects.get(name="editor").permissions.exists()


def test_start_page_asks_nobody_to_fill_in_what_they_may_not_change(publisher, coordinator, editor, signed_in):
    blanks = {
        person: {blank.url.partition("#id_")[2] for blank in signed_in(person).get("/admin/").context["blanks"]}
        for person in (publisher, coordinator, editor)
    }
    assert blanks[coordinator] - blanks[publisher] == {"", "email"}  # and the opening hours, on a screen of their own
    assert blanks[publisher] - blanks[coordinator] == {"credentials"}
    assert blanks[editor] == set()
