"""How colleagues get accounts: by command or in the admin, with a one-time link for the password."""

import html
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from practice_site.accounts import one_time_links, roles
from practice_site.models import AccountMail, StaffAccount
from tests.site.running import manage

ACCOUNTS = "/admin/practice_site/staffaccount/"
PASSWORD = "a nose for long words"
LIST_QUERIES = 7


def create_staff(*arguments) -> str:
    output = StringIO()
    call_command("create_staff", *arguments, stdout=output)
    return output.getvalue()


def link_in(text: str) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/admin/welcome/[^\s<]+)", text)[1]


def choose_password(client, link: str, password: str = PASSWORD):
    return client.post(link, {"password": password})


@pytest.mark.django_db
@pytest.mark.parametrize("role", roles.Role.values)
def test_command_creates_an_account_with_its_role_and_prints_a_link(client, role):
    output = create_staff("Kim.Lee@Example.com", "--role", role)
    account = StaffAccount.objects.get()
    assert (account.email, account.full_name, roles.role_of(account)) == ("kim.lee@example.com", "Kim Lee", role)
    assert not account.has_usable_password()
    assert choose_password(client, link_in(output))["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_command_takes_a_name(client):
    create_staff("kim@example.com", "--role", "editor", "--name", "Kim van Lee")
    assert StaffAccount.objects.get().full_name == "Kim van Lee"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["editor@EXAMPLE.com", "--role", "editor"], "editor@example.com has an account already."),
        (["nonsense", "--role", "editor"], "Enter a valid email address."),
        (["kim@example.com", "--role", "boss"], "invalid choice: 'boss'"),
        (["kim@example.com"], "--role"),
    ],
)
def test_command_refuses_with_a_sentence(editor, arguments, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        create_staff(*arguments)
    assert StaffAccount.objects.count() == 1


def test_command_as_a_process_reads_the_password_and_refuses_the_second_time(tmp_path):
    data = {"DATA_DIR": str(tmp_path)}
    arguments = ["create_staff", "kim@example.com", "--role", "editor", "--password-stdin"]
    unready = manage(*arguments, given=f"{PASSWORD}\n", **data)
    assert unready.returncode == 1
    assert unready.stderr.startswith("CommandError: The database is not ready: run `make run` once.")
    assert manage("migrate", "--verbosity=0", **data).returncode == 0

    weak = manage(*arguments, given="short\n", **data)
    first = manage(*arguments, given=f"{PASSWORD}\n", **data)
    second = manage(*arguments, given=f"{PASSWORD}\n", **data)
    assert (weak.returncode, weak.stderr[:41]) == (1, "CommandError: This password is too short.")
    assert (first.returncode, first.stdout) == (0, "Created kim@example.com, editor.\n")
    assert (second.returncode, second.stderr) == (1, "CommandError: kim@example.com has an account already.\n")


@pytest.mark.django_db
def test_given_password_works_at_the_door(client, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    output = create_staff("kim@example.com", "--role", "editor", "--password-stdin")
    assert output == "Created kim@example.com, editor.\n"
    response = client.post("/admin/login/", {"login": "KIM@example.com", "password": PASSWORD, "next": "/admin/"})
    assert response["Location"] == "/admin/"


def test_link_works_once(client, editor):
    link = link_in(one_time_links.issue(editor))
    choose_password(client, link)
    client.logout()
    used = client.get(link)
    assert used.status_code == 404
    assert "This link is used up" in used.content.decode()
    assert "/admin/login/" in used.content.decode()


def test_link_ends_after_48_hours(client, editor, time_machine):
    link = link_in(one_time_links.issue(editor))
    time_machine.move_to(timezone.now() + timedelta(hours=48, minutes=1))
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("link", ["/admin/welcome/c9x-forged/", "/admin/welcome/MQ/", "/admin/welcome/…/"])
def test_wrong_link_is_a_kind_page(client, db, link):
    response = client.get(link)
    assert response.status_code == 404
    assert "Otherwise ask an administrator" in response.content.decode()


def test_link_of_someone_who_left_is_refused(client, editor):
    link = link_in(one_time_links.issue(editor))
    StaffAccount.objects.update(is_active=False)
    assert client.get(link).status_code == 404


def test_weak_password_is_refused_beside_the_field(client, editor):
    response = choose_password(client, link_in(one_time_links.issue(editor)), "short")
    assert list(response.context["form"].errors) == ["password"]
    assert "This password is too short." in response.content.decode()
    editor.refresh_from_db()
    assert not editor.has_usable_password()


def test_new_account_in_the_admin_shows_a_link_that_works(client, administrator, signed_in):
    data = {"full_name": "Kim Lee", "email": "Kim@Example.com", "role": "coordinator", "link": "hand"}
    response = signed_in(administrator).post(f"{ACCOUNTS}add/", data, follow=True)
    account = StaffAccount.objects.get(email="kim@example.com")
    assert roles.role_of(account) == roles.Role.COORDINATOR
    assert (account.is_active, account.is_staff, account.is_superuser) == (True, True, False)
    choose_password(client, link_in(html.unescape(response.content.decode())))
    assert client.get("/admin/").status_code == 200


def test_changed_role_changes_what_may_be_seen(administrator, editor, signed_in):
    data = {"full_name": "Sample Editor", "email": "editor@example.com", "role": "coordinator", "is_active": "on"}
    signed_in(administrator).post(f"{ACCOUNTS}{editor.pk}/change/", data)
    changed = StaffAccount.objects.get(pk=editor.pk)
    assert changed.has_perm("consultations.view_consultationrequest")
    assert not changed.has_perm("procedures.view_page")


@pytest.mark.parametrize("changed", [{"role": "editor"}, {"is_active": ""}])
def test_last_administrator_cannot_lock_everyone_out(administrator, signed_in, changed):
    data = {
        "full_name": "Ada",
        "email": "administrator@example.com",
        "role": "administrator",
        "is_active": "on",
    } | changed
    response = signed_in(administrator).post(f"{ACCOUNTS}{administrator.pk}/change/", data)
    assert "This is the only administrator." in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser
    assert administrator.is_active


def test_administrator_may_step_down_when_there_is_another(administrator, staff_of, signed_in):
    staff_of("administrator", "second@example.com")
    data = {"full_name": "Ada", "email": "administrator@example.com", "role": "editor", "is_active": "on"}
    signed_in(administrator).post(f"{ACCOUNTS}{administrator.pk}/change/", data)
    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_list_says_role_and_last_sign_in_in_words(administrator, editor, signed_in):
    StaffAccount.objects.create_user("new@example.com", full_name="Nobody Yet")
    page = signed_in(administrator).get(ACCOUNTS).content.decode()
    words = re.findall(r'class="field-(?:role_words|last_sign_in)[^"]*">([^<]*)<', page)
    assert words[:2] == ["none: sees nothing", "never"]
    assert {"Administrator", "Editor"} <= set(words)


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_with_one_and_thirty_accounts(
    administrator, staff_of, signed_in, django_assert_num_queries, count
):
    for number in range(count):
        staff_of("editor", f"editor-{number}@example.com")
    visitor = signed_in(administrator)
    visitor.get(ACCOUNTS)
    with django_assert_num_queries(LIST_QUERIES):
        page = visitor.get(ACCOUNTS).content.decode()
    assert len(re.findall(r"<th class=\"field-full_name", page)) == count + 1


def test_new_link_for_someone_who_forgot_the_password(client, administrator, editor, signed_in):
    data = {"action": "show_links", "_selected_action": [editor.pk]}
    response = signed_in(administrator).post(ACCOUNTS, data, follow=True)
    choose_password(client, link_in(html.unescape(response.content.decode())))
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


@pytest.mark.parametrize("role", ["surgeon", "coordinator", "editor"])
def test_only_administrators_reach_the_accounts(staff_of, signed_in, role):
    visitor = signed_in(staff_of(role))
    assert {visitor.get(address).status_code for address in (ACCOUNTS, f"{ACCOUNTS}add/")} == {403}
    assert ACCOUNTS not in visitor.get("/admin/").content.decode()


def test_accounts_are_never_deleted(administrator, editor, signed_in):
    visitor = signed_in(administrator)
    assert visitor.post(f"{ACCOUNTS}{editor.pk}/delete/", {"post": "yes"}).status_code == 403
    visitor.post(ACCOUNTS, {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"})
    assert StaffAccount.objects.filter(pk=editor.pk).exists()


def test_no_code_deletes_an_account_by_mistake(editor):
    for delete in (editor.delete, StaffAccount.objects.all().delete, StaffAccount.objects.filter(pk=editor.pk).delete):
        with pytest.raises(TypeError, match="switched off, never deleted"):
            delete()
    assert StaffAccount.objects.get() == editor


def test_database_keeps_an_account_that_a_row_names(editor):
    one_time_links.issue(editor)
    with transaction.atomic():
        QuerySet(StaffAccount)._raw_delete(using="default")
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def changed(account, **fields) -> dict:
    as_it_is = {"full_name": account.full_name, "email": account.email, "role": roles.role_of(account)}
    return {name: value for name, value in (as_it_is | {"is_active": "on"} | fields).items() if value is not None}


def test_invitation_goes_by_mail_unless_it_is_to_be_shown(administrator, signed_in):
    data = {"full_name": "Kim Lee", "email": "Kim@Example.com", "role": "coordinator"}
    page = signed_in(administrator).post(f"{ACCOUNTS}add/", data, follow=True).content.decode()
    assert "A mail with a link for choosing a password is on its way to Kim Lee." in page
    assert "/admin/welcome/" not in page
    assert list(AccountMail.objects.values_list("kind", "account__email")) == [("invitation", "kim@example.com")]


def test_link_is_mailed_or_shown_again_from_the_list(administrator, editor, signed_in):
    visitor = signed_in(administrator)
    data = {"action": "mail_links", "_selected_action": [editor.pk]}
    assert "/admin/welcome/" not in visitor.post(ACCOUNTS, data, follow=True).content.decode()
    assert AccountMail.objects.get().account == editor
    shown = visitor.post(ACCOUNTS, data | {"action": "show_links"}, follow=True).content.decode()
    assert len(re.findall(r"/admin/welcome/", shown)) == 1


def test_whoever_is_switched_off_is_out_at_once_and_their_links_stay_dead(client, administrator, editor, signed_in):
    inside, link = signed_in(editor), link_in(one_time_links.issue(editor))
    desk = signed_in(administrator)
    desk.post(f"{ACCOUNTS}{editor.pk}/change/", changed(editor, is_active=None))
    assert inside.get("/admin/")["Location"].startswith("/admin/login/")
    desk.post(f"{ACCOUNTS}{editor.pk}/change/", changed(editor))
    editor.refresh_from_db()
    assert editor.is_active
    assert client.get(link).status_code == 404


def test_address_that_an_administrator_changes_is_told_to_both(administrator, editor, signed_in):
    signed_in(administrator).post(f"{ACCOUNTS}{editor.pk}/change/", changed(editor, email="Kim@Example.com"))
    told = list(AccountMail.objects.values_list("kind", "address", "account__email"))
    assert told == [
        ("address-changed", "editor@example.com", "kim@example.com"),
        ("address-changed", "", "kim@example.com"),
    ]


def test_every_field_has_a_help_text(administrator, signed_in):
    response = signed_in(administrator).get(f"{ACCOUNTS}{administrator.pk}/change/")
    fields = response.context["adminform"].form.fields
    assert list(fields) == ["full_name", "email", "role", "is_active"]
    assert all(field.help_text for field in fields.values())
