"""How the password of an account lies in the database: as Argon2id, slow enough, salted anew, and whole."""

import base64
import re

import pytest

from practice_site.models import StaffAccount

PASSWORD = "violet harbour lantern 42"
LONG = "Пароль и ключ " * 10  # 140 signs, of which not one may be cut off, not even the space at the end


@pytest.fixture
def account(db):
    """A function that makes an account with a password, and reads it again."""

    def make(email: str, password: str) -> StaffAccount:
        StaffAccount.objects.create_user(email=email, password=password, full_name="Ada Lind")
        return StaffAccount.objects.get(email=email)

    return make


def test_password_is_kept_as_argon2id_with_at_least_19_mib_and_two_rounds(account):
    stored = account("ada@example.com", PASSWORD).password
    memory, rounds, salt = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$([^$]+)\$", stored).groups()
    assert int(memory) >= 19 * 1024  # in KiB: what OWASP asks for at least
    assert int(rounds) >= 2
    assert len(base64.b64decode(salt + "==")) >= 16
    assert PASSWORD not in stored


def test_same_password_of_two_accounts_looks_different(account):
    assert account("ada@example.com", PASSWORD).password != account("ben@example.com", PASSWORD).password


def test_long_password_counts_to_its_last_sign_and_in_its_own_case(account):
    ada = account("ada@example.com", LONG)
    assert ada.check_password(LONG)
    assert [word for word in (LONG[:-1], LONG[:72], LONG.lower(), f"{LONG} ") if ada.check_password(word)] == []
