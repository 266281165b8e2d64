"""Who somebody is is asked again before an act that takes much away: once in ten minutes, in this session only."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from practice_site.accounts import roles, session_tries, step_up
from practice_site.models import AccountEvent, Session
from tests.consultations.at_once import together
from tests.samples import patient_request
from tests.signing_in import prove, with_password
from tests.site.accounts import second_factors
from tests.site.accounts.second_factors import code_of, with_app

pytestmark = pytest.mark.django_db
CONFIRM = "/admin/confirm/"
PASSWORD, NEW_PASSWORD = "a long passphrase", "another long passphrase"


@pytest.fixture
def surgeon(surgeon):
    return with_password(surgeon, PASSWORD)


@pytest.fixture
def guarded(db):
    """An address that asks for the password, on the staff's own pages."""
    return f"/admin/consultations/consultationrequest/{patient_request().pk}/print/"


@pytest.fixture
def visitor(client, surgeon):
    """Somebody whose sign-in was long ago."""
    client.force_login(surgeon)
    return client


def confirm(visitor, password=PASSWORD, goes_on=""):
    return visitor.post(CONFIRM, {"password": password, "next": goes_on})


def is_asked(visitor, address) -> bool:
    return visitor.get(address).status_code == 302


def test_act_leads_to_the_question_and_the_answer_back_to_the_act(visitor, guarded):
    question = visitor.get(f"{guarded}?x=1")["Location"]
    assert question.startswith(f"{CONFIRM}?next=")
    html = visitor.get(question).content.decode()
    goes_on = re.search(r'name="next" value="([^"]+)"', html)[1]
    assert 'autocomplete="current-password"' in html
    answer = confirm(visitor, goes_on=goes_on)
    assert (answer.status_code, answer["Location"]) == (302, f"{guarded}?x=1")
    assert not is_asked(visitor, guarded)


