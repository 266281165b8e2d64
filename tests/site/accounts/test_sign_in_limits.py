"""How often somebody may try to sign in: by name and address, slower by each of them, and fair to the surgeon."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice_site.accounts import one_time_links, sign_in_limits
from practice_site.accounts.sign_in_limits import LIMITS, Of
from practice_site.models import AccountEvent, OneTimeLink, SignInTries
from tests.consultations.at_once import together
from tests.signing_in import path_of, with_password

pytestmark = pytest.mark.django_db
PASSWORD = "a nose for long words"
EMAIL = "surgeon@example.com"
HOME, HOTEL = "192.0.2.1", "198.51.100.9"
SIGN_IN = "/admin/login/"
WAIT = "Please wait a little"


@pytest.fixture
def account(surgeon):
    return with_password(surgeon, PASSWORD)


def sign_in(name: str = EMAIL, password: str = "wrong", address: str = HOME, **headers):
    return Client(REMOTE_ADDR=address).post(SIGN_IN, {"login": name, "password": password}, headers=headers)


def is_in(response) -> bool:
    return response.status_code == 302 and "sessionid" in response.client.cookies


def fail_from_everywhere(count: int, name: str = EMAIL) -> None:
    """As often as an army of machines does, each of them only once."""
    for number in range(count):
        sign_in_limits.begin(name, _from(f"203.0.{number // 250}.{number % 250 + 1}"))


def _from(address: str):
    from django.test import RequestFactory

    return RequestFactory(REMOTE_ADDR=address).post(SIGN_IN)


def test_five_wrong_passwords_shut_a_name_at_an_address_for_fifteen_minutes(account):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [sign_in().status_code for _ in range(5)] == [200, 200, 200, 200, 429]
        shut = sign_in(password=PASSWORD)
        assert (shut.status_code, shut["Retry-After"]) == (429, "900")
        assert "In 15 minutes you can" in shut.content.decode()
        clock.shift(timedelta(minutes=14, seconds=59))
        assert not is_in(sign_in(password=PASSWORD))
        clock.shift(timedelta(seconds=1))
        assert is_in(sign_in(password=PASSWORD))


def test_right_password_begins_the_count_anew(account):
    for _ in range(4):
        sign_in()
    assert is_in(sign_in(password=PASSWORD))
    assert [sign_in().status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_sixty_tries_with_forged_addresses_are_stopped_at_five(account):
    answers = [sign_in(**{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(60)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 56
    assert AccessAttempt.objects.get().failures_since_start == 5
    assert not is_in(sign_in(password=PASSWORD, **{"X-Forwarded-For": "198.51.100.99"}))
    assert AccountEvent.objects.filter(kind="sign_in_failed").count() == 5
    assert AccountEvent.objects.filter(kind="locked_out").count() == 1


def test_behind_a_proxy_the_address_that_it_wrote_counts(account, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=1)
    for number in range(5):
        sign_in(**{"X-Forwarded-For": f"203.0.113.{number}, {HOTEL}"})
    attempt = AccessAttempt.objects.get()
    assert (attempt.ip_address, attempt.failures_since_start) == (HOTEL, 5)


@pytest.mark.parametrize("name", [" SURGEON@example.com ", "Surgeon@Example.COM", "ｓurgeon@example.com"])
def test_other_ways_to_write_a_name_are_the_same_name(name):
    assert sign_in_limits.normalised(name) == EMAIL


def test_long_name_is_cut():
    assert len(sign_in_limits.normalised("x" * 100_000)) == 254


def test_nothing_that_was_typed_is_stored(account):
    sign_in("canary-as-a-name@example.com", "canary", **{"User-Agent": "canary", "Accept": "canary"})
    Client().post(f"{SIGN_IN}?q=canary", {"login": "canary@example.com", "password": "canary", "canary": "canary"})
    rows = [*AccessAttempt.objects.values(), *SignInTries.objects.values(), *AccountEvent.objects.values()]
    assert len(rows) > 4
    assert "canary" not in str(rows)


def test_growing_waits_for_a_name_end_at_an_hour():
    waits = [LIMITS[Of.NAME].wait_after(failures) for failures in (19, 20, 21, 25, 26, 9999)]
    assert waits == [timedelta(minutes=minutes) for minutes in (0, 1, 2, 32, 60, 60)]


def test_name_tried_from_everywhere_waits_and_tries_meanwhile_make_it_no_longer(account):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail_from_everywhere(20)
        assert [sign_in(address=HOTEL, password=PASSWORD)["Retry-After"] for _ in range(3)] == ["60"] * 3
        clock.shift(timedelta(minutes=1))
        assert is_in(sign_in(address=HOTEL, password=PASSWORD))


def test_surgeon_gets_in_from_where_the_account_is_known_while_everybody_tries(account):
    assert is_in(sign_in(password=PASSWORD))
    fail_from_everywhere(200)
    assert sign_in(address=HOTEL, password=PASSWORD).status_code == 429
    assert is_in(sign_in(password=PASSWORD))


def test_address_is_not_known_any_more_after_ninety_days(account):
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        assert is_in(sign_in(password=PASSWORD))
    fail_from_everywhere(200)
    assert sign_in(password=PASSWORD).status_code == 429


def test_new_password_by_mail_ends_every_wait_of_the_name(account):
    for _ in range(5):
        sign_in(address=HOTEL)
    fail_from_everywhere(200)
    link = path_of(one_time_links.issue(account, OneTimeLink.Opens.NEW_PASSWORD))
    new = "another nose for words"
    Client(REMOTE_ADDR=HOTEL).post(link, {"password": new})
    assert is_in(sign_in(address=HOTEL, password=new))


def test_one_password_tried_on_everybody_shuts_the_address_but_not_for_those_known_there(account):
    assert is_in(sign_in(password=PASSWORD))
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(30):
            sign_in_limits.begin(f"name{number}@example.com", _from(HOME))
        assert sign_in("name99@example.com").status_code == 429
        assert is_in(sign_in(password=PASSWORD))
        assert sign_in("name99@example.com", address=HOTEL).status_code == 200


def test_who_comes_from_nowhere_is_counted_together(account):
    assert [sign_in(address="unix:").status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_network_of_an_ipv6_home_is_one_address(account):
    answers = [sign_in(address=f"2001:db8:1:2::{number}").status_code for number in range(1, 6)]
    assert answers == [200, 200, 200, 200, 429]


def test_worker_drops_what_stops_nobody_any_more(account):
    sign_in()
    assert sign_in_limits.delete_old() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert sign_in_limits.delete_old() == 1
        assert not AccessAttempt.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert sign_in_limits.delete_old() == 2
    assert not SignInTries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_all_count(account):
    waits = together(*[lambda: sign_in_limits.begin(EMAIL, _from(HOME))] * 8)
    assert sorted(bool(wait) for wait in waits) == [False] * 5 + [True] * 3


# The same answer whether there is such an account or not.

NOBODY = "nobody@example.com"


@pytest.fixture
def others(staff_of, account):
    """Accounts that cannot sign in, for each reason there is."""
    off = staff_of("editor", "off@example.com", is_active=False)
    off.set_password(PASSWORD)
    off.save()
    outside = staff_of("editor", "outside@example.com", is_staff=False)
    outside.set_password(PASSWORD)
    outside.save()
    staff_of("editor", "invited@example.com")
    return ["off@example.com", "outside@example.com", "invited@example.com", EMAIL, NOBODY]


def shown(response) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value="|nonce[-=]"?)[^"\']+', "", response.content.decode())


@pytest.fixture
def hashings(monkeypatch):
    """Every time a password is really hashed."""
    seen = []
    encode = Argon2PasswordHasher.encode

    def counting(hasher, *args):
        seen.append(1)
        return encode(hasher, *args)

    verify = Argon2PasswordHasher.verify

    def counting_verify(hasher, *args):
        seen.append(1)
        return verify(hasher, *args)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counting)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", counting_verify)
    return seen


def test_answer_work_and_queries_are_the_same_for_every_name(others, hashings):
    sign_in("first@example.com", address="192.0.2.99")  # what is made once
    seen = []
    for place, name in enumerate(others, start=10):
        hashings.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = sign_in(name, "wrong" if name == EMAIL else PASSWORD, f"192.0.2.{place}")
        seen.append((answer.status_code, shown(answer).replace(name, ""), len(hashings), len(queries)))
    assert seen == [seen[0]] * len(others)
    assert seen[0][0] == 200
    assert seen[0][2] == 1


def test_waiting_says_the_same_for_every_name_without_looking_at_the_password(others, hashings):
    seen = []
    with time_machine.travel(timezone.now(), tick=False):
        for place, name in enumerate(others, start=10):
            for _ in range(5):
                sign_in(name, "wrong", f"192.0.2.{place}")
            hashings.clear()
            with CaptureQueriesContext(connection) as queries:
                answer = sign_in(name, PASSWORD, f"192.0.2.{place}")
            seen.append((answer.status_code, shown(answer), len(hashings), len(queries)))
    assert seen == [seen[0]] * len(others)
    assert (seen[0][0], WAIT in seen[0][1], seen[0][2]) == (429, True, 0)


def test_asking_for_a_new_password_is_the_same_for_every_name(others, hashings):
    Client().post("/admin/password/reset/", {"email": "first@example.com"})  # what is made once
    seen = []
    for name in others:
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post("/admin/password/reset/", {"email": name})
        seen.append((answer.status_code, answer["Location"], answer.content, len(hashings), len(queries)))
    assert seen == [seen[0]] * len(others)
