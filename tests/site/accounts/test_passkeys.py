"""Passkeys at the door: whose they are, how often their answers count, and how many wrong ones there may be."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import SESSION_KEY
from django.test import Client

from practice_site.models import AccountEvent
from tests.signing_in import with_password
from tests.site.accounts.passkeys import Device
from tests.site.accounts.second_factors import PASSWORD, give_password, with_app

FACTORS = "/admin/second-factor/"


@pytest.fixture
def kim(administrator):
    return with_password(administrator, PASSWORD)


def words_of(response) -> str:
    return response.content.decode()


def by_passkey(client, device):
    """Sign in without the password."""
    asked = client.get(f"{FACTORS}passkey/sign-in/", headers={"Accept": "application/json"}).json()["request_options"]
    credential = device.answer(json.dumps(asked))
    return client.post(f"{FACTORS}passkey/sign-in/", {"credential": credential}, follow=True)


def test_passkey_of_whoever_left_signs_nobody_in(client, kim):
    device = Device(kim)
    for changed in ({"is_active": False}, {"is_active": True, "is_staff": False}):
        type(kim).objects.update(**changed)
        assert "This passkey was not accepted." in words_of(by_passkey(client, device))
        assert SESSION_KEY not in client.session
    type(kim).objects.update(is_staff=True)
    assert by_passkey(client, device).redirect_chain == [("/admin/", 302)]
    assert client.session[SESSION_KEY] == str(kim.pk)


def test_answer_of_a_passkey_counts_once(client, kim):
    device = Device(kim)
    give_password(client, kim)
    answer = device.answer(client.get(f"{FACTORS}sign-in/").context["options"])
    assert client.post(f"{FACTORS}sign-in/", {"credential": answer})["Location"] == "/admin/"
    assert client.post("/admin/confirm/passkey/", {"credential": answer}).context["form"].errors


@pytest.mark.parametrize("wrong", [{"challenge": b"of another time"}, {"key": ec.generate_private_key(ec.SECP256R1())}])
def test_five_wrong_passkeys_end_the_session_and_lead_to_the_sign_in(client, kim, wrong):
    device = Device(kim)
    give_password(client, kim)
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "One try is left"):
        question = client.get(f"{FACTORS}sign-in/").context["options"]
        page = client.post(f"{FACTORS}sign-in/", {"credential": device.answer(question, **wrong)})
        assert "This passkey was not accepted." in words_of(page)
        assert left in words_of(page)
    question = client.get(f"{FACTORS}sign-in/").context["options"]
    fifth = client.post(f"{FACTORS}sign-in/", {"credential": device.answer(question, **wrong)})
    assert fifth["Location"] == "/admin/login/?next=%2Fadmin%2F"
    right = client.post(f"{FACTORS}sign-in/", {"credential": device.answer(question)})
    assert right["Location"] == "/admin/login/"
    assert AccountEvent.objects.filter(kind="factor_failed", account=kim, detail="webauthn").count() == 5


def test_wrong_codes_and_passkeys_of_a_session_count_together(client, kim):
    with_app(kim)
    give_password(client, kim)
    for sent in ({"code": "000000"}, {"credential": "{}"}) * 2:
        assert client.post(f"{FACTORS}sign-in/", sent).status_code == 200
    assert client.post(f"{FACTORS}sign-in/", {"credential": "{}"})["Location"].startswith("/admin/login/")


def test_right_passkey_opens_while_codes_of_the_account_wait(client, kim):
    device = Device(kim)
    with_app(kim)
    for _ in range(5):
        elsewhere = Client()
        give_password(elsewhere, kim)
        elsewhere.post(f"{FACTORS}sign-in/", {"code": "000000"})
    give_password(client, kim)
    assert "too many wrong codes" in words_of(client.post(f"{FACTORS}sign-in/", {"code": "000000"}))
    answer = device.answer(client.get(f"{FACTORS}sign-in/").context["options"])
    assert client.post(f"{FACTORS}sign-in/", {"credential": answer})["Location"] == "/admin/"
