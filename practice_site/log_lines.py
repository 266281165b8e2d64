"""How the site writes its log: one line for one event, JSON with listed keys, in plain ASCII.

Whatever is no letter, digit or sign of ASCII is escaped: nobody can begin a line of their own by what they send, turn
the direction of one, or talk to a terminal. A key that is not listed is left out; `log_privacy` looks at the words.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime

from gunicorn.glogging import Logger

from practice_site.log_privacy import LogPrivacy

ALWAYS = ("time", "level", "logger", "event")
SOMETIMES = ("account", "by", "address", "detail")  # given by `extra`; see `account_log`
TRACEBACK = "traceback"
NO_HTTP = "Invalid request"  # how the web server begins to say it

log = logging.getLogger(__name__)


class Line(logging.Formatter):
    """Stands behind `LogPrivacy`, which alone tells what an exception may say."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = dict(zip(ALWAYS, (at, record.levelname.lower(), record.name, record.getMessage()), strict=True))
        told |= {key: value for key in SOMETIMES if _is_plain(value := getattr(record, key, None))}
        if record.exc_info and record.exc_text:
            told[TRACEBACK] = record.exc_text
        return json.dumps(told)


class GunicornLogger(Logger):
    """The web server writes the same lines. It names the address of a request that broke, so it has the same filter."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(LogPrivacy())
            handler.setFormatter(Line())
        take_over()

    def warning(self, msg, *args, **kwargs):
        """What is no HTTP is told without its bytes, which the server would repeat."""
        super().warning(NO_HTTP if str(msg).startswith(NO_HTTP) else msg, *args, **kwargs)


def take_over() -> None:
    """What this process would print by itself becomes a line, too: warnings, and exceptions that nobody caught."""
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def _uncaught(kind, problem, trace) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("Nobody caught an exception.", exc_info=(kind, problem, trace))


def _is_plain(value) -> bool:
    return isinstance(value, int | str) and value != ""
