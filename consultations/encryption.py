"""Closes and opens what patients send: AES-256-GCM under a key of the ring, bound to the one place it belongs to.

A sealed value is one byte for the version of this format, four for the id of the key, twelve for the nonce, then the
encrypted bytes with their 16-byte tag (NIST SP 800-38D). The place (model, field and row) is authenticated with it, so
that a value that was copied to another row, field or patient cannot be opened there.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured

from consultations import key_ring

VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = 1 + key_ring.ID_BYTES


class CannotOpen(Exception):
    """A sealed value is damaged, stands in the wrong place, or its key is not in the ring."""


def seal(content: bytes, place: str) -> bytes:
    """Encrypt `content` for `place` under the newest key."""
    key = key_ring.ring().newest
    head = _head(key)
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + AESGCM(key.encryption).encrypt(nonce, content, _bound(head, place))


def open_sealed(sealed: bytes, place: str) -> bytes:
    """The content that was sealed for `place`. Raises `CannotOpen`, which never holds any of it."""
    key_id = key_id_of(sealed)
    try:
        key = key_ring.ring().find(key_id)
    except ImproperlyConfigured:  # reading goes on without it, so that screens still say what is wrong
        raise CannotOpen("The key ring cannot be read.") from None
    if key is None:
        raise CannotOpen(f"The key {key_id} is not in the ring.")
    head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
    try:
        return AESGCM(key.encryption).decrypt(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], _bound(head, place))
    except InvalidTag:
        raise CannotOpen("The value was changed, or it belongs elsewhere.") from None


def key_id_of(sealed: bytes) -> str:
    """The id of the key that opens a sealed value. Raises `CannotOpen` for what was never sealed."""
    if len(sealed) < HEAD_BYTES + NONCE_BYTES + TAG_BYTES or sealed[:1] != VERSION:
        raise CannotOpen("This is not a sealed value.")
    return sealed[1:HEAD_BYTES].hex()


def newest_head() -> bytes:
    """How every value begins that is sealed now."""
    return _head(key_ring.ring().newest)


def _head(key: key_ring.Key) -> bytes:
    return VERSION + bytes.fromhex(key.id)


def _bound(head: bytes, place: str) -> bytes:
    return head + place.encode()
