"""Carrying requests off: one with everything as a ZIP or on paper, or a list without a word of a patient."""

from functools import wraps

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access_log, list_export, staff_record, staff_record_file
from consultations.admin.one_request import OneRequest
from consultations.admin.photo_admin import photo_address
from consultations.capped_counts import capped_count
from consultations.models import AccessRecord
from consultations.own_data_file import photos_to_pack
from practice_site.accounts import account_log

Act = AccessRecord.Act
MAY_SEE_LOG = "consultations.view_accessrecord"


class Exports(OneRequest):
    """A part of the request's admin, for those who may export. `step_up` asks them first who they are."""

    def get_urls(self):
        name = "consultations_consultationrequest"
        one, paper = require_http_methods(["GET", "HEAD", "POST"])(self.export_one_view), require_safe(self.print_view)
        many = require_http_methods(["GET", "HEAD", "POST"])(self.export_list_view)
        return [
            path("export/", self._for_exporters(many), name=f"{name}_export_list"),
            path("<int:pk>/export/", self._for_exporters(self._with_request(one)), name=f"{name}_export"),
            path("<int:pk>/print/", self._for_exporters(self._with_request(paper)), name=f"{name}_print"),
            *super().get_urls(),
        ]

    def has_export_permission(self, request) -> bool:
        return request.user.has_perm("consultations.export_consultationrequest") and self.has_view_permission(request)

    def _for_exporters(self, view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not self.has_export_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guarded)

    def _with_request(self, view):
        @wraps(view)
        def found(request, pk):
            return view(request, self._found(request, pk))

        return found

    def export_one_view(self, request, patient_request):
        """A page that says what the file holds, and then the file."""
        if request.method != "POST":
            context = {"original": patient_request, "screen_name": "Export"}
            return self._page(request, "export_one.html", f"Export {patient_request}", **context)
        _say_exported(request, "one request, ZIP")
        may_see_log = request.user.has_perm(MAY_SEE_LOG)
        pieces = staff_record_file.pieces_of(patient_request, made_by=request.user, with_log=may_see_log)
        return _download(pieces, "application/zip", staff_record_file.file_name(patient_request))

    def print_view(self, request, patient_request):
        """Everything on one page, for the browser to print or to make a PDF of."""
        _note_for_administrators(request, "one request, on paper")
        opened = {photo.pk for photo, _ in photos_to_pack(patient_request)}
        parts = staff_record.parts_of(
            patient_request,
            lambda photo: photo_address(patient_request, photo.view, "photo") if photo.pk in opened else "",
            with_log=request.user.has_perm(MAY_SEE_LOG),
        )
        context = {"original": patient_request, "screen_name": "Print", "parts": parts, "made_at": timezone.now()}
        return self._page(request, "record_print.html", f"Request {patient_request}", **context)

    def export_list_view(self, request):
        """The list as its address says: how many rows there are, and then the file."""
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        if request.method != "POST":
            context = {"count": capped_count(shown.queryset), "query": request.GET.urlencode(), "original": None}
            return self._page(request, "export_list.html", "Export this list", **context)
        count = shown.queryset.count()
        _say_exported(request, f"list, {count} {'row' if count == 1 else 'rows'}, CSV")
        day = timezone.localdate().isoformat()
        return _download(list_export.lines_of(shown.queryset), "text/csv; charset=utf-8", f"requests-{day}.csv")

    def _page(self, request, template: str, title: str, **context) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context
        return TemplateResponse(request, f"admin/consultations/consultationrequest/{template}", context)


def _say_exported(request, what: str) -> None:
    access_log.say(request, Act.EXPORTED, what)
    _note_for_administrators(request, what)


def _note_for_administrators(request, what: str) -> None:
    """In the log of accounts, which names no request."""
    account_log.record(account_log.Kind.EXPORTED, account=request.user, by=request.user, request=request, detail=what)


def _download(pieces, content_type: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
