"""What is said of somebody's second factor on other pages: their account, and the start page while there is none."""

from django.http import HttpRequest

from practice_site.accounts import second_factor
from practice_site.accounts.your_account import Part, register_part
from practice_site.dashboard import Panel, register_panel

NONE = "None: whoever knows your password gets in."
SOME = "Your password alone does not open your account."


def register() -> None:
    register_part(Part("Second factor", _how_it_stands, 50, "mfa_index"))
    register_panel(Panel("admin/start/second_factor.html", _none_yet, place="side", order=1))


def _how_it_stands(request: HttpRequest) -> str:
    return SOME if second_factor.is_given(request) else NONE


def _none_yet(request: HttpRequest) -> dict | None:
    return None if second_factor.is_given(request) else {}
