"""What the public reads. Every page comes from a live version, never from the working copy."""

import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from practice_site.errors import error_page
from procedures import drawing
from procedures.drawing import Drawn
from procedures.models import Publication
from procedures.navigation import live_pages

log = logging.getLogger(__name__)


@require_safe
def home(request):
    return _page(request, "/")


@require_safe
def procedure(request, slug):
    return _page(request, reverse("procedures:procedure", args=[slug]))


@require_safe
def standard_page(request, slug):
    return _page(request, reverse("procedures:page", args=[slug]))


def _page(request, path: str):
    publication = Publication.objects.live_now().filter(path=path).select_related("version").first()
    if publication is None:
        return _moved(path)
    version = publication.version
    if not version.is_intact:
        log.error("Version %s of page %s is not what was published; it is not shown.", version.number, version.page_id)
        return error_page(request, 503)
    pages = live_pages(request)
    return _answer(request, drawing.draw_page(path, version.snapshot, pages, published_at=publication.live_from))


def _moved(path: str):
    """Lead from an old address to where its page lives now."""
    address = Publication.objects.address_now(path)
    if address is None:
        raise Http404
    return HttpResponsePermanentRedirect(address)


@require_safe
def procedure_list(request):
    return _answer(request, drawing.draw_procedure_list(live_pages(request)))


def _answer(request, drawn: Drawn) -> HttpResponse:
    request.inline_style_hash = drawn.style_hash
    return HttpResponse(drawn.html, headers={"Cache-Control": "no-cache"})


@require_safe
def picture_file(request, name):
    """A picture that staff put on a page. Its name tells its content, so browsers may keep it for good."""
    stored = f"pictures/{name}"
    if not default_storage.exists(stored):
        raise Http404
    response = FileResponse(default_storage.open(stored))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /consultation/received/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
