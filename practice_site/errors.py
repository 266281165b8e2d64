"""Answers to what cannot be answered, in the site's look, with the practice's phone number when there is one."""

import logging
import sys
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.log import log_response

from practice_site import client_address, frame, full_disk

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """What an error page says: a heading whose *starred* turn is set in italics, and what to do."""

    heading: str
    text: str


WORDS = {
    400: Words(
        "We could *not read* this", "Your browser sent something we do not understand. Go back and try once more."
    ),
    403: Words(
        "This page is *not open*", "You may not see this page. If you followed a link from us, please write to us."
    ),
    404: Words(
        "This page *is not here*", "It may have moved, or the address has a small mistake. Nothing you sent us is lost."
    ),
    405: Words(
        "This does *not work here*", "This address is for reading only. Go to the start page and try from there."
    ),
    413: Words(
        "That was *too large*", "What you sent is larger than this page can take. Send less at a time, or write to us."
    ),
    415: Words(
        "We could *not read* this",
        "Your browser used a way of writing letters that we do not read. Another browser will help.",
    ),
    429: Words(
        "Please wait *a little*", "There were many tries from your address. Wait some minutes, then try once more."
    ),
    500: Words(
        "Something *broke here*", "The mistake is ours. Try once more in a few minutes. What you sent before is safe."
    ),
    503: Words("Please wait *a little*", "The site cannot answer right now. Try once more in a few minutes."),
}
TOO_MANY = Words(
    "That was *too much at once*",
    "What you sent has more fields or files than any page of ours asks for. Send less at a time, or write to us.",
)
SESSION_OVER = Words(
    "Please send *that again*",
    "The page was open for a long time, or your browser keeps no cookies. "
    "Go back, load the page anew, and send once more.",
)
DISK_FULL = Words(
    "We cannot *store anything* right now",
    "What you sent may not have reached us. Leave this page open and load it again in a few minutes: "
    "your browser then sends it once more.",
)


def error_page(request, status: int, words: Words | None = None) -> HttpResponse:
    """A whole page for `status` (one of `WORDS`), with the practice's phone number if the database answers."""
    request.site_frame = _frame_that_stands(request)
    html = render_to_string("pages/error.html", {"status": status, "words": words or WORDS[status]}, request)
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _frame_that_stands(request) -> frame.Frame:
    try:
        real = frame.of(request)
        _ = real.practice, real.links
        return real
    except DatabaseError:
        return frame.QuietFrame(request)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, 413)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return error_page(request, 413, TOO_MANY)
    # A session that cannot be saved reaches us as a mistake of the visitor.
    return _unavailable(request, exception) or error_page(request, 400)


def forbidden(request, exception=None):
    """The log tells who was refused where: by the name of the screen, for its address may say more (ASVS 16.3.2)."""
    screen = request.resolver_match.view_name if request.resolver_match else ""
    who = getattr(request, "user", None)  # nobody is known yet where a middleware refuses
    told = {"account": who and who.pk, "address": client_address.of_request(request), "detail": screen}
    logger.warning("refused", extra=told)
    return error_page(request, 403)


def not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    try:
        return _unavailable(request, sys.exception()) or error_page(request, 500)
    except Exception:  # without this, every middleware on the way out would ask for the same broken page again
        logger.exception("The error page itself cannot be drawn.")
        return HttpResponse(
            f"{WORDS[500].heading.replace('*', '')}. {WORDS[500].text}", "text/plain; charset=utf-8", 500
        )


def csrf_failure(request, reason=""):
    """A form whose token is too old. A view that keeps what was typed says so with `view.csrf_refused`."""
    match = getattr(request, "resolver_match", None)
    keeps_what_was_typed = getattr(match and match.func, "csrf_refused", None)
    if keeps_what_was_typed and request.method == "POST":
        return keeps_what_was_typed(request)
    return error_page(request, 403, SESSION_OVER)


def _unavailable(request, problem: BaseException | None) -> HttpResponse | None:
    """A 503 page when the disk is full or the database is away; None for a problem of any other kind."""
    if full_disk.is_behind(problem):
        _drop_half_an_upload(request)
        response, why = error_page(request, 503, DISK_FULL), "There is no room on the disk"
        response["Retry-After"] = "300"
    elif any(isinstance(link, OperationalError | InterfaceError) for link in full_disk.chain_of(problem)):
        response, why = error_page(request, 503), "The database did not answer"
        response["Retry-After"] = "30"
    else:
        return None
    # Said here, so that Django does not: a traceback for every refusal would fill a full disk further.
    log_response(f"{why} (%s).", type(problem).__name__, response=response, request=request, logger=logger)
    return response


def _drop_half_an_upload(request) -> None:
    """Give the room of a file that could not come in whole back at once; Django would do so some time later."""
    for handler in request.upload_handlers:
        with suppress(OSError):
            handler.upload_interrupted()


class ErrorPagesMiddleware:
    """Gives a page to answers that come without one: 405 from the method guards, 503 when nothing can be stored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and (response.streaming or not response.content):
            page = error_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        return _unavailable(request, exception)
