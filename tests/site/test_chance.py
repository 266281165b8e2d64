"""What must not be guessed has 128 bits of chance or more, and is never made twice."""

import math

import pytest
from allauth.mfa import app_settings
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from practice_site.accounts import one_time_links
from practice_site.accounts.sessions import SessionStore

MANY = 100


def fewest_bits(secrets: list[str]) -> float:
    """What the shortest of them can hold at most, written with the signs that they are written with."""
    assert len(set(secrets)) == len(secrets)
    return min(map(len, secrets)) * math.log2(len(set("".join(secrets))))


@pytest.mark.django_db
def test_key_of_a_session_cannot_be_guessed():
    stores = [SessionStore() for _ in range(MANY)]
    for store in stores:
        store.create()
    assert fewest_bits([store.session_key for store in stores]) >= 128


def test_one_time_link_of_staff_cannot_be_guessed(editor):
    links = [one_time_links.issue(editor) for _ in range(MANY)]
    assert fewest_bits([link.rstrip("/").rpartition("/")[2] for link in links]) >= 256


def test_seeds_of_apps_and_of_recovery_codes_cannot_be_guessed():
    assert fewest_bits([totp.generate_totp_secret() for _ in range(MANY)]) >= 160
    assert fewest_bits([RecoveryCodes.generate_seed() for _ in range(MANY)]) >= 256
    assert app_settings.RECOVERY_CODE_DIGITS * math.log2(10) >= 20


def test_measure_would_notice_short_and_repeated_ones():
    assert fewest_bits(["0123456789", "abcdef0123"]) == 40
    with pytest.raises(AssertionError):
        fewest_bits(["same", "same"])
