"""The password is asked again before an act that takes much away: once in ten minutes, in this session only."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practice_site import step_up
from practice_site.models import Session
from practice_site.sessions import SessionStore
from tests.samples import patient_request

pytestmark = pytest.mark.django_db
CONFIRM = "/admin/confirm/"
PASSWORD, NEW_PASSWORD = "a long passphrase", "another long passphrase"


@pytest.fixture
def surgeon(surgeon):
    surgeon.set_password(PASSWORD)
    surgeon.save()
    return surgeon


@pytest.fixture
def guarded(db):
    """An address that asks for the password, on the staff's own pages."""
    return f"/admin/consultations/consultationrequest/{patient_request().pk}/print/"


def confirm(visitor, password=PASSWORD, goes_on=""):
    return visitor.post(CONFIRM, {"password": password, "next": goes_on})


def is_asked(visitor, address) -> bool:
    return visitor.get(address).status_code == 302


def test_act_leads_to_the_question_and_the_answer_back_to_the_act(surgeon, signed_in, guarded):
    visitor = signed_in(surgeon)
    question = visitor.get(f"{guarded}?x=1")["Location"]
    assert question.startswith(f"{CONFIRM}?next=")
    html = visitor.get(question).content.decode()
    goes_on = re.search(r'name="next" value="([^"]+)"', html)[1]
    assert 'autocomplete="current-password"' in html
    answer = confirm(visitor, goes_on=goes_on)
    assert (answer.status_code, answer["Location"]) == (302, f"{guarded}?x=1")
    assert not is_asked(visitor, guarded)


def test_answer_is_good_for_ten_minutes(surgeon, signed_in, guarded):
    visitor, now = signed_in(surgeon), timezone.now()
    with time_machine.travel(now, tick=False):
        confirm(visitor)
    for minutes, asked in ((9, False), (10, True), (-1, True)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert is_asked(visitor, guarded) is asked


def test_answer_is_good_in_its_own_session_only(surgeon, signed_in, guarded):
    visitor = signed_in(surgeon)
    confirm(visitor)
    assert is_asked(signed_in(surgeon), guarded)
    visitor.post("/admin/logout/")
    visitor.force_login(surgeon)
    assert is_asked(visitor, guarded)


def test_change_of_password_ends_it(surgeon, signed_in, guarded):
    visitor = signed_in(surgeon)
    confirm(visitor)
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    assert visitor.post("/admin/password_change/", typed).status_code == 302
    assert visitor.get("/admin/").status_code == 200
    assert is_asked(visitor, guarded)


def test_wrong_passwords_are_counted_calmly_and_the_fifth_signs_out(surgeon, signed_in, guarded):
    visitor = signed_in(surgeon)
    said = []
    for _ in range(4):
        said += re.findall(r"This is not your password\. [^<]+", confirm(visitor, "wrong").content.decode())
    assert said == [
        "This is not your password. 4 tries are left, then you are signed out.",
        "This is not your password. 3 tries are left, then you are signed out.",
        "This is not your password. 2 tries are left, then you are signed out.",
        "This is not your password. One try is left, then you are signed out.",
    ]
    answer = visitor.post(CONFIRM, {"password": "wrong", "next": guarded}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/admin/login/?next=")
    assert step_up.SIGNED_OUT in answer.content.decode()
    assert visitor.get(guarded)["Location"].startswith("/admin/login/")


def test_right_password_counts_anew(surgeon, signed_in):
    visitor = signed_in(surgeon)
    for _ in range(2):
        for _ in range(4):
            confirm(visitor, "wrong")
        assert confirm(visitor).status_code == 302
    assert visitor.get("/admin/").status_code == 200


def test_tries_count_together_in_whichever_copy_of_the_session(surgeon, signed_in):
    """Two that come at the same moment have read the same session; each counts what is stored."""
    visitor = signed_in(surgeon)
    confirm(visitor, "wrong")
    (row,) = Session.objects.all()
    assert row.get_decoded()[step_up.TRIES] == 1
    row.content = SessionStore().encode(row.get_decoded() | {step_up.TRIES: 4})
    row.save()
    assert confirm(visitor, "wrong").status_code == 302
    assert visitor.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:alert(1)", "/", CONFIRM],
)
def test_answer_leads_nowhere_else(surgeon, signed_in, elsewhere):
    visitor = signed_in(surgeon)
    assert confirm(visitor, goes_on=elsewhere)["Location"] == "/admin/"
    assert 'name="next" value="/admin/"' in visitor.get(CONFIRM, {"next": elsewhere}).content.decode()


def test_question_needs_a_session_and_a_token(surgeon, client, signed_in):
    assert client.get(CONFIRM)["Location"].startswith("/admin/login/")
    visitor = signed_in(surgeon)
    visitor.handler.enforce_csrf_checks = True
    assert confirm(visitor).status_code == 403


def test_act_that_is_sent_too_late_is_not_done_and_leads_to_its_own_page(surgeon, signed_in, guarded):
    visitor, address = signed_in(surgeon), guarded.replace("print", "export")
    answer = visitor.post(address, {})
    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    confirm(visitor)
    assert "Download the ZIP file" in visitor.get(address).content.decode()
