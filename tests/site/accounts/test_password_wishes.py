"""How often new passwords may be asked for from one address: many names, one machine."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice_site.accounts import password_links
from practice_site.models import AccountMail, SignInTries
from tests.consultations.at_once import together
from tests.signing_in import with_password

pytestmark = pytest.mark.django_db
ASK = "/admin/password/reset/"
HOME, HOTEL = "192.0.2.1", "198.51.100.9"
MOST = 20


@pytest.fixture
def editor(editor):
    return with_password(editor, "a nose for long words")


def ask(address: str = "editor@example.com", at: str = HOME):
    return Client(REMOTE_ADDR=at).post(ASK, {"email": address})


def wish(address: str = "editor@example.com", at: str = HOME) -> timedelta:
    return password_links.ask_for(address, RequestFactory(REMOTE_ADDR=at).post(ASK))


def ask_for_many(count: int = MOST, at: str = HOME) -> None:
    for number in range(count):
        wish(f"name{number}@example.com", at)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def test_twenty_wishes_over_many_names_and_then_a_calm_page(clock):
    assert [ask(f"name{number}@example.com").status_code for number in range(MOST + 1)] == [302] * MOST + [429]
    told = ask()
    assert told["Retry-After"] == "60"
    words = re.sub(r"<[^>]+>", "", told.content.decode())
    assert "Please wait a little" in words
    assert "For now we mail no more links, and none was mailed this time." in words
    assert "In 1 minute you can ask again." in words
    assert "An administrator of your practice can give you a link at any time." in words


def test_wish_that_came_too_soon_writes_nothing_and_mails_nothing(clock, editor):
    ask_for_many()
    before = list(AccountMail.objects.values()), list(SignInTries.objects.values())
    assert ask("editor@example.com").status_code == 429
    assert (list(AccountMail.objects.values()), list(SignInTries.objects.values())) == before
    assert password_links.answer_waiting() == 0


def test_waits_grow_to_an_hour_and_wishes_meanwhile_make_them_no_longer(clock):
    ask_for_many()
    waits = []
    for _ in range(8):
        wait = wish()
        assert wish() == wait
        waits.append(wait // timedelta(minutes=1))
        clock.shift(wait)
        assert not wish()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_day_without_a_wish_begins_the_count_anew(clock):
    ask_for_many(MOST + 1)
    clock.shift(timedelta(days=1))
    assert [wish() for _ in range(MOST)] == [timedelta()] * MOST


def test_other_addresses_go_on_and_a_forged_one_is_no_other(clock, editor):
    ask_for_many()
    forged = Client(REMOTE_ADDR=HOME).post(ASK, {"email": "a@example.com"}, headers={"X-Forwarded-For": HOTEL})
    assert forged.status_code == 429
    assert ask(at=HOTEL)["Location"] == f"{ASK}?sent=yes"


def test_network_of_an_ipv6_home_is_one_address(clock):
    answers = [ask(at=f"2001:db8:1:2::{number:x}").status_code for number in range(1, MOST + 2)]
    assert answers == [302] * MOST + [429]
    assert ask(at="2001:db8:1:3::1").status_code == 302


def test_nothing_that_was_typed_and_no_address_is_stored_with_the_count():
    wish("canary@example.com")
    assert not {"canary", HOME} & set(re.findall(r"canary|192[.]0[.]2[.]1", str(list(SignInTries.objects.values()))))


def test_answer_and_queries_are_the_same_for_every_name_before_and_after_the_limit(clock, editor, staff_of):
    staff_of("editor", "gone@example.com", is_active=False)
    staff_of("editor", "invited@example.com")
    names = ["editor@example.com", "gone@example.com", "invited@example.com", "nobody@example.com"]
    ask_for_many(MOST - len(names))
    for status in (302, 429):
        seen = []
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                answer = ask(name)
            seen.append((answer.status_code, shown(answer), len(queries)))
        assert seen == [seen[0]] * len(names)
        assert seen[0][0] == status


def shown(response) -> str:
    return re.sub(r"""(name="csrfmiddlewaretoken" value="|nonce[-=]"?)[^"']+""", "", response.content.decode())


@pytest.mark.django_db(transaction=True)
def test_wishes_at_the_same_moment_all_count():
    ask_for_many(MOST - 3)
    waits = together(*[wish] * 8)
    assert sorted(bool(wait) for wait in waits) == [False] * 3 + [True] * 5
    assert AccountMail.objects.count() == MOST
