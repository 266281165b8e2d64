"""Wherever a password is typed: hidden, open to pasting and to password managers, and long; the old one comes first."""

from html.parser import HTMLParser

import pytest

from practice_site.accounts import first_administrator, one_time_links
from tests.signing_in import path_of, with_password

OLD, NEW = "a nose for long words", "another nose for words"
LINK_OF = {
    "invitation": lambda account: one_time_links.issue(account),
    "new password": lambda account: one_time_links.issue(account, one_time_links.Opens.NEW_PASSWORD),
}


class Inputs(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.found.append(dict(attrs))


@pytest.fixture
def known(editor):
    return with_password(editor, OLD)


def check(page: str, purposes: list[str]) -> None:
    fields = [field for field in Inputs(page).found if "password" in field.get("name", "")]
    assert [field.get("autocomplete") for field in fields] == purposes
    for field in fields:
        assert field["type"] == "password"
        assert int(field.get("maxlength", 1000)) >= 64
        assert [name for name in field if name.startswith("on") or name == "pattern"] == []


@pytest.mark.django_db
def test_field_of_the_sign_in_is_hidden_and_open_to_password_managers(client):
    check(client.get("/admin/login/").content.decode(), ["current-password"])


def test_fields_of_a_change_are_hidden_and_open_to_password_managers(signed_in, known):
    check(signed_in(known).get("/admin/password_change/").content.decode(), ["current-password", "new-password"])


@pytest.mark.parametrize("kind", LINK_OF)
def test_field_behind_a_link_is_hidden_and_open_to_password_managers(client, editor, kind):
    check(client.get(path_of(LINK_OF[kind](editor)), follow=True).content.decode(), ["new-password"])


@pytest.mark.django_db
def test_field_of_the_first_administrator_is_hidden_and_open_to_password_managers(client):
    check(client.get(path_of(first_administrator.link())).content.decode(), ["new-password"])


def test_password_is_changed_only_by_whoever_knows_the_old_one(signed_in, known):
    visitor = signed_in(known)
    page = visitor.post("/admin/password_change/", {"oldpassword": "a nose for short words", "password1": NEW})
    assert list(page.context["form"].errors) == ["oldpassword"]
    known.refresh_from_db()
    assert (known.check_password(OLD), known.check_password(NEW)) == (True, False)
    assert visitor.post("/admin/password_change/", {"oldpassword": OLD, "password1": NEW}).status_code == 302
    known.refresh_from_db()
    assert known.check_password(NEW)


def test_fifth_wrong_old_password_signs_out(signed_in, known):
    visitor, said = signed_in(known), []
    for _ in range(4):
        page = visitor.post("/admin/password_change/", {"oldpassword": "a guess", "password1": NEW})
        said.append(page.context["form"].errors["oldpassword"])
    assert [errors[-1].partition(",")[0] for errors in said] == [
        "4 tries are left",
        "3 tries are left",
        "2 tries are left",
        "One try is left",
    ]
    gone = visitor.post("/admin/password_change/", {"oldpassword": "a guess", "password1": NEW})
    assert gone["Location"] == "/admin/login/?next=%2Fadmin%2Fpassword_change%2F"
    assert visitor.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


def test_right_old_password_with_a_weak_new_one_is_no_wrong_try(signed_in, known):
    visitor = signed_in(known)
    for _ in range(6):
        page = visitor.post("/admin/password_change/", {"oldpassword": OLD, "password1": "short"})
        assert list(page.context["form"].errors) == ["password1"]


@pytest.mark.parametrize("address", ["/admin/", "/admin/procedures/page/", "/admin/account/"])
def test_signing_out_is_one_button_on_every_screen(signed_in, editor, address):
    page = signed_in(editor).get(address).content.decode()
    assert page.count('<form id="logout-form" method="post" action="/admin/logout/">') == 1
