"""The inbox: the admin's list of requests, opened on those that need an answer, the oldest promise first."""

from dataclasses import replace

from django.contrib import admin
from django.utils import timezone

from consultations import duplicates, inbox
from consultations.admin.inbox_actions import InboxActions
from consultations.admin.keyset_pages import FewRows, IndexedRows
from consultations.admin.private_search import PrivateChangeList, PrivateSearch
from consultations.capped_counts import capped_counts
from consultations.inbox_rows import rows_of
from consultations.models import ConsultationRequest

Status = ConsultationRequest.Status


class SavedView(admin.SimpleListFilter):
    """Which requests the list holds, by `?view=`."""

    title = "view"
    parameter_name = inbox.VIEW

    def lookups(self, request, model_admin):
        return [(view.key, view.title) for view in inbox.VIEWS]

    def queryset(self, request, queryset):
        view = inbox.view_for(request.GET)
        return view.narrow(queryset, request.user, timezone.now()) if view else queryset


class InboxChangeList(PrivateChangeList):
    """The list in the order of its view."""

    def __init__(self, request, *args):
        self.view = inbox.view_for(request.GET)
        super().__init__(request, *args)

    def get_ordering(self, request, queryset):
        return inbox.ordering_for(self.view)

    def _source(self, order):
        if self.view and self.view.is_short and not self.few:
            return FewRows(self.queryset, order)
        if self.view and not self.view.has_blanks and not self.few:
            return IndexedRows(self.queryset, order)
        return super()._source(order)


class InboxList(InboxActions, PrivateSearch):
    """For the `ModelAdmin` of requests. The rows are drawn by `change_list_results.html` from `cl.rows`."""

    list_display = ["reference"]
    list_display_links = ["reference"]
    list_filter = [SavedView]
    list_select_related = ["owner"]
    list_per_page = 50
    sortable_by = []
    search_fields = ["reference"]  # shows the search box; `search_index` does the search
    search_help_text = "Name, email, phone or reference"
    show_full_result_count = False
    actions_on_top, actions_on_bottom = False, True

    def get_changelist(self, request, **kwargs):
        return InboxChangeList

    def get_search_results(self, request, queryset, search_term):
        """The list itself searches, so that it knows whether more would fit."""
        return queryset, False

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if cl := context.get("cl"):
            shared = duplicates.signs_shared(cl.result_list) if cl.result_list else {}
            cl.rows = [replace(row, same_person=shared.get(row.request.pk, ())) for row in rows_of(cl.result_list)]
            cl.states = state_links(request)
            cl.is_by_state = any(state["is_current"] for state in cl.states)
            cl.search_everywhere = cl.get_query_string(remove=[inbox.VIEW, "status__exact"])
            cl.may_act = bool(context["action_form"])
            context["views"] = saved_views(request)
        return response


def saved_views(request) -> list[dict]:
    """The tabs above the list, each with its number. One query."""
    now, chosen, everyone = timezone.now(), inbox.view_for(request.GET), ConsultationRequest.objects.all()
    lists = [view.narrow(everyone, request.user, now).order_by(*view.ordering) for view in inbox.VIEWS]
    counts = capped_counts(lists)
    return [
        {
            "title": view.title,
            "count": count,
            "url": f"?{inbox.VIEW}={view.key}",
            "is_current": view == chosen,
            "is_late": view.key == "overdue" and count,
        }
        for view, count in zip(inbox.VIEWS, counts, strict=True)
    ]


def state_links(request) -> list[dict]:
    """The filter by state: every state as a link."""
    chosen = request.GET.get("status__exact", "")
    return [
        {"title": label, "url": f"?status__exact={value}", "is_current": value == chosen}
        for value, label in Status.choices
    ]
