"""The site as it was: what the public could see on a day, and the exact bytes of it."""

import base64
import hashlib
import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from practice_site.response_headers import PUBLIC_PAGE_FOR_STAFF
from procedures import archive_history, archive_store
from procedures.admin.archive_forms import DayForm, PathForm
from procedures.models import ArchiveRecord

STATES_ON_A_SCREEN = 50
INLINE_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
GONE = "The exact bytes left the archive more than a year after they were last to be seen. The record of them stays."
DAMAGED = "The bytes in the archive are not those that were kept. Ask whoever looks after the server to verify it."


@admin.register(ArchiveRecord)
class ArchiveRecordAdmin(admin.ModelAdmin):
    """Reading only; four screens of our own stand in for Django's list and form."""

    def get_urls(self):
        return [
            path("", self._guarded(self.day_view), name="procedures_archiverecord_changelist"),
            path("of-one-page/", self._guarded(self.path_view), name="procedures_archiverecord_path"),
            path("<int:number>/page/", self._guarded(self.page_view), name="procedures_archiverecord_page"),
            path("<int:number>/download/", self._guarded(self.download_view), name="procedures_archiverecord_download"),
        ]

    def _guarded(self, view):
        def guarded(request, **arguments):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, **arguments)

        return self.admin_site.admin_view(require_safe(guarded))

    def day_view(self, request):
        """What could be seen on a day; today until someone chooses."""
        form = DayForm(request.GET if "day" in request.GET else {"day": str(timezone.localdate())})
        span = form.cleaned_data if form.is_valid() else None
        states = archive_history.shown_between(span["start"], span["end"]) if span else []
        return self._screen(request, "day.html", "The site as it was", states, {"form": form, "span": span})

    def path_view(self, request):
        """Every state of one path."""
        form = PathForm(request.GET)
        wanted = form.cleaned_data["path"] if form.is_valid() else ""
        states = archive_history.states_of(wanted)
        if not states:
            raise Http404
        title = next((state.title for state in states if state.title), wanted)
        return self._screen(request, "path.html", "Every archived state", states, {"path": wanted, "page_title": title})

    def page_view(self, request, number):
        """The exact bytes, drawn by the browser as they were then."""
        record = self._record(number)
        content = _kept(record)
        if isinstance(content, str):
            return self._sorry(request, record, content)
        request.inline_style_hash = " ".join(_style_hashes(content))
        response = HttpResponse(content, content_type="text/html; charset=utf-8")
        response.area = PUBLIC_PAGE_FOR_STAFF
        return response

    def download_view(self, request, number):
        """The same bytes as a file."""
        record = self._record(number)
        content = _kept(record)
        if isinstance(content, str):
            return self._sorry(request, record, content)
        day = timezone.localtime(record.shown_from).date()
        name = f"{slugify(record.path.replace('/', ' ')) or 'start'}-{day}-record-{record.number}.html"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="text/html; charset=utf-8", headers=headers)

    def _record(self, number: int) -> ArchiveRecord:
        return get_object_or_404(ArchiveRecord.objects.exclude(html_hash=""), pk=number)

    def _sorry(self, request, record: ArchiveRecord, why: str):
        self.message_user(request, why, messages.ERROR)
        return HttpResponseRedirect(
            reverse("admin:procedures_archiverecord_path", query={"path": record.path}), status=303
        )

    def _screen(self, request, template: str, title: str, states: list, context: dict):
        shown = Paginator(states, STATES_ON_A_SCREEN).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        frame = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        context = frame | context | {"states": shown, "query": query.urlencode()}
        return TemplateResponse(request, f"admin/procedures/archive/{template}", context)


def _kept(record: ArchiveRecord) -> bytes | str:
    """The bytes of the page, or words that say why there are none."""
    try:
        return archive_store.get(record.html_hash)
    except FileNotFoundError:
        return GONE
    except archive_store.Damaged:
        return DAMAGED


def _style_hashes(content: bytes) -> list[str]:
    """What a content security policy must name, so that the page's own styles are drawn as they were."""
    digests = [hashlib.sha256(found).digest() for found in INLINE_STYLE.findall(content)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
