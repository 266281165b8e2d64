"""Prints, as JSON, what a site has stored for each request: run as a process with the site's own DATA_DIR.

Read through the site's models, so that whatever is encrypted at rest is read as staff would read it.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_site.settings")

import django

django.setup()

from django.db import connection

from consultations.consent_wordings import WITH_THE_FORM
from consultations.models import ConsultationRequest
from consultations.search_index import matching


def report(request: ConsultationRequest) -> dict:
    """Who sent it, whether all that belongs to it is there once, and how its mails stand."""
    mails = sorted(request.mails.all(), key=lambda mail: mail.kind)
    # What looks like spam is stored as whole as the rest, but nobody is written to.
    has_mails = request.status == request.Status.QUARANTINED or [mail.kind for mail in mails] == MAILS
    is_whole = (
        sorted(consent.purpose for consent in request.consents.all()) == sorted(WITH_THE_FORM)
        and [event.kind for event in request.events.all()].count("received") == 1
        and request in matching(ConsultationRequest.objects.all(), request.email)
        and has_mails
    )
    return {"email": request.email, "is_whole": is_whole, "mails": [mail.state for mail in mails]}


def is_intact() -> bool:
    """What SQLite itself says of its file."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchall() == [("ok",)]


MAILS = ["received", "staff-new"]
stored = ConsultationRequest.objects.prefetch_related("consents", "events", "mails")
print(json.dumps({"is_intact": is_intact(), "requests": [report(request) for request in stored]}))
