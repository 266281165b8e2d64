"""Requests in the admin: a list to work through, and the screens of each request."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from consultations.admin.owner_admin import OwnerScreen
from consultations.admin.photo_admin import PhotosOfRequest
from consultations.admin.photo_viewer import PhotoViewer
from consultations.admin.private_search import PrivateSearch
from consultations.admin.request_page import RequestPage
from consultations.admin.request_queue import NextRequest
from consultations.admin.request_reading import saved_views, without_quarantine
from consultations.admin.surgeons_brief import SurgeonsBrief
from consultations.admin.visit_admin import VisitScreens
from consultations.models import ConsultationRequest


@admin.register(ConsultationRequest)
class ConsultationRequestAdmin(
    PrivateSearch,
    RequestPage,
    OwnerScreen,
    NextRequest,
    PhotoViewer,
    SurgeonsBrief,
    PhotosOfRequest,
    VisitScreens,
    admin.ModelAdmin,
):
    """The list; the screens of one request come with the parts."""

    list_display = ["patient", "reference", "received", "about", "state", "contact_wish"]
    list_display_links = ["patient"]
    list_per_page = 50
    sortable_by = []
    search_fields = ["reference"]  # shows the search box; `search_index` does the search
    search_help_text = "Reference, name, email or phone"
    actions = None
    show_full_result_count = False

    @admin.display(description="Full name")
    def patient(self, request):
        return format_html('<span dir="auto">{}</span>', request.full_name)

    @admin.display(description="Received")
    def received(self, request):
        when = date_format(timezone.localtime(request.created_at), "j M Y, H:i")
        return format_html("{}<small>{} ago</small>", when, request.waits_for)

    @admin.display(description="State")
    def state(self, request):
        return format_html('<span class="state state--{}">{}</span>', request.status, request.get_status_display())

    @admin.display(description="Contact by")
    def contact_wish(self, request):
        return format_html('<span class="cell-label">Contact by </span>{}', request.get_contact_by_display())

    @admin.display(description="About")
    def about(self, request):
        count = request.operations_count  # a word where it is unreadable
        operations = f"{count} operation{'' if count == 1 else 's'} so far" if count else "no operation yet"
        operations = "answers erased" if count is None else operations
        place = format_html('<span dir="auto">{}</span>', request.travelling_from)
        from_where = format_html(", comes from {}", place) if request.travelling_from else ""
        concerns = request.concerns_in_words or "No area chosen"
        return format_html("{}<small>{}{}</small>", concerns, operations, from_where)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"views": saved_views(request)} | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        """The list itself searches, so that it knows whether more would fit."""
        is_everything = not search_term.strip() and "status__exact" not in request.GET
        return without_quarantine(queryset) if is_everything else queryset, False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
