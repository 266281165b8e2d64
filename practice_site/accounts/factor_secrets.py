"""Seals the secrets of authenticator apps and recovery codes: AES-256-GCM under a key derived from `SECRET_KEY`.

What was sealed for one account does not open for another. What cannot be opened, because it was changed or `SECRET_KEY`
is another by now, reads as a secret that nobody knows: then no code fits, and no screen fails.
"""

import base64
import os
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
UNKNOWN_BYTES = 20  # as many as an authenticator app's secret has
CLOSED = (InvalidTag, ValueError, TypeError)  # what is raised where a secret does not open


def seal(secret: str, account_id: int) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, secret.encode(), _bound(VERSION, account_id))
    return base64.b64encode(VERSION + nonce + sealed).decode()


def unseal(sealed: str, account_id: int) -> str:
    """The secret, or one that nobody knows."""
    try:
        return _opened(sealed, account_id)
    except CLOSED:
        return base64.b32encode(secrets.token_bytes(UNKNOWN_BYTES)).decode()


def opens(sealed: str, account_id: int) -> bool:
    try:
        _opened(sealed, account_id)
    except CLOSED:
        return False
    return True


def _opened(sealed: str, account_id: int) -> str:
    raw = base64.b64decode(sealed, validate=True)
    version, nonce, content = raw[:1], raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    return _cipher().decrypt(nonce, content, _bound(version, account_id)).decode()


def _bound(version: bytes, account_id: int) -> bytes:
    return version + f"staff account {account_id}".encode()


def _cipher() -> AESGCM:
    return AESGCM(_key_from(settings.SECRET_KEY))


@lru_cache(maxsize=2)
def _key_from(secret_key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"practice_site.accounts.factor_secrets")
    return derivation.derive(secret_key.encode())
