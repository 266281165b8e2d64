"""Accounts of the people who work here. Only administrators see and change them."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from practice_site import one_time_links, roles, sessions
from practice_site.account_log import Kind, record
from practice_site.models import StaffAccount
from practice_site.staff_forms import StaffAccountForm

LINK_IS_GOOD_FOR = "It works once, within 48 hours."


@admin.register(StaffAccount)
class StaffAccountAdmin(admin.ModelAdmin):
    form = StaffAccountForm
    list_display = ["full_name", "email", "role_words", "may_sign_in", "last_sign_in"]
    search_fields = ["full_name", "email"]
    search_help_text = "Name or email"
    sortable_by = []
    ordering = ["full_name", "pk"]
    show_full_result_count = False
    actions = ["make_new_links"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        about = "Saving shows a link. Pass it on to your colleague, who chooses a password with it."
        if obj:
            about = "Untick “may sign in” when someone leaves: notes and versions keep their author’s name."
        return [
            (None, {"fields": ["full_name", "email", "role", *(["is_active"] if obj else [])], "description": about})
        ]

    @admin.display(description="role", empty_value="none: sees nothing")
    def role_words(self, account):
        role = roles.role_of(account)
        return role.label if role else None

    @admin.display(description="may sign in")
    def may_sign_in(self, account):
        return format_html('<span class="cell-label">May sign in: </span>{}', "yes" if account.is_active else "no")

    @admin.display(description="last sign-in")
    def last_sign_in(self, account):
        if account.last_login is None:
            return "never"
        return date_format(timezone.localtime(account.last_login), "j M Y, H:i")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        before, role = roles.role_of(obj) if change else None, form.cleaned_data["role"]
        super().save_model(request, obj, form, change)
        roles.assign(obj, role)
        if not obj.is_active:
            sessions.end_all(obj)
        for kind, detail in _what_changed(before, role, obj, form.changed_data, change):
            record(kind, account=obj, by=request.user, request=request, detail=detail)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        self._show_link(request, obj)
        return response

    @admin.action(description="Make a new link for choosing a password", permissions=["change"])
    def make_new_links(self, request, queryset):
        for account in queryset.filter(is_active=True):
            self._show_link(request, account)

    def _show_link(self, request, account):
        link = one_time_links.issue(account)
        record(Kind.LINK_MADE, account=account, by=request.user, request=request)
        text = "Pass this link on to {}, who chooses a password with it. {} <code>{}</code>"
        self.message_user(request, format_html(text, account, LINK_IS_GOOD_FOR, link), messages.SUCCESS)


def _what_changed(before, role: str, account: StaffAccount, changed: list[str], was_there: bool) -> list[tuple]:
    """The events of one save, each with a word more."""
    if not was_there:
        return [(Kind.ACCOUNT_CREATED, role)]
    events = [(Kind.ROLE_CHANGED, f"{before or 'none'} → {role}")] if before != role else []
    if "email" in changed:
        events.append((Kind.EMAIL_CHANGED, ""))
    if "is_active" in changed:
        events.append((Kind.ACCOUNT_ON if account.is_active else Kind.ACCOUNT_OFF, ""))
    return events
