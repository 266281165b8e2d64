"""Codes of a second factor: each is good once, even for two at the same moment, and few wrong ones are enough."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from practice_site.accounts import one_time_codes, session_tries, sign_in_limits
from practice_site.accounts.sessions import SessionStore
from practice_site.models import AccountEvent, Session
from tests.consultations.at_once import together
from tests.signing_in import with_password
from tests.site.accounts.second_factors import PASSWORD, code_of, give_password, with_app, with_recovery_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning_of_a_time_step")]
SIGN_IN, CODE = "/admin/login/", "/admin/second-factor/sign-in/"
AGAIN = "/admin/confirm/code/"
WRONG = "000000"


@pytest.fixture
def kim(surgeon):
    return with_password(surgeon, PASSWORD)


@pytest.fixture
def secret(kim):
    return with_app(kim)[1]


def at_the_code(kim) -> Client:
    """A browser that has given the password."""
    client = Client()
    assert give_password(client, kim)["Location"].startswith(CODE)
    return client


def give(client, code: str):
    return client.post(CODE, {"code": code})


def is_in(response) -> bool:
    return response.status_code == 302 and response["Location"] == "/admin/"


def errors_of(response) -> list[str]:
    return response.context["form"].errors["code"]


@pytest.mark.parametrize("steps_ago", [0, 1])
def test_code_of_an_app_opens_once(kim, secret, steps_ago):
    code = code_of(secret, steps_ago)
    first, second = at_the_code(kim), at_the_code(kim)
    assert is_in(give(first, code))
    assert "it was used already" in errors_of(give(second, code))[0]


def test_older_code_is_worth_nothing_once_a_newer_one_was_used(kim, secret):
    assert one_time_codes.use(kim, code_of(secret))
    assert one_time_codes.use(kim, code_of(secret, 1)) is None


@pytest.mark.parametrize("steps_ago", [2, -1])
def test_code_of_another_time_opens_nothing(kim, secret, steps_ago):
    assert one_time_codes.use(kim, code_of(secret, steps_ago)) is None


def test_code_stays_used_when_its_time_is_nearly_over(kim, secret):
    code = code_of(secret)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert one_time_codes.use(kim, code_of(secret))
        clock.shift(timedelta(seconds=29))
        assert one_time_codes.use(kim, code) is None
        clock.shift(timedelta(seconds=31))
        assert one_time_codes.use(kim, code_of(secret))


@pytest.mark.django_db(transaction=True)
def test_code_that_two_bring_at_the_same_moment_opens_for_one(kim, secret):
    browsers = [at_the_code(kim) for _ in range(2)]
    code = code_of(secret)
    answers = together(*[lambda browser=browser: give(browser, code) for browser in browsers])
    assert sorted(is_in(answer) for answer in answers) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_recovery_code_that_two_bring_at_the_same_moment_opens_for_one(kim, secret):
    browsers = [at_the_code(kim) for _ in range(2)]
    codes = with_recovery_codes(kim)
    code = first_of(codes, kim)
    answers = together(*[lambda browser=browser: give(browser, code) for browser in browsers])
    assert sorted(is_in(answer) for answer in answers) == [False, True]


def first_of(codes, kim) -> str:
    from allauth.core import context
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = kim
    with context.request_context(request):
        return codes.wrap().get_unused_codes()[0]


def test_five_wrong_codes_end_the_session_and_lead_to_the_sign_in(kim, secret):
    client = at_the_code(kim)
    for _ in range(4):
        assert "This code is not right" in errors_of(give(client, WRONG))[0]
    fifth = give(client, WRONG)
    assert (fifth.status_code, fifth["Location"]) == (302, f"{SIGN_IN}?next=%2Fadmin%2F")
    assert session_tries.OVER in client.get(SIGN_IN).content.decode()
    assert give(client, code_of(secret))["Location"] == SIGN_IN
    assert AccountEvent.objects.filter(kind="factor_failed", account=kim).count() == 5


def test_whoever_fails_the_second_step_goes_on_later_where_they_wanted_to(kim, secret):
    client, wanted = Client(), "/admin/practice_site/practice/1/change/"
    give_password(client, kim, next=wanted)
    answers = [give(client, WRONG) for _ in range(5)]
    assert answers[-1]["Location"] == f"{SIGN_IN}?{urlencode({'next': wanted})}"


def test_password_given_again_in_the_same_session_gives_no_more_tries(kim, secret):
    client = at_the_code(kim)
    for _ in range(4):
        give(client, WRONG)
    assert give_password(client, kim)["Location"].startswith(CODE)
    assert give(client, WRONG)["Location"].startswith(SIGN_IN)


def test_wrong_code_of_somebody_inside_is_counted_once_and_a_right_one_ends_the_count(kim, secret):
    client = at_the_code(kim)
    give(client, WRONG)
    assert Session.objects.get().tries == 1
    give(client, code_of(secret, 1))
    assert Session.objects.get().tries == 0
    said = [client.post(AGAIN, {"code": WRONG}).content.decode() for _ in range(2)]
    assert ["4 tries are left" in said[0], "3 tries are left" in said[1]] == [True, True]
    assert Session.objects.get().tries == 2
    assert client.post(AGAIN, {"code": code_of(secret)}).status_code == 302
    assert Session.objects.get().tries == 0


def test_five_wrong_codes_of_somebody_inside_end_the_session(kim, secret):
    client = at_the_code(kim)
    give(client, code_of(secret, 1))
    answers = [client.post(AGAIN, {"code": WRONG, "next": "/admin/account/"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert answers[-1]["Location"] == f"{SIGN_IN}?next=%2Fadmin%2Faccount%2F"
    assert client.get("/admin/account/")["Location"].startswith(SIGN_IN)


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_that_one_session_brings_at_the_same_moment_all_count(kim, secret):
    client = at_the_code(kim)
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    together(*[lambda browser=browser: give(browser, WRONG) for browser in browsers])
    assert Session.objects.get().tries == 4
    assert give(client, WRONG)["Location"].startswith(SIGN_IN)


def test_page_that_is_answered_late_writes_no_older_count(kim, secret):
    client = at_the_code(kim)
    late = SessionStore(client.cookies["sessionid"].value)
    late["something"] = "to be written"
    give(client, WRONG)
    late.save()
    assert Session.objects.get().tries == 1


def test_wrong_codes_of_an_account_count_over_all_sessions_and_the_wait_ends(kim, secret):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            give(at_the_code(kim), WRONG)
        refused = give(at_the_code(kim), code_of(secret))
        expected = "There were too many wrong codes. Wait 1 minute, then try again. A passkey works at any time."
        assert errors_of(refused) == [expected]
        clock.shift(timedelta(minutes=1))
        assert is_in(give(at_the_code(kim), code_of(secret)))
        assert "not right" in errors_of(give(at_the_code(kim), WRONG))[0]


def test_waits_for_codes_end_at_a_quarter_of_an_hour():
    limit = sign_in_limits.LIMITS[sign_in_limits.Of.CODES]
    waits = [limit.wait_after(failures) for failures in (4, 5, 6, 9, 9999)]
    assert waits == [timedelta(minutes=minutes) for minutes in (0, 1, 2, 15, 15)]


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_the_same_moment_all_count(kim, secret):
    waits = together(*[lambda: sign_in_limits.begin_code(kim)] * 8)
    assert sorted(bool(wait) for wait in waits) == [False] * 5 + [True] * 3


def test_code_that_set_an_app_up_opens_no_door(kim):
    client = Client()
    give_password(client, kim)
    secret = client.get("/admin/second-factor/app/add/").context["form"].secret
    code = code_of(secret)
    client.post("/admin/second-factor/app/add/", {"code": code})
    assert "it was used already" in errors_of(give(at_the_code(kim), code))[0]
