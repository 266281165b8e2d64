"""What staff are told when several people work at one page."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from procedures.models import Page

NOBODY = "Nobody else has this page open."


def who_is_here(others: list) -> str:
    """One sentence about everyone else who has the page open."""
    if not others:
        return NOBODY
    names = get_text_list([str(account) for account in others], "and")
    return f"{names} {'has' if len(others) == 1 else 'have'} this page open too."


def who_saved(page: Page, reader) -> str:
    """Who saved last and when; `reader` learns that it was in another window if it was the same person."""
    if page.edited_by == reader:
        return f"You saved this page in another window {when(page)}."
    return f"{page.edited_by or 'Someone'} saved this page {when(page)}."


def when(page: Page) -> str:
    """The time of the last save by the clock of the practice, with its day unless that is today."""
    saved_at = timezone.localtime(page.edited_at)
    is_today = saved_at.date() == timezone.localdate()
    return f"at {date_format(saved_at, 'G:i')}" if is_today else f"on {date_format(saved_at, 'j F Y, G:i')}"


def heading(page: Page, reader) -> str:
    if page.edited_by == reader:
        return "You saved this page in another window"
    return f"{page.edited_by or 'Someone'} saved this page while you were writing"


def for_the_screen(page: Page, reader) -> dict[str, str]:
    """The words of the screen that shows both versions, by their place on it."""
    is_colleague = page.edited_by is not None and page.edited_by != reader
    theirs = f"{page.edited_by}’s" if is_colleague else "the saved page"
    return {
        "who_saved": who_saved(page, reader),
        "keep": f"Keep yours in place of {theirs}",
        "drop": f"Keep {theirs} and drop yours",
        "about": f"Struck through: only in {theirs}. Underlined: only in yours.",
    }
