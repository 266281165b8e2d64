"""A second factor whose row was damaged breaks no screen, opens nothing, and the person gets in by another way."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.db.models import JSONField, Value

from practice_site.accounts import second_factor
from practice_site.models import AccountEvent
from tests.signing_in import signed_in_client, with_password
from tests.site.accounts.passkeys import Device
from tests.site.accounts.second_factors import PASSWORD, code_of, give_password, prove, with_app, with_recovery_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning_of_a_time_step")]
FACTORS, CONFIRM = "/admin/second-factor/", "/admin/confirm/"
SIGN_IN = f"{FACTORS}sign-in/"
CANARY = "canary"
OTHERS = [Value(None, JSONField()), [], 7, "x", {}]  # what a row may hold instead of an object with what is expected


@pytest.fixture
def kim(administrator):
    return with_password(administrator, PASSWORD)


def broken(device) -> list:
    """What may have become of a passkey's row."""
    good = device.row.data
    response = good["credential"]["response"]
    cut = response | {"attestationObject": response["attestationObject"][:40]}
    return [
        *OTHERS,
        {"name": CANARY},
        {"name": CANARY, "credential": {}},
        {"name": CANARY, "credential": None},
        {"name": CANARY, "credential": CANARY},
        {"name": CANARY, "credential": good["credential"] | {"rawId": CANARY}},
        {"name": CANARY, "credential": good["credential"] | {"response": cut}},
        {"name": [CANARY], "credential": good["credential"]},
        {"credential": good["credential"]},
    ]


def with_damaged_passkeys(account) -> list[Authenticator]:
    """One of each kind of damage."""
    whole = Device(account)
    kinds = broken(whole)
    whole.row.delete()
    return [Authenticator.objects.create(user=account, type="webauthn", data=data) for data in kinds]


def words_of(response) -> str:
    return response.content.decode()


def notes() -> list[tuple]:
    return list(AccountEvent.objects.filter(kind="factor_unreadable").order_by("pk").values_list("account", "detail"))


def inside(account):
    visitor = signed_in_client(account)
    prove(visitor, account)
    return visitor


def test_another_passkey_opens_at_sign_in_and_before_an_act(client, kim):
    with_damaged_passkeys(kim)
    device = Device(kim)
    give_password(client, kim)
    options = client.get(SIGN_IN).context["options"]
    assert options.count('"public-key"') == 1
    assert client.post(SIGN_IN, {"credential": device.answer(options)})["Location"] == "/admin/"
    question = client.get(f"{CONFIRM}passkey/").context["options"]
    answer = client.post(f"{CONFIRM}passkey/", {"credential": device.answer(question), "next": "/admin/account/"})
    assert answer["Location"] == "/admin/account/"


def test_code_opens_where_no_passkey_can_be_read(client, kim):
    with_damaged_passkeys(kim)
    _, secret = with_app(kim)
    give_password(client, kim)
    page = words_of(client.get(SIGN_IN))
    assert "Your passkey cannot be read here any more. Give a code instead." in page
    assert "data-passkey=" not in page
    assert client.post(SIGN_IN, {"credential": "{}"}).status_code == 200
    assert client.post(SIGN_IN, {"code": code_of(secret, 1)})["Location"] == "/admin/"
    assert client.get(f"{CONFIRM}passkey/")["Location"].startswith(f"{CONFIRM}code/")
    answer = client.post(f"{CONFIRM}code/", {"code": code_of(secret), "next": "/admin/account/"})
    assert answer["Location"] == "/admin/account/"


@pytest.mark.parametrize("is_required", [False, True])
def test_password_alone_opens_nothing_because_every_factor_is_damaged(client, kim, settings, is_required):
    settings.STAFF_MFA_REQUIRED = is_required
    with_damaged_passkeys(kim)
    assert give_password(client, kim)["Location"] == SIGN_IN
    page = words_of(client.get(SIGN_IN))
    assert "An administrator of your practice can help you back in." in page
    assert SESSION_KEY not in client.session
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_whoever_is_inside_without_a_readable_factor_is_led_to_an_administrator(kim):
    with_damaged_passkeys(kim)
    visitor = signed_in_client(kim, minutes_ago=10)
    prove(visitor, kim)
    session = visitor.session
    session["account_authentication_methods"] = []
    session.save()
    question = visitor.get("/admin/account/email/")["Location"]
    assert question.startswith(f"{CONFIRM}passkey/?next=")
    assert "An administrator of your practice can help you back in." in words_of(visitor.get(question))
    password = visitor.post(CONFIRM, {"password": PASSWORD, "next": "/admin/account/email/"})
    assert password["Location"].startswith(f"{CONFIRM}passkey/")
    assert visitor.get("/admin/account/email/")["Location"] == question


def test_administrator_helps_back_in(kim, surgeon, staff_of):
    with_damaged_passkeys(surgeon)
    address = f"/admin/practice_site/staffaccount/{surgeon.pk}/"
    helper = signed_in_client(kim)
    assert "Sample Surgeon" in words_of(helper.get("/admin/practice_site/staffaccount/"))
    assert helper.get(f"{address}change/").status_code == 200
    helper.post(f"{address}reset/", {"reason": "The passkeys cannot be read any more."})
    assert not second_factor.of(surgeon).exists()


