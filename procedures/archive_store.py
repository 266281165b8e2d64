"""Bytes that are kept once and named by what they are: each lies in a file whose name is its own SHA-256.

The files lie plain below `DATA_DIR/archive/<first two digits>/`, so anybody can prove them with `sha256sum` alone.
They are written under a passing name, brought to the disk and only then named: whoever finds a name finds all of it.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FILE_MODE = 0o640
FOLDER_MODE = 0o750
PIECE = 1024 * 1024  # bytes that are read at a time


class Damaged(Exception):
    """The bytes under a name are not those that the name stands for."""


def digest_of(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def put(content: bytes) -> str:
    """Keep the bytes and return their digest. What is there already costs nothing.

    Raises `OSError` when they cannot be brought to the disk; then no name stands for half of them.
    """
    digest = digest_of(content)
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        _write(content, target)
    return digest


def get(digest: str) -> bytes:
    """The bytes. Raises `FileNotFoundError` when they are not there, `Damaged` when they are not what they were."""
    content = path_of(digest).read_bytes()
    if digest_of(content) != digest:
        raise Damaged(digest)
    return content


def has(digest: str) -> bool:
    return path_of(digest).exists()


def size(digest: str) -> int:
    """Length in bytes. Raises `FileNotFoundError`."""
    return path_of(digest).stat().st_size


def check(digest: str) -> int:
    """Read everything under this name, a piece at a time, and return its length. Raises as `get` does."""
    found, length = hashlib.sha256(), 0
    with path_of(digest).open("rb") as stream:
        for piece in _pieces(stream):
            found.update(piece)
            length += len(piece)
    if found.hexdigest() != digest:
        raise Damaged(digest)
    return length


def remove(digest: str) -> int:
    """Take the bytes away for good and return how many they were. For `archive_retention` alone."""
    length = size(digest)
    path_of(digest).unlink()
    return length


def path_of(digest: str) -> Path:
    """Where these bytes lie, or would lie."""
    return Path(settings.DATA_DIR) / "archive" / digest[:2] / digest


def _pieces(stream) -> Iterator[bytes]:
    return iter(lambda: stream.read(PIECE), b"")


def _write(content: bytes, target: Path) -> None:
    number, draft = tempfile.mkstemp(prefix=".draft-", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), FILE_MODE)
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the name itself to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
