"""Asks every address as everybody: who they are, what an answer means, and that no request leaves a trace in the next.

A walk happens on one furnished site, inside one transaction that is taken back at the end.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from practice_site.accounts import roles, second_factor
from practice_site.accounts.rights import Role
from practice_site.models import StaffAccount
from tests.site.every_url import Address, path_of
from tests.site.furnished import furnish

EVERYBODY = ["anonymous", "no role", *Role.values, "no factor", "deactivated"]
WERE_ADMINISTRATORS = {"no factor", "deactivated"}  # and would get everywhere but for that
READ, SEND = "GET", "POST"
OPEN, SIGN_IN, ENROL, ASKED_AGAIN, BROKEN = "+", "s", "f", "?", "!"
LEADS_TO = {"/admin/login/?next": SIGN_IN, "/admin/second-factor/": ENROL, "/admin/confirm/?next": ASKED_AGAIN}
REFUSED = {403: "3", 404: "4", 405: "5", 410: "g"}
# Buttons and fields of our own forms, for somebody who tries them everywhere.
PRESSED = {
    **dict.fromkeys(["_save", "_publish", "_unpublish", "_ask", "_send_again", "_ours", "_take", "confirm"], "1"),
    **{"post": "yes", "act": "send", "_status": "closed", "closed_reason": "no_reply", "note": "typed", "owner": ""},
    **{"action": "make_new_links", "_selected_action": "1", "reason": "typed", "title": "typed", "name": "typed"},
    **{"email": "typed@example.com", "full_name": "Typed Name", "role": "administrator", "is_active": "on"},
    **{"number": "1", "password": "typed", "days": "1", "label": "typed"},
}


@dataclass(frozen=True)
class Site:
    """A furnished site: a client for each identity, signed in where they can be, and what `path_of` needs."""

    clients: dict[str, Client]
    samples: dict[str, dict | str]

    def path_of(self, address: Address) -> str:
        return path_of(address, self.samples)

    def answers(self, who: str, path: str) -> str:
        """Two letters, as `url_table` explains them: what reading is answered, and what sending is."""
        return "".join(letter_of(self.asked(who, method, path)) for method in (READ, SEND))

    def asked(self, who: str, method: str, path: str) -> HttpResponse:
        """The answer. What the request changed in the database is taken back."""
        with taken_back():
            return self.sent(who, method, path)

    def sent(self, who: str, method: str, path: str) -> HttpResponse:
        """The answer. Cookies are put back, so that nobody is signed out by what was asked before."""
        client = self.clients[who]
        cookies = client.cookies.output(header="")
        try:
            answer = client.post(path, PRESSED) if method == SEND else client.generic(method, path)
            if answer.streaming:
                answer.getvalue()  # to the end, which closes the file
            return answer
        finally:
            client.cookies = SimpleCookie(cookies)


def letter_of(response: HttpResponse) -> str:
    if response.status_code >= 500:
        return BROKEN
    if 300 <= response.status_code < 400:
        return LEADS_TO.get(response.headers.get("Location", "").partition("=")[0], OPEN)
    return REFUSED.get(response.status_code, OPEN)


def words_of(response: HttpResponse, path: str) -> tuple[int, str, str]:
    """What an answer tells: its status, where it leads, its text; without its address and what differs each time."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.text)
    return response.status_code, response.headers.get("Location", "").replace(path, ""), text.replace(path, "")


def digests() -> dict[str, str]:
    """A digest of all rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def furnished_site(folder: Path) -> Iterator[Site]:
    """One site for a whole module of tests; `folder` takes its files. Wants a database that may be used."""
    with override_settings(MEDIA_ROOT=folder / "media", DATA_DIR=folder, STAFF_MFA_REQUIRED=True), taken_back():
        roles.sync_roles()
        accounts = {name: _account(name) for name in EVERYBODY if name != "anonymous"}
        samples = furnish(accounts[Role.ADMINISTRATOR])
        clients = {name: _client_of(accounts.get(name), with_factor=name != "no factor") for name in EVERYBODY}
        StaffAccount.objects.filter(pk=accounts["deactivated"].pk).update(is_active=False)
        yield Site(clients, samples)


def _account(name: str) -> StaffAccount:
    """With the role of that name."""
    account = StaffAccount.objects.create_user(f"{name.replace(' ', '-')}@example.com", full_name=name.title())
    if name != "no role":
        roles.assign(account, Role.ADMINISTRATOR if name in WERE_ADMINISTRATORS else name)
    return account


def _client_of(account: StaffAccount | None, *, with_factor: bool) -> Client:
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
    if account is not None and with_factor:
        session = client.session
        session[second_factor.GIVEN] = account.pk
        session.save()
    return client
