"""A mail as it will be sent, to be looked at by staff: drawn by the functions that draw the mail itself."""

import base64
import hashlib
import re
from dataclasses import dataclass

from django.conf import settings

from consultations import mail_drawing, mail_texts
from consultations.mail_words import Words
from practice_site.models import Practice

INLINE_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class MailPreview:
    """Subject, plain text and HTML of a mail. `style_hash` lets a policy allow the style sheet that is in the HTML."""

    subject: str
    text: str
    html: str
    style_hash: str


def preview_of(kind: str, words: Words) -> MailPreview:
    """A stored mail with a sample in the place of the link, which is made while sending."""
    link = sample_link(kind)
    html = mail_drawing.html(kind, words.subject, words.body, link, Practice.objects.current())
    return MailPreview(words.subject, mail_drawing.plain(words.body, link), html, _style_hash(html))


def sample_link(kind: str) -> str:
    links = [entry.sample for entry in mail_texts.required(kind) if entry.name == "link"]
    return settings.SITE_URL + "".join(links)


def _style_hash(html: str) -> str:
    digest = hashlib.sha256(INLINE_STYLE.search(html)[1].encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
