"""From a snapshot to the HTML of a page: the one way for readers, previews and the archive.

A page is drawn with a request of its own that knows nothing but the address, so the same snapshot, live pages and
practice give the same bytes, whoever asks and whenever.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from practice_site import frame
from practice_site.frame import Link
from procedures import structured_data
from procedures.navigation import LivePage, procedures_among
from procedures.rendering import DEFAULT_CLOSING, Surroundings, page_context

LIST_PATH = "/procedures/"
LIST_PAGE = {
    "kind": "list",
    "title": "Procedures",
    "also_called": "",
    "heading": "What you *can read here*",
    "eyebrow": "Procedures",
    "summary": "Each page says what an operation can do, where its limits are, and what it asks of you.",
    "seo_title": "Procedures",
    "seo_description": "Secondary rhinoplasty and related subjects: what each operation can do, and where it ends.",
    "noindex": False,
    "share_image_path": "",
}


@dataclass(frozen=True)
class Drawn:
    """A whole page, and the hash of its inline styles as a content security policy names it."""

    html: str
    style_hash: str


def draw_page(
    path: str, snapshot: dict, live_pages: list[LivePage], *, published_at: datetime | None = None, banner: str = ""
) -> Drawn:
    """The page of `snapshot` as it stands, or would stand, at `path` among `live_pages`.

    `banner` is safe HTML that stands before everything else; readers never get one.
    """
    context = page_context(snapshot, Surroundings(live_pages))
    context["page"]["published_at"] = published_at
    return _draw(path, f"pages/{context['page']['kind']}.html", context | {"banner": banner}, live_pages)


def draw_procedure_list(live_pages: list[LivePage]) -> Drawn:
    """The list of all procedures that are live."""
    context = {
        "page": LIST_PAGE | {"url": LIST_PATH},
        "sections": [],
        "links": [
            {"title": page.title, "text": page.summary, "url": page.path} for page in procedures_among(live_pages)
        ],
        "breadcrumbs": [Link("Start", "/"), Link("Procedures", LIST_PATH)],
        "closing": DEFAULT_CLOSING | {"url": reverse("consultations:request")},
    }
    return _draw(LIST_PATH, "pages/procedure_list.html", context, live_pages)


def _draw(path: str, template: str, context: dict, live_pages: list[LivePage]) -> Drawn:
    request = _request_for(path, live_pages)
    things = structured_data.page_data(context, frame.of(request).practice, settings.SITE_URL)
    share_path = context["page"]["share_image_path"]
    context["page"]["share_image_url"] = f"{settings.SITE_URL}{share_path}" if share_path else ""
    html = render_to_string(template, context | {"structured_data": structured_data.as_json_ld(things)}, request)
    return Drawn(html, request.inline_style_hash)


def _request_for(path: str, live_pages: list[LivePage]) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.live_pages = live_pages
    return request
