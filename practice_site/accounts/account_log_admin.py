"""The account log in the admin: what happened to accounts, to be read by administrators and changed by nobody."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from practice_site.accounts.factor_rows import WORDS
from practice_site.models import AccountEvent, StaffAccount

NAMED_BY_VISITORS = {AccountEvent.Kind.SIGN_IN_FAILED, AccountEvent.Kind.LOCKED_OUT}


class AccountLogFilter(forms.Form):
    """What the log is narrowed by; it stands in the address."""

    kind = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Anything"), *AccountEvent.Kind.choices],
        help_text="One kind of event.",
    )
    account = forms.ModelChoiceField(
        StaffAccount.objects.all(),
        label="About whom",
        required=False,
        empty_label="Anyone",
        help_text="Colleagues who have left are listed, too.",
    )

    def narrowed(self, events):
        """The events that fit; none for an address that is not ours."""
        if not self.is_valid():
            return events.none()
        return events.filter(**{name: value for name, value in self.cleaned_data.items() if value})


class AccountLogList(ChangeList):
    """The list, narrowed by our own form instead of Django's column of filters."""

    def get_filters_params(self, params=None):
        kept = super().get_filters_params(params)
        return {name: value for name, value in kept.items() if name not in AccountLogFilter.base_fields}

    def get_queryset(self, request, exclude_parameters=None):
        return AccountLogFilter(request.GET).narrowed(super().get_queryset(request, exclude_parameters))

    @property
    def page_links(self) -> list[tuple[str, str]]:
        """The ways that lead from here to other pages: words and addresses."""
        here, last = self.page_num, self.paginator.num_pages
        marks = [
            ("First", 1, here > 1),
            ("Previous", here - 1, here > 1),
            ("Next", here + 1, here < last),
            ("Last", last, here < last),
        ]
        return [(words, self.get_query_string({PAGE_VAR: page})) for words, page, is_open in marks if is_open]


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):
    """Only a list."""

    list_display = ["when", "who", "what", "by_whom", "more", "from_where"]
    list_display_links = None
    list_select_related = ["account", "by"]
    list_per_page = 50
    sortable_by = []
    actions = None
    show_full_result_count = False

    @admin.display(description="When")
    def when(self, event):
        return date_format(timezone.localtime(event.at), "j M Y, H:i:s")

    @admin.display(description="About whom", empty_value="")
    def who(self, event):
        if event.account_id is None:
            return "an unknown name" if event.kind in NAMED_BY_VISITORS else None
        return event.account or f"account {event.account_id}"

    @admin.display(description="What")
    def what(self, event):
        return event.get_kind_display()

    @admin.display(description="By", empty_value="")
    def by_whom(self, event):
        if event.by_id in {None, event.account_id}:
            return None
        return format_html('<span class="cell-label">By </span>{}', event.by or f"account {event.by_id}")

    @admin.display(description="More", empty_value="")
    def more(self, event):
        words = WORDS.get(event.detail, event.detail)
        said = words[:1].upper() + words[1:]
        return format_html("{}<small>{}</small>", said, event.reason) if event.reason else said or None

    @admin.display(description="From where", empty_value="")
    def from_where(self, event):
        return format_html('<span class="cell-label">From </span>{}', event.address) if event.address else None

    def get_changelist(self, request, **kwargs):
        return AccountLogList

    def get_urls(self):
        """The list is all there is."""
        name = "practice_site_accountevent_changelist"
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") == name]

    def changelist_view(self, request, extra_context=None):
        form = AccountLogFilter(request.GET if self._is_narrowed(request) else None)
        context = {"filter_form": form, "is_narrowed": self._is_narrowed(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def _is_narrowed(self, request) -> bool:
        return any(request.GET.get(name) for name in AccountLogFilter.base_fields)
