"""A mail as it leaves: the stored text with its link put in, as plain text and as simple HTML."""

import re
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from consultations.mail_texts import LINK, LINK_OPENS, STAFF_KINDS
from consultations.models import OutboxMessage, PrivateLink
from practice_site import mail_drawing
from practice_site.models import Practice

LINK_IN_WORDS = "[the patient’s own link]"
BUTTON_WORDS = {PrivateLink.Opens.PAGE: "Open my page", PrivateLink.Opens.DATA: "Open my data"}


def plain(body: str, link: str) -> str:
    """The mail to be read without any marks."""
    return mail_drawing.plain(body.replace(LINK, link))


def in_words(body: str) -> str:
    """The stored mail as staff read it: the link, which is stored nowhere, is a word."""
    return plain(body, LINK_IN_WORDS)


def html(kind: str, subject: str, body: str, link: str, practice: Practice) -> str:
    """The same mail with a heading, lists, and the link as a button with the full address below it."""
    button = "Open the request" if kind in STAFF_KINDS else BUTTON_WORDS.get(LINK_OPENS.get(kind), "Open the page")
    return mail_drawing.html(subject, body.replace(LINK, link), practice, button)


def email_of(message: OutboxMessage, recipients: list[str], link: str, connection) -> EmailMultiAlternatives:
    """The mail with both parts, its calendar entry, and headers that name it and say that a program wrote it."""
    practice = Practice.objects.current()
    host = settings.DEFAULT_FROM_EMAIL.partition("@")[2]
    email = EmailMultiAlternatives(
        message.subject,
        plain(message.body, link),
        settings.DEFAULT_FROM_EMAIL,
        recipients,
        reply_to=[practice.email] if practice.email and not message.for_staff else None,
        headers={
            "Message-ID": f"<{message.request.reference}-{message.kind}-{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    email.attach_alternative(html(message.kind, message.subject, message.body, link, practice), "text/html")
    if message.calendar:
        email.attach(_calendar_file(message.calendar))
    return email


def _calendar_file(entry: str) -> MIMEText:
    """The entry with the method it names itself, as calendars want it (RFC 6047, 2.4)."""
    file = MIMEText(entry, "calendar", "utf-8")
    if method := re.search(r"^METHOD:([A-Z]+)\r?$", entry, re.MULTILINE):
        file.set_param("method", method[1])
    file.add_header("Content-Disposition", "attachment", filename="appointment.ics")
    return file
