"""A key ring that a test may change, lose and spoil."""

import pytest

from consultations import key_ring


@pytest.fixture
def own_ring(settings, tmp_path):
    """The file of a ring with one key, for this test alone."""
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "ring" / "keys.json"
    key_ring.create_if_missing()
    return settings.ENCRYPTION_KEYS_FILE


@pytest.fixture
def add_key(own_ring):
    """A function that puts a new key first, as rotating does, and returns it."""

    def add() -> key_ring.Key:
        old = key_ring.ring()
        newest = key_ring.new_key()
        key_ring.save(key_ring.KeyRing((newest, *old.keys), old.digest_secret))
        return newest

    return add
