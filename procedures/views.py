"""What the public reads. Every page comes from a live version, never from the working copy."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from practice_site import frame
from practice_site.frame import Link
from procedures import structured_data
from procedures.models import Publication
from procedures.navigation import live_pages, procedures_among
from procedures.rendering import DEFAULT_CLOSING, Surroundings, page_context

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
        raise Http404
    context = page_context(publication.version.snapshot, Surroundings(live_pages(request)))
    context["page"]["published_at"] = publication.live_from
    return _draw(request, f"pages/{context['page']['kind']}.html", context)


@require_safe
def procedure_list(request):
    path = reverse("procedures:procedure_list")
    links = [
        {"title": page.title, "text": page.summary, "url": page.path} for page in procedures_among(live_pages(request))
    ]
    context = {
        "page": LIST_PAGE | {"url": path},
        "sections": [],
        "links": links,
        "breadcrumbs": [Link("Start", "/"), Link("Procedures", path)],
        "closing": DEFAULT_CLOSING | {"url": reverse("consultations:request")},
    }
    return _draw(request, "pages/procedure_list.html", context)


def _draw(request, template: str, context: dict):
    things = structured_data.page_data(context, frame.of(request).practice, settings.SITE_URL)
    share_path = context["page"]["share_image_path"]
    context["page"]["share_image_url"] = f"{settings.SITE_URL}{share_path}" if share_path else ""
    response = render(request, template, context | {"structured_data": structured_data.as_json_ld(things)})
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def picture_file(request, name):
    """A picture that staff put on a page. Its name tells its content, so browsers may keep it for good."""
    stored = f"pictures/{name}"
    if not default_storage.exists(stored):
        raise Http404
    response = FileResponse(default_storage.open(stored))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
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
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
