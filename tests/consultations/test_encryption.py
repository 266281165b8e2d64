"""The format of a sealed value, and that nothing but the right key opens it in the right place."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from consultations import encryption, key_ring
from consultations.encryption import CannotOpen

PLACE = "consultations.requestnote.text/1/2"
pytestmark = pytest.mark.usefixtures("own_ring")


@pytest.mark.parametrize("content", [b"", b"x", "Zoë 王小明 🌸".encode(), bytes(70_000)])
def test_what_was_sealed_opens_again(content):
    assert encryption.open_sealed(encryption.seal(content, PLACE), PLACE) == content


def test_format_is_version_key_id_nonce_then_aes_256_gcm_bound_to_head_and_place():
    key = key_ring.ring().newest
    sealed = encryption.seal(b"words", PLACE)
    version, key_id, nonce, rest = sealed[:1], sealed[1:5], sealed[5:17], sealed[17:]
    assert (version, key_id.hex(), len(rest)) == (b"\x01", key.id, len(b"words") + 16)
    assert len(key.encryption) * 8 == 256
    cipher = AESGCM(key.encryption)
    assert cipher.decrypt(nonce, rest, version + key_id + PLACE.encode()) == b"words"
    with pytest.raises(InvalidTag):
        cipher.decrypt(nonce, rest, PLACE.encode())


def test_same_words_never_look_the_same():
    sealed = {encryption.seal(b"words", PLACE) for _ in range(100)}
    assert len({value[5:17] for value in sealed}) == 100
    assert len({value[17:] for value in sealed}) == 100


def test_every_flipped_bit_and_every_cut_is_noticed():
    sealed = encryption.seal(b"words", PLACE)
    flipped = [
        sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :] for at in range(len(sealed)) for bit in range(8)
    ]
    cut = [sealed[:length] for length in range(len(sealed))]
    for spoiled in [*flipped, *cut, sealed + b"\0"]:
        with pytest.raises(CannotOpen):
            encryption.open_sealed(spoiled, PLACE)


@pytest.mark.parametrize("place", ["", PLACE + "2", PLACE[:-1], PLACE.replace("text", "name"), PLACE.upper()])
def test_value_opens_in_no_other_place(place):
    with pytest.raises(CannotOpen, match=r"^The value was changed, or it belongs elsewhere\.$"):
        encryption.open_sealed(encryption.seal(b"words", PLACE), place)


def test_older_key_still_opens_and_newest_seals(add_key):
    first = key_ring.ring().newest
    old = encryption.seal(b"words", PLACE)
    second = add_key()
    new = encryption.seal(b"words", PLACE)
    assert [encryption.key_id_of(sealed) for sealed in (old, new)] == [first.id, second.id]
    assert encryption.open_sealed(old, PLACE) == encryption.open_sealed(new, PLACE) == b"words"


def test_value_of_a_key_that_is_not_in_the_ring_says_which(own_ring):
    sealed, key_id = encryption.seal(b"words", PLACE), key_ring.ring().newest.id
    own_ring.unlink()
    key_ring.create_if_missing()
    with pytest.raises(CannotOpen, match=rf"^The key {key_id} is not in the ring\.$"):
        encryption.open_sealed(sealed, PLACE)


def test_value_cannot_be_opened_while_the_ring_is_away_and_nothing_is_sealed(own_ring):
    sealed = encryption.seal(b"words", PLACE)
    away = own_ring.rename(own_ring.with_name("away.json"))
    with pytest.raises(CannotOpen, match=r"^The key ring cannot be read\.$"):
        encryption.open_sealed(sealed, PLACE)
    with pytest.raises(key_ring.ImproperlyConfigured):
        encryption.seal(b"words", PLACE)
    away.rename(own_ring)
    assert encryption.open_sealed(sealed, PLACE) == b"words"


@pytest.mark.parametrize("value", [b"", b"\x01", b"plain words that were never sealed, long enough to be"])
def test_what_was_never_sealed_has_no_key(value):
    with pytest.raises(CannotOpen, match=r"^This is not a sealed value\.$"):
        encryption.key_id_of(value)


def test_refusal_holds_nothing_of_the_words():
    sealed = encryption.seal(b"canary words", PLACE)
    with pytest.raises(CannotOpen) as refusal:
        encryption.open_sealed(sealed, "elsewhere")
    assert "canary" not in str(refusal.value)
    assert refusal.value.__cause__ is None
