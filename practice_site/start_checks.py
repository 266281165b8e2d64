"""What must hold before the site starts. The wings register it, so that the ground floor knows neither."""

from collections.abc import Callable

_checks: list[Callable[[], str | None]] = []


def register_start_check(check: Callable[[], str | None]) -> None:
    """Add a function that raises `ImproperlyConfigured` where the site must not start, and may return a warning."""
    _checks.append(check)


def run() -> list[str]:
    """Run every check, in order. Returns the warnings. Raises `ImproperlyConfigured` from the first that refuses."""
    return [warning for check in _checks if (warning := check())]
