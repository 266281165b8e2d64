"""The keys that what patients send is encrypted with, in one file apart from the database.

The file is JSON: `keys`, newest first, each with an id, the day it was made and two random 256-bit secrets (one
encrypts, one makes the search index), and `digest`, the secret behind digests that outlive every key. The newest key
encrypts; the older ones still open what they closed, also in backups.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

ID_BYTES = 4
SECRET_BYTES = 32


@dataclass(frozen=True)
class Key:
    """One key: its id (8 hexadecimal signs), the day it was made (ISO), and its two secrets of 32 bytes."""

    id: str
    made: str
    encryption: bytes
    index: bytes

    @property
    def fingerprint(self) -> str:
        """Tells this key from another that goes by the same id, and tells nothing else about it."""
        return hmac.new(self.encryption + self.index, b"fingerprint", hashlib.sha256).hexdigest()[:16]


@dataclass(frozen=True)
class KeyRing:
    """All keys, newest first, and the secret for digests."""

    keys: tuple[Key, ...]
    digest_secret: bytes

    @property
    def newest(self) -> Key:
        return self.keys[0]

    def find(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def digest(self, purpose: str, text: str) -> str:
        """64 hexadecimal signs that stand for `text` and cannot be guessed back without the ring."""
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self.digest_secret, message, hashlib.sha256).hexdigest()


_read: dict[Path, tuple[tuple[int, int, int], KeyRing]] = {}


def ring() -> KeyRing:
    """The ring as the file holds it now. It is read anew when the file has changed, so that every process follows.

    Raises `ImproperlyConfigured` with a sentence when the file is missing or is no key ring.
    """
    file = settings.ENCRYPTION_KEYS_FILE  # a path that knows its own text: this runs for every value that is opened
    try:
        facts = file.stat()
    except OSError:
        raise ImproperlyConfigured(
            f"The key ring {file} cannot be read. Without it nothing that patients sent can be opened: "
            "bring the file back, or let ENCRYPTION_KEYS_FILE name where it is."
        ) from None
    mark = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
    known = _read.get(file)
    if known is None or known[0] != mark:
        known = _read[file] = (mark, _parsed(file))
    return known[1]


def create_if_missing() -> bool:
    """Make a ring with one key where there is none. True when it was made; of several processes one wins."""
    file = Path(settings.ENCRYPTION_KEYS_FILE)
    if file.exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = KeyRing((new_key(),), secrets.token_bytes(SECRET_BYTES))
    draft = _written_beside(file, fresh)
    try:
        os.link(draft, file)
        _bring_to_disk(file.parent)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def new_key() -> Key:
    made = timezone.localdate().isoformat()
    return Key(secrets.token_hex(ID_BYTES), made, secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES))


def save(changed: KeyRing) -> None:
    """Put `changed` in the place of the ring, whole or not at all, and readable by its owner alone."""
    file = Path(settings.ENCRYPTION_KEYS_FILE)
    _written_beside(file, changed).replace(file)
    _bring_to_disk(file.parent)


def _written_beside(file: Path, content: KeyRing) -> Path:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as draft:
            json.dump(_as_json(content), draft, indent=2)
            draft.flush()
            os.fsync(draft.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _bring_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_json(content: KeyRing) -> dict:
    keys = [
        {"id": key.id, "made": key.made, "encryption": _text(key.encryption), "index": _text(key.index)}
        for key in content.keys
    ]
    return {"keys": keys, "digest": _text(content.digest_secret)}


def _parsed(file: Path) -> KeyRing:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        keys = tuple(
            Key(entry["id"], entry["made"], _secret(entry["encryption"]), _secret(entry["index"]))
            for entry in content["keys"]
        )
        are_ids = all(len(bytes.fromhex(key.id)) == ID_BYTES for key in keys)
        if not keys or not are_ids:
            raise ValueError
        return KeyRing(keys, _secret(content["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise ImproperlyConfigured(f"{file} is no key ring. Bring back the file that the site made.") from None


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != SECRET_BYTES:
        raise ValueError
    return secret
