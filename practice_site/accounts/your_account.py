"""The page "Your account": everything that people settle about their own account, a line each.

A part is added with `register_part`, at start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from practice_site.accounts import roles
from practice_site.dashboard import Screen, register_screen


@dataclass(frozen=True)
class Part:
    """One line of the page: `words(request)` says how it stands now, `link` leads to where it is changed."""

    title: str
    words: Callable[[HttpRequest], str]
    order: int
    url_name: str = ""
    link: str = "Change"


parts: list[Part] = []


def register_part(part: Part) -> None:
    parts.append(part)
    parts.sort(key=lambda entry: entry.order)


@never_cache
@require_safe
def account_page(request: HttpRequest) -> HttpResponse:
    lines = [
        {
            "title": part.title,
            "words": part.words(request),
            "link": part.link,
            "url": reverse(part.url_name) if part.url_name else "",
        }
        for part in parts
    ]
    context = admin.site.each_context(request) | {"title": "Your account", "lines": lines}
    return TemplateResponse(request, "admin/your_account.html", context)


def register() -> None:
    register_screen(Screen("account/", "account", account_page))
    register_part(Part("Name", lambda request: request.user.full_name, 10))
    register_part(Part("What you may do", _role_words, 20))
    register_part(Part("Email address", lambda request: request.user.email, 30, "admin:account_email"))
    register_part(Part("Password", _password_words, 40, "account_change_password"))


def _role_words(request: HttpRequest) -> str:
    role = roles.role_of(request.user)
    return role.label if role else "Nothing yet: ask an administrator."


def _password_words(request: HttpRequest) -> str:
    has_one = request.user.has_usable_password()
    return "Known to you alone." if has_one else "None yet: an administrator can give you a link."
