"""The access log in the admin: who saw or changed what, to be read and never to be changed."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from consultations.admin.access_forms import AccessAddress, AccessFilterForm
from consultations.admin.keyset_pages import KeysetChangeList
from consultations.models import AccessRecord, ConsultationRequest
from consultations.see_other import SeeOther


class AccessChangeList(KeysetChangeList):
    """Pages of the log. Each record of a page knows the reference of its request; one query for all of them."""

    def get_filters_params(self, params=None):
        kept = super().get_filters_params(params)
        return {name: value for name, value in kept.items() if name not in AccessAddress.base_fields}

    def get_queryset(self, request, exclude_parameters=None):
        return AccessAddress(request.GET).narrowed(super().get_queryset(request, exclude_parameters))

    def get_results(self, request):
        super().get_results(request)
        numbers = {record.request_number for record in self.result_list} - {None}
        references = dict(ConsultationRequest.objects.filter(pk__in=numbers).values_list("pk", "reference"))
        for record in self.result_list:
            record.reference = references.get(record.request_number, "")


@admin.register(AccessRecord)
class AccessRecordAdmin(admin.ModelAdmin):
    """Only a list: whoever may read it may not add to it, change it, or take from it."""

    list_display = ["when", "who", "what", "about", "detail_in_words", "from_where"]
    list_display_links = None
    list_per_page = 50
    sortable_by = []
    actions = None
    show_full_result_count = False

    @admin.display(description="When")
    def when(self, record):
        return date_format(timezone.localtime(record.at), "j M Y, H:i:s")

    @admin.display(description="Who")
    def who(self, record):
        return record.actor_name

    @admin.display(description="What")
    def what(self, record):
        return record.get_act_display()

    @admin.display(description="Request", empty_value="")
    def about(self, record):
        if record.request_number is None:
            return None
        if not record.reference:
            return "erased"
        address = reverse("admin:consultations_consultationrequest_change", args=[record.request_number])
        return format_html('<a class="reference" href="{}">{}</a>', address, record.reference)

    @admin.display(description="More", empty_value="")
    def detail_in_words(self, record):
        return record.detail[:1].upper() + record.detail[1:] or None

    @admin.display(description="From where", empty_value="")
    def from_where(self, record):
        return format_html('<span class="cell-label">From </span>{}', record.address) if record.address else None

    def get_changelist(self, request, **kwargs):
        return AccessChangeList

    def get_urls(self):
        """The list is all there is."""
        name = "consultations_accessrecord_changelist"
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") == name]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AccessFilterForm(request.POST or None, initial=self._typed_before(request))
        if request.method == "POST" and form.is_valid():
            address = form.as_address()
            return SeeOther(f"{request.path}?{urlencode(address)}" if address else request.path)
        is_narrowed = any(request.GET.get(name) for name in AccessAddress.base_fields)
        context = {"filter_form": form, "is_narrowed": is_narrowed or bool(form.errors)}
        return super().changelist_view(request, context | (extra_context or {}))

    def _typed_before(self, request) -> dict:
        """What the address says, as it was typed."""
        address = AccessAddress(request.GET)
        address.is_valid()
        typed = dict(address.cleaned_data)
        if about := typed.pop("about", None):
            found = ConsultationRequest.objects.filter(pk=about).values_list("reference", flat=True).first()
            typed["reference"] = found or ""
        return typed
