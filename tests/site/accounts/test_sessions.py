"""How long somebody stays signed in, what ends that earlier, and what the database knows of it."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from practice_site.accounts import device_names, one_time_links, roles, session_ends, sessions
from practice_site.accounts.sessions import SessionStore
from practice_site.models import AccountEvent, Session
from practice_site.worker import jobs
from tests import samples
from tests.signing_in import with_password
from tests.site import running

pytestmark = pytest.mark.django_db
PASSWORD, NEW_PASSWORD = "a long passphrase", "another long passphrase"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


@pytest.fixture
def editor(editor):
    return with_password(editor, PASSWORD)


def sign_in(account, **headers) -> Client:
    client = Client(headers={"User-Agent": CHROME}, **headers)
    typed = {"login": account.email, "password": PASSWORD}
    assert client.post("/admin/login/", typed)["Location"] == "/admin/"
    return client


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def key_of(client) -> str:
    return client.cookies["sessionid"].value


def number_of(client) -> int:
    return Session.objects.get(key_digest=hashlib.sha256(key_of(client).encode()).hexdigest()).pk


def at(now, **later):
    return time_machine.travel(now + timedelta(**later), tick=False)


def test_row_says_who_is_signed_in_where_and_knows_the_key_by_its_digest_only(editor):
    client = sign_in(editor, REMOTE_ADDR="192.0.2.7")
    row = Session.objects.get(account=editor)
    assert (row.device, row.address) == ("Chrome on Windows", "192.0.2.7")
    assert row.key_digest == hashlib.sha256(key_of(client).encode()).hexdigest()
    assert key_of(client) not in "".join(map(str, Session.objects.values_list().get()))
    thief = Client()
    thief.cookies["sessionid"] = row.key_digest
    assert (is_in(client), is_in(thief)) == (True, False)


def test_key_is_new_at_sign_in_and_the_old_one_opens_nothing(editor):
    client = Client()
    session = client.session
    session["word"] = "before"
    session.save()
    known_before = client.cookies["sessionid"] = session.session_key
    client.post("/admin/login/", {"login": editor.email, "password": PASSWORD})
    assert key_of(client) != known_before
    assert client.session["word"] == "before"
    (row,) = Session.objects.all()
    assert row.account == editor
    thief = Client()
    thief.cookies["sessionid"] = known_before
    assert not is_in(thief)


def test_signing_in_once_more_in_the_same_browser_gives_a_new_key_and_new_hours(editor):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    before = key_of(client)
    with at(now, minutes=10):
        client.force_login(editor)
    assert key_of(client) != before
    (row,) = Session.objects.all()
    assert (row.account, row.began_at) == (editor, now + timedelta(minutes=10))


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (15, False)])
def test_fifteen_minutes_without_anybody_sign_out(editor, minutes, stays):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    with at(now, minutes=minutes):
        assert is_in(client) is stays


def test_whoever_goes_on_stays_eight_hours_and_not_longer(editor):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    for minutes in range(14, 480, 14):
        with at(now, minutes=minutes):
            assert is_in(client)
    with at(now, minutes=480):
        assert not is_in(client)


def test_new_key_while_signed_in_gives_no_new_hours(editor):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    with at(now, minutes=10):
        typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        before = key_of(client)
        assert client.post("/admin/password_change/", typed)["Location"] == "/admin/account/"
        assert key_of(client) != before
    row = Session.objects.get()
    assert (row.began_at, row.device) == (now, "Chrome on Windows")


def test_being_there_is_written_at_most_every_thirty_seconds(editor):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    for seconds, seen in ((29, 0), (30, 30), (59, 30), (60, 60)):
        with at(now, seconds=seconds):
            client.get("/admin/")
        assert Session.objects.get().last_seen_at == now + timedelta(seconds=seen)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(editor):
    page = samples.live_page("sample")
    presence = f"/admin/procedures/page/{page.pk}/presence/"
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    for minutes in range(1, 15):
        with at(now, minutes=minutes):
            assert client.post(presence).json()["others"] == "Nobody else has this page open."
    with at(now, minutes=15):
        assert not is_in(client)


def test_ended_session_is_not_written_back(editor):
    client = sign_in(editor)
    store = SessionStore(key_of(client))
    store["word"] = "late"
    assert sessions.end_all(editor) == 1
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_session_that_is_not_there_gets_a_key_of_ours(editor):
    client = Client()
    client.cookies["sessionid"] = "chosen-by-somebody-else-entirely"
    client.post("/admin/login/", {"login": editor.email, "password": PASSWORD})
    assert key_of(client) != "chosen-by-somebody-else-entirely"
    assert is_in(client)


def test_change_of_password_signs_out_everywhere_else(editor):
    here, elsewhere = sign_in(editor), sign_in(editor)
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/admin/password_change/", typed)["Location"] == "/admin/account/"
    assert Session.objects.count() == 1
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_password_chosen_by_a_link_signs_out_everywhere_else(editor, settings):
    elsewhere, here = sign_in(editor), Client()
    editor.refresh_from_db()
    link = one_time_links.issue(editor).removeprefix(settings.SITE_URL)
    typed = dict.fromkeys(here.get(link).context["form"].fields, NEW_PASSWORD)
    assert here.post(link, typed)["Location"] == "/admin/"
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("role", "stays"), [("editor", True), ("publisher", False), ("surgeon", False)])
def test_another_role_signs_out_everywhere(editor, role, stays):
    client = sign_in(editor)
    roles.assign(editor, role)
    assert is_in(client) is stays


def test_switched_off_account_is_signed_out_at_once(editor, administrator, signed_in):
    client = sign_in(editor)
    typed = {"full_name": "Sample Editor", "email": editor.email, "role": "editor"}
    address = f"/admin/practice_site/staffaccount/{editor.pk}/change/"
    assert signed_in(administrator).post(address, typed).status_code == 302
    assert not Session.objects.filter(account=editor).exists()
    assert not is_in(client)


def test_signing_out_leaves_no_row(editor):
    client = sign_in(editor)
    client.post("/admin/logout/")
    assert not Session.objects.filter(account=editor).exists()


def test_ending_all_but_one_leaves_that_one_and_those_of_others(editor, publisher, signed_in):
    here, elsewhere, other = sign_in(editor), sign_in(editor), signed_in(publisher)
    assert sessions.end_all(editor, but=here.session) == 1
    assert (is_in(here), is_in(elsewhere), is_in(other)) == (True, False, True)


def test_worker_takes_away_what_is_over_and_nothing_else(editor):
    now = timezone.now()
    with at(now, minutes=-16):
        sign_in(editor)
    client = sign_in(editor)
    job = next(job for job in jobs if job.name == "sessions")
    assert job.run() == "1 session that had ended taken away"
    assert is_in(client)
    assert job.run() is None
    assert job.every_seconds == session_ends.HOUR


def test_session_of_a_visitor_lasts_an_hour():
    now = timezone.now()
    with at(now):
        store = SessionStore()
        store["word"] = "kept"
        store.save()
    for minutes, kept in ((59, "kept"), (60, None)):
        with at(now, minutes=minutes):
            assert SessionStore(store.session_key).get("word") == kept


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>alert(1)</script>" * 99, ""),
    ],
)
def test_device_has_a_name_of_ours(said, name):
    assert device_names.name_of(said) == name


LIST = "/admin/account/sessions/"


def test_list_shows_the_own_sessions_and_which_is_this_one(editor, publisher, signed_in):
    signed_in(publisher)
    now = timezone.now()
    with at(now, minutes=-16):
        sign_in(editor)
    elsewhere, here = sign_in(editor, REMOTE_ADDR="192.0.2.7"), sign_in(editor)
    html = here.get(LIST).content.decode()
    assert html.count("Chrome on Windows</b>") == 2
    assert html.count("this one") == 1
    assert "192.0.2.7" in html
    assert html.count('name="end"') == 1
    assert "End all others" in html
    assert "and in 1 other place." in here.get("/admin/account/").content.decode()
    assert [key_of(each) in html for each in (here, elsewhere)] == [False, False]


def test_one_session_is_ended(editor):
    here, elsewhere = sign_in(editor), sign_in(editor)
    number = number_of(elsewhere)
    assert "You are signed out there." in here.post(LIST, {"end": number}, follow=True).content.decode()
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert AccountEvent.objects.latest("pk").kind == "sessions_ended"


def test_all_others_are_ended_in_one_go(editor, publisher, signed_in):
    here, other = sign_in(editor), signed_in(publisher)
    elsewhere = [sign_in(editor), sign_in(editor)]
    assert "You are signed in here only." in here.post(LIST, follow=True).content.decode()
    assert [is_in(each) for each in (here, *elsewhere, other)] == [True, False, False, True]


@pytest.mark.parametrize("number", ["of somebody else", "of this one", "0", "x", "9" * 40])
def test_session_that_is_not_ones_own_other_is_not_there(editor, publisher, signed_in, number):
    here, other = sign_in(editor), signed_in(publisher)
    numbers = {"of somebody else": number_of(other), "of this one": number_of(here)}
    assert here.post(LIST, {"end": numbers.get(number, number)}).status_code == 404
    assert (is_in(here), is_in(other)) == (True, True)


def test_asking_how_long_it_lasts_does_not_make_it_longer_and_staying_does(editor):
    now = timezone.now()
    with at(now):
        client = sign_in(editor)
    with at(now, minutes=10):
        assert client.get(f"{LIST}left/").json() == {"seconds": 300}
    with at(now, minutes=11):
        assert client.get(f"{LIST}left/").json() == {"seconds": 240}
        assert client.post(f"{LIST}stay/").json() == {"seconds": 900}
    with at(now, minutes=12):
        assert client.get(f"{LIST}left/").json() == {"seconds": 840}
    with at(now, minutes=26):
        assert client.get(f"{LIST}left/").status_code == 302


COOKIES = """
from django.conf import settings
from practice_site.message_cookie import MessageCookie
from consultations import views
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, MessageCookie.cookie_name)
print(views.REFERENCE_COOKIE, views.LINK_COOKIE)
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
print(settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH, end=" ")
print(settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN)
"""


def test_cookies_have_names_that_only_this_host_may_set_where_the_site_is_public(tmp_path):
    secret = "kD8s-Vq2xT7w_Zp4rNf6yHb1mJc9gLe3uXa5oRi0tSh8dWv2QkPz"
    public = {"SITE_URL": "https://practice.example", "SECRET_KEY": secret, "DATA_DIR": str(tmp_path)}
    said = running.manage("shell", "--no-imports", "-c", COOKIES, **public)
    assert said.stdout.split("\n")[-5:-1] == [
        "__Host-sessionid __Host-csrftoken __Host-messages",
        "__Secure-request_reference __Secure-request_link",
        "True True True",
        "/ / None None",
    ], said.stderr
    said = running.manage("shell", "--no-imports", "-c", COOKIES, DATA_DIR=str(tmp_path))
    assert said.stdout.split("\n")[-5:-2] == [
        "sessionid csrftoken messages",
        "request_reference request_link",
        "False False True",
    ], said.stderr


def test_cookie_of_the_session_is_for_this_browser_until_it_closes(editor, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sessionid", True
    client = Client()
    client.post("/admin/login/", {"login": editor.email, "password": PASSWORD})
    cookie = client.cookies["__Host-sessionid"]
    told = {name: cookie[name] for name in ("path", "domain", "secure", "httponly", "samesite", "max-age", "expires")}
    assert told == {
        "path": "/",
        "domain": "",
        "secure": True,
        "httponly": True,
        "samesite": "Lax",
        "max-age": "",
        "expires": "",
    }