def test_own_factors_list_what_cannot_be_read_and_each_can_be_removed(kim):
    damaged = with_damaged_passkeys(kim)
    Device(kim, "Whole phone")
    visitor = inside(kim)
    page = words_of(visitor.get(FACTORS))
    assert page.count("It cannot be read here any more and does not get you in.") == len(damaged)
    assert page.count(">Rename<") == 1
    for factor in damaged:
        address = f"{FACTORS}passkey/{factor.pk}/"
        assert visitor.get(f"{address}name/").status_code == 404
        assert visitor.post(f"{address}name/", {"name": "New"}).status_code == 404
        assert "Remove" in words_of(visitor.get(f"{address}remove/"))
        assert "It was removed." in words_of(visitor.post(f"{address}remove/", follow=True))
    assert [each.wrap().name for each in second_factor.of(kim)] == ["Whole phone"]


def test_another_passkey_can_be_added(kim):
    with_damaged_passkeys(kim)
    page = inside(kim).get(f"{FACTORS}passkey/add/")
    assert '"excludeCredentials": []' in page.context["options"] or "excludeCredentials" not in page.context["options"]


def test_last_readable_factor_stays_beside_damaged_ones(kim):
    damaged, device = with_damaged_passkeys(kim), Device(kim)
    visitor = inside(kim)
    address = f"{FACTORS}passkey/{device.row.pk}/remove/"
    page = words_of(visitor.get(address))
    assert "your only second factor that can still be read" in page
    assert "Yes, remove it" not in page
    visitor.post(address)
    assert second_factor.of(kim).count() == len(damaged) + 1


def test_damage_is_noted_once_and_without_what_was_stored(client, kim, log_text):
    damaged = with_damaged_passkeys(kim)
    visitor = inside(kim)
    for _ in range(2):
        visitor.get(FACTORS)
        give_password(client, kim)
        client.get(SIGN_IN)
    assert sorted(notes()) == sorted((kim.pk, f"passkey {each.pk}") for each in damaged)
    assert log_text().count("factor_unreadable") == len(damaged)
    assert CANARY not in log_text() + str(AccountEvent.objects.values())
    assert "Second factor cannot be read" in words_of(visitor.get("/admin/practice_site/accountevent/"))


def test_whole_factors_are_not_noted(kim):
    with_app(kim)
    with_recovery_codes(kim)
    Device(kim)
    assert "cannot be read" not in words_of(inside(kim).get(FACTORS))
    assert notes() == []


@pytest.mark.parametrize("data", [*OTHERS, {"secret": None}, {"secret": CANARY}, {"secret": 7, "last_step": 1}])
def test_damaged_app_fits_no_code_and_can_be_removed(client, kim, data):
    app, secret = with_app(kim)
    device = Device(kim)
    Authenticator.objects.filter(pk=app.pk).update(data=data)
    give_password(client, kim)
    page = client.post(SIGN_IN, {"code": code_of(secret)})
    assert "This code is not right" in words_of(page)
    client.post(SIGN_IN, {"credential": device.answer(page.context["options"])})
    assert "It cannot be read here any more" in words_of(client.get(FACTORS))
    client.post(f"{FACTORS}app/remove/")
    assert [each.type for each in second_factor.of(kim)] == ["webauthn"]
    assert notes() == [(kim.pk, f"authenticator app {app.pk}")]


def test_app_whose_last_step_is_no_number_fits_no_code(client, kim):
    app, secret = with_app(kim)
    Authenticator.objects.filter(pk=app.pk).update(data=app.data | {"last_step": "x"})
    give_password(client, kim)
    assert "This code is not right" in words_of(client.post(SIGN_IN, {"code": code_of(secret)}))


CODES = [{"used_mask": 0}, {"seed": CANARY, "used_mask": 0}, {"seed": None, "used_mask": 0}]


@pytest.mark.parametrize("data", [*OTHERS, *CODES, "without a mask", "with a list"])
def test_damaged_recovery_codes_fit_nothing_and_are_made_anew(client, kim, data):
    codes = with_recovery_codes(kim)
    if data == "without a mask":
        data = codes.data | {"used_mask": "x"}
    elif data == "with a list":
        data = codes.data | {"migrated_codes": 7}
    device = Device(kim)
    Authenticator.objects.filter(pk=codes.pk).update(data=data)
    give_password(client, kim)
    page = client.post(SIGN_IN, {"code": "12345678"})
    assert "This code is not right" in words_of(page)
    client.post(SIGN_IN, {"credential": device.answer(page.context["options"])})
    assert "none of them works. Make new ones." in words_of(client.get(FACTORS))
    for address in ("recovery-codes/", "recovery-codes/file/"):
        assert client.get(f"{FACTORS}{address}").status_code == 404
    assert "You get ten new codes." in words_of(client.get(f"{FACTORS}recovery-codes/new/"))
    client.post(f"{FACTORS}recovery-codes/new/")
    assert "<strong>10 of 10 left.</strong>" in words_of(client.get(FACTORS))
    assert notes() == [(kim.pk, f"recovery codes {codes.pk}")]
