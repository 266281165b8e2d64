"""Tells a full disk from any other failure, whoever met it first: the database, an upload, or a file of ours."""

import errno
from collections.abc import Iterator

from django.db import DatabaseError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SQLite calls a write for which there was no room an input/output error, too.
DATABASE_WORDS = ("disk is full", "disk i/o", "no space left", "quota exceeded")


def is_behind(problem: BaseException | None) -> bool:
    """Whether a full disk is the problem, or what led to it."""
    return any(_is_full_disk(link) for link in chain_of(problem))


def chain_of(problem: BaseException | None) -> Iterator[BaseException]:
    """The problem, and what led to it, step by step."""
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


def _is_full_disk(problem: BaseException) -> bool:
    if isinstance(problem, DatabaseError):
        return any(words in str(problem).lower() for words in DATABASE_WORDS)
    return isinstance(problem, OSError) and problem.errno in NO_ROOM
