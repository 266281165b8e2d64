"""Administrators read the account log, narrow it, and change nothing in it."""

import html
import re

import pytest

from practice_site.accounts import account_log
from practice_site.models import AccountEvent, StaffAccount

pytestmark = pytest.mark.django_db
LOG = "/admin/practice_site/accountevent/"
LIST_QUERIES = 7
Kind = account_log.Kind


@pytest.fixture
def desk(administrator, signed_in):
    return signed_in(administrator)


def rows_of(page) -> list[list[str]]:
    """The words of every cell but the first, which is the time."""
    body = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[" ".join(html.unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in row[1:]] for row in rows]


def test_log_tells_newest_first_who_what_by_whom_and_from_where(desk, administrator, editor, rf):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    account_log.record(Kind.ROLE_CHANGED, account=editor, by=administrator, detail="editor → surgeon")
    account_log.record(Kind.SIGN_IN_FAILED, request=request)
    account_log.record(Kind.FACTORS_RESET, account=editor, by=administrator, detail="totp", reason="Lost <her> phone.")
    account_log.record(Kind.SETTINGS_CHANGED, by=administrator, detail="opening hours")
    rows = rows_of(desk.get(LOG))
    assert rows[:4] == [
        ["", "Settings changed", "By Sample Administrator", "Opening hours", ""],
        [
            "Sample Editor",
            "Second factors reset for recovery",
            "By Sample Administrator",
            "Authenticator app Lost <her> phone.",
            "",
        ],
        ["an unknown name", "Sign-in failed", "", "", "From 192.0.2.7"],
        ["Sample Editor", "Role changed", "By Sample Administrator", "Editor → surgeon", ""],
    ]
    assert [row[:3] for row in rows[4:]] == [["Sample Administrator", "Signed in", ""]]


def test_account_that_is_gone_is_named_by_its_number(desk):
    gone = StaffAccount(pk=4711)
    account_log.record(Kind.SIGNED_OUT, account=gone, by=gone)
    assert rows_of(desk.get(LOG))[0][:3] == ["account 4711", "Signed out", ""]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=signed_out", ["Signed out"]),
        ("kind=&account=", ["Sign-in failed", "Signed out", "Signed in"]),
        ("kind=came_by", []),
        ("kind=signed_out&account=999999", []),
        ("account=x", []),
    ],
)
def test_log_is_narrowed_by_what_the_address_says(desk, administrator, query, found):
    account_log.record(Kind.SIGNED_OUT, account=administrator, by=administrator)
    account_log.record(Kind.SIGN_IN_FAILED)
    assert [row[1] for row in rows_of(desk.get(f"{LOG}?{query}"))] == found


def test_log_is_narrowed_to_one_account(desk, administrator, editor):
    account_log.record(Kind.SIGNED_OUT, account=editor, by=editor)
    assert [row[0] for row in rows_of(desk.get(f"{LOG}?account={editor.pk}"))] == ["Sample Editor"]


def test_fields_of_the_filter_say_what_they_are_for(desk):
    form = desk.get(LOG).context["filter_form"]
    assert [name for name, field in form.fields.items() if not field.help_text] == []


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_with_one_and_thirty_events(desk, staff_of, django_assert_num_queries, count):
    for number in range(count):
        account_log.record(Kind.SIGNED_OUT, account=staff_of("editor", f"editor-{number}@example.com"))
    with django_assert_num_queries(LIST_QUERIES):
        assert len(rows_of(desk.get(LOG))) == count + 1


def test_long_log_comes_in_pages(desk):
    for _ in range(60):
        account_log.record(Kind.SIGN_IN_FAILED)
    first, last = desk.get(LOG), desk.get(f"{LOG}?p=2")
    assert [len(rows_of(page)) for page in (first, last)] == [50, 11]
    assert [page.context["cl"].page_links for page in (first, last)] == [
        [("Next", "?p=2"), ("Last", "?p=2")],
        [("First", "?p=1"), ("Previous", "?p=1")],
    ]


def test_pages_of_a_narrowed_log_stay_narrowed(desk):
    for _ in range(60):
        account_log.record(Kind.SIGN_IN_FAILED)
    page = desk.get(f"{LOG}?kind=sign_in_failed")
    [(_, following), _] = page.context["cl"].page_links
    assert len(rows_of(desk.get(LOG + following))) == 10


@pytest.mark.parametrize("role", ["surgeon", "coordinator", "editor", "publisher"])
def test_nobody_but_administrators_sees_the_log_or_a_hint_of_it(staff_of, signed_in, role):
    visitor = signed_in(staff_of(role))
    assert visitor.get(LOG).status_code == 403
    assert LOG not in visitor.get("/admin/").content.decode()


def test_log_has_no_screen_that_changes_it(desk):
    event = account_log.record(Kind.SIGN_IN_FAILED)
    before = list(AccountEvent.objects.values())
    addresses = [f"{LOG}add/", f"{LOG}{event.pk}/change/", f"{LOG}{event.pk}/delete/", f"{LOG}{event.pk}/history/"]
    assert {desk.get(address).status_code for address in addresses} == {404}
    for address in addresses:
        desk.post(address, {"post": "yes"})
    desk.post(LOG, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert list(AccountEvent.objects.values()) == before
    assert f'href="{LOG}"' in desk.get("/admin/").content.decode()
