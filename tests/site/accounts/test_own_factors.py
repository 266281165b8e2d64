"""The pages of somebody's own second factors, and of giving one at sign-in."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.urls import NoReverseMatch, reverse

from practice_site.accounts import factor_changes, second_factor
from practice_site.accounts.sessions import SessionStore
from practice_site.models import AccountEvent, AccountMail
from tests.consultations.at_once import together
from tests.signing_in import with_password
from tests.site.accounts.passkeys import Device
from tests.site.accounts.second_factors import PASSWORD, code_of, give_password, prove, with_app, with_recovery_codes

FACTORS = "/admin/second-factor/"


@pytest.fixture
def kim(administrator):
    return with_password(administrator, PASSWORD)


@pytest.fixture
def visitor(client, kim):
    """Kim, who signed in a moment ago and gave the password again."""
    give_password(client, kim)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"reauthenticated": True} for record in records]
    session.save()
    return client


def passkey_of(account, name="iPhone of Kim") -> Authenticator:
    return Device(account, name).row


def words_of(response) -> str:
    return response.content.decode()


def test_overview_lists_what_there_is(visitor, kim):
    assert "Nothing but your password protects your account." in words_of(visitor.get(FACTORS))
    passkey_of(kim, "<b>Phone</b>")
    with_app(kim)
    with_recovery_codes(kim)
    page = words_of(visitor.get(FACTORS))
    assert "&lt;b&gt;Phone&lt;/b&gt;" in page
    assert "<strong>10 of 10 left.</strong>" in page
    assert page.count(">Remove<") == 2


@pytest.mark.parametrize("address", ["name/", "remove/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_passkey_of_somebody_else_is_not_there(visitor, editor, address, method):
    theirs = passkey_of(editor)
    response = getattr(visitor, method)(f"{FACTORS}passkey/{theirs.pk}/{address}", {"name": "Mine"})
    assert response.status_code == 404
    assert second_factor.of(editor).get().data["name"] == "iPhone of Kim"


def test_address_of_passkeys_removes_no_app(visitor, kim):
    app, _ = with_app(kim)
    codes = with_recovery_codes(kim)
    for other in (app, codes):
        assert visitor.post(f"{FACTORS}passkey/{other.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(user=kim).count() == 2


def test_second_factor_of_an_account_where_it_is_optional_can_go(visitor, kim):
    with_app(kim)
    with_recovery_codes(kim)
    prove(visitor, kim)
    assert "Your password alone opens your account then" in words_of(visitor.get(f"{FACTORS}app/remove/"))
    visitor.post(f"{FACTORS}app/remove/")
    assert not Authenticator.objects.filter(user=kim).exists()  # codes stand in for nothing any more
    assert second_factor.GIVEN not in visitor.session
    assert [mail.kind for mail in AccountMail.objects.all()] == [AccountMail.Kind.FACTOR_REMOVED]


def test_only_second_factor_stays_where_one_is_required(visitor, kim, settings):
    settings.STAFF_MFA_REQUIRED = True
    app, _ = with_app(kim)
    prove(visitor, kim)
    assert "nobody works here without one" in words_of(visitor.get(f"{FACTORS}app/remove/"))
    page = visitor.post(f"{FACTORS}app/remove/", follow=True)
    assert "This is your only second factor. Add another one first." in words_of(page)
    assert second_factor.of(kim).get() == app
    passkey_of(kim)
    visitor.post(f"{FACTORS}app/remove/")
    assert [each.type for each in second_factor.of(kim)] == ["webauthn"]


@pytest.mark.django_db(transaction=True)
def test_of_two_last_factors_removed_at_once_one_stays(kim, settings, rf):
    settings.STAFF_MFA_REQUIRED = True
    both = [passkey_of(kim), passkey_of(kim)]

    def remove(factor):
        request = rf.post("/")
        request.user, request.session = kim, SessionStore()
        try:
            factor_changes.remove(request, Authenticator.objects.get(pk=factor.pk))
        except factor_changes.IsTheOnlyOne:
            return "stays"
        return "went"

    assert sorted(together(*[lambda factor=factor: remove(factor) for factor in both])) == ["stays", "went"]
    assert second_factor.of(kim).count() == 1


@pytest.mark.usefixtures("beginning_of_a_time_step")
def test_app_is_set_up_by_the_code_of_now_or_of_half_a_minute_ago(visitor, kim):
    secret = "".join(visitor.get(f"{FACTORS}app/add/").context["groups"])
    for wrong in ("", "000000", code_of(secret, 2), code_of(secret, -1), "１２３４５６", "a" * 40):
        response = visitor.post(f"{FACTORS}app/add/", {"code": wrong})
        assert list(response.context["form"].errors) == ["code"]
    response = visitor.post(f"{FACTORS}app/add/", {"code": code_of(secret, 1)})
    assert response["Location"] == f"{FACTORS}recovery-codes/"
    assert second_factor.is_given(response.wsgi_request)
    (mail,) = AccountMail.objects.all()
    assert (mail.kind, mail.detail, mail.account) == (AccountMail.Kind.FACTOR_ADDED, "An authenticator app.", kim)


def test_picture_of_the_key_comes_from_here(visitor):
    page = words_of(visitor.get(f"{FACTORS}app/add/"))
    assert 'src="data:image/svg+xml;base64,' in page
    assert "http://" not in page.partition("<main")[2].partition("</main>")[0].replace("http://www.w3.org", "")


def test_change_of_factors_ends_every_other_session(visitor, kim, signed_in):
    _, secret = with_app(kim)
    prove(visitor, kim)
    codes = f"{FACTORS}recovery-codes/new/"
    for change in (lambda: visitor.post(codes), lambda: visitor.post(f"{FACTORS}app/remove/")):
        elsewhere = signed_in(kim)
        assert elsewhere.get("/admin/account/").status_code == 200
        change()
        assert elsewhere.get("/admin/account/")["Location"].startswith("/admin/login/")
        assert visitor.get("/admin/account/").status_code == 200
    elsewhere = signed_in(kim)
    secret = "".join(visitor.get(f"{FACTORS}app/add/").context["groups"])
    visitor.post(f"{FACTORS}app/add/", {"code": code_of(secret)})
    assert elsewhere.get("/admin/account/")["Location"].startswith("/admin/login/")
    assert visitor.get("/admin/account/").status_code == 200


def test_recovery_codes_are_shown_until_they_are_kept(visitor, kim):
    with_app(kim)
    codes = with_recovery_codes(kim).wrap()
    prove(visitor, kim)
    codes.instance.data["used_mask"] = 0b10
    codes.instance.save()
    page = words_of(visitor.get(f"{FACTORS}recovery-codes/"))
    shown = visitor.get(f"{FACTORS}recovery-codes/").context["codes"]
    assert [line["is_used"] for line in shown] == [False, True, *[False] * 8]
    assert f"<s>{shown[1]['text']}</s>" in page
    file = visitor.get(f"{FACTORS}recovery-codes/file/")
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert [line["text"] in words_of(file) for line in shown] == [True, False, *[True] * 8]

    assert visitor.post(f"{FACTORS}recovery-codes/")["Location"] == FACTORS
    page = words_of(visitor.get(f"{FACTORS}recovery-codes/"))
    assert not [line for line in shown if line["text"] in page]
    assert (page.count("<s>••••"), "9 of 10 are left" in page) == (1, True)
    assert visitor.get(f"{FACTORS}recovery-codes/file/").status_code == 404


def test_new_recovery_codes_end_the_old_ones(visitor, kim):
    with_app(kim)
    old = with_recovery_codes(kim)
    prove(visitor, kim)
    assert visitor.post(f"{FACTORS}recovery-codes/new/")["Location"] == f"{FACTORS}recovery-codes/"
    new = Authenticator.objects.get(user=kim, type="recovery_codes")
    assert new.data["seed"] != old.data["seed"]


def test_without_a_second_factor_there_are_no_recovery_codes(visitor):
    response = visitor.post(f"{FACTORS}recovery-codes/new/")
    assert response.context["form"].errors
    assert visitor.get(f"{FACTORS}recovery-codes/").status_code == 404
    assert not Authenticator.objects.exists()


NONSENSE = [
    "",
    "null",
    "[]",
    '"x"',
    "7",
    "{}",
    "{",
    '{"id": "a"}',
    '{"id": null, "rawId": null, "response": null, "type": "public-key"}',
    '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}',
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "attestationObject": "oA",
                "authenticatorData": "AA",
                "signature": "AA",
            },
        }
    ),
    json.dumps({"id": "A" * 5000, "rawId": "!", "type": 3, "response": {"clientDataJSON": "%%", "userHandle": "OTk5"}}),
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_made_up_passkey_is_refused_with_a_sentence(visitor, kim, credential):
    visitor.get(f"{FACTORS}passkey/add/")
    response = visitor.post(f"{FACTORS}passkey/add/", {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NONSENSE)
def test_made_up_passkey_signs_nobody_in(client, kim, credential):
    client.get(f"{FACTORS}passkey/sign-in/", headers={"Accept": "application/json"})
    response = client.post(f"{FACTORS}passkey/sign-in/", {"credential": credential})
    assert response["Location"] == "/admin/login/"
    with_app(kim)
    give_password(client, kim)
    client.get(f"{FACTORS}sign-in/")
    response = client.post(f"{FACTORS}sign-in/", {"credential": credential})
    assert response.status_code == 200
    assert response.context["webauthn_form"].errors
    assert SESSION_KEY not in client.session


def test_refused_passkey_after_the_right_password_is_in_the_log(client, kim):
    with_app(kim)
    give_password(client, kim)
    client.post(f"{FACTORS}sign-in/", {"credential": '{"id": "canary"}'})
    event = AccountEvent.objects.latest("pk")
    assert (event.kind, event.account, event.detail) == ("factor_failed", kim, "webauthn")
    assert "canary" not in str(AccountEvent.objects.values())


def test_code_of_the_app_is_the_second_half_of_a_sign_in(client, kim):
    _, secret = with_app(kim)
    response = give_password(client, kim, next="/admin/practice_site/practice/1/change/")
    assert response["Location"] == f"{FACTORS}sign-in/"
    assert SESSION_KEY not in client.session
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    wrong = client.post(f"{FACTORS}sign-in/", {"code": "000000"})
    assert "This code is not right" in words_of(wrong)
    response = client.post(f"{FACTORS}sign-in/", {"code": f" {code_of(secret)[:3]} {code_of(secret)[3:]} "})
    assert response["Location"] == "/admin/practice_site/practice/1/change/"
    assert second_factor.is_given(response.wsgi_request)


def test_half_a_sign_in_can_be_left(client, kim):
    with_app(kim)
    give_password(client, kim)
    client.post("/admin/logout/")
    assert client.get(f"{FACTORS}sign-in/")["Location"] == "/admin/login/"


def test_nobody_gets_to_the_second_half_without_the_first(client, kim):
    with_app(kim)
    assert client.get(f"{FACTORS}sign-in/")["Location"] == "/admin/login/"
    assert client.post(f"{FACTORS}sign-in/", {"code": "123456"})["Location"] == "/admin/login/"


@pytest.mark.parametrize("name", ["mfa_signup_webauthn", "account_signup_by_passkey", "account_signup", "mfa_trust"])
def test_nobody_signs_up_and_no_browser_is_trusted(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_start_page_says_that_only_a_password_protects_the_account(visitor, kim):
    assert "Set up a second factor" in words_of(visitor.get("/admin/"))
    assert "None: whoever knows your password gets in." in words_of(visitor.get("/admin/account/"))
    prove(visitor, kim)
    assert "Set up a second factor" not in words_of(visitor.get("/admin/"))
    assert "Your password alone does not open your account." in words_of(visitor.get("/admin/account/"))
