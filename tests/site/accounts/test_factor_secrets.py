"""What second factors rest on is sealed for one account; what cannot be opened fits no code and breaks no screen."""

import base64
import re

import pytest
from allauth.mfa.models import Authenticator

from practice_site.accounts import factor_secrets
from tests.signing_in import with_password
from tests.site.accounts.second_factors import code_of, give_password, with_app, with_recovery_codes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_sealed_secret_opens_for_its_account_only():
    sealed = factor_secrets.seal(SECRET, 7)
    assert factor_secrets.unseal(sealed, 7) == SECRET
    assert factor_secrets.unseal(sealed, 8) != SECRET


def test_sealed_twice_is_never_the_same_and_never_shows_the_secret():
    first, second = factor_secrets.seal(SECRET, 7), factor_secrets.seal(SECRET, 7)
    assert first != second
    assert SECRET.encode() not in base64.b64decode(first)


def test_another_secret_key_opens_nothing(settings):
    sealed = factor_secrets.seal(SECRET, 7)
    settings.SECRET_KEY = "another-key-of-the-site-0123456789-abcdefghijklmnop"
    assert factor_secrets.unseal(sealed, 7) != SECRET


@pytest.mark.parametrize("place", [0, 1, 12, 13, -1])
def test_any_changed_byte_is_noticed(place):
    raw = bytearray(base64.b64decode(factor_secrets.seal(SECRET, 7)))
    raw[place] ^= 1
    assert factor_secrets.unseal(base64.b64encode(raw).decode(), 7) != SECRET


@pytest.mark.parametrize("sealed", ["", "AQ==", "not base64 at all", "é", None, "A" * 200, SECRET])
def test_what_cannot_be_opened_reads_as_a_secret_that_nobody_knows(sealed):
    first, second = factor_secrets.unseal(sealed, 7), factor_secrets.unseal(sealed, 7)
    assert re.fullmatch("[A-Z2-7]{32}", first)
    assert first != second


@pytest.fixture
def kim(administrator):
    return with_password(administrator, "a nose for long words")


def test_database_holds_no_secret(client, kim):
    give_password(client, kim)
    page = client.get("/admin/second-factor/app/add/")
    secret = "".join(page.context["groups"])
    client.post("/admin/second-factor/app/add/", {"code": code_of(secret)})
    app = Authenticator.objects.get(type="totp")
    assert factor_secrets.unseal(app.data["secret"], kim.pk) == secret
    kept = [str(row) for row in Authenticator.objects.values_list("data", flat=True)] + [str(dict(client.session))]
    assert not [row for row in kept if secret in row]


@pytest.mark.parametrize("damaged", ["", "AQ==", "nonsense"])
def test_damaged_secret_lets_nobody_in_and_says_that_the_code_is_wrong(client, kim, damaged):
    app, secret = with_app(kim)
    codes = with_recovery_codes(kim)
    Authenticator.objects.filter(pk=app.pk).update(data={"secret": damaged})
    Authenticator.objects.filter(pk=codes.pk).update(data={"seed": damaged, "used_mask": 0})
    give_password(client, kim)
    for code in (code_of(secret), "755224", "00000000", ""):  # 755224: of an empty secret, RFC 4226's first
        response = client.post("/admin/second-factor/sign-in/", {"code": code})
        assert response.status_code == 200
        assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_secret_copied_from_another_account_lets_nobody_in(client, kim, editor):
    (app, _), (own, secret) = with_app(kim), with_app(editor)
    Authenticator.objects.filter(pk=app.pk).update(data=own.data)
    give_password(client, kim)
    client.post("/admin/second-factor/sign-in/", {"code": code_of(secret)})
    assert "_auth_user_id" not in client.session
