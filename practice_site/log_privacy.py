"""What a line of the log must not hold: one-time links, what stands behind a question mark, and words of visitors.

An address is a key where a link opens something. An exception may repeat what a visitor typed ("invalid literal:
…"), so of most exceptions only the kind and the place are written; that is what a mistake is found by.
"""

import logging
import re
import traceback

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist

logging.raiseExceptions = False  # a line that cannot be written would be printed whole, past every filter

BLANK = "…"
LINKS = (
    "/request/",
    "/preview/",
    "/admin/first-administrator/",
    "/admin/welcome/",
    "/admin/password/reset/",
    "/admin/account/email/",
)
# Their words come from the code, never from a visitor.
TELL_ALL = (ImproperlyConfigured, TemplateDoesNotExist, ImportError, NameError, SyntaxError)

_link = re.compile(rf"({'|'.join(map(re.escape, LINKS))})[^\s\"'<>)]+")
_query = re.compile(r"(/[^\s\"'<>?]*)\?[^\s\"'<>)]+")


def blanked(text: str) -> str:
    """The same line without what opens a link, and without query strings."""
    return _query.sub(rf"\1?{BLANK}", _link.sub(rf"\1{BLANK}", text))


class LogPrivacy(logging.Filter):
    """Stands before every handler that writes. It changes lines and drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = blanked(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = blanked(_story_of(record.exc_info[1]))
        return True


def _story_of(problem: BaseException | None) -> str:
    """The traceback, with causes, where only the words that come from the code are kept."""
    if problem is None:
        return ""
    told = traceback.TracebackException.from_exception(problem, capture_locals=False)
    lines = []
    for chapter in reversed(list(_chapters(told, problem))):
        lines += ["".join(chapter[0].stack.format()), named(chapter[1])]
    return "Traceback (most recent call last):\n" + "\n".join(line.rstrip("\n") for line in lines)


def _chapters(told, problem):
    """Each exception of a chain, from the last to the first."""
    while told is not None and problem is not None:
        yield told, problem
        is_meant = told.__cause__ is not None
        told = told.__cause__ if is_meant else None if told.__suppress_context__ else told.__context__
        problem = problem.__cause__ if is_meant else problem.__context__


def named(problem: BaseException) -> str:
    """The kind of an exception, and its words where they come from the code."""
    kind = type(problem).__qualname__
    return f"{kind}: {problem}" if isinstance(problem, TELL_ALL) else kind
