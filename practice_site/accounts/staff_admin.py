"""Accounts of the people who work here. Only administrators see and change them."""

from functools import partial

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from practice_site.accounts import (
    account_mail,
    address_change,
    late_forms,
    one_time_links,
    roles,
    second_factor,
    sessions,
)
from practice_site.accounts.account_log import Kind, record
from practice_site.accounts.factor_reset_admin import HelpsBackIn
from practice_site.accounts.staff_forms import LinkBy, StaffAccountForm
from practice_site.models import AccountMail, StaffAccount

LINK_IS_GOOD_FOR = "It works once, within 48 hours, and ends older ones."
ABOUT_ADDING = "Your colleague gets a link and chooses a password with it, which nobody else ever knows."
ABOUT_CHANGING = (
    "Accounts are never deleted: notes and versions keep their author’s name. When someone leaves, untick "
    "“may sign in”: that signs them out everywhere at once, and ends every link they were given."
)


@admin.register(StaffAccount)
class StaffAccountAdmin(HelpsBackIn, admin.ModelAdmin):
    form = StaffAccountForm
    list_display = ["full_name", "email", "role_words", "second_factor", "may_sign_in", "last_sign_in"]
    search_fields = ["full_name", "email"]
    search_help_text = "Name or email"
    sortable_by = []
    ordering = ["full_name", "pk"]
    show_full_result_count = False
    actions = ["mail_links", "show_links"]

    def get_queryset(self, request):
        with_factor = Exists(second_factor.of(OuterRef("pk")))
        return super().get_queryset(request).prefetch_related("groups").annotate(has_factor=with_factor)

    def get_fieldsets(self, request, obj=None):
        fields = ["full_name", "email", "role", "is_active" if obj else "link"]
        return [(None, {"fields": fields, "description": ABOUT_CHANGING if obj else ABOUT_ADDING})]

    @admin.display(description="role", empty_value="none: sees nothing")
    def role_words(self, account):
        role = roles.role_of(account)
        return role.label if role else None

    @admin.display(description="second factor")
    def second_factor(self, account):
        return format_html('<span class="cell-label">Second factor: </span>{}', "yes" if account.has_factor else "none")

    @admin.display(description="may sign in")
    def may_sign_in(self, account):
        return format_html('<span class="cell-label">May sign in: </span>{}', "yes" if account.is_active else "no")

    @admin.display(description="last sign-in")
    def last_sign_in(self, account):
        if account.last_login is None:
            return "never"
        return date_format(timezone.localtime(account.last_login), "j M Y, H:i")

    def changeform_view(self, request, *args, **kwargs):
        """A form that is sent is read, checked and saved while nobody else changes an administrator."""
        view = partial(super().changeform_view, request, *args, **kwargs)
        if request.method != "POST" or roles.role_of(request.user) != roles.Role.ADMINISTRATOR:
            return view()
        try:
            return self._as_administrator(request, view)
        except roles.NotAnyMore:
            return late_forms.to_sign_in(request)
        except IntegrityError:  # someone has just taken the address: by now the form finds that, and says it
            return self._as_administrator(request, view)

    @transaction.atomic
    def _as_administrator(self, request, view):
        roles.must_still_administrate(request.user)
        return view()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        before, role = roles.role_of(obj) if change else None, form.cleaned_data["role"]
        super().save_model(request, obj, form, change)
        roles.assign(obj, role)
        if not obj.is_active:
            sessions.end_all(obj)
            one_time_links.end_all(obj)
        if change and "email" in form.changed_data:
            address_change.tell(obj, form.initial["email"])
        for kind, detail in _what_changed(before, role, obj, form.changed_data, change):
            record(kind, account=obj, by=request.user, request=request, detail=detail)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        self._give_link(request, obj, by_hand=request.POST.get("link") == LinkBy.HAND)
        return response

    @admin.action(description="Mail a link for choosing a password", permissions=["change"])
    def mail_links(self, request, queryset):
        for account in queryset.filter(is_active=True):
            self._give_link(request, account, by_hand=False)

    @admin.action(description="Show me a link for choosing a password, to pass on", permissions=["change"])
    def show_links(self, request, queryset):
        for account in queryset.filter(is_active=True):
            self._give_link(request, account, by_hand=True)

    @transaction.atomic
    def _give_link(self, request, account, by_hand: bool):
        record(
            Kind.LINK_MADE,
            account=account,
            by=request.user,
            request=request,
            detail="to pass on by hand" if by_hand else "by mail",
        )
        if by_hand:
            words = "Pass this link on to {}, who chooses a password with it. {} <code>{}</code>"
            told = format_html(words, account, LINK_IS_GOOD_FOR, one_time_links.issue(account))
        else:
            account_mail.write(AccountMail.Kind.INVITATION, account)
            told = f"A mail with a link for choosing a password is on its way to {account}. {LINK_IS_GOOD_FOR}"
        self.message_user(request, told, messages.SUCCESS)


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
