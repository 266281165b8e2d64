"""The surgeon's brief: one printed page of a request, to take into the room.

It fits on one page of A4 and of Letter, so long texts are cut here, each with a sign that the rest stands elsewhere.
"""

from dataclasses import replace

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from consultations.admin.history_reading import Entry, HealthLine, history_context
from consultations.admin.one_request import OneRequest
from consultations.admin.photo_admin import photos_to_show
from consultations.models import ConsultationRequest

# Letters of ordinary text that fit on Letter, the shorter of the two papers; the style sheet holds the widest.
NAME, CONTACT, WISHES, STORY, GOALS, DONE, SURGEON, HEALTH = 60, 90, 50, 380, 180, 80, 34, 46
MOST_OPERATIONS, MOST_FLAGS = 4, 8


class SurgeonsBrief(OneRequest):
    def get_urls(self):
        view = require_safe(self.brief_view)
        return [self._screen("brief", "brief/", view, to_read=True), *super().get_urls()]

    def brief_view(self, request, patient_request):
        context = self._screen_context(request, patient_request, f"Surgeon’s brief {patient_request.reference}")
        context |= {
            "screen_name": "Surgeon’s brief",
            "brief": brief_of(patient_request),
            "printed_at": timezone.now(),
        }
        return TemplateResponse(request, "admin/consultations/consultationrequest/brief.html", context)


def brief_of(request: ConsultationRequest) -> dict:
    """Everything on the page, each text as short as it has to be. `is_cut` says whether any of them was cut."""
    page = _Page()
    history, photos = history_context(request), photos_to_show(request)
    entries = history["entries"]
    return {
        "name": page.cut(request.full_name, NAME),
        "contact": [page.cut(each, CONTACT) for each in (request.phone, request.email) if each],
        "wishes": [page.cut(each, WISHES) for each in (request.best_time, request.language) if each],
        "from": page.cut(request.travelling_from, WISHES),
        "story": page.cut(request.story, STORY),
        "goals": page.cut(history["health"].goals if history["health"] else "", GOALS),
        "entries": [_short(page, entry) for entry in page.last(entries, MOST_OPERATIONS)],
        "earlier": max(0, len(entries) - MOST_OPERATIONS),
        "flags": [_short_line(page, line) for line in page.first(history["flags"], MOST_FLAGS)],
        "history": history,
        "photos": photos,
        "visit": request.appointments.coming().first(),
        "is_cut": page.is_cut,
    }


class _Page:
    """Cuts texts and lists, and remembers whether anything was left out."""

    def __init__(self):
        self.is_cut = False

    def cut(self, text: str, letters: int) -> str:
        """The text on one line and with an ellipsis where it is longer; whole words as far as there are any."""
        plain = " ".join(str(text).split())
        if len(plain) <= letters:
            return plain
        self.is_cut = True
        short = Truncator(plain).chars(letters)
        head, space, _ = short.rpartition(" ")
        return f"{head.rstrip(',;:.')}…" if space and len(head) > letters * 0.8 else short

    def first(self, items: list, most: int) -> list:
        self.is_cut = self.is_cut or len(items) > most
        return items[:most]

    def last(self, items: list, most: int) -> list:
        self.is_cut = self.is_cut or len(items) > most
        return items[-most:]


def _short(page: _Page, entry: Entry) -> dict:
    operation = entry.operation
    done = operation.what_was_done if operation else entry.words
    return {
        "entry": entry,
        "done": page.cut(done, DONE),
        "surgeon": page.cut(operation.surgeon, SURGEON) if operation else "",
    }


def _short_line(page: _Page, line: HealthLine) -> HealthLine:
    return replace(line, question=page.cut(line.question, HEALTH), words=page.cut(line.words, HEALTH))
