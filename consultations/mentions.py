"""Colleagues who are named in a note with @: by first name, or by what stands before the @ of their email address."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultations.search_terms import folded
from practice_site.accounts.permissions import who_may
from practice_site.models import StaffAccount

# Not within an email address. A full stop or hyphen belongs to a name only between letters.
MENTION = re.compile(r"(?<![\w@.+-])@(\w+(?:[.+-]\w+)*(?:@\w+(?:[.-]\w+)+)?)")


@dataclass
class Named:
    """Who was meant: `colleagues`, and the names that fit nobody or several people."""

    colleagues: list[StaffAccount] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def colleagues() -> list[StaffAccount]:
    """Everyone who works here and may read requests, by name. One query."""
    return list(who_may("consultations.view_consultationrequest"))


def named_in(text: str) -> Named:
    """Who is named in a text, each once. No query where there is no @."""
    names = list(dict.fromkeys(MENTION.findall(text)))
    by_name = _by_name(colleagues()) if names else {}
    found = Named()
    for name in names:
        fitting = by_name.get(folded(name), [])
        if len(fitting) == 1:
            found.colleagues += [account for account in fitting if account not in found.colleagues]
        else:
            (found.ambiguous if fitting else found.unknown).append(name)
    return found


def problems(text: str) -> list[str]:
    """A sentence for each name that reached nobody."""
    found = named_in(text)
    return [
        *(f"Nobody was told as @{name}: nobody who may read requests goes by it." for name in found.unknown),
        *(
            f"Nobody was told as @{name}: several people go by it. See the list for a name of one."
            for name in found.ambiguous
        ),
    ]


def handles() -> list[tuple[str, StaffAccount]]:
    """How each colleague can be named without a doubt, as “@sam”. One query."""
    accounts = colleagues()
    by_name = _by_name(accounts)
    return [
        (f"@{next((name for name in _names_of(each) if len(by_name[name]) == 1), each.email)}", each)
        for each in accounts
    ]


def marked(text: str) -> SafeString:
    """The text, escaped, with every name in bold that begins with @."""
    parts, last = [], 0
    for found in MENTION.finditer(text):
        parts += [format_html("{}<b>{}</b>", text[last : found.start()], found[0])]
        last = found.end()
    return format_html("{}{}", format_html_join("", "{}", ([part] for part in parts)), text[last:])


def _by_name(accounts: list[StaffAccount]) -> dict[str, list[StaffAccount]]:
    by_name = defaultdict(list)
    for account in accounts:
        for name in _names_of(account):
            by_name[name].append(account)
    return by_name


def _names_of(account: StaffAccount) -> list[str]:
    """What the account can be called, the shortest first; its whole address, which is unique, last."""
    first, address = folded(account.full_name).split()[:1], folded(account.email)
    typed = [name for name in first if re.fullmatch(r"\w+(?:[.+-]\w+)*", name)]
    return list(dict.fromkeys([*typed, address.split("@")[0], address]))
