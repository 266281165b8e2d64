"""Hands one mail to the mail server, and tells what surely did not arrive from what nobody can know."""

import contextlib
import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection

REFUSED_FOR_SURE = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)


class NotSent(Exception):
    """The mail did not arrive: it can be tried again. The text says why, without a word of the mail."""


class Unclear(Exception):
    """The line broke in the middle: the mail may have arrived."""


def deliver(make_email: Callable[..., EmailMessage]) -> None:
    """Open a line to the mail server, make the mail with it, and send it. Raises `NotSent` or `Unclear`.

    The mail is made only once the server answers, so that a link in it is not made in vain.
    """
    connection = get_connection()
    try:
        connection.open()
    except OSError as problem:
        raise NotSent(f"The mail server did not answer ({type(problem).__name__}).") from problem
    try:
        make_email(connection).send()
    except REFUSED_FOR_SURE as problem:
        raise NotSent(f"The mail server refused the mail ({type(problem).__name__}).") from problem
    except (OSError, ValueError) as problem:
        raise Unclear(f"Something broke while sending ({type(problem).__name__}).") from problem
    finally:
        with contextlib.suppress(OSError):  # the mail has gone; a rude goodbye changes nothing
            connection.close()