def test_answer_is_good_for_ten_minutes(visitor, guarded):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        confirm(visitor)
    for minutes, asked in ((9, False), (10, True), (-1, True)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert is_asked(visitor, guarded) is asked


def test_answer_is_good_in_its_own_session_only(visitor, surgeon, guarded):
    confirm(visitor)
    elsewhere = Client()
    elsewhere.force_login(surgeon)
    assert is_asked(elsewhere, guarded)
    visitor.post("/admin/logout/")
    visitor.force_login(surgeon)
    assert is_asked(visitor, guarded)


def test_change_of_password_ends_it(visitor, guarded):
    confirm(visitor)
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    assert visitor.post("/admin/password_change/", typed).status_code == 302
    assert visitor.get("/admin/").status_code == 200
    assert is_asked(visitor, guarded)


def test_wrong_passwords_are_counted_calmly_and_the_fifth_signs_out(visitor, guarded):
    said = []
    for _ in range(4):
        said += re.findall(r"([^>]+), then you sign in anew\.", confirm(visitor, "wrong").content.decode())
    assert said == ["4 tries are left", "3 tries are left", "2 tries are left", "One try is left"]
    answer = visitor.post(CONFIRM, {"password": "wrong", "next": guarded}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/admin/login/?next=")
    assert session_tries.OVER in answer.content.decode()
    assert visitor.get(guarded)["Location"].startswith("/admin/login/")


def test_right_password_counts_anew(visitor):
    for _ in range(2):
        for _ in range(4):
            confirm(visitor, "wrong")
        assert confirm(visitor).status_code == 302
    assert visitor.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_passwords_that_come_at_the_same_moment_all_count(visitor):
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.cookies = SimpleCookie(visitor.cookies.output(header="", sep=";"))
    together(*[lambda browser=browser: confirm(browser, "wrong") for browser in browsers])
    assert Session.objects.get().tries == 4
    assert confirm(visitor, "wrong").status_code == 302
    assert visitor.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:alert(1)", "/", CONFIRM],
)
def test_answer_leads_nowhere_else(visitor, elsewhere):
    assert confirm(visitor, goes_on=elsewhere)["Location"] == "/admin/"
    assert 'name="next" value="/admin/"' in visitor.get(CONFIRM, {"next": elsewhere}).content.decode()


def test_question_needs_a_session_and_a_token(visitor):
    assert Client().get(CONFIRM)["Location"].startswith("/admin/login/")
    visitor.handler.enforce_csrf_checks = True
    assert confirm(visitor).status_code == 403


def test_act_that_is_sent_too_late_is_not_done_and_leads_to_its_own_page(visitor, guarded):
    address = guarded.replace("print", "export")
    answer = visitor.post(address, {"secret": "zqtyped"})
    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    assert "zqtyped" not in str(dict(visitor.session))
    assert step_up.TOO_LATE in visitor.get(answer["Location"]).content.decode()
    confirm(visitor)
    assert "Download the ZIP file" in visitor.get(address).content.decode()


def test_signing_in_a_moment_ago_is_proof_enough_and_ten_minutes_ago_is_none(visitor, surgeon, guarded):
    prove(visitor, surgeon, seconds_ago=599)
    assert not is_asked(visitor, guarded)
    prove(visitor, surgeon, seconds_ago=600)
    assert is_asked(visitor, guarded)


def test_proof_of_somebody_else_in_the_same_browser_is_none(visitor, editor, guarded):
    prove(visitor, editor)
    assert is_asked(visitor, guarded)


def test_sign_in_page_leaves_the_proof(client, surgeon, guarded):
    client.post("/admin/login/", {"login": surgeon.email, "password": PASSWORD})
    assert not is_asked(client, guarded)


def test_whoever_has_a_second_factor_is_asked_for_it_and_the_password_does_not_suffice(visitor, surgeon, guarded):
    _, secret = with_app(surgeon)
    second_factors.prove(visitor, surgeon)
    prove(visitor, surgeon)
    question = visitor.get(guarded)["Location"]
    assert question.startswith("/admin/confirm/code/?next=")
    assert confirm(visitor)["Location"].startswith("/admin/confirm/code/")
    assert is_asked(visitor, guarded)
    assert 'autocomplete="one-time-code"' in visitor.get(question).content.decode()
    assert visitor.post("/admin/confirm/code/", {"code": "000000"}).status_code == 200
    answer = visitor.post("/admin/confirm/code/", {"code": code_of(secret), "next": guarded})
    assert (answer.status_code, answer["Location"]) == (302, guarded)
    assert not is_asked(visitor, guarded)


def test_proving_it_and_failing_to_are_in_the_account_log(visitor, surgeon):
    confirm(visitor, "wrong")
    confirm(visitor)
    told = AccountEvent.objects.order_by("pk").values_list("kind", "account", "detail")
    assert list(told)[-2:] == [
        ("sign_in_failed", surgeon.pk, "asked for the password again"),
        ("stepped_up", surgeon.pk, "password"),
    ]


def test_every_guarded_view_is_there():
    names = {pattern.name for pattern in _patterns(get_resolver())}
    assert step_up.GUARDED.keys() <= names
    assert step_up.GUARDED.keys() >= step_up.READ_WITHOUT


def _patterns(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


ADMINISTRATORS_PAGES = [
    "/admin/consultations/retentionrule/",
    "/admin/practice_site/staffaccount/add/",
    "/admin/practice_site/staffaccount/1/change/",
    "/admin/practice_site/practice/1/change/",
    "/admin/account/email/",
    "/admin/consultations/consultationrequest/1/hold/",
    "/admin/consultations/consultationrequest/1/erase/",
    "/admin/consultations/consultationrequest/export/",
]


@pytest.mark.parametrize("address", ADMINISTRATORS_PAGES)
def test_what_opens_doors_or_takes_much_away_is_asked_for(client, administrator, address):
    client.force_login(administrator)
    assert client.get(address)["Location"].startswith("/admin/confirm/?next=")
    assert client.post(address)["Location"].startswith("/admin/confirm/?next=")


def test_list_of_accounts_is_read_without_and_its_acts_are_not_done(client, administrator, editor):
    client.force_login(administrator)
    accounts = "/admin/practice_site/staffaccount/"
    assert "Sample Editor" in client.get(accounts).content.decode()
    typed = {"action": "make_new_links", "_selected_action": editor.pk}
    assert client.post(accounts, typed)["Location"].startswith("/admin/confirm/?next=")


@pytest.mark.parametrize("role", [role for role in roles.Role if role not in ("administrator", "surgeon")])
def test_whoever_may_not_is_refused_and_not_asked(client, staff_of, guarded, role):
    client.force_login(staff_of(role))
    assert client.get(guarded).status_code == 403
