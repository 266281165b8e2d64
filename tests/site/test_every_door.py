"""Every address of the site, asked as everybody: who gets in where, as `url_table` says, and nobody anywhere else."""

import pytest
from django.contrib import admin
from django.test import override_settings
from django.urls import reverse

from consultations.models import ConsultationRequest
from practice_site.accounts.rights import RIGHTS, Role, covers
from tests.consultations.full_request import CANARY
from tests.site import url_table
from tests.site.every_url import addresses, path_of
from tests.site.walking import ASKED_AGAIN, EVERYBODY, OPEN, READ, SEND, digests, words_of

pytestmark = pytest.mark.django_db
NOTHING_TO_DO_WITH_REQUESTS = ["no role", Role.EDITOR, Role.PUBLISHER]
SESSIONS = "practice_site_session"  # note when they were used last


def differences(site, every_address: dict, who: str, table: dict) -> dict[str, tuple[str, str]]:
    """The letters of the table and those of the answers, for each route where they differ."""
    said = {route: site.answers(who, site.path_of(address)) for route, address in every_address.items()}
    told = {route: table[route][who] if route in table else "no row" for route in said}
    return {route: (told[route], letters) for route, letters in said.items() if told[route] != letters}


def told_by(site, who: str, method: str, path: str) -> tuple:
    return words_of(site.asked(who, method, path), path)


def is_behind_a_closed_door(route: str, who: str) -> bool:
    """Whether an address is about one thing of a model whose list that person may not see."""
    row = url_table.rows().get("/".join(route.split("/")[:3]) + "/", {})
    return route.startswith("admin/") and "<" in route and OPEN not in row.get(who, OPEN)


def test_every_address_has_a_row_and_every_row_an_address(every_address):
    rows = url_table.rows()
    assert (set(every_address) - set(rows), set(rows) - set(every_address)) == (set(), set()), url_table.HOW_TO_ADD


@pytest.mark.parametrize("who", EVERYBODY)
def test_answers_are_those_of_the_table(site, every_address, who):
    assert differences(site, every_address, who, url_table.rows()) == {}


def test_deactivated_account_is_answered_as_a_stranger():
    assert [route for route, row in url_table.rows().items() if row["deactivated"] != row["anonymous"]] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_refused_changes_nothing(site, every_address, who):
    refused = [
        (method, site.path_of(every_address[route]))
        for route, row in url_table.rows().items()
        for method, letter in zip((READ, SEND), row[who], strict=True)
        if letter not in {OPEN, ASKED_AGAIN}
    ]
    before = digests()
    for method, path in refused:
        site.sent(who, method, path)
    assert len(refused) > 50
    assert [table for table, digest in digests().items() if digest != before[table] and table != SESSIONS] == []


@pytest.mark.parametrize("who", ["anonymous", *NOTHING_TO_DO_WITH_REQUESTS, Role.COORDINATOR])
def test_whoever_may_not_see_a_thing_cannot_tell_whether_it_exists(site, every_address, who):
    """The same answer, to the letter, for what is there and for what is not."""
    nothing = {start: {"object_id": 999_999} for start in site.samples}
    closed = [each for route, each in every_address.items() if is_behind_a_closed_door(route, who)]
    pairs = [(address, method) for address in closed for method in (READ, SEND)]
    told = [
        (method, address.route)
        for address, method in pairs
        if told_by(site, who, method, site.path_of(address)) != told_by(site, who, method, path_of(address, nothing))
    ]
    assert len(closed) > 15
    assert told == []


@pytest.mark.parametrize("who", NOTHING_TO_DO_WITH_REQUESTS)
def test_editors_find_no_hint_of_a_request_on_any_page(site, every_address, who):
    hints = [CANARY, *ConsultationRequest.objects.values_list("reference", flat=True), "/admin/consultations/"]
    hints += ["an answer", "visit on", reverse("admin:numbers")]
    read = {
        route: site.asked(who, READ, site.path_of(every_address[route]))
        for route, row in url_table.rows().items()
        if row[who][0] == OPEN and route.startswith("admin/")
    }
    assert [(route, hint) for route, answer in read.items() for hint in hints if hint.encode() in answer.content] == []
    assert len(read) > 5


@pytest.mark.parametrize(
    ("route", "who", "expected", "found"),
    [
        ("admin/unguarded/", "anonymous", "ss", "++"),
        ("admin/unguarded/", Role.EDITOR, "33", "++"),
        ("admin/consultations/consultationrequest/forgotten/", Role.COORDINATOR, "33", "++"),
    ],
)
def test_walk_finds_a_view_that_forgot_to_ask(site, route, who, expected, found):
    with override_settings(ROOT_URLCONF="tests.site.unguarded_urls"):
        address = {route: next(address for address in addresses() if address.route == route)}
        assert differences(site, address, who, {}) == {route: ("no row", found)}
        assert differences(site, address, who, {route: {who: expected}}) == {route: (expected, found)}
        assert differences(site, address, who, {route: {who: found}}) == {}


@pytest.mark.parametrize(("who", "letters"), [("no role", "33"), (Role.EDITOR, "33"), (Role.SURGEON, "++")])
def test_door_of_a_model_holds_where_a_screen_forgot_to_ask(site, who, letters):
    with override_settings(ROOT_URLCONF="tests.site.unguarded_urls"):
        assert site.answers(who, "/admin/consultations/consultationrequest/forgotten/") == letters


def test_table_opens_each_list_to_those_who_may_see_what_is_in_it():
    """Both are written by hand, this table and `rights`: where they speak of the same, they say the same."""
    rows, may_see, opened = url_table.rows(), set(), set()
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        seen_by = [
            right.roles for right in RIGHTS if any(covers(each, f"{app}.view_{name}") for each in right.permissions)
        ]
        may_see |= {(name, role) for role in {Role.ADMINISTRATOR}.union(*seen_by)}
        opened |= {(name, role) for role in Role if rows[f"admin/{app}/{name}/"][role][0] in {OPEN, ASKED_AGAIN}}
    assert opened == may_see
    assert len(opened) > 25
