"""A mail as it leaves: the stored text with its link put in, as plain text and as simple HTML."""

import re
from dataclasses import dataclass
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from consultations.mail_texts import LINK, LINK_OPENS, PARAGRAPH_END, STAFF_KINDS
from consultations.models import OutboxMessage, PrivateLink
from practice_site.models import Practice

HEADING = "# "
BULLET = re.compile(r"^- ")
NUMBER = re.compile(r"^[0-9]{1,2}\. ")
ADDRESS = re.compile(r"^https?://\S+$")
LINK_IN_WORDS = "[the patient’s own link]"
BUTTON_WORDS = {PrivateLink.Opens.PAGE: "Open my page", PrivateLink.Opens.DATA: "Open my data"}


@dataclass(frozen=True)
class Part:
    """One paragraph, ready to be drawn: text, heading, bullets, numbers, or link."""

    kind: str
    lines: list[str]


def plain(body: str, link: str) -> str:
    """The mail to be read without any marks."""
    return "\n".join(line.removeprefix(HEADING) for line in body.replace(LINK, link).split("\n"))


def in_words(body: str) -> str:
    """The stored mail as staff read it: the link, which is stored nowhere, is a word."""
    return plain(body, LINK_IN_WORDS)


def html(kind: str, subject: str, body: str, link: str, practice: Practice) -> str:
    """The same mail with a heading, lists, and the link as a button with the full address below it."""
    button = "Open the request" if kind in STAFF_KINDS else BUTTON_WORDS.get(LINK_OPENS.get(kind), "Open the page")
    context = {"subject": subject, "parts": parts(body.replace(LINK, link)), "practice": practice, "button": button}
    return render_to_string("consultations/mail/frame.html", context)


def parts(text: str) -> list[Part]:
    return [part for paragraph in PARAGRAPH_END.split(text.strip()) for part in _parts_of(paragraph.split("\n"))]


def _parts_of(lines: list[str]) -> list[Part]:
    """A heading may stand right above its paragraph, an introduction right above its list."""
    kinds = [_kind_of(line) for line in lines]
    found: list[Part] = []
    for kind, line in zip(kinds, lines, strict=True):
        words = _without_mark(kind, line)
        if found and found[-1].kind == kind and kind in {"bullets", "numbers", "text"}:
            found[-1].lines.append(words)
        else:
            found.append(Part(kind, [words]))
    return found


def _kind_of(line: str) -> str:
    if line.startswith(HEADING):
        return "heading"
    if BULLET.match(line):
        return "bullets"
    if NUMBER.match(line):
        return "numbers"
    return "link" if ADDRESS.match(line.strip()) else "text"


def _without_mark(kind: str, line: str) -> str:
    marks = {"heading": re.compile(HEADING), "bullets": BULLET, "numbers": NUMBER}
    return (marks[kind].sub("", line, count=1) if kind in marks else line).strip()


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
