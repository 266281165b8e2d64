"""Every address that the site answers: walks over all of them begin here.

`addresses()` reads the resolver, `path_of` fills in a sample: what `furnish` put into the database, and a value that
leads nowhere for what it does not know.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import URLPattern, get_resolver

NOWHERE = {"int": "999", "uuid": "00000000-0000-4000-8000-000000000000"}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its whole route, and the name it goes by (`admin:login`; may be empty)."""

    route: str
    name: str
    pattern: URLPattern


def addresses() -> list[Address]:
    """Every pattern of the resolver, in its order."""
    return list(_below(get_resolver().url_patterns, "", ""))


def _below(entries, before: str, namespace: str):
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(route, f"{namespace}{entry.name}" if entry.name else "", entry)
        else:
            yield from _below(entry.url_patterns, route, namespace + (f"{entry.namespace}:" if entry.namespace else ""))


def path_of(address: Address, samples: dict[str, dict]) -> str:
    """A path that leads to this address. `samples`: the values of parameters by the beginning of the route.

    The longest beginning that fits counts. A route that is a regular expression stands there whole, with its path.
    """
    fitting = max((start for start in samples if address.route.startswith(start)), key=len, default=None)
    known = samples.get(fitting, {})
    if isinstance(known, str):
        return known
    assert "(?P" not in address.route, f"{address.route} is a regular expression. Give it a path in `furnish`."

    def value(parameter: re.Match) -> str:
        kind, name = parameter.groups()
        return quote(str(known.get(name, NOWHERE.get(kind, "nothing-here"))), safe="/:=")

    return "/" + PARAMETER.sub(value, address.route)
